/**
 * Changes as a person would plant them, in everything but Raft: NameServers, clients, masters and slaves, and what brokers do for
 * their clients. Written before anybody looked at which are caught.
 *
 * @module
 */
import type { Planted } from "./planted.ts"

const nameServers: readonly Planted[] = [
  { file: "name-server/rules/register-broker.ts", before: "own.term > term) return", after: "own.term >= term) return", says: "A registration of the same term as the last one is taken for an older one." },
  { file: "name-server/rules/register-broker.ts", before: "stand(event), published(event, false), armed(event), reply(event)", after: "stand(event), published(event, false), reply(event)", says: "A broker that registers again is waited for from its first registration on." },
  { file: "name-server/rules/register-broker.ts", before: "?.term ?? term) > term ?", after: "?.term ?? term) >= term ?", says: "A brokerId is not taken over in the same term." },
  { file: "name-server/rules/register-broker.ts", before: "{ ...broker, addrs }", after: "{ cluster: clusterName, addrs }", says: "The cluster of a brokerName is the one of whoever registered last." },
  { file: "name-server/rules/register-broker.ts", before: "every(([id]) => id >= brokerId)", after: "every(([id]) => id > 0 || id === brokerId)", says: "Without a master every slave publishes its topics." },
  { file: "name-server/rules/register-broker.ts", before: "haServerAddr: master?.haServerAddr ?? null", after: "haServerAddr: masterAddr ?? null", says: "A slave is told the master's address where it copies from." },
  { file: "name-server/rules/unregister-broker.ts", before: "?.channel === channel ?", after: "?.channel !== undefined ?", says: "A broker unregisters what it registered over another connection." },
  { file: "name-server/tables.ts", before: "[withdraw(self, addr), [cancelExpiry(addr)]]", after: "[withdraw(self, addr), []]", says: "A broker that has left is still waited for." },
  { file: "name-server/topics.ts", before: "old.perm === perm)) continue", after: "old.perm !== perm)) continue", says: "A broker that registers anew does not get back what an operator took." },
  { file: "name-server/topics.ts", before: "    count += 1\n", after: "    count = 1\n", says: "An operator is told that one topic was changed, however many were." },
  { file: "name-server/rules/put-kv-config.ts", before: 'put(event), emit({ _tag: "SaveKVConfig" }), answer(event, "SUCCESS")', after: 'put(event), answer(event, "SUCCESS")', says: "A value is answered for and not kept on disk." },
  { file: "name-server/rules/delete-topic.ts", before: 'clusterName === null || clusterName === ""', after: "clusterName === null", says: "An empty cluster is taken for a cluster's name." }
]

const producers: readonly Planted[] = [
  { file: "client/producer/sends.ts", before: "attempt < self.config.retryTimesWhenSendFailed", after: "attempt + 1 < self.config.retryTimesWhenSendFailed", says: "One try fewer than the application wants." },
  { file: "client/producer/sends.ts", before: "queues[i]?.brokerName !== send.to?.brokerName", after: "queues[i]?.address !== send.to?.brokerName", says: "A retry goes to the broker that has just failed." },
  { file: "client/producer/sends.ts", before: "nextQueue: (index + 1) % queues.length", after: "nextQueue: (self.nextQueue + 1) % queues.length", says: "The turn goes on from the last turn, not from the queue that was taken." },
  { file: "client/producer/rules/send-reply.ts", before: "uncertain: send.uncertain || !NEVER_STORED.includes(code)", after: "uncertain: !NEVER_STORED.includes(code)", says: "The last error alone says whether a message may be stored." },
  { file: "client/producer/rules/send-reply.ts", before: 'finishStored(send, status ?? "SEND_OK", queueOffset)(self)', after: 'finishStored(send, "SEND_OK", queueOffset)(self)', says: "A message that is stored and not acked is reported as acked." },
  { file: "client/producer/rules/send-reply.ts", before: '"NO_PERMISSION", "MESSAGE_ILLEGAL", "SYSTEM_BUSY"', after: '"NO_PERMISSION", "MESSAGE_ILLEGAL", "SYSTEM_BUSY", "SERVICE_NOT_AVAILABLE"', says: "A leader that was deposed is believed to have stored nothing." },
  { file: "client/producer/rules/channel-closed.ts", before: "tryAgain({ ...send, uncertain: true })", after: "tryAgain(send)", says: "What was sent over a connection that ended is believed not to have arrived." },
  { file: "client/producer/rules/send-timeout.ts", before: "tryAgain({ ...send, uncertain: true })", after: "giveUp({ ...send, uncertain: true })", says: "A try that has no answer is the last one." },
  { file: "client/routing.ts", before: "failed < self.config.nameServers.length ?", after: "failed <= self.config.nameServers.length ?", says: "NameServers are asked once more than there are." },
  { file: "client/routing.ts", before: "askAs(self.routing.asking === null ? self : withNextNameServer(self), 0)", after: "askAs(self, 0)", says: "A NameServer that does not answer is asked for ever." }
]

const consumers: readonly Planted[] = [
  { file: "client/consumer/queues.ts", before: "unprocessed[0]?.offset ?? offset", after: "unprocessed.at(-1)?.offset ?? offset", says: "A consumer commits what was fetched before its last message, processed or not." },
  { file: "client/consumer/queues.ts", before: "readFromFollower: slave\n", after: "readFromFollower: false\n", says: "A slave is not told that it is read on purpose." },
  { file: "client/consumer/queues.ts", before: "chain(self, tell, unlock(progress), forget(progress))", after: "chain(self, unlock(progress), forget(progress))", says: "A queue is handed over without a word of how far it was processed." },
  { file: "client/consumer/queues.ts", before: "chain(self, tell, unlock(progress), forget(progress))", after: "chain(self, unlock(progress), tell, forget(progress))", says: "The lock of a queue is given back before its progress is told." },
  { file: "client/consumer/queues.ts", before: 'lock: self.config.consumeOrderly ? "wanted" : "not needed"', after: 'lock: self.config.consumeOrderly && !self.config.alone ? "wanted" : "not needed"', says: "A consumer that is alone in its group needs no locks." },
  { file: "client/consumer/locks.ts", before: 'to === undefined || progress.lock !== "held" ? []', after: 'to === undefined ? []', says: "A member gives back a lock that it only asked for." },
  { file: "client/consumer/rules/lock-lapsed.ts", before: 'lock: "wanted", offset: null, unprocessed: []', after: 'lock: "wanted", offset: null', says: "A member that has lost its lock goes on with what it had fetched." },
  { file: "client/consumer/rules/lock-lapsed.ts", before: 'lock: "wanted", offset: null, unprocessed: []', after: 'lock: "wanted", unprocessed: []', says: "A member that has lost its lock does not ask where the group stands." },
  { file: "client/consumer/rules/lock-reply.ts", before: "relyOnLock(progress), renewLater(progress), advance", after: "renewLater(progress), advance", says: "A lock is relied on for ever until it was renewed once." },
  { file: "client/consumer/group.ts", before: "[...members].sort(), self.config.clientId", after: "members, self.config.clientId", says: "Queues are divided in the order in which a broker names the members." },
  { file: "client/consumer/group.ts", before: "index * each + Math.min(index, rest)", after: "index * each", says: "Where the queues do not come out even, shares overlap." },
  { file: "client/consumer/rules/consumer-list-reply.ts", before: 'if (listAsked.again) return "outdated"', after: 'if (listAsked.again && code !== "SUCCESS") return "outdated"', says: "A list that is older than word of a change is taken." },
  { file: "client/consumer/rules/offset-reply.ts", before: "offset: 0 })(self)", after: "offset: 1 })(self)", says: "A group that has not begun leaves the first message out." },
  { file: "client/consumer/rules/consume-message.ts", before: "progress.unprocessed[0]?.offset === offset ?", after: "progress.unprocessed.length > 0 ?", says: "Under orderly consumption any message may be processed first." },
  { file: "client/consumer/rules/pull-reply.ts", before: 'code === "PULL_NOT_FOUND" || code === "PULL_RETRY_IMMEDIATELY"', after: 'code === "PULL_NOT_FOUND"', says: "A pull that found nothing wanted is taken for a failure." },
  { file: "client/consumer/rules/channel-closed.ts", before: "self.listAsked?.at === address ? { ...self, listAsked: null } : self", after: "self", says: "Who was asked for the members is waited for when it is gone." }
]

const masters: readonly Planted[] = [
  { file: "ha/on-slaves.ts", before: "index - acked < config.haSlaveFallbehindMax", after: "index - acked <= config.haSlaveFallbehindMax", says: "A slave that lacks one more than allowed counts as near." },
  { file: "ha/on-slaves.ts", before: "index <= acked).length", after: "index <= acked + 1).length", says: "A slave is believed to have what is on its way to it." },
  { file: "ha/on-slaves.ts", before: 'late: "FLUSH_SLAVE_TIMEOUT"', after: 'late: "SLAVE_NOT_AVAILABLE"', says: "A slave that is slow is said to be away." },
  { file: "ha/rules/report-slave-max-offset.ts", before: 'if (maxOffset > log.lastIndex) return "ahead', after: 'if (maxOffset > log.lastIndex + 1) return "ahead', says: "A slave that is one entry ahead of its master is taken." },
  { file: "ha/rules/report-slave-max-offset.ts", before: "settle(acks), transferTo(from))", after: "transferTo(from))", says: "The report of a slave answers nobody." },
  { file: "ha/rules/transfer-data.ts", before: "entries.prevLogIndex !== log.lastIndex", after: "entries.prevLogIndex > log.lastIndex", says: "A slave takes a stretch that begins before its end." },
  { file: "ha/rules/transfer-data.ts", before: "chain(self, append(entries), watch(connection), report)", after: "chain(self, append(entries), report)", says: "What a master copies does not count as a sign of life." },
  { file: "ha/rules/ha-heartbeat-timeout.ts", before: "heartbeatTo(slave, self.ha.slaves[slave] as SlaveConnection), again)", after: "heartbeatTo(slave, self.ha.slaves[slave] as SlaveConnection))", says: "A master says once that it is there." },
  { file: "ha/rules/ha-connected.ts", before: 'self.config.haMaster !== from', after: "self.config.haMaster === null", says: "A slave takes anybody for its master." },
  { file: "ha/rules/ha-connected.ts", before: "chain(self, close(old as string), accept)", after: "accept(self)", says: "The old connection of a slave that comes again stays open." },
  { file: "ha/replication.ts", before: "slaveReadEnable && self.ha.connection !== null", after: "slaveReadEnable", says: "A slave serves reads without its master." },
  { file: "ha/transfer.ts", before: 'config.slaveAck === "FSYNC" && log.durableIndex < log.lastIndex', after: 'config.slaveAck === "FSYNC" && log.durableIndex > log.lastIndex', says: "A slave reports what is not on its disk." },
  { file: "ha/connection.ts", before: "known.connection !== connection", after: "known.connection === connection", says: "With one connection the master forgets all others." },
  { file: "master/acks.ts", before: "failed?.slaves ?? failed?.disk", after: "failed?.disk ?? failed?.slaves", says: "A failed wait for the disk outweighs one for slaves." },
  { file: "master/acks.ts", before: "isGivenUp(condition, send) || condition.isMet(self, send)", after: "isGivenUp(condition, send) || send.failed !== undefined || condition.isMet(self, send)", says: "When one wait is given up, the other is too." },
  { file: "master/on-disk.ts", before: "index <= log.durableIndex", after: "index <= log.durableIndex + 1", says: "What is being flushed counts as on disk." },
  { file: "master/replication.ts", before: "self.ha.serving || self.dispatchedIndex < self.log.lastIndex", after: "self.ha.serving || self.dispatchedIndex < self.log.durableIndex", says: "A master serves when what was durable is in its queues." },
  { file: "metadata/rules/copy-metadata.ts", before: "topics, topicVersion, offsets: HashMap.fromIterable(offsets), subscriptionGroups: groups", after: "topics, offsets: HashMap.fromIterable(offsets), subscriptionGroups: groups", says: "A slave keeps its own version of the topics." },
  { file: "registration/rules/register-timeout.ts", before: "chain(self, (me) => registerAs(me, replication.brokerId(me)), again)", after: "registerAs(self, replication.brokerId(self))", says: "A broker registers on its timer once." }
]

const serving: readonly Planted[] = [
  { file: "serving/hold.ts", before: "heldAt(self, queue)) {\n        const [s, o]", after: "heldAt(self, queue).slice(0, 1)) {\n        const [s, o]", says: "Of those that wait for a queue the first one alone is woken." },
  { file: "serving/hold.ts", before: "chain(self, holdOn(pull), emit(...startWaiting(pull)))", after: "holdOn(pull)(self)", says: "A pull that waits is never told that nothing has come." },
  { file: "serving/hold.ts", before: "if (pull.channel === channel) {", after: "if (pull.channel !== channel) {", says: "With a connection the pulls of all others end." },
  { file: "serving/rules/pull-message.ts", before: "pull.offset > endOf(self, queue) && replication", after: "pull.offset >= endOf(self, queue) && replication", says: "A consumer at the end of its queue is told that it is past it." },
  { file: "serving/rules/queue-read.ts", before: "offsets.length >= pull.maxMsgNums", after: "offsets.length > pull.maxMsgNums", says: "A pull returns one message more than asked for." },
  { file: "serving/rules/queue-read.ts", before: "nextBeginOffset = offset + 1", after: "nextBeginOffset = wanted ? offset + 1 : nextBeginOffset", says: "Messages that are not wanted are looked at again and again." },
  { file: "serving/rules/hold-timeout.ts", before: "(unhold(self, pull)) : ignore(self)", after: "(self) : ignore(self)", says: "A pull that was told that nothing has come still waits." },
  { file: "serving/rules/unlock-batch-mq.ts", before: "!== clientId) continue", after: "=== undefined) continue", says: "A member gives back another's lock." },
  { file: "serving/rules/update-consumer-offset.ts", before: "offsetKey(group, topic, queueId), offset)", after: "offsetKey(group, topic, queueId), offset + 1)", says: "A group is believed to be one message further than it says." },
  { file: "serving/rules/offsets-found.ts", before: "isForce ? offset : Math.min", after: "isForce ? offset : Math.max", says: "Unforced, a group is sent forward and never back." },
  { file: "serving/rules/heartbeat.ts", before: "member.clientId === clientId && member.channel === channel) !== true", after: "member.clientId === clientId) !== true", says: "A member that comes over another connection is no change." },
  { file: "serving/rules/heartbeat.ts", before: "filter((member) => member.clientId !== clientId)", after: "filter((member) => member.channel !== channel)", says: "A member that comes over another connection is counted twice." },
  { file: "serving/groups.ts", before: "members.length === 0 ? HashMap.remove(groups, name)", after: "members.length < 0 ? HashMap.remove(groups, name)", says: "A group without members is remembered." },
  { file: "serving/rules/client-expired.ts", before: ", removeProducers((key) => key.startsWith(`${clientId} `))", after: "", says: "A producer that is silent is remembered." },
  { file: "serving/rules/unregister-client.ts", before: "&& group === event.consumerGroup", after: "", says: "A client that leaves one group leaves them all." },
  { file: "serving/rules/get-max-offset.ts", before: "offset: endOf(self, queue) })(self))\n      .with(\"not here\"", after: "offset: Math.max(0, endOf(self, queue) - 1) })(self))\n      .with(\"not here\"", says: "The end of a queue is said to be at its last message." },
  { file: "serving/rules/delete-subscription-group.ts", before: "key.startsWith(`${group}@`)", after: "key.startsWith(group)", says: "With a group's progress that of groups with longer names goes." },
  { file: "serving/rules/send-message.ts", before: "(topic.perm & PERM_WRITE) === 0", after: "topic.perm === 0", says: "A topic that an operator took off writing is written to." },
  { file: "serving/topics.ts", before: "topicVersion: self.topicVersion + 1 }, emit", after: "topicVersion: self.topicVersion }, emit", says: "A change of topics does not raise their version." },
  { file: "serving/topics.ts", before: 'emit({ _tag: "SaveTopics" }), copyToAll,', after: "copyToAll,", says: "A topic that was created is not kept on disk." },
  { file: "store/rules/disk-failed.ts", before: "chain({ ...self, diskFailed: true }, failPending,", after: "chain({ ...self, diskFailed: true },", says: "Who waits for a disk that has failed waits on." },
  { file: "store/rules/flush-timeout.ts", before: 'chain(self, emit({ _tag: "Flush" }), again)', after: 'chain(self, emit({ _tag: "Flush" }))', says: "The log is flushed behind the acks once." },
  { file: "serving/answer-sends.ts", before: 'BrokerOutput => (status === "SEND_OK" ?', after: 'BrokerOutput => (status !== "SLAVE_NOT_AVAILABLE" ?', says: "A message that was sent back is said to be safe when it may not be." }
]

const later: readonly Planted[] = [
  { file: "transaction/rules/end-transaction.ts", before: "half.group !== group", after: "half.group === group && group === \"\"", says: "A producer ends the transaction of another group." },
  { file: "transaction/rules/end-transaction.ts", before: "if (half.offset !== offset)", after: "if (half.offset > offset)", says: "A producer that is mistaken in the offset ends another transaction." },
  { file: "transaction/rules/transaction-timeout.ts", before: "emit(...ask(self, offset, half)), armAgain", after: "emit(...ask(self, offset, half))", says: "A producer is asked once." },
  { file: "transaction/rules/transaction-timeout.ts", before: "checks: half.checks + 1 }), emit(...ask", after: "checks: half.checks }), emit(...ask", says: "How often a producer was asked is not counted." },
  { file: "transaction/rules/transaction-timeout.ts", before: "half.checks > self.config", after: "half.checks >= self.config", says: "A half message whose producer does not know is not put aside." },
  { file: "transaction/halves.ts", before: "half.immunityMs ?? self.config.transactionTimeout", after: "self.config.transactionTimeout", says: "A producer is asked earlier than it wants." },
  { file: "transaction/halves.ts", before: "open = HashMap.remove(open, String(offset))\n    return", after: "open = HashMap.has(open, String(offset)) ? open : HashMap.remove(open, String(offset))\n    return", says: "A half message stays open when its end is readable." },
  { file: "schedule/delays.ts", before: "self.delaying.includes(level) || offset >= endOf(self, queue)", after: "self.delaying.includes(level) || offset > endOf(self, queue)", says: "An empty delay level waits." },
  { file: "schedule/rules/delay-timeout.ts", before: 'emit({ _tag: "ArmTimer", event, ms: [RETRY_MS, RETRY_MS] })(self)', after: "[self, []]", says: "A delay level that cannot deliver now stops for ever." },
  { file: "schedule/rules/delayed-read.ts", before: '{ _tag: "Delayed", level, offset }', after: '{ _tag: "Own" }', says: "A delay level waits for ever behind its first message." },
  { file: "serving/rules/consumer-send-msg-back.ts", before: "FIRST_LEVEL + (event.message?.reconsumeTimes ?? 0)", after: "FIRST_LEVEL", says: "A message comes again after the same time, however often." },
  { file: "serving/rules/consumer-send-msg-back.ts", before: "message.originMessageId ?? message.messageId", after: "message.messageId", says: "A message that comes again forgets its first id." },
  { file: "serving/retry.ts", before: "reconsumeTimes >= (maxReconsumeTimes", after: "reconsumeTimes > (maxReconsumeTimes", says: "A message comes again once more than allowed." },
  { file: "serving/rules/send-message.ts", before: "send.prepared ? prepared(place) : later(self, send, place)", after: "(send.delayLevel ?? 0) > 0 || !send.prepared ? later(self, send, place) : prepared(place)", says: "A half message that is to wait waits, and is seen, uncommitted." }
]

export const plantedOutsideRaft: readonly Planted[] = [...nameServers, ...producers, ...consumers, ...masters, ...serving, ...later]
