/**
 * Changes as somebody would plant who examines the properties and has read of bugs elsewhere: see `planted.ts`. Written before anybody
 * looked at which are caught.
 *
 * @module
 */
import type { Planted } from "./planted.ts"

const members: readonly Planted[] = [
  { file: "raft/rules/append-entries.ts", before: "follow(event), cutConflict(event), write(event), flushAsRequired, commit(event), accept(event)", after: "follow(event), commit(event), cutConflict(event), write(event), flushAsRequired, accept(event)", says: "A follower commits before it cuts what conflicts: for a moment its own entries count as committed.", seen: "KAFKA-14704" },
  { file: "raft/rules/append-entries.ts", before: "follow(event), write(event), flushAsRequired, commit(event), accept(event)", after: "follow(event), commit(event), write(event), flushAsRequired, accept(event)", says: "A follower commits before it has written what came.", seen: "KAFKA-9491" },
  { file: "raft/rules/append-entries.ts", before: "const { baseIndex } = self.log", after: "const baseIndex = -1", says: "When what was committed is lost, queues are filled anew from before the snapshot.", seen: "rocketmq #10668" },
  { file: "raft/rules/append-entries.ts", before: "entries.prevLogIndex > log.lastIndex) return \"gap\"", after: "entries.prevLogIndex > log.lastIndex + 1) return \"gap\"", says: "A gap of one entry is taken for another term's entry.", seen: "dledger #251" },
  { file: "raft/rules/append-entries-reply.ts", before: ".with(\"higher term\", () => chain(self, stepDown(event.term), save))", after: ".with(\"higher term\", () => stepDown(event.term)(self))", says: "A leader that hears of a higher term does not put it on disk.", seen: "raft-java #57" },
  { file: "raft/rules/append-entries-reply.ts", before: "chain(self, noteRound(event), advance(event)", after: "chain(self, advance(event)", says: "Who accepts entries confirms no read.", seen: "etcd-io/raft #397" },
  { file: "raft/rules/append-entries-reply.ts", before: "advance(event), advanceCommit, handOver, sendMore", after: "handOver, advance(event), advanceCommit, sendMore", says: "A leader hands over one answer late.", seen: "hashicorp/raft #581" },
  { file: "raft/rules/append-entries-reply.ts", before: "Math.max(0, Math.min(index, next - 1))", after: "Math.min(index, next - 1)", says: "A leader goes back to before the first entry.", seen: "PySyncObj #167" },
  { file: "raft/rules/request-vote.ts", before: "Log.isUpToDate(log, request.lastLogTerm, request.lastLogIndex)", after: "(request.lastLogTerm >= Log.lastTerm(log))", says: "Of two logs that end in the same term the shorter one is complete enough.", seen: "Raft §5.4.1" },
  { file: "raft/rules/request-vote.ts", before: "chain(self, adopt(event), save, reply(event, false))", after: "chain(self, adopt(event), save, reply(event, false), awaitLeader)", says: "A candidate that is refused keeps its voters from standing.", seen: "dissertation §3.4" },
  { file: "raft/election.ts", before: 'config.ackRequires === "PAGE_CACHE" || config.rejoin === "voter"', after: 'config.ackRequires === "PAGE_CACHE"', says: "Followers that come back with an empty disk are counted as holding what they held.", seen: "atomix #1069" },
  { file: "raft/election.ts", before: "        noopIndex,\n        round: 0", after: "        noopIndex: raft.commitIndex,\n        round: 0", says: "A new leader serves before it knows what is committed.", seen: "etcd #12680" },
  { file: "raft/step-down.ts", before: "        progress: {},\n        noopIndex: -1,", after: "        noopIndex: -1,", says: "A deposed leader keeps in mind what its followers held.", seen: "atomix #1069" },
  { file: "raft/step-down.ts", before: "        round: 0,\n        answered: {},", after: "", says: "Rounds of reads and their answers survive a leadership.", seen: "etcd #20418" },
  { file: "raft/step-down.ts", before: "        transferee: null,\n", after: "", says: "A transfer that was under way when a leadership ended is under way in the next one.", seen: "redpanda #2606" },
  { file: "raft/step-down.ts", before: '"SERVICE_NOT_AVAILABLE", "the leader was deposed before', after: '"SUCCESS", "the leader was deposed before', says: "Who waits at a deposed leader is told that all is well.", seen: "dledger #309" },
  { file: "raft/step-down.ts", before: "locks: HashMap.empty(), queues", after: "queues", says: "A deposed leader keeps the locks that it gave, and has them when it leads again.", seen: "rocketmq RIP-32, lockInStrictMode" },
  { file: "raft/commit.ts", before: "[quorum(groupSize(self)) - 1]", after: "[quorum(groupSize(self))]", says: "An entry needs one copy more than a majority.", seen: "textbook" },
  { file: "raft/read-index.ts", before: "index: raft.commitIndex, round }]", after: "index: raft.commitIndex, round: raft.round }]", says: "A read is confirmed by answers to the round before its own.", seen: "etcd-io/raft #397" },
  { file: "raft/rules/hard-state-saved.ts", before: "saved: { term, votedFor, voter } }", after: "saved: { term: self.raft.term, votedFor: self.raft.votedFor, voter } }", says: "A sync that was asked for earlier counts for the vote that was given since.", seen: "cornerstone #65" },
  { file: "raft/rules/install-snapshot.ts", before: "snapshot.lastIncludedIndex <= raft.commitIndex", after: "snapshot.lastIncludedIndex <= log.lastIndex", says: "A snapshot that ends within the log is taken for an old one.", seen: "NuRaft #407" },
  { file: "raft/rules/install-snapshot.ts", before: "return Log.matches(log, snapshot.lastIncludedIndex, snapshot.lastIncludedTerm) ?", after: "return snapshot.lastIncludedTerm < 0 ?", says: "What follows a snapshot is thrown away with what it stands for.", seen: "Raft Figure 13, 6" },
  { file: "raft/replicate.ts", before: "ends: self.baseEnds", after: "ends: []", says: "A snapshot says nothing of where queues end.", seen: "rocketmq #7355" },
  { file: "raft/replication.ts", before: "keepsMetadata: isReady", after: 'keepsMetadata: ({ raft }) => raft.role === "LEADER"', says: "A leader that does not serve yet keeps progress, and copies what it has over everybody's.", seen: "rocketmq #1094" },
  { file: "raft/replication.ts", before: 'role: "FOLLOWER", leader: null, votes: []', after: 'role: "FOLLOWER", votes: []', says: "Who cannot write any more still names its leader.", seen: "dledger MemberState" },
  { file: "log/log.ts", before: ".map((run) => (run.first > index ? run : { ...run, first: index + 1 }))", after: "", says: "After a snapshot the first run begins before it.", seen: "etcd 76f1249" },
  { file: "log/log.ts", before: ".map((run) => (run.first >= first ? run : { ...run, first }))", after: "", says: "Entries that are sent begin before the first one.", seen: "etcd 8ecce32" },
  { file: "log/log.ts", before: "lastIndex: log.lastIndex + count", after: "lastIndex: log.lastIndex + 1", says: "A batch is one entry long.", seen: "dledger #162" },
  { file: "log/log.ts", before: "lastLogTerm !== lastTerm(log) ? lastLogTerm > lastTerm(log) : lastLogIndex >= log.lastIndex", after: "lastLogIndex !== log.lastIndex ? lastLogIndex > log.lastIndex : lastLogTerm >= lastTerm(log)", says: "A longer log beats a newer one.", seen: "dledger #52" },
  { file: "log/log.ts", before: "(run.first > log.lastIndex ? run : { ...run, first: log.lastIndex + 1 })", after: "run", says: "Entries that come again begin a run within the log.", seen: "KAFKA-10706" }
]

const released: readonly Planted[] = [
  { file: "dledger/commit.ts", before: "Math.max(self.raft.commitIndex, Math.min(index, self.log.lastIndex))", after: "Math.max(self.raft.commitIndex, index)", says: "Released: what is committed may be past the end of the log.", seen: "dledger #316" },
  { file: "dledger/commit.ts", before: "Log.termAt(log, index) !== raft.term", after: "Log.termAt(log, index) === undefined", says: "Released: 0.4.0 counts entries of older terms as 0.3.1.2 does.", seen: "dledger #4" },
  { file: "dledger/vote.ts", before: 'raft.leader === null ? "REJECT_ALREADY_VOTED" : "REJECT_ALREADY_HAS_LEADER"', after: '"REJECT_ALREADY_VOTED"', says: "Released: a candidate is not told that there is a leader.", seen: "dledger handleVote" },
  { file: "dledger/lead.ts", before: 'self.config.dLedgerVersion === "0.3.1.2" && isQuorum', after: "isQuorum", says: "Released: 0.4.0 stops listening once enough have agreed.", seen: "dledger #247" },
  { file: "dledger/lead.ts", before: "chain(\n    withDLedger(self, { beat: {} }),", after: "chain(\n    self,", says: "Released: answers to an older heartbeat count for this one.", seen: "dledger #85" },
  { file: "dledger/role.ts", before: "? dledger.knownMaxTermInGroup : raft.term + 1", after: "? dledger.knownMaxTermInGroup + 1 : raft.term + 1", says: "Released: a node goes past the highest term that it knows of.", seen: "dledger nextTerm" },
  { file: "dledger/rules/vote-request.ts", before: "chain(self, voteFor(event.from), answer(event, result))", after: "answer(event, result)(self)", says: "Released: a vote that was given is forgotten.", seen: "dledger MemberState.persistTerm" },
  { file: "dledger/rules/election-timeout.ts", before: "needIncreaseTermImmediately: false }), takeNextTerm", after: "}), takeNextTerm", says: "Released: a node raises its term for ever.", seen: "dledger maintainAsCandidate" },
  { file: "dledger/rules/push-append.ts", before: 'answer("SUCCESS"), followCommit(event.commitIndex)', after: 'answer("SUCCESS")', says: "Released: entries that come commit nothing.", seen: "dledger handleDoAppend" },
  { file: "dledger/rules/push-compare-response.ts", before: 'if (endIndex <= log.baseIndex) return "nothing in common"\n', after: "", says: "Released: a follower that ends before its leader begins is compared for ever.", seen: "dledger doCompare" }
]

const stores: readonly Planted[] = [
  { file: "store/begin.ts", before: "topics: HashMap.fromIterable(topics)", after: "topics: self.topics", says: "A restart forgets topics.", seen: "rocketmq TopicConfigManager.load" },
  { file: "store/begin.ts", before: "requestModes: HashMap.fromIterable(requestModes)", after: "requestModes: self.requestModes", says: "A restart forgets which groups pop.", seen: "rocketmq MessageRequestModeManager" },
  { file: "store/derived.ts", before: "({ ...half, checks: 0, ending: false })", after: "({ ...half, checks: 0 })", says: "A transaction whose end was on its way at the stop is never asked about.", seen: "rocketmq #544" },
  { file: "store/derived.ts", before: "const [{ pop }] = ceaseRevives(self)", after: "const { pop } = self", says: "What was about to be handed out at the stop is handed out by nobody.", seen: "rocketmq #7914" },
  { file: "store/derived.ts", before: "dispatchedIndex: index,\n", after: "dispatchedIndex: self.log.lastIndex,\n", says: "What came behind the record of a stop is in no queue.", seen: "rocketmq #7355" },
  { file: "store/derived.ts", before: "Number(offset) >= from", after: "Number(offset) > from", says: "The first half message that RocketMQ has not done with is left out after a stop.", seen: "rocketmq #9500" },
  { file: "store/left.ts", before: '  if (!index) return "its index is not as it was left"\n', after: "", says: "A start does without the log though the index has lost keys.", seen: "rocketmq #7477" },
  { file: "store/expired.ts", before: "used <= diskMaxUsedSpaceRatio / 100", after: "used <= diskMaxUsedSpaceRatio", says: "A full disk waits for the night.", seen: "rocketmq diskMaxUsedSpaceRatio" },
  { file: "store/expired.ts", before: "Math.min(young < 0 ? lastStored.length : young, BATCH)", after: "(young < 0 ? lastStored.length : young)", says: "All old files go at once.", seen: "rocketmq deleteFilesBatchMax" },
  { file: "store/recovery.ts", before: "Math.max(0, firstStored.length - CHECKED_FILES)", after: "firstStored.length - 1", says: "After an orderly end one file is checked.", seen: "rocketmq CommitLog.recoverNormally" },
  { file: "store/recovery.ts", before: "stored !== null && stored > 0 && stored", after: "stored !== null && stored", says: "A file that begins with nothing is taken for an old one.", seen: "rocketmq isMappedFileMatchedRecover" },
  { file: "store/rules/dispatched.ts", before: "noteRecords(event, replication.keepsMetadata(self))", after: "noteRecords(event, true)", says: "A follower takes check points for its own.", seen: "rocketmq #7914" },
  { file: "store/rules/dispatched.ts", before: "noteTimed(event, replication.keepsMetadata(self))", after: "noteTimed(event, true)", says: "A follower remembers recalls that its leader forgets.", seen: "rocketmq-rust #9154" },
  { file: "store/rules/dispatched.ts", before: "[...self.baseEnds, ...begins]", after: "begins", says: "When a queue turns out to begin later, the others begin at 0 again.", seen: "rocketmq ConsumeQueue.correctMinOffset" },
  { file: "store/rules/compacted.ts", before: 'index > log.durableIndex ? "compacts what was only written" : "compacts"', after: 'index > log.lastIndex ? "compacts what was only written" : "compacts"', says: "Acks that a snapshot makes safe wait for the next flush.", seen: "Raft §7" },
  { file: "store/put.ts", before: "queueId: told ?? queueId", after: "queueId", says: "A producer is told the queue where its message waits.", seen: "rocketmq PutMessageResult" },
  { file: "store/put.ts", before: "[DELAY, String(bounded)]", after: "[DELAY, String(level)]", says: "A message that asked for too high a level says so still.", seen: "rocketmq ScheduleMessageService: maxDelayLevel" },
  { file: "store/put.ts", before: "if (delayMs <= 0) return place", after: "if (delayMs < 0) return place", says: "A message whose time is now waits.", seen: "rocketmq HookUtils.handleScheduleMessage" },
  { file: "store/put.ts", before: "delayLevel > 0 || timer === undefined || timer === null ?", after: "timer === undefined || timer === null ?", says: "A time counts before a delay level.", seen: "rocketmq HookUtils" },
  { file: "store/put.ts", before: "pending: [...self.pending, { request, index: last,", after: "pending: [...self.pending.filter((other) => other.task !== undefined), { request, index: last,", says: "A send makes the broker forget those that wait.", seen: "rocketmq GroupCommitService.putRequest" }
]

const masters: readonly Planted[] = [
  { file: "ha/rules/ha-connected.ts", before: "began: null, acked: -1, awaiting: true", after: "began: null, acked: -1, awaiting: false", says: "A master says something before its slave has said where it is.", seen: "rocketmq HAConnection: nextTransferFromWhere" },
  { file: "ha/rules/report-slave-max-offset.ts", before: "began: end, acked: end", after: "began: -1, acked: end", says: "What a slave brought along counts as copied.", seen: "rocketmq #3015" },
  { file: "ha/rules/report-slave-max-offset.ts", before: "maxOffset < 0 ? self.log.baseIndex : maxOffset", after: "maxOffset", says: "An empty slave asks for what has expired, for ever.", seen: "rocketmq HAConnection.WriteSocketService" },
  { file: "ha/transfer.ts", before: "Log.slice(self.log, sent + 1, last)", after: "Log.slice(self.log, acked + 1, last)", says: "A slave that is streamed to gets what it was sent already.", seen: "rocketmq HAClient: slave and master offsets not equal" },
  { file: "ha/rules/transfer-data.ts", before: '.with("not at its end", () => close(connection)(self))', after: '.with("not at its end", () => ignore(self))', says: "A slave that is somewhere else than its master thinks waits on.", seen: "rocketmq HAClient.dispatchReadRequest" },
  { file: "ha/rules/slave-timeout.ts", before: "chain(self, giveUpOn(onSlaves, request), settle(acks))", after: "giveUpOn(onSlaves, request)(self)", says: "A producer whose slave is late is not told before the next report.", seen: "rocketmq #1535" },
  { file: "ha/replication.ts", before: "filter(({ began, acked }) => began !== null && log.lastIndex", after: "filter(({ acked }) => log.lastIndex", says: "A slave that has not said where it is counts as in sync.", seen: "rocketmq #9642" },
  { file: "ha/connection.ts", before: ', { _tag: "CancelTimer", event: { _tag: "HaHeartbeatTimeout", connection } })(self)', after: ")(self)", says: "A connection that is gone is kept alive.", seen: "rocketmq HAConnection.shutdown" },
  { file: "master/acks.ts", before: "applying.filter((condition) => !isGivenUp(condition, send)).map(", after: "applying.map(", says: "Timers are cancelled that have rung.", seen: "rocketmq GroupTransferService" },
  { file: "metadata/rules/copy-metadata.ts", before: 'Equal.equals(groups, self.subscriptionGroups) ? emit() : emit({ _tag: "SaveSubscriptionGroups" })', after: "emit()", says: "What an operator said of groups is not kept by a slave.", seen: "rocketmq SlaveSynchronize.syncSubscriptionGroupConfig" },
  { file: "metadata/rules/copy-metadata.ts", before: "subscriptionGroups: groups, requestModes: modes }", after: "subscriptionGroups: groups }", says: "A slave does not know which groups pop.", seen: "rocketmq SlaveSynchronize.syncMessageRequestMode" },
  { file: "registration/rules/register-timeout.ts", before: '.with("role not known", () => again(self))', after: '.with("role not known", () => [self, []] as const)', says: "Who does not know its role when it is to register does not try again.", seen: "rocketmq #7790" }
]

const serving: readonly Planted[] = [
  { file: "serving/rules/heartbeat.ts", before: "(a.clientId < b.clientId ? -1 : 1)", after: "(a.clientId < b.clientId ? 1 : -1)", says: "Members are listed from the last to the first.", seen: "rocketmq AllocateMessageQueueAveragely" },
  { file: "serving/rules/consumer-send-msg-back.ts", before: "delayLevel < 0 || isDead", after: "isDead", says: "A consumer cannot give a message up.", seen: "rocketmq DLQ, delayLevel −1" },
  { file: "serving/rules/send-message.ts", before: "Math.max(topic.writeQueueNums, topic.readQueueNums)) return", after: "Math.min(topic.writeQueueNums, topic.readQueueNums)) return", says: "While an operator shrinks a topic, sends to its last queues are refused.", seen: "rocketmq AbstractSendMessageProcessor.msgCheck" },
  { file: "serving/rules/send-message.ts", before: "place: send.prepared ? prepared(place) : later(self, send, place), told: queueId", after: "place: send.prepared ? prepared(place) : later(self, send, place)", says: "A producer of a half message is told the queue of half messages.", seen: "rocketmq SendResult" },
  { file: "serving/topics.ts", before: "Math.max(0, Math.min(defaultTopicQueueNums,", after: "Math.max(0, Math.max(defaultTopicQueueNums,", says: "A producer gets more queues than the template has.", seen: "rocketmq createTopicInSendMessageMethod" },
  { file: "serving/offsets.ts", before: "Math.max(passedOf(self, cursor), Option.getOrElse(HashMap.get(self.offsets, key), () => 0))", after: "passedOf(self, cursor)", says: "Of a group that pops and pulls only what it popped is listed.", seen: "rocketmq #3443" },
  { file: "serving/rules/pull-message.ts", before: "pull.offset > endOf(self, queue) && replication.keepsMetadata(self)", after: "pull.offset > endOf(self, queue) + 1 && replication.keepsMetadata(self)", says: "A consumer that is one past the end waits there, and misses the next message.", seen: "rocketmq OFFSET_OVERFLOW_ONE" },
  { file: "serving/rules/queue-read.ts", before: "nextBeginOffset >= endOf(self, pull.queue) ?", after: "nextBeginOffset > pull.offset ?", says: "A pull waits though there is more to look at.", seen: "rocketmq PullRequestHoldService" },
  { file: "serving/rules/queue-read.ts", before: "holdOn({ ...pull, offset: select(pull, event).nextBeginOffset })", after: "holdOn(pull)", says: "A pull that waits looks at what it does not want again.", seen: "rocketmq PullRequestHoldService" },
  { file: "serving/rules/offsets-found.ts", before: "isForce ? offset : Math.min(offset, offsetOf", after: "isForce ? offset : Math.min(offset, 0, offsetOf", says: "Unforced, a group begins anew.", seen: "rocketmq Broker2Client.resetOffset" },
  { file: "serving/rules/reset-offset.ts", before: "only.offset < minOf(self, queue) || only.offset > endOf", after: "only.offset < 0 || only.offset > endOf", says: "A group is set to what has expired.", seen: "rocketmq ResetOffset, Target offset not in range" },
  { file: "serving/rules/query-consumer-offset.ts", before: "offset: offsetOf(self, event.group, event.topic, event.queueId) ?? 0", after: "offset: Math.min(endOf(self, queueKey(event.topic, event.queueId)), offsetOf(self, event.group, event.topic, event.queueId) ?? 0)", says: "A broker whose queue is behind sends a group back.", seen: "rocketmq #4771" }
]

const nameServers: readonly Planted[] = [
  { file: "name-server/topics.ts", before: "perm, topicSysFlag, publishedPerm: perm }", after: "perm: old?.perm ?? perm, topicSysFlag, publishedPerm: perm }", says: "A right that a broker gives or takes anew is not published.", seen: "rocketmq #4522" },
  { file: "name-server/rules/add-write-perm-of-broker.ts", before: "() => PERM_READ | PERM_WRITE", after: "(perm) => perm | PERM_READ", says: "An operator gives the right to write, and nothing comes of it.", seen: "rocketmq operateWritePermOfBroker" },
  { file: "name-server/rules/delete-topic.ts", before: "?.cluster === event.clusterName", after: "?.cluster !== event.clusterName", says: "A topic is removed from the other clusters.", seen: "rocketmq RouteInfoManager.deleteTopic" },
  { file: "name-server/rules/delete-kv-config.ts", before: 'emit({ _tag: "SaveKVConfig" }), answer', after: "answer", says: "A value that was deleted is there after a restart.", seen: "rocketmq KVConfigManager.deleteKVConfig" },
  { file: "name-server/rules/register-broker.ts", before: "brokerId === MASTER_ID ? undefined : addrOf(self, brokerName, MASTER_ID)", after: "brokerId === MASTER_ID ? undefined : brokerOf(self, brokerName)?.addrs[0]?.[1]", says: "A slave without a master is told that it is its own.", seen: "rocketmq #2476" },
  { file: "name-server/tables.ts", before: "if (live === undefined || broker === undefined) return self", after: "if (live === undefined || broker === undefined || broker.addrs.length === 1) return self", says: "The last address of a brokerName stays in the routes.", seen: "rocketmq #5375" }
]

const clients: readonly Planted[] = [
  { file: "client/producer/sends.ts", before: "?? inTurn[0]", after: "?? (send.to === null ? inTurn[0] : undefined)", says: "With one broker there are no retries.", seen: "rocketmq selectOneMessageQueue" },
  { file: "client/producer/sends.ts", before: "`${message}/${attempt}`", after: "`${message}/${attempt > 0 ? 1 : 0}`", says: "The answer to a retry that was given up counts for the next one.", seen: "rocketmq ResponseFuture, opaque" },
  { file: "client/producer/sends.ts", before: 'send.status ?? (send.uncertain ? "UNKNOWN" : "FAILED")', after: 'send.uncertain ? "UNKNOWN" : "FAILED"', says: "A message that is stored is reported as failed when the second broker fails.", seen: "rocketmq retryAnotherBrokerWhenNotStoreOK" },
  { file: "client/producer/rules/send-reply.ts", before: "tryAgain({ ...send, status })", after: "tryAgain({ ...send, status: null })", says: "That a message is stored is forgotten when it is sent again.", seen: "rocketmq retryAnotherBrokerWhenNotStoreOK" },
  { file: "client/producer/sends.ts", before: '      { _tag: "CancelTimer", event: { _tag: "SendTimeout", message } },\n', after: "", says: "Who has an answer is waited for.", seen: "rocketmq ResponseFuture" },
  { file: "client/consumer/group.ts", before: "Object.values(brokerAddrs))", after: "Object.values(brokerAddrs).slice(0, 1))", says: "Slaves do not know who is in a group.", seen: "rocketmq sendHeartbeatToAllBroker" },
  { file: "client/consumer/rules/consumer-list-reply.ts", before: '.with("nobody", () => answered(self))', after: '.with("nobody", () => chain(self, answered, takeShare([])))', says: "A broker that knows nobody takes a consumer's queues away.", seen: "rocketmq RebalanceImpl: cidAll == null" },
  { file: "client/consumer/rules/pull-reply.ts", before: "[...progress.unprocessed, ...event.found]", after: "event.found", says: "What was fetched and is not processed yet is forgotten.", seen: "rocketmq ProcessQueue.putMessage" },
  { file: "client/consumer/rules/consume-message.ts", before: "message.offset !== offset) }), []]", after: "message.offset > offset) }), []]", says: "With a message all before it count as processed.", seen: "rocketmq #2708" },
  { file: "client/consumer/rules/lock-reply.ts", before: '.with("lost", () => lapse(progress)(self))', after: '.with("lost", () => ignore(self))', says: "Who is told that it has lost its lock goes on.", seen: "rocketmq #5465" },
  { file: "client/consumer/rules/queue-timeout.ts", before: "chain(self, advance(progress), askAfterFailure)", after: "chain(self, pause(progress), askAfterFailure)", says: "A question without an answer is asked again later.", seen: "rocketmq PullMessageService" },
  { file: "client/consumer/queues.ts", before: "maxMsgNums: config.pullBatchSize", after: "maxMsgNums: config.pullBatchSize + 1", says: "A pull asks for one message too many.", seen: "rocketmq pullBatchSize" }
]

const later: readonly Planted[] = [
  { file: "transaction/rules/end-transaction.ts", before: "half === null || half.index > replication.readableBound(self)", after: "half === null", says: "A half message is ended that is not committed.", seen: "rocketmq #1517" },
  { file: "transaction/rules/end-transaction.ts", before: 'put(replication, { request, place, source: index, task: { _tag: "EndTransaction" } }), end(replication, offset, `op/${offset}`, { _tag: "Own" }))', after: 'end(replication, offset, `op/${offset}`, { _tag: "Own" }), put(replication, { request, place, source: index, task: { _tag: "EndTransaction" } }))', says: "A transaction is done with before its message is in the log.", seen: "rocketmq EndTransactionProcessor" },
  { file: "transaction/rules/end-transaction.ts", before: 'transaction: "COMMIT" } })', after: 'transaction: "NONE" } })', says: "A committed message does not say that it is.", seen: "rocketmq EndTransactionProcessor.endMessageTransaction" },
  { file: "transaction/rules/transaction-timeout.ts", before: "checks % channels.length", after: "0", says: "The same producer is asked each time.", seen: "rocketmq ProducerManager.getAvailableChannel" },
  { file: "schedule/delays.ts", before: "delaysOf(self.config)[level - 1] as number", after: "delaysOf(self.config)[Math.max(0, level - 2)] as number", says: "A level waits as long as the one before it.", seen: "rocketmq #3473" },
  { file: "schedule/rules/timer-message-timeout.ts", before: 'timed === undefined || timed.standing === "DELIVERING" ||', after: "timed === undefined ||", says: "A timer message that is on its way comes twice.", seen: "rocketmq #11156" },
  { file: "schedule/rules/recall-message.ts", before: 'return open.some(({ standing }) => standing === "WAITING")', after: 'return open.every(({ standing }) => standing === "WAITING")', says: "Of a message that was sent twice only one is recalled.", seen: "rocketmq RecallMessageProcessor" },
  { file: "pop/rules/pop-message.ts", before: '    if (pop.tooLate) return "too late"\n', after: "", says: "Messages are handed to who does not wait any more.", seen: "rocketmq PopMessageProcessor.isTimeoutTooMuch" },
  { file: "pop/queues.ts", before: "(count >= pop.maxMsgNums ||", after: "(count > pop.maxMsgNums ||", says: "One message more than was asked for.", seen: "rocketmq popMsgFromQueue" },
  { file: "pop/check-points.ts", before: "reviveOffset, index: self.log.lastIndex + 1 }", after: "reviveOffset, index: self.log.lastIndex }", says: "A check point is taken for readable one entry early.", seen: "rocketmq #7914" },
  { file: "pop/check-points.ts", before: "handing: mine ? (before?.handing ?? popped) : popped }", after: "handing: popped }", says: "What is being handed out is handed out again when an older check point is readable.", seen: "rocketmq QueueLockManager" },
  { file: "pop/check-points.ts", before: "closing: checkPoint.offsets })", after: "closing: checkPoint.closing })", says: "What a group was handed before it was reset comes again.", seen: "rocketmq PopInflightMessageCounter, resetOffset" },
  { file: "pop/rules/ack-message.ts", before: 'isLast ? request : `ack/${checkPointKey(ack)}`, isLast ? { _tag: "Acked" } : { _tag: "Own" })', after: 'i === 0 ? request : `ack/${checkPointKey(ack)}`, i === 0 ? { _tag: "Acked" } : { _tag: "Own" })', says: "Of many acks the first one that is safe is the answer.", seen: "rocketmq AckMessageProcessor, batch" },
  { file: "pop/rules/check-point-read.ts", before: "const isLast = isDead(self, group, reconsumeTimes)", after: "const isLast = isDead(self, group, reconsumeTimes + 1)", says: "A message is given up one time early.", seen: "rocketmq PopReviveService.reviveRetry" },
  { file: "pop/rules/check-point-read.ts", before: "reconsumeTimes: reconsumeTimes + 1", after: "reconsumeTimes", says: "A popped message comes again for ever.", seen: "rocketmq PopReviveService.reviveRetry" },
  { file: "pop/allocate.ts", before: "popShareQueueNum >= members.length - 1", after: "popShareQueueNum >= members.length", says: "Members that all share with all share still.", seen: "rocketmq QueryAssignmentProcessor" },
  { file: "pop/rules/peek-message.ts", before: "Math.min(MAX_MSG_NUMS, maxMsgNums)", after: "maxMsgNums", says: "A peek may ask for as many as it likes.", seen: "rocketmq PeekMessageProcessor" }
]

export const plantedByExaminer: readonly Planted[] = [...members, ...released, ...stores, ...masters, ...serving, ...nameServers, ...clients, ...later]
