/**
 * What an operator reads of this broker: GET_BROKER_RUNTIME_INFO. Nothing is decided by it.
 *
 * RocketMQ `AdminBrokerProcessor.prepareRuntimeInfo`.
 *
 * @module
 */
import { peekStoreTimestamp } from "../../message/peek.ts"
import { VERSIONS } from "../../remoting/command.ts"
import type { RequestContext } from "../request-context.ts"
import { diskUse } from "../retention.ts"
import type { Storage } from "../storage.ts"

type Context = Pick<RequestContext, "config" | "state" | "storage" | "timers" | "statistics" | "dir" | "mode">

export const runtimeInfo = ({ config, state, storage, timers, statistics, dir, mode }: Context): Readonly<Record<string, string>> => {
  const { raft, log, dispatchedIndex } = state()
  const end = storage.log.positionAfter(storage.log.lastIndex)
  const used = diskUse(dir)
  const ratio = String(used?.ratio ?? -1)
  return {
    brokerVersion: String(VERSIONS[config.compatibility].number),
    brokerVersionDesc: VERSIONS[config.compatibility].name,
    ...statistics.runtime(),
    ...withoutPools,
    commitLogMaxOffset: String(end),
    commitLogMinOffset: String(storage.log.positionAfter(storage.log.firstIndex - 1)),
    dispatchBehindBytes: String(end - storage.log.positionAfter(Math.max(dispatchedIndex, storage.log.firstIndex - 1))),
    remainHowManyDataToFlush: `${end - storage.log.positionAfter(Math.max(log.durableIndex, storage.log.firstIndex - 1))} B`,
    earliestMessageTimeStamp: String(earliestTime(storage)),
    commitLogDiskRatio: ratio,
    consumeQueueDiskRatio: ratio,
    commitLogDirCapacity: used === undefined ? "unknown" : `Total : ${gib(used.total)}, Free : ${gib(used.free)}.`,
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

/** Queues of thread pools and locks of the page cache: there are none here, so nothing waits in them. */
const withoutPools = {
  sendThreadPoolQueueSize: "0",
  sendThreadPoolQueueCapacity: "0",
  sendThreadPoolQueueHeadWaitTimeMills: "0",
  pullThreadPoolQueueSize: "0",
  pullThreadPoolQueueCapacity: "0",
  pullThreadPoolQueueHeadWaitTimeMills: "0",
  queryThreadPoolQueueSize: "0",
  queryThreadPoolQueueCapacity: "0",
  queryThreadPoolQueueHeadWaitTimeMills: "0",
  EndTransactionQueueSize: "0",
  EndTransactionThreadPoolQueueCapacity: "0",
  pageCacheLockTimeMills: "0",
  startAcceptSendRequestTimeStamp: "0"
}

/** When the first message that is kept was stored; −1 if there is none. */
const earliestTime = ({ log }: Storage): number => {
  // Entries without a body come with a new leader: a few at most lie before the first message.
  for (let index = log.firstIndex; index <= log.lastIndex; index++) {
    const body = log.isBroken(index) ? Buffer.alloc(0) : log.read(index)
    if (body.length > 0) return peekStoreTimestamp(body)
  }
  return -1
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`
