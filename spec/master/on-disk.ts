import type { AckCondition } from "./acks.ts"

/**
 * With SYNC_FLUSH a message counts once it is on the master's own disk (A6, B5).
 *
 * RocketMQ `CommitLog.submitFlushRequest`, `GroupCommitService`, `syncFlushTimeout`.
 */
export const onDisk: AckCondition = {
  on: "disk",
  applies: ({ config }) => config.flushDiskType === "SYNC_FLUSH",
  refusal: () => undefined,
  isMet: ({ log }, { index }) => index <= log.durableIndex,
  timer: (request) => ({ _tag: "SyncFlushTimeout", request }),
  span: ({ config }) => config.timing.syncFlushTimeoutMs,
  late: "FLUSH_DISK_TIMEOUT"
}
