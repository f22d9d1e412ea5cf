/**
 * Rules that are never asked while a disk is out of order.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

const names = [
  "dledger ElectionTimeout",
  "dledger HeartbeatTimeout",
  "dledger InstallSnapshot",
  "dledger InstallSnapshotReply",
  "dledger TimeoutNow",
  "dledger HardStateSaved",
  "dledger Rejoin",
  "dledger RejoinReply",
  "dledger-released ElectionTimeout",
  "dledger-released VoteRequest",
  "dledger-released VoteResponse",
  "dledger-released HeartbeatTimeout",
  "dledger-released HeartBeatRequest",
  "dledger-released HeartBeatResponse",
  "dledger-released PushTimeout",
  "dledger-released PushCompare",
  "dledger-released PushCompareResponse",
  "dledger-released PushTruncate",
  "dledger-released PushTruncateResponse",
  "dledger-released PushAppend",
  "dledger-released PushAppendResponse",
  "dledger-released PushCommit",
  "dledger-released HardStateSaved"
]

export const disk: readonly Exceptions[] = [
  {
    because: "Of every rule one function says this first (spec/broker/while-disk-works.ts), and models break disks under other events: timers are cancelled with the disk.",
    of: names.map((rule) => ({ rule, test: "spec/broker/while-disk-works.test.ts", verdicts: { "disk does not work": "every rule that it holds for says so" } }))
  }
]
