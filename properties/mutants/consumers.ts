/**
 * Historical bugs of consumer groups: of their progress, their queues, and their locks.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { chain } from "../../spec/machine.ts"
import { asyncReplication } from "../../spec/modes/async-replication.ts"
import type { ConsumerOutput } from "../../spec/client/consumer/outputs.ts"
import { consumer } from "../../spec/client/consumer/index.ts"
import type { ConsumerMachine } from "../../models/world/client.ts"
import { doneUpTo, progressOf, queuesWhere, requestOf, withQueue } from "../../spec/client/consumer/queues.ts"
import { offsetKey } from "../../spec/serving/offsets.ts"
import { type Consumer, nameOf } from "../../spec/client/consumer/state.ts"
import { multiMaster } from "../../spec/modes/multi-master.ts"
import { ignore } from "../../spec/client/consumer/rule.ts"
import { endOf, replyEmpty } from "../../spec/serving/hold.ts"
import { queueKey } from "../../spec/vocabulary.ts"
import { filledFromLastFile } from "./masters.ts"
import { consumerWith, type Mutant, withRule } from "./mutant.ts"

type Pull = Extract<ConsumerOutput, { readonly _tag: "PullMessage" }>

/** Every pull of these consumers is changed. */
const withPulls = (change: (pull: Pull, self: Consumer) => ConsumerOutput): ConsumerMachine => {
  const pulls = (self: Consumer, outputs: readonly ConsumerOutput[]) => outputs.map((output) => (output._tag === "PullMessage" ? change(output, self) : output))
  return (["PullReply", "OffsetReply", "QueueTimeout", "LockReply"] as const).reduce<ConsumerMachine>(
    (machine, tag) =>
      consumerWith(
        tag,
        (self, event, original) => {
          const [next, outputs] = original(self, event as never)
          return [next, pulls(next, outputs)]
        },
        machine
      ),
    consumer
  )
}

export const consumersMutants: readonly Mutant[] = [
  {
    id: "offset-rollback-master-restart",
    rule: "A slave keeps the progress that consumers tell it while its master is down, and then takes the tables of the master that returns, which knows less.",
    seen: "rocketmq #1094, #1440",
    property: "S23 OffsetMonotone",
    model: "async-replication/failover-to-slave",
    machine: withRule(
      "PullMessage",
      (self, event, original) => {
        const stores = self.config.brokerRole === "SLAVE" && event.commitOffset !== null
        return original(stores ? { ...self, offsets: HashMap.set(self.offsets, offsetKey(event.group, event.topic, event.queueId), event.commitOffset) } : self, event)
      },
      asyncReplication
    ),
    consumer: withPulls((pull, self) => {
      const [progress] = queuesWhere(self, (queue) => requestOf(queue) === pull.request)
      const done = progress && doneUpTo(progress)
      return pull.readFromFollower && done ? { ...pull, commitOffset: done } : pull
    })
  },
  {
    id: "offset-sync-never-starts",
    rule: "The keeper of the offsets never sends them to the others.",
    seen: "rocketmq #7790",
    property: "S23 OffsetCopied",
    model: "async-replication/failover-to-slave",
    machine: withRule("CopyMetadata", (self) => [self, []], asyncReplication)
  },
  {
    id: "offset-fetch-error-as-unset",
    rule: "A query for the group's offset that fails is taken for a group that has not begun.",
    seen: "rocketmq #2708",
    property: "S23 OffsetMonotone",
    model: "multi-master/orderly-crash",
    machine: multiMaster,
    consumer: consumerWith("ChannelClosed", (self, event, original) =>
      chain(self, (me) => original(me, event), (me) => [
        queuesWhere(self, ({ asked, offset, lock }) => asked === event.address && offset === null && lock !== "wanted").reduce(
          (next, progress) => withQueue(next, { ...progress, asked: null, offset: 0, lock: self.config.consumeOrderly ? "wanted" : "not needed" }),
          me
        ),
        []
      ])
    )
  },
  {
    id: "offset-corrected-on-lagging-slave",
    rule: "A slave that lags corrects an offset that it does not have yet, and sends the consumer back.",
    seen: "alibaba/rocketmq #210, #395",
    property: "S23 OffsetMonotone",
    model: "async-replication/failover-to-slave",
    machine: withRule(
      "PullMessage",
      (self, event, original) => {
        const queue = queueKey(event.topic, event.queueId)
        if (self.config.brokerRole !== "SLAVE" || event.offset <= endOf(self, queue)) return original(self, event)
        const { request, channel, offset, maxMsgNums } = event
        return [self, [replyEmpty(self, { request, channel, queue, offset, maxMsgNums, codeSet: [], suspendTimeoutMillis: 0 }, "PULL_OFFSET_MOVED", endOf(self, queue))]]
      },
      asyncReplication
    )
  },
  {
    id: "commits-before-processed",
    rule: "What is committed is what was fetched, not what was processed.",
    seen: "clients that commit after every poll (enable.auto.commit)",
    property: "S22 AtLeastOnce",
    model: "async-replication/one-consumer",
    machine: asyncReplication,
    consumer: withPulls((pull) => (pull.readFromFollower || pull.offset === 0 ? pull : { ...pull, commitOffset: pull.offset }))
  },
  {
    id: "acting-master-double-lock",
    rule: "A slave that is shown as master gives locks, of which the master that returns knows nothing.",
    seen: "RIP-32 (lockInStrictMode)",
    property: "S28 OrderLock",
    model: "async-replication/acting-master",
    machine: withRule(
      "LockBatchMQ",
      (self, event, original) => {
        if (self.config.brokerRole !== "SLAVE") return original(self, event)
        const [next, outputs] = original({ ...self, config: { ...self.config, brokerRole: "ASYNC_MASTER" }, ha: { ...self.ha, serving: true } }, event)
        return [{ ...next, config: self.config, ha: self.ha }, outputs]
      },
      asyncReplication
    )
  },
  {
    id: "locks-outlive-master",
    rule: "A member relies on its locks until they lapse, though the master that gave them is gone and forgets them.",
    seen: "rocketmq RebalanceLockManager keeps locks in memory, RebalanceImpl does not look at connections (reading)",
    property: "S28 OrderLock",
    model: "multi-master/orderly-crash",
    machine: multiMaster,
    consumer: consumerWith("ChannelClosed", (self, event, original) => {
      const held = queuesWhere(self, ({ lock }) => lock === "held")
      return held.length === 0 ? original(self, event) : [held.reduce((next, progress) => withQueue(next, { ...progress, asked: null }), self), []]
    })
  },
  {
    id: "lock-never-lapses",
    rule: "A member that could not renew its lock goes on processing.",
    seen: "ProcessQueue.isLockExpired is asked for this (ConsumeMessageOrderlyService)",
    property: "S28 OrderLock",
    model: "multi-master/orderly",
    machine: multiMaster,
    consumer: consumerWith("LockLapsed", (self) => ignore(self))
  },
  {
    id: "lapsed-lock-keeps-fetched",
    rule: "A member whose lock has lapsed keeps what it had fetched, and goes on with it once it has the lock again.",
    seen: "rocketmq ConsumeMessageOrderlyService.tryLockLaterAndReconsume, ProcessQueue (reading)",
    property: "S23 OffsetMonotone",
    model: "multi-master/orderly",
    machine: multiMaster,
    consumer: consumerWith(
      "LockLapsed",
      (self, event, original) => {
        const before = progressOf(self, event.queue)
        return chain(self, (me) => original(me, event), (me) => {
          const after = progressOf(me, event.queue)
          return [before && after ? withQueue(me, { ...after, offset: before.offset, unprocessed: before.unprocessed }) : me, []]
        })
      },
      consumerWith("ConsumeMessage", (self, event, original) => (progressOf(self, event.queue)?.lock === "held" ? original(self, event) : ignore(self)))
    )
  },
  {
    id: "rebalance-unlocks-first",
    rule: "A queue is handed over by giving back its lock, and processed on until the next pull.",
    seen: "rocketmq unlockDelay in RebalancePushImpl is there for this (reading)",
    property: "S28 OrderLock",
    model: "multi-master/orderly",
    machine: multiMaster,
    consumer: consumerWith("ConsumerListReply", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [queuesWhere(self, (queue) => queue.lock === "held" && progressOf(next, nameOf(queue)) === undefined).reduce(withQueue, next), outputs]
    })
  },
  {
    id: "orderly-out-of-order",
    rule: "Under orderly consumption threads take whatever is there.",
    seen: "MessageListenerConcurrently where MessageListenerOrderly was meant",
    property: "S20 QueueOrder",
    model: "multi-master/orderly",
    machine: multiMaster,
    consumer: consumerWith("ConsumeMessage", (self, event, original) => {
      const [next, outputs] = original({ ...self, config: { ...self.config, consumeOrderly: false } }, event)
      return [{ ...next, config: self.config }, outputs]
    })
  },
  {
    id: "slave-filled-from-last-file-misleads",
    rule: "A slave without a log is sent the master's last file, and gives its messages to consumers at the offsets of earlier ones.",
    seen: "rocketmq 4.9 HAConnection.WriteSocketService, HAClient.dispatchReadRequest",
    property: "S19 NoPhantom",
    model: "async-replication/one-consumer",
    machine: filledFromLastFile
  },
  {
    id: "commits-one-too-far",
    rule: "What is committed is one more than the offset that is pulled next.",
    seen: "clients that add one to an offset that is the next already",
    property: "S24 OffsetInRange",
    model: "async-replication/one-consumer",
    machine: asyncReplication,
    consumer: withPulls((pull) => (pull.commitOffset === pull.offset ? { ...pull, commitOffset: pull.offset + 1 } : pull))
  },
  {
    id: "lock-survives-client",
    rule: "A lock lasts until its holder gives it back.",
    seen: "RebalanceLockManager.LockEntry.isExpired is there for this",
    property: "S13 AckServed",
    model: "multi-master/orderly",
    machine: withRule("LockExpired", (self) => [self, []], multiMaster)
  },
  {
    id: "shares-in-own-order",
    rule: "Members do not divide the queues in one order: each takes itself for the first.",
    seen: "RebalanceImpl.rebalanceByTopic sorts queues and members for this",
    property: "L8 one owner",
    model: "multi-master/two-queues",
    machine: multiMaster,
    consumer: consumerWith("ConsumerListReply", (self, event, original) => {
      const { clientId } = self.config
      const asFirst = { ...event, clientIds: event.clientIds.map((id) => (id === clientId ? "" : id)) }
      const [next, outputs] = original({ ...self, config: { ...self.config, clientId: "" } }, asFirst)
      return [{ ...next, config: self.config }, outputs]
    })
  }
]
