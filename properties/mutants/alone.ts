/**
 * Bugs that show in what one machine says, or keeps, and in nothing that comes of it in the worlds of many: one for each promise
 * about a machine alone.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Next } from "../../spec/broker/rule.ts"
import { producer } from "../../spec/client/producer/index.ts"
import { slaveOn } from "../../spec/ha/connection.ts"
import { withSlave } from "../../spec/ha/transfer.ts"
import { asyncReplication } from "../../spec/modes/async-replication.ts"
import { multiMaster } from "../../spec/modes/multi-master.ts"
import { syncDoubleWrite } from "../../spec/modes/sync-double-write.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import { changeRule } from "./change-rule.ts"
import { consumerWith, type Mutant, withRule } from "./mutant.ts"

/** A step without some of its outputs. */
const unsaid = <S, O extends { readonly _tag: string }>([self, outputs]: readonly [S, readonly O[]], goes: (output: O) => boolean): readonly [S, readonly O[]] => [self, outputs.filter((output) => !goes(output))]

const isTimer = (output: BrokerOutput, tag: string): boolean => output._tag === "ArmTimer" && output.event._tag === tag

/** Bugs of NameServers and clients: the broker beside them is nobody's. */
const others = { machine: multiMaster } as const

export const aloneMutants: readonly Mutant[] = [
  {
    id: "slave-not-told-its-master",
    rule: "A slave that registers is told where its master is, and not where to copy from.",
    seen: "rocketmq RegisterBrokerResult.haServerAddr, which 4.9 brokers take for the HA address",
    property: "S60 Registration",
    model: "alone/name-server-roles",
    ...others,
    nameServer: changeRule(nameServer, "RegisterBroker", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.map((output) => (output._tag === "ReplyRegistered" ? { ...output, haServerAddr: output.masterAddr } : output))]
    })
  },
  {
    id: "unregisters-next-life",
    rule: "A broker's farewell takes its next registration along, which came over another connection.",
    seen: "rocketmq #5374, #11043: RouteInfoManager.unregisterBroker does not look at the channel",
    property: "S61 Departure",
    model: "alone/name-server-roles",
    ...others,
    nameServer: changeRule(nameServer, "UnregisterBroker", (self, event, original) => {
      const live = HashMap.get(self.brokerLiveTable, event.brokerAddr)
      return original(self, live._tag === "None" ? event : { ...event, channel: live.value.channel })
    })
  },
  {
    id: "topics-of-all-clusters",
    rule: "Who asks for the topics of one cluster is told all.",
    seen: "RouteInfoManager.getTopicsByCluster, its look at clusterAddrTable left out",
    property: "S62 RoutesTold",
    model: "alone/name-server-groups",
    ...others,
    nameServer: changeRule(nameServer, "GetTopicsByCluster", (self, { request }) => [self, [{ _tag: "ReplyTopicList", request, topics: [...HashMap.keys(self.topicQueueTable)].sort() }]])
  },
  {
    id: "topic-deleted-everywhere",
    rule: "A topic that is deleted from one cluster leaves the routes of all.",
    seen: "rocketmq 4.9 DefaultRequestProcessor.deleteTopicInNamesrv, which knows no cluster",
    property: "S63 OperatorsWord",
    model: "alone/name-server-groups",
    ...others,
    nameServer: changeRule(nameServer, "DeleteTopic", (self, event, original) => original(self, { ...event, clusterName: null }))
  },
  {
    id: "deleted-value-comes-back",
    rule: "A value that is deleted stays in kvConfig.json: the next start brings it back.",
    seen: "KVConfigManager.deleteKVConfig, its persist left out",
    property: "S64 KVConfigKept",
    model: "alone/name-server-kvConfig",
    ...others,
    nameServer: changeRule(nameServer, "DeleteKVConfig", (self, event, original) => unsaid(original(self, event), ({ _tag }) => _tag === "SaveKVConfig"))
  },
  {
    id: "silent-name-server-asked-for-ever",
    rule: "A NameServer that does not answer is asked again at every poll, as long as its connection stands.",
    seen: "NettyRemotingClient.getAndCreateNameserverChannel keeps the address that it chose while the channel is active",
    property: "S65 AsksForRoutes",
    model: "alone/producer-answers",
    ...others,
    producer: changeRule(producer, "RoutePollTimeout", (self, event, original) => original({ ...self, routing: { ...self.routing, asking: null } }, event))
  },
  {
    id: "turn-is-not-taken",
    rule: "A send does not take its turn: all messages go to the first queue.",
    seen: "TopicPublishInfo.sendWhichQueue, not incremented",
    property: "S66 TriesElsewhere",
    model: "alone/producer-turns",
    ...others,
    producer: changeRule(producer, "Send", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [{ ...next, nextQueue: self.nextQueue }, outputs]
    })
  },
  {
    id: "stored-passes-for-acked",
    rule: "Whatever is stored is reported as SEND_OK.",
    seen: "clients that look at the response code's success alone: MQClientAPIImpl.processSendResponse has four",
    property: "S67 ResultTellsTruth",
    model: "alone/producer-answers",
    ...others,
    producer: changeRule(producer, "SendReply", (self, event, original) => original(self, event.code === "FLUSH_SLAVE_TIMEOUT" ? { ...event, code: "SUCCESS" } : event))
  },
  {
    id: "heartbeats-to-masters-alone",
    rule: "A member makes itself known to masters alone: while there is none, nobody can tell it who else is in the group.",
    seen: "MQClientInstance.sendHeartbeatToAllBroker: producers skip slaves, consumers must not",
    property: "S68 FollowsRoutes",
    model: "alone/consumer-shares",
    ...others,
    consumer: consumerWith("RouteReply", (self, event, original) => unsaid(original(self, event), (output) => output._tag === "Heartbeat" && output.to === "x1"))
  },
  {
    id: "moved-keeps-what-was-fetched",
    rule: "A consumer that is told to go back keeps what it has fetched, and processes it a second time when it comes again.",
    seen: "PullCallback OFFSET_ILLEGAL: setDropped, then removeProcessQueue, in that order for this reason",
    property: "S69 TakesBrokersWord",
    model: "alone/consumer-later",
    ...others,
    consumer: consumerWith("PullReply", (self, event, original) => {
      const [next, outputs] = original(self, event)
      const kept = HashMap.map(next.queues, (progress, name) => {
        const was = HashMap.get(self.queues, name)
        return event.code === "PULL_OFFSET_MOVED" && was._tag === "Some" ? { ...progress, unprocessed: was.value.unprocessed } : progress
      })
      return [{ ...next, queues: kept }, outputs]
    })
  },
  {
    id: "list-older-than-word",
    rule: "A member takes a list of the group that is older than word of its change.",
    seen: "what MQClientInstance.rebalanceImmediately is woken again for",
    property: "S70 TakesItsShare",
    model: "alone/consumer-shares",
    ...others,
    consumer: consumerWith("ConsumerListReply", (self, event, original) => original(self.listAsked === null ? self : { ...self, listAsked: { ...self.listAsked, again: false } }, event))
  },
  {
    id: "renewal-does-not-count",
    rule: "A lock that was renewed is relied on as long as if it had not been.",
    seen: "ProcessQueue.setLastLockTimestamp, left out in lockAll",
    property: "S71 ReliesOnLocks",
    model: "alone/consumer-orderly",
    ...others,
    consumer: consumerWith("LockReply", (self, event, original) => (String(event.request).startsWith("renew") && event.locked ? [self, []] : original(self, event)))
  },
  {
    id: "timed-out-pull-still-waits",
    rule: "A pull that was told that nothing has come stays where it waits: the next message is read for nobody.",
    seen: "PullRequestHoldService.checkHoldRequest, which notifies without removing",
    property: "S72 PullServed",
    model: "alone/pulls",
    machine: withRule("HoldTimeout", (self, event, original) => [self, original(self, event)[1]], multiMaster)
  },
  {
    id: "reset-forward-unforced",
    rule: "A group that an operator sends to a time goes forward, forced or not.",
    seen: "Broker2Client.resetOffset: isForce || timeStampOffset < consumerOffset",
    property: "S73 ProgressKept",
    model: "alone/progress-5",
    machine: withRule("OffsetsFound", (self, event, original) => original(self, { ...event, isForce: true }), multiMaster)
  },
  {
    id: "leaves-all-groups",
    rule: "A client that leaves one of its groups leaves all.",
    seen: "ClientManageProcessor.unregisterClient takes the group from the request; ClientExpired does not",
    property: "S74 MembersKnown",
    model: "alone/groups",
    machine: withRule("UnregisterClient", (self, { clientId, request }) => [multiMaster.rules.ClientExpired(self, { _tag: "ClientExpired", clientId })[0], [{ _tag: "Reply", request, code: "SUCCESS", remark: "" }]], multiMaster)
  },
  {
    id: "anybody-unlocks",
    rule: "A member gives back a lock that another holds.",
    seen: "RebalanceLockManager.unlockBatch, its look at the holder left out",
    property: "S75 LocksHeld",
    model: "alone/locks",
    machine: withRule(
      "UnlockBatchMQ",
      (self, event, original) => original({ ...self, locks: HashMap.map(self.locks, () => event.clientId) }, event),
      multiMaster
    )
  },
  {
    id: "topic-lost-with-restart",
    rule: "A topic that a first send has created is published, and not written to topics.json.",
    seen: "TopicConfigManager.createTopicInSendMessageMethod, its persist left out",
    property: "S76 TablesKept",
    model: "alone/topics",
    machine: withRule("UpdateAndCreateTopic", (self, event, original) => unsaid(original(self, event), ({ _tag }) => _tag === "SaveTopics") as Next, asyncReplication)
  },
  {
    id: "batch-takes-one-offset",
    rule: "A batch moves the queue's next offset by one: the next message gets an offset of the batch's second.",
    seen: "CommitLog.DefaultAppendMessageCallback.doAppend of a batch: queueOffset counts its messages",
    property: "S77 SendTaken",
    model: "alone/sends-async-flush",
    machine: withRule(
      "SendMessage",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [{ ...next, queues: HashMap.map(next.queues, (queue, key) => ({ ...queue, next: Math.min(queue.next, Option.getOrElse(HashMap.get(self.queues, key), () => ({ next: 0 })).next + 1) })) }, outputs]
      },
      multiMaster
    )
  },
  {
    id: "reports-are-no-sign-of-life",
    rule: "A master does not take a slave's report for a sign of life: it hangs up on a slave that copies.",
    seen: "HAConnection.ReadSocketService.lastReadTimestamp, not set",
    property: "S78 CopyRuns",
    model: "alone/three-copies",
    machine: withRule("ReportSlaveMaxOffset", (self, event, original) => unsaid(original(self, event), (output) => isTimer(output, "HaHousekeepingTimeout")) as Next, syncDoubleWrite)
  },
  {
    id: "streamed-slave-counts-unsent",
    rule: "A slave of RocketMQ's counts for what it reports, whether it was sent to it or not.",
    seen: "rocketmq 4.9 HAConnection.ReadSocketService: slaveAckOffset is compared with the end of the log alone",
    property: "S78 CopyRuns",
    model: "alone/streams",
    machine: withRule(
      "ReportSlaveMaxOffset",
      (self, event, original) => {
        const known = self.ha.slaves[event.from]
        return known?.sent === undefined || known.sent >= event.maxOffset ? original(self, event) : original(withSlave(self, event.from, { ...known, sent: Math.min(event.maxOffset, self.log.lastIndex) }), event)
      },
      syncDoubleWrite
    )
  },
  {
    id: "heartbeat-awaits-streamed-slave",
    rule: "A master that has told a slave of RocketMQ's that it is there sends it nothing until that slave reports, which it does in its own time.",
    seen: "the copy between our own brokers, which answer every heartbeat",
    property: "S78 CopyRuns",
    model: "alone/streams",
    machine: withRule(
      "HaHeartbeatTimeout",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        const slave = slaveOn(next, event.connection)
        const known = slave === undefined ? undefined : next.ha.slaves[slave]
        return slave === undefined || known === undefined ? [next, outputs] : [withSlave(next, slave, { ...known, awaiting: true }), outputs]
      },
      syncDoubleWrite
    )
  },
  {
    id: "registers-no-slave-topics",
    rule: "A slave makes itself known only with the first tick of its timer.",
    seen: "BrokerController.start registers once before the schedule begins",
    property: "S79 BeginsAsWas",
    model: "alone/starts-as-slave",
    machine: withRule("Recovered", (self, event, original) => unsaid(original(self, event), ({ _tag }) => _tag === "RegisterBroker") as Next, asyncReplication)
  },
  {
    id: "expired-timer-is-due",
    rule: "A timer message whose file has expired still waits for its time: then there is nothing to copy.",
    seen: "rocketmq #10668: records of TimerLog that point behind the CommitLog's end",
    property: "S80 GoesFromTheFront",
    model: "alone/expires",
    machine: withRule("Compacted", (self, event, original) => [{ ...original(self, event)[0], timed: self.timed }, original(self, event)[1]], multiMaster)
  },
  {
    id: "checks-not-counted",
    rule: "A producer that does not know what became of its transaction is asked for ever.",
    seen: "TransactionalMessageServiceImpl.needDiscard: TRANSACTION_CHECK_TIMES not raised",
    property: "T20 TransactionEnds",
    model: "alone/transactions",
    machine: withRule("TransactionTimeout", (self, event, original) => [{ ...original(self, event)[0], halves: self.halves }, original(self, event)[1]], multiMaster)
  },
  {
    id: "busy-level-stops",
    rule: "A delay level that is due while its master is full does not try again.",
    seen: "ScheduleMessageService.DeliverDelayedMessageTimerTask: scheduleNextTimerTask after a failed put",
    property: "T21 LevelGoesOn",
    model: "alone/levels",
    machine: withRule("DelayTimeout", (self, event, original) => unsaid(original(self, event), (output) => isTimer(output, "DelayTimeout")) as Next, multiMaster)
  },
  {
    id: "second-return-renames",
    rule: "A message that is sent back a second time is known by the id of its first return.",
    seen: "SendMessageProcessor.consumerSendMsgBack: ORIGIN_MESSAGE_ID, if it has one",
    property: "T22 SentBackOrDead",
    model: "alone/sent-back",
    machine: withRule("ConsumerSendMsgBack", (self, event, original) => original(self, event.message === null ? event : { ...event, message: { ...event.message, originMessageId: null } }), syncDoubleWrite)
  }
]
