/**
 * PULL_MESSAGE (11) and LITE_PULL_MESSAGE (361): `PullMessageRequestHeader`.
 *
 * @module
 */
import { header, type HeaderOf, int, long, or, optional, stamp, text } from "../header-fields.ts"

export const pullMessage = header({
  consumerGroup: text,
  topic: text,
  queueId: int,
  queueOffset: long,
  maxMsgNums: int,
  /** Bits of `PullSysFlag`. */
  sysFlag: int,
  commitOffset: long,
  /** Milliseconds. */
  suspendTimeoutMillis: long,
  /** The filter expression, if `PullSysFlag.SUBSCRIPTION` is set. */
  subscription: optional(text),
  subVersion: stamp,
  expressionType: or(text, "TAG"),
  /** Bytes; 5.x. */
  maxMsgBytes: optional(int),
  bname: optional(text)
})

export type PullMessageHeader = HeaderOf<typeof pullMessage>

/** Bits of a pull's sysFlag: `org.apache.rocketmq.common.sysflag.PullSysFlag`. */
export const PullSysFlag = {
  /** Take `commitOffset` as the group's new offset. */
  COMMIT_OFFSET: 1,
  /** Hold the request until there is a message. */
  SUSPEND: 2,
  /** `subscription` is given, not the one of the heartbeat. */
  SUBSCRIPTION: 4,
  CLASS_FILTER: 8,
  LITE_PULL_MESSAGE: 16
} as const
