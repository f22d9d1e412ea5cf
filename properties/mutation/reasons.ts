/**
 * Survivors that say nothing against the properties, each lot with its reason. Where a lot is a whole file or folder, other tests hold it.
 *
 * @module
 */
import type { SpecMutant } from "./generate.ts"

export interface Reason {
  /** A clause: "because …". */
  readonly why: string
  /** Beginning of a file's name below `spec/`, and what the mutants of it say; without that: all of them. */
  readonly of: readonly (readonly [where: string, says?: string])[]
  /** Too many to be named one by one. */
  readonly whole?: true
}

export const reasons: readonly Reason[] = [
  { why: "SQL92 expressions are a function of a text and a message: its unit tests hold it, and no world sends properties that filters read.", of: [["filter/"]], whole: true },
  { why: "the fields of messages are a schema.", of: [["ha/messages.ts", "without entries: Slice"], ["dledger/events.ts", "without ...dledgerMessageFields.PushCommit"]] },
  { why: "which verdicts a rule may give is a list for coverage: no rule asks it.", of: [["broker/while-disk-works.ts", "without ...rule.verdicts"]] },
  { why: "the machine as an Effect program is no rule: its own tests run it.", of: [["program.ts"]], whole: true },
  {
    why: "only a remark differs, which people read and no client acts upon.",
    of: [
      ["ha/replication.ts", "isSlave(self) is never true"],
      ["serving/rules/send-message.ts", "\"properties too large\" treated as its neighbour: () => refuse(\"MESSAGE_ILLEGAL\", `the message is illegal, maybe msg body or properties length not matched. ms…"],
      ["dledger/replication.ts", "self.raft.leader ?? \"not known\" becomes \"not known\""],
      ["pop/asks.ts", "replication.refusesWrites(self)?.remark ?? \"\" becomes \"\""],
      ["pop/rules/ack-message.ts", "replication.refusesWrites(self)?.remark ?? \"\" becomes \"\""],
      ["serving/rules/reset-offset.ts", "\"no such offset\" treated as its neighbour: () => refuse(\"SYSTEM_ERROR\", `queueId: ${topic} has no queue ${only?.queueId}`)"],
      ["serving/rules/reset-offset.ts", "only?.queueId ?? 0 becomes 0"],
      ["serving/rules/update-and-create-topic.ts", "\"no such attribute\" treated as its neighbour: () => answer(\"SYSTEM_ERROR\", `attempt to update an unchangeable attribute. key: ${attributes.find(([key]) => FI…"],
      ["serving/rules/update-and-create-topic.ts", "0 becomes 1"],
      ["serving/rules/update-and-create-topic.ts", "value === null && topicOf(self, topic)?.attributes?.[key] === undefined without topicOf(self, topic)?.attributes?.[key] === undefined"]
    ]
  },
  {
    why: "both verdicts lead to the same, and only which of them is counted differs.",
    of: [
      ["client/consumer/rules/lock-reply.ts", "askedAs(self, request)?.lock !== \"wanted\" is never true"],
      ["client/producer/rules/send-reply.ts", "\"late\" treated as its neighbour: () => finishStored(send, \"SEND_OK\", queueOffset)(self)"],
      ["master/rules/sync-flush-timeout.ts", "\"answered before\" treated as its neighbour: () => chain(self, giveUpOn(onDisk, request), settle(acks))"],
      ["pop/rules/poll-timeout.ts", "\"answered before\" treated as its neighbour: () => (pop === undefined ? ignore(self) : emit(replyNone(self, pop, \"POLLING_TIMEOUT\"))(unholdPop(self, pop)))"],
      ["raft/rules/election-timeout.ts", "\"leads\" treated as its neighbour: () => [{ ...self, raft: { ...self.raft, transferee: null } }, []] as const"],
      ["serving/rules/heartbeat.ts", "member.clientId === clientId becomes member.clientId !== clientId"],
      ["serving/rules/heartbeat.ts", "false becomes true"],
      ["serving/rules/unregister-client.ts", "false becomes true"],
      ["client/consumer/rules/route-poll-timeout.ts", "self.routing.asking === null is never true"],
      ["client/consumer/rules/route-poll-timeout.ts", "self.routing.asking === null becomes self.routing.asking !== null"],
      ["client/producer/rules/route-poll-timeout.ts", "self.routing.asking === null is never true"],
      ["client/producer/rules/route-poll-timeout.ts", "self.routing.asking === null becomes self.routing.asking !== null"],
      ["serving/rules/heartbeat.ts", "consumers.every(({ group }) => groupOf(self, group)?.members.some((member) => member.clientId === clientId) ?? false) negated"],
      ["serving/rules/heartbeat.ts", "groupOf(self, group)?.members.some((member) => member.clientId === clientId) ?? false becomes false"],
      ["serving/rules/unregister-client.ts", "\"unknown\" treated as its neighbour: () => chain( self, removeMembers((member, group) => member.clientId === event.clientId && group === event.consumerGroup),…"]
    ]
  },
  {
    why: "the two parts do not meet: neither reads what the other changes, and one of them gives out nothing, or both give out what goes to different places.",
    of: [
      ["client/routing.ts", "{ _tag: \"ArmTimer\", event: RoutePollTimeout, ms: self.config.pollNameServerIntervalMs } before ...asked"],
      ["dledger/rules/vote-request.ts", "(me) => [withDLedger(me, { needIncreaseTermImmediately: true }), []] before toCandidate(event.term)"],
      ["serving/hold.ts", "emit(...startWaiting(pull)) before holdOn(pull)"],
      ["serving/rules/channel-closed.ts", "removeProducers((_key, at) => at === channel) before removeMembers((member) => member.channel === channel)"],
      ["serving/rules/channel-closed.ts", "dropHeldOf(channel) before removeProducers((_key, at) => at === channel)"],
      ["serving/rules/unregister-client.ts", "done before removeProducers((key) => event.producerGroup !== null && key === producerKey(event.clientId, event.producerGroup))"],
      ["store/rules/dispatched.ts", "noteHalves(event) before addTopics(event)"],
      ["store/rules/dispatched.ts", "wakePops(event.ends.map(([queue]) => queue)) before wake(event.ends.map(([queue]) => queue))"],
      ["raft/rules/rejoin-reply.ts", "save before note(event)"],
      ["name-server/rules/put-kv-config.ts", "emit({ _tag: \"SaveKVConfig\" }) before put(event)"],
      ["name-server/rules/register-broker.ts", "armed(event) before published(event, false)"],
      ["name-server/rules/register-broker.ts", "armed(event) before published(event, true)"],
      ["dledger/role.ts", "goOn before (me) => [withDLedger({ ...me, raft: { ...me.raft, role: \"CANDIDATE\", leader: null } }, { knownMaxTermInGroup }), []]"],
      ["dledger/role.ts", "refuseHeld before ceaseRevives"],
      ["dledger/role.ts", "{ _tag: \"CancelTimer\", event: { _tag: \"MetadataTimeout\" } } before { _tag: \"CancelTimer\", event: { _tag: \"HeartbeatTimeout\" } }"],
      ["dledger/role.ts", "(me) => [withDLedger({ ...me, raft: { ...me.raft, noopIndex: -1 }, locks: HashMap.empty(), queues: withoutUncommitted(me) }, { beat: null, dispatchers: forge…"],
      ["dledger/rules/heart-beat-request.ts", "(me) => [withDLedger(me, { needIncreaseTermImmediately: true }), []] before toCandidate(event.term)"],
      ["dledger/rules/heart-beat-request.ts", "answer(event, \"SUCCESS\") before awaitLeader"],
      ["dledger/rules/heart-beat-request.ts", "answer(event, \"SUCCESS\") before toFollower(event.from)"],
      ["raft/rules/append-entries-reply.ts", "tryEarlier(event) before noteRound(event)"],
      ["raft/step-down.ts", "awaitLeader before refuseHeld"],
      ["raft/step-down.ts", "ceaseDelays before refuseReads"],
      ["raft/step-down.ts", "refuseHeld before endLeadership"],
      ["raft/step-down.ts", "{ _tag: \"CancelTimer\", event: { _tag: \"MetadataTimeout\" } } before { _tag: \"CancelTimer\", event: { _tag: \"HeartbeatTimeout\" } }"],
      ["raft/step-down.ts", "ceaseChecks before ceaseDelays"],
      ["dledger/lead.ts", "(me) => (isReady(me) ? becomeMaster(me) : [me, []]) before advanceCommit"],
      ["registration/become-master.ts", "awaitAllEnds before awaitDelays"],
      ["store/rules/dispatched.ts", "addTopics(event) before grow(event)"],
      ["raft/replication.ts", "answerConfirmed before (me) => (isReady(me) && before < me.raft.noopIndex ? becomeMaster(me) : [me, []])"],
      ["raft/rules/append-entries-reply.ts", "handOver before advanceCommit"],
      ["raft/election.ts", "{ _tag: \"WriteNoop\", index: noopIndex, term: raft.term } before { _tag: \"ArmTimer\", event: { _tag: \"HeartbeatTimeout\" }, ms: config.timing.heartBeatTimeInter…"]
    ]
  },
  {
    why: "a message may say what was committed before its event, or with it.",
    of: [
      ["dledger/rules/push-compare-response.ts", "pushNext(from) before advanceCommit"],
      ["raft/election.ts", "advanceCommit before replicateToAll"],
      ["dledger/rules/push-compare-response.ts", "truncate(from, index + 1) before advanceCommit"]
    ]
  },
  {
    why: "an answer leaves at once only where there is nothing to save; so one of the two gives out nothing.",
    of: [
      ["raft/rules/install-snapshot.ts", "reply(event, self.raft.commitIndex) before save"],
      ["raft/rules/install-snapshot.ts", "reply(event, event.lastIncludedIndex) before save"],
      ["raft/rules/request-vote.ts", "reply(event, true) before save"]
    ]
  },
  {
    why: "what is skipped would change nothing: the test saves work.",
    of: [
      ["pop/held.ts", "gone.length === 0 is never true"],
      ["raft/durability.ts", "self.raft.waiting.length === 0 || !isSaved(self) without self.raft.waiting.length === 0"],
      ["transaction/halves.ts", "HashMap.isEmpty(self.halves) is never true"],
      ["raft/commit.ts", "index > raft.commitIndex becomes index >= raft.commitIndex"],
      ["log/log.ts", "index <= log.baseIndex becomes index < log.baseIndex"],
      ["log/log.ts", "durableIndex === log.durableIndex is never true"],
      ["name-server/tables.ts", "HashMap.size(rest) === HashMap.size(queues.value) is never true"],
      ["pop/check-points.ts", "known.handing === known.popped is never true"],
      ["store/derived.ts", "HashMap.isEmpty(pop.cursors) is never true"],
      ["serving/answer-sends.ts", "done.length === 0 is never true"]
    ]
  },
  {
    why: "a list is put in order afterwards, or what stands in it is a set: its order tells nobody anything.",
    of: [
      ["pop/check-points.ts", "...offsets before ...checkPoint.closing"],
      ["serving/topics.ts", "[config.brokerClusterName, topic(16, both | PERM_INHERIT)] before [\"BenchmarkTest\", topic(1024, both)]"],
      ["serving/topics.ts", "TIMER_TOPIC before CHECK_MAX_TIME_TOPIC"],
      ["serving/topics.ts", "[`${config.brokerClusterName}_REPLY_TOPIC`, topic(1, both)] before [config.brokerName, topic(1, both | PERM_INHERIT)]"],
      ["serving/topics.ts", "[SCHEDULE_TOPIC, topic(delaysOf(config).length, both)] before [\"OFFSET_MOVED_EVENT\", topic(1, both)]"],
      ["serving/topics.ts", "[reviveTopic(config), topic(REVIVE_QUEUE_ID + 1, both)] before [OP_TOPIC, topic(1, both)]"],
      ["transaction/halves.ts", "a - b becomes a + b"]
    ]
  },
  {
    why: "any positive number sorts alike.",
    of: [
      ["serving/rules/heartbeat.ts", "1 becomes 2"],
      ["sorted.ts", "1 becomes 2"]
    ]
  },
  {
    why: "what waits for the disk to be sent to one and the same may leave in any order: members take messages in any.",
    of: [
      ["raft/durability.ts", "waiting.some((other) => isSame(other, next)) is never true"],
      ["raft/durability.ts", "a.to < b.to negated"]
    ]
  },
  {
    why: "what is sent next says so anyway.",
    of: [
      ["raft/rules/append-entries-reply.ts", "false becomes true"],
      ["raft/rules/append-entries-reply.ts", "progress !== undefined && !progress.awaiting without !progress.awaiting"],
      ["raft/rules/install-snapshot-reply.ts", "false becomes true"]
    ]
  },
  {
    why: "a check point has a message, so what is behind its last is 1 at least.",
    of: [
      ["pop/check-points.ts", "0 becomes 1"]
    ]
  },
  {
    why: "a member whose disk has failed is silent until its restart, which begins anew.",
    of: [
      ["raft/replication.ts", "without answered: {}"]
    ]
  },
  {
    why: "the term does not move while a vote is being counted, so none that comes of it is lower.",
    of: [
      ["dledger/role.ts", "term < self.raft.term is never true"]
    ]
  },
  {
    why: "a damaged message that is new is looked at like any other, and nothing of it is in flight.",
    of: [
      ["pop/queues.ts", "isAgain && damaged without isAgain"]
    ]
  },
  {
    why: "of one queue the turn is 0, whatever it is divided by.",
    of: [
      ["pop/queues.ts", "1 becomes 2"]
    ]
  },
  {
    why: "a queue turns out to begin later once, when its first message comes.",
    of: [
      ["store/rules/dispatched.ts", "...begins before ...self.baseEnds"]
    ]
  },
  {
    why: "no two of them are equal.",
    of: [
      ["client/consumer/queues.ts", "nameOf(a) < nameOf(b) becomes nameOf(a) <= nameOf(b)"],
      ["pop/held.ts", "pop.suspendTimeoutMillis before pop.suspendTimeoutMillis"]
    ]
  },
  {
    why: "at the end of the log both say the same.",
    of: [
      ["dledger/dispatcher.ts", "index > log.lastIndex becomes index >= log.lastIndex"]
    ]
  },
  {
    why: "0.3.1.2 never notes what matches, so nothing is below it.",
    of: [
      ["dledger/rules/push-append-response.ts", "config.dLedgerVersion === \"0.4.0\" && index + count - 1 <= dispatcher.matchIndex without config.dLedgerVersion === \"0.4.0\""]
    ]
  },
  {
    why: "one copy is there as soon as it is written: whoever needs one waits for nobody.",
    of: [
      ["ha/on-slaves.ts", "config.requiredAcks > 1 becomes config.requiredAcks >= 1"]
    ]
  },
  {
    why: "one of them waits, or nothing would be recalled.",
    of: [
      ["schedule/rules/recall-message.ts", "0 becomes 1"]
    ]
  },
  {
    why: "who pulls shares no queues, whatever number stands there.",
    of: [
      ["pop/state.ts", "0 becomes 1"]
    ]
  }
]

export const reasonFor = ({ file, says }: Pick<SpecMutant, "file" | "says">): Reason | undefined => reasons.find(({ of }) => of.some(([where, what]) => file.startsWith(where) && (what === undefined || what === says)))
