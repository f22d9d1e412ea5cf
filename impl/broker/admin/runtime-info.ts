/**
 * What an operator reads of this broker: GET_BROKER_RUNTIME_INFO. Nothing is decided by it.
 *
 * RocketMQ `AdminBrokerProcessor.prepareRuntimeInfo`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../../spec/broker/state.ts"
import { presetsOf } from "../../config/presets.ts"
import { readableBytes } from "../../log/readable-bytes.ts"
import { peekStoreTimestamp } from "../../message/peek.ts"
import { VERSIONS } from "../../remoting/command.ts"
import type { RequestContext } from "../request-context.ts"
import { diskUse } from "../retention.ts"
import type { Storage } from "../storage.ts"
import { usedLevels } from "./waiting.ts"

type Context = Pick<RequestContext, "config" | "state" | "storage" | "timers" | "statistics" | "dir" | "mode" | "items">

export const runtimeInfo = ({ config, state, storage, timers, statistics, dir, mode, items }: Context): Readonly<Record<string, string>> => {
  const self = state()
  const { raft, log, dispatchedIndex } = self
  const end = storage.log.positionAfter(storage.log.lastIndex)
  const used = diskUse(dir)
  const ratio = String(used?.ratio ?? -1)
  return {
    brokerVersion: String(VERSIONS[config.compatibility].number),
    brokerVersionDesc: VERSIONS[config.compatibility].name,
    ...statistics.runtime(),
    ...withoutPools,
    ...capacities(items),
    ...levels(self),
    ...timerWheel(self),
    brokerActive: String((mode === "dledger" ? raft.role === "LEADER" : config.brokerRole !== "SLAVE") && !self.diskFailed),
    commitLogMaxOffset: String(end),
    commitLogMinOffset: String(storage.log.positionAfter(storage.log.firstIndex - 1)),
    dispatchBehindBytes: String(end - storage.log.positionAfter(Math.max(dispatchedIndex, storage.log.firstIndex - 1))),
    remainHowManyDataToFlush: readableBytes(end - storage.log.positionAfter(Math.max(log.durableIndex, storage.log.firstIndex - 1))),
    earliestMessageTimeStamp: String(earliestTime(storage.log)),
    commitLogDiskRatio: ratio,
    [`commitLogDiskRatio_${items.get("storePathCommitLog") ?? `${dir}/commitlog`}`]: ratio,
    consumeQueueDiskRatio: ratio,
    commitLogDirCapacity: used === undefined ? "unknown" : `Total : ${readableBytes(used.total)}, Free : ${readableBytes(used.free)}.`,
    currentTimestamp: String(timers.now()),
    ...(mode === "dledger"
      ? {
          brokerRole: raft.role === "LEADER" ? "SYNC_MASTER" : "SLAVE",
          dLegerSelfId: config.dLegerSelfId,
          dLegerRole: raft.role,
          dLegerTerm: String(raft.term),
          dLegerCommittedIndex: String(raft.commitIndex),
          dLegerEndIndex: String(log.lastIndex)
        }
      : { brokerRole: config.brokerRole })
  }
}

/** Queues of thread pools, locks of the page cache, and buffers before it: there are none here, so nothing waits in them. */
const withoutPools = {
  sendThreadPoolQueueSize: "0",
  sendThreadPoolQueueHeadWaitTimeMills: "0",
  pullThreadPoolQueueSize: "0",
  pullThreadPoolQueueHeadWaitTimeMills: "0",
  litePullThreadPoolQueueSize: "0",
  litePullThreadPoolQueueHeadWaitTimeMills: "0",
  queryThreadPoolQueueSize: "0",
  queryThreadPoolQueueHeadWaitTimeMills: "0",
  ackThreadPoolQueueSize: "0",
  ackThreadPoolQueueHeadWaitTimeMills: "0",
  EndTransactionQueueSize: "0",
  pageCacheLockTimeMills: "0",
  startAcceptSendRequestTimeStamp: "0",
  dispatchMaxBuffer: "0",
  remainTransientStoreBufferNumbs: "2147483647"
}

/** What those queues would hold: as it is set, for whoever divides by it. Names of the two differ for transactions. */
const CAPACITIES: readonly (readonly [told: string, key: string])[] = [
  ...["send", "pull", "litePull", "query", "ack"].map((pool) => [`${pool}ThreadPoolQueueCapacity`, `${pool}ThreadPoolQueueCapacity`] as const),
  ["EndTransactionThreadPoolQueueCapacity", "endTransactionPoolQueueCapacity"]
]

const presets = presetsOf(["BrokerConfig"], "5")

const capacities = (items: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
  Object.fromEntries(CAPACITIES.map(([told, key]) => [told, items.get(key) ?? presets[key] ?? "0"]))

/** Of each delay level that has had a message: how many were delivered, and how many came. RocketMQ `ScheduleMessageService.buildRunningStats`. */
const levels = (self: Broker): Readonly<Record<string, string>> =>
  Object.fromEntries(usedLevels(self).map(({ level, delivered, end }) => [`scheduleMessageOffset_${level}`, `${delivered},${end}`]))

/** Timer messages have no wheel of their own here: what is stored waits for its time at once. */
const timerWheel = (self: Broker): Readonly<Record<string, string>> => ({
  timerReadBehind: "0",
  timerOffsetBehind: "0",
  timerCongestNum: String(HashMap.size(self.timed)),
  timerEnqueueTps: "0.0",
  timerDequeueTps: "0.0"
})

/** When the first message that is kept was stored; −1 if there is none. */
export const earliestTime = (log: Storage["log"]): number => {
  // Entries without a body come with a new leader: a few at most lie before the first message.
  for (let index = log.firstIndex; index <= log.lastIndex; index++) {
    const body = log.isBroken(index) ? Buffer.alloc(0) : log.read(index)
    if (body.length > 0) return peekStoreTimestamp(body)
  }
  return -1
}
