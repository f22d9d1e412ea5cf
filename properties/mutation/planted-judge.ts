/**
 * Changes as a judge would plant who has read the rules, and knows none of the other lists: see `planted.ts`. Of every part of the spec,
 * those first that no other list has touched. Written before anybody looked at which are caught.
 *
 * @module
 */
import type { Planted } from "./planted.ts"

const members: readonly Planted[] = [
  { file: "raft/quorum.ts", before: "Math.floor(n / 2) + 1", after: "Math.ceil(n / 2)", says: "Half of a group of four is a majority.", seen: "cornerstone quorum of even groups" },
  { file: "raft/durability.ts", before: "raft.saved.votedFor === raft.votedFor && ", after: "", says: "A vote is told before it is on disk, if its term is.", seen: "hashicorp/raft #85" },
  { file: "raft/durability.ts", before: "isSaved(self) && durable <= writtenAsRequired(self)\n", after: "isSaved(self) && durable <= self.log.lastIndex\n", says: "A follower acks what its disk has not synced.", seen: "CockroachDB #10413, etcd WAL" },
  { file: "raft/durability.ts", before: "a.to === b.to && a.durable === b.durable && Equal.equals(a.message, b.message)", after: "a.to === b.to && a.message._tag === b.message._tag", says: "Of answers of one kind that wait for the disk only the last leaves.", seen: "tikv/raft-rs Ready" },
  { file: "raft/election.ts", before: "self.raft.votes.includes(voter) ? self.raft.votes : [...self.raft.votes, voter].sort()", after: "[...self.raft.votes, voter].sort()", says: "A vote that comes twice counts twice.", seen: "xraft, duplicated RequestVoteReply" },
  { file: "raft/election.ts", before: "        votes: [],\n        progress:", after: "        progress:", says: "A leader remembers who has voted for it." },
  { file: "raft/rejoin.ts", before: "raft.voter || isAsking(self) || !raft.tablesTaken", after: "raft.voter || !raft.tablesTaken", says: "A member that lost its disk votes before all have said what it may have acked.", seen: "atomix #1069" },
  { file: "raft/rejoin.ts", before: "Math.min(raft.commitIndex, held)) !== raft.term", after: "held) !== raft.term", says: "A member that lost its disk votes once it holds an entry of this term, committed or not.", seen: "Viewstamped Replication Revisited §4.3" },
  { file: "raft/rejoin.ts", before: "term !== self.raft.term ?", after: "term < self.raft.term ?", says: "Tables of a term to come make a voter." },
  { file: "raft/step-down.ts", before: "chain(next, endLeadership, refuseHeld, awaitLeader)", after: "chain(next, endLeadership, awaitLeader)", says: "Consumers wait on at a deposed leader.", seen: "rocketmq PullRequestHoldService" },
  { file: "raft/replication.ts", before: "chain(self, flushAsRequired, replicateToAll, advanceCommit)", after: "chain(self, flushAsRequired, replicateToAll)", says: "A group of one commits nothing from page cache." },
  { file: "raft/replication.ts", before: "chain(self, release, advanceCommit, voteAgain)", after: "chain(self, release, advanceCommit)", says: "A member that lost its disk does not vote again when its disk is done." },
  { file: "raft/replication.ts", before: "chain(self, endLeadership, refuseHeld, giveUp)", after: "chain(self, refuseHeld, giveUp)", says: "A leader whose disk fails leaves its producers waiting.", seen: "dledger DLedgerServer, disk error" },
  { file: "raft/rules/install-snapshot.ts", before: "raft: { ...self.raft, commitIndex: index },", after: "", says: "A snapshot commits nothing.", seen: "hashicorp/raft #124" },
  { file: "raft/rules/install-snapshot.ts", before: "follow(event), replaceLog(event), save, reply(event, event.lastIncludedIndex)", after: "follow(event), replaceLog(event), save, reply(event, self.log.lastIndex)", says: "After a snapshot a follower says that it holds what it held before." },
  { file: "raft/rules/install-snapshot.ts", before: "pop: { ...self.pop, checkPoints: HashMap.empty() }\n", after: "pop: self.pop\n", says: "A snapshot leaves what was handed out by entries that are gone." },
  { file: "raft/rules/append-entries-reply.ts", before: "next: Math.max(match + 1, hint), match, awaiting: false", after: "next: hint, match: Math.min(match, hint - 1), awaiting: false", says: "A late refusal takes back what a follower holds.", seen: "etcd-io/raft maybeDecrTo" },
  { file: "raft/rules/append-entries-reply.ts", before: "!progress.awaiting && (progress.next", after: "(progress.next", says: "Entries are sent while others are under way.", because: "the answer that is taken has just ended what was under way, and nothing is sent between" },
  { file: "log/log.ts", before: "Math.max(entries.prevLogIndex, log.baseIndex) + 1", after: "entries.prevLogIndex + 1", says: "What a snapshot stands for is compared entry by entry, and differs.", seen: "hashicorp/raft #212" },
  { file: "log/log.ts", before: "index = Math.min(nextRunAfter(entries.runs, index), nextRunAfter(log.runs, index))", after: "index = nextRunAfter(log.runs, index)", says: "A conflict within a run of equal terms is not seen.", seen: "DLedger #178" },
  { file: "log/log.ts", before: "index <= log.baseIndex) return log", after: "index < log.baseIndex) return log", says: "A snapshot that is there already is made again.", because: "it stands for the same entries, of the same term, and is on disk" }
]

const released: readonly Planted[] = [
  { file: "dledger/rules/push-compare.ts", before: 'Log.firstOfTermAt(self.log, event.index) : -1', after: "event.index : -1", says: "Released: 0.4.0 goes back one entry at a time.", seen: "dledger #234" },
  { file: "dledger/rules/push-compare.ts", before: 'if (raft.role !== "FOLLOWER") return "not a follower"\n', after: "", says: "Released: a candidate lets itself be compared.", seen: "dledger handlePush" },
  { file: "dledger/waits.ts", before: "awaitFor(() => AT_ONCE)", after: "awaitFor(betweenVotes)", says: "Released: a candidate that knows a higher term waits before it takes it.", seen: "dledger maintainAsCandidate, lastParseResult" },
  { file: "dledger/waits.ts", before: "armPush(peer, [1_000, 1_000])", after: "armPush(peer, [100, 100])", says: "Released: a dispatcher takes its turn ten times as often.", seen: "dledger maxPushTimeOutMs" },
  { file: "dledger/waits.ts", before: "[betweenVotes(timing)[1], betweenVotes(timing)[1]]", after: "[0, 0]", says: "Released: a candidate whose log is behind votes again as soon as the others.", seen: "dledger maintainAsCandidate, WAIT_TO_REVOTE" },
  { file: "dledger/rules/push-timeout.ts", before: "chain(self, anew(peer), pushNext(peer), again)", after: "chain(self, anew(peer), pushNext(peer))", says: "Released: a leader that compares does so once.", seen: "dledger EntryDispatcher.doWork" },
  { file: "dledger/replication.ts", before: "first: self.log.lastIndex + 1", after: "first: self.log.lastIndex", says: "Released: a message is written over the last one.", seen: "dledger appendAsLeader" },
  { file: "dledger/round.ts", before: "Object.keys(round.results).length === groupSize(self)", after: "Object.keys(round.results).length >= groupSize(self) - 1", says: "Released: a vote is over before the last answer.", seen: "dledger voteLatch" }
]

const stores: readonly Planted[] = [
  { file: "store/queues.ts", before: "[key, { end, next: end }]", after: "[key, { end, next: 0 }]", says: "After a restart behind a snapshot offsets begin at 0.", seen: "rocketmq recoverTopicQueueTable" },
  { file: "store/queues.ts", before: "queue.next === queue.end ? queue : { end: queue.end, next: queue.end }", after: "queue.next === queue.end ? queue : { end: queue.next, next: queue.next }", says: "What a deposed leader has not committed is readable.", seen: "dledger #65" },
  { file: "store/dispatch.ts", before: "bound <= self.dispatchedIndex", after: "bound < self.dispatchedIndex", says: "What is in the queues is dispatched again.", seen: "rocketmq ReputMessageService" },
  { file: "store/rules/dispatched.ts", before: "noteHalves(event)", after: "noteHalves({ ...event, ended: [] })", says: "A transaction that was ended stays open.", seen: "rocketmq #7552" },
  { file: "store/put.ts", before: "queueOffset: queue.next, ...(task", after: "queueOffset: queue.next - 1, ...(task", says: "A producer is told an offset that is one too small.", seen: "rocketmq AppendMessageResult" },
  { file: "master/on-disk.ts", before: "index <= log.durableIndex", after: "index <= log.lastIndex", says: "SYNC_FLUSH acks what is written.", seen: "rocketmq GroupCommitService" },
  { file: "master/on-disk.ts", before: 'late: "FLUSH_DISK_TIMEOUT"', after: 'late: "FLUSH_SLAVE_TIMEOUT"', says: "A slow disk is told as a slow slave." },
  { file: "master/rules/sync-flush-timeout.ts", before: "chain(self, giveUpOn(onDisk, request), settle(acks))", after: "giveUpOn(onDisk, request)(self)", says: "Who has waited long enough for the disk is told with the next flush.", seen: "rocketmq GroupCommitRequest.wakeupCustomer" },
  { file: "ha/rules/ha-housekeeping-timeout.ts", before: '.with("silent", () => close(connection)(self))', after: '.with("silent", () => ignore(self))', says: "A slave that is silent stays connected.", seen: "rocketmq haHousekeepingInterval" },
  { file: "ha/rules/ha-housekeeping-timeout.ts", before: "self.ha.connection === connection || slaveOn", after: "slaveOn", says: "A slave keeps a connection on which its master says nothing.", seen: "rocketmq HAClient.isTimeToReportOffset" },
  { file: "ha/rules/ha-reconnect-timeout.ts", before: 'ha.connection === null ? "tries" : "connected"', after: 'ha.connection !== null ? "tries" : "connected"', says: "A slave connects while it is connected, and never else." },
  { file: "ha/connection.ts", before: "known.connection !== connection)", after: "known.connection === connection)", says: "A connection that is gone takes the other slaves along." },
  { file: "ha/transfer.ts", before: 'config.slaveAck === "FSYNC" && log.durableIndex < log.lastIndex', after: 'config.slaveAck === "FSYNC" && log.durableIndex < 0', says: "A slave that acks from its disk acks what is written.", seen: "rocketmq #1157" },
  { file: "ha/on-slaves.ts", before: "began < index && ", after: "began <= index && ", says: "What a slave brought along counts as acked, the last of it." }
]

const serving: readonly Planted[] = [
  { file: "serving/rules/channel-closed.ts", before: "removeProducers((_key, at) => at === channel), ", after: "", says: "Producers are asked after transactions over connections that are gone.", seen: "rocketmq ProducerManager.doChannelCloseEvent" },
  { file: "serving/rules/channel-closed.ts", before: ", dropPopsOf(channel))", after: ")", says: "Pops of a connection that is gone are served.", seen: "rocketmq PopLongPollingService" },
  { file: "serving/rules/view-message.ts", before: "index > replication.readableBound(self)", after: "index > self.log.lastIndex", says: "A message that is not committed can be viewed.", seen: "rocketmq ViewMessageProcessor" },
  { file: "serving/rules/query-message.ts", before: "upTo: self.dispatchedIndex", after: "upTo: self.log.lastIndex", says: "A query finds what is not readable.", seen: "rocketmq IndexService" },
  { file: "serving/rules/get-earliest-store-time.ts", before: "offset: minOf(self, queue)", after: "offset: 0", says: "The earliest message of a queue is one that has expired.", seen: "rocketmq getEarliestMessageTime" },
  { file: "serving/rules/search-offset.ts", before: "end: endOf(self, queue) })", after: "end: endOf(self, queue) - 1 })", says: "A search by time does not see the last message.", seen: "rocketmq getOffsetInQueueByTime" },
  { file: "serving/rules/delete-topic.ts", before: 'if (!replication.keepsMetadata(self)) return "not here"\n      return', after: "return", says: "A slave deletes topics on its own." },
  { file: "serving/rules/delete-topic.ts", before: 'isSystemTopic(self.config, topic) ? "system topic" : "removed"', after: '"removed"', says: "System topics can be deleted.", seen: "rocketmq TopicValidator.isSystemTopic" },
  { file: "serving/rules/update-and-create-subscription-group.ts", before: "copyToAll, answer", after: "answer", says: "Slaves hear of a group with the next round.", seen: "rocketmq SlaveSynchronize" },
  { file: "serving/rules/get-consumer-list-by-group.ts", before: "?.members ?? [])", after: "?.members ?? []).slice(0, 1)", says: "Every member is told that it is the only one.", seen: "rocketmq RebalanceImpl" },
  { file: "serving/offsets.ts", before: "`${group}@${queueKey(topic, queueId)}`", after: "`${group}@${queueKey(topic, 0)}`", says: "All queues of a group have one progress.", seen: "rocketmq ConsumerOffsetManager" },
  { file: "serving/offsets.ts", before: "Math.max(passedOf(self, cursor), Option", after: "Math.max(cursor.popped, Option", says: "The list says that a group is done with what it may be handed again.", seen: "rocketmq #6985" }
]

const nameServers: readonly Planted[] = [
  { file: "name-server/rules/broker-expired.ts", before: "[withdraw(self, brokerAddr), []] as const", after: "[self, []] as const", says: "Who is silent stays in the routes.", seen: "rocketmq scanNotActiveBroker" },
  { file: "name-server/rules/get-topics-by-cluster.ts", before: "HashMap.some(queues", after: "HashMap.every(queues", says: "Topics that two clusters have are in none." },
  { file: "name-server/rules/register-broker.ts", before: ' ?? term) > term ? "older', after: ' ?? term) >= term ? "older', says: "A master that was replaced in its term keeps its place." },
  { file: "name-server/rules/register-broker.ts", before: "others, [brokerId, brokerAddr] as const].sort(([a], [b]) => a - b)", after: "others, [brokerId, brokerAddr] as const]", says: "Brokers stand in the order in which they came." },
  { file: "name-server/rules/register-broker.ts", before: "every(([id]) => id >= brokerId)", after: "some(([id]) => id >= brokerId)", says: "Slaves publish topics, though their master is there.", seen: "rocketmq registerBroker, isPrimeSlave" },
  { file: "name-server/tables.ts", before: "HashMap.isEmpty(rest) ? HashMap.remove(next, topic) : HashMap.set(next, topic, rest)", after: "HashMap.set(next, topic, rest)", says: "A topic without queues stays listed.", seen: "rocketmq cleanTopicByUnRegisterRequests" }
]

const clients: readonly Planted[] = [
  { file: "client/consumer/rules/offset-reply.ts", before: 'code === "QUERY_NOT_FOUND" ? "has not begun" : "refused"', after: '"has not begun"', says: "A broker that refuses sends its group back to the beginning.", seen: "rocketmq #3684" },
  { file: "client/consumer/rules/pull-reply.ts", before: 'code === "PULL_OFFSET_MOVED" ? "moved" : "refused"', after: '"moved"', says: "A refusal moves a consumer.", seen: "rocketmq OFFSET_ILLEGAL" },
  { file: "client/consumer/rules/consume-message.ts", before: "!self.config.consumeOrderly || progress", after: "self.config.consumeOrderly || progress", says: "Who consumes in order consumes in any.", seen: "rocketmq ConsumeMessageOrderlyService" },
  { file: "client/consumer/rules/lock-timeout.ts", before: '?.lock === "held" ? "renews" : "not held"', after: '?.lock === "wanted" ? "renews" : "not held"', says: "A lock that is held is not renewed.", seen: "rocketmq lockAll" },
  { file: "client/consumer/rules/consumer-ids-changed.ts", before: "{ ...self.listAsked, again: true }", after: "{ ...self.listAsked, again: false }", says: "Who joins while a member asks for the list gets nothing until the next round.", seen: "rocketmq RebalanceService.wakeup" },
  { file: "client/consumer/group.ts", before: "[...members].sort()", after: "[...members]", says: "Members that are told in another order divide otherwise.", seen: "rocketmq RebalanceImpl, Collections.sort" },
  { file: "client/consumer/locks.ts", before: 'progress.lock !== "held" ? []', after: 'progress.lock === "held" ? []', says: "A lock is not given back.", seen: "rocketmq #2416" },
  { file: "client/producer/sends.ts", before: "attempt < self.config.retryTimesWhenSendFailed", after: "attempt <= self.config.retryTimesWhenSendFailed", says: "One more try than configured.", seen: "rocketmq timesTotal" }
]

const later: readonly Planted[] = [
  { file: "schedule/levels.ts", before: "level - 1) ?? 0", after: "level) ?? 0", says: "A level goes on where the next one is.", seen: "rocketmq delayLevel2QueueId" },
  { file: "schedule/timers.ts", before: "at: outMs + self.config.timerPrecisionMs, topic", after: "at: outMs, topic", says: "A timer message comes one slot early.", seen: "rocketmq TimerMessageStore" },
  { file: "schedule/timers.ts", before: 'each.standing === "WAITING" ? each : { ...each, standing: "WAITING" as const }', after: "each", says: "What a deposed master was about to deliver is delivered by nobody.", seen: "rocketmq #6548" },
  { file: "transaction/halves.ts", before: "half.ending ? { ...half, ending: false } : half", after: "half", says: "A transaction whose end a deposed master did not commit is open for ever.", seen: "rocketmq #544" },
  { file: "pop/ordered.ts", before: "Math.min(least, checkPoint.offsets[0] ?? least)", after: "Math.max(least, checkPoint.offsets[0] ?? least)", says: "A group is said to be past what it is handed in order.", seen: "rocketmq ConsumerOrderInfoManager.getNextOffset" },
  { file: "pop/ordered.ts", before: "checkPoint.over !== true && !isOfAttempt", after: "!isOfAttempt", says: "A queue stays locked when the time of its messages is over.", seen: "rocketmq ConsumerOrderInfoManager.needBlock" },
  { file: "pop/ordered.ts", before: "attemptId !== undefined && order?.attemptId === attemptId", after: "order?.attemptId === attemptId", says: "Who gives no name gets what is in flight again.", seen: "rocketmq OrderInfo.attemptId" },
  { file: "pop/ordered.ts", before: "isOfAttempt(before, attemptId) ? times : times + 1", after: "times + 1", says: "Who asks again uses up a delivery." },
  { file: "pop/ordered.ts", before: "left.length === 0 ? rest : { ...rest, ordered: left }", after: "rest", says: "With one batch in order all are forgotten: the queue is open.", seen: "rocketmq #8442" },
  { file: "pop/records.ts", before: "offsets: json.d.map((diff) => handle.startOffset + diff)", after: "offsets: json.d", says: "Offsets that were handed out are counted from 0.", seen: "rocketmq PopCheckPoint.ackOffsetByIndex" },
  { file: "pop/records.ts", before: "d: offsets.map((offset) => offset - startOffset)", after: "d: offsets", says: "Offsets are written as they are, and read from where the pop began.", seen: "rocketmq PopCheckPoint.diff" },
  { file: "pop/records.ts", before: "offsets: json.aol", after: "offsets: json.aol.slice(0, 1)", says: "Of many acks together one counts.", seen: "rocketmq BatchAckMsg" },
  { file: "pop/check-points.ts", before: "closing: without(checkPoint.closing)", after: "closing: checkPoint.closing", says: "What is done with is about to be for ever." },
  { file: "pop/check-points.ts", before: 'key.startsWith(`${at}@`)).reduce', after: 'key.startsWith(at)).reduce', says: "A reset of one queue takes along those whose numbers begin alike.", seen: "rocketmq PopBufferMergeService" },
  { file: "pop/check-points.ts", before: "checkPoint.closing.length === 0 && over === undefined ? checkPoint : { ...rest, closing: [] }", after: "checkPoint.closing.length === 0 ? checkPoint : { ...checkPoint, closing: [] }", says: "A deposed master takes along that a time was over." },
  { file: "pop/rules/ack-message.ts", before: "wakePops(inOrder.map(({ topic, queueId }) => queueKey(topic, queueId)))", after: "wakePops([])", says: "Who waits for a queue in order waits on when it is free.", seen: "rocketmq AckMessageProcessor.ackOrderly" },
  { file: "pop/rules/change-message-invisible-time.ts", before: "change.offset >= endOf(self, queue)", after: "change.offset > endOf(self, queue)", says: "The time of a message that is not there can be asked for." },
  { file: "pop/rules/change-message-invisible-time.ts", before: "popTime: event.popTime }, ...order }", after: "popTime: event.popTime } }", says: "A message whose time is changed is in order no more.", seen: "rocketmq changeInvisibleTime orderly" }
]

/** Of the whole spec. */
export const plantedByJudge: readonly Planted[] = [...members, ...released, ...stores, ...serving, ...nameServers, ...clients, ...later]
