/**
 * What an operator reads: figures of this broker. Nothing is decided by them.
 *
 * RocketMQ `AdminBrokerProcessor.prepareRuntimeInfo`, `getBrokerConfig`.
 *
 * @module
 */
import type { RequestContext } from "./request-context.ts"

type Context = Pick<RequestContext, "config" | "state" | "storage" | "timers">

export const runtimeInfo = ({ config, state, storage, timers }: Context): Readonly<Record<string, string>> => {
  const { raft, log, dispatchedIndex } = state()
  return {
    brokerVersion: "409",
    brokerVersionDesc: "V4_9_8",
    commitLogMaxOffset: String(storage.log.positionAfter(storage.log.lastIndex)),
    commitLogMinOffset: "0",
    dispatchBehindBytes: String(storage.log.positionAfter(storage.log.lastIndex) - storage.log.positionAfter(Math.max(dispatchedIndex, storage.log.firstIndex - 1))),
    currentTimestamp: String(timers.now()),
    brokerRole: raft.role === "LEADER" ? "SYNC_MASTER" : "SLAVE",
    dLegerSelfId: config.dLegerSelfId,
    dLegerRole: raft.role,
    dLegerTerm: String(raft.term),
    dLegerCommittedIndex: String(raft.commitIndex),
    dLegerEndIndex: String(log.lastIndex)
  }
}

/** As a .properties file. */
export const brokerConfig = ({ config }: Context): string => {
  const { timing: _timing, peers: _peers, ...flat } = config
  return Object.entries({ ...flat, enableDLegerCommitLog: true })
    .map(([key, value]) => `${key}=${String(value)}\n`)
    .join("")
}
