/**
 * Names that every machine uses. Raft's and RocketMQ's own words, in their spelling.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** A member of a DLedger group, as `dLegerSelfId` names it: `n0`, `n1`, … */
export const NodeId = Schema.String
export type NodeId = typeof NodeId.Type

/** A Raft term; 0 before the first election. */
export const Term = Schema.Int
export type Term = typeof Term.Type

/** Index of a log entry. The first entry has 0, "none" is −1, as in DLedger. */
export const Index = Schema.Int
export type Index = typeof Index.Type

/** Names a request that awaits an answer; chosen by whoever runs the machine, opaque to the rules. */
export const RequestId = Schema.Union([Schema.Int, Schema.String])
export type RequestId = typeof RequestId.Type

/** `topic@queueId`: one queue of one topic on this broker. */
export const QueueKey = Schema.String
export type QueueKey = typeof QueueKey.Type

/** Ends of queues, ascending in their names. */
export const QueueEnds = Schema.Array(Schema.Tuple([QueueKey, Schema.Int]))
export type QueueEnds = typeof QueueEnds.Type

export const queueKey = (topic: string, queueId: number): QueueKey => `${topic}@${queueId}`

/** Topic and queueId of a key. */
export const splitQueueKey = (key: QueueKey): readonly [topic: string, queueId: number] => {
  const at = key.lastIndexOf("@")
  return [key.slice(0, at), Number(key.slice(at + 1))]
}

/** When a message counts as written by a replica. `FSYNC`: on disk. `PAGE_CACHE`: handed to the operating system, as the released DLedger does. */
export const AckRequires = Schema.Literals(["FSYNC", "PAGE_CACHE"])
export type AckRequires = typeof AckRequires.Type

/** When a message counts as stored on a broker of modes 1–3 (A6). RocketMQ `FlushDiskType`. */
export const FlushDiskType = Schema.Literals(["SYNC_FLUSH", "ASYNC_FLUSH"])
export type FlushDiskType = typeof FlushDiskType.Type

/** What a broker of modes 1–3 is; no rule changes it. RocketMQ `BrokerRole`. */
export const BrokerRole = Schema.Literals(["ASYNC_MASTER", "SYNC_MASTER", "SLAVE"])
export type BrokerRole = typeof BrokerRole.Type

/** What a producer is told of a message that is stored. Only SEND_OK is an ack. RocketMQ `SendStatus`, `PutMessageStatus`. */
export const SendStatus = Schema.Literals(["SEND_OK", "FLUSH_DISK_TIMEOUT", "FLUSH_SLAVE_TIMEOUT", "SLAVE_NOT_AVAILABLE"])
export type SendStatus = typeof SendStatus.Type

/** RocketMQ's answer codes (`ResponseCode`, `RemotingSysResponseCode`) that rules give. */
export const ResponseCode = Schema.Literals([
  "SUCCESS",
  "SYSTEM_ERROR",
  "SYSTEM_BUSY",
  "REQUEST_CODE_NOT_SUPPORTED",
  "MESSAGE_ILLEGAL",
  "INVALID_PARAMETER",
  "NO_MESSAGE",
  "POLLING_FULL",
  "POLLING_TIMEOUT",
  "SERVICE_NOT_AVAILABLE",
  "NO_PERMISSION",
  "TOPIC_NOT_EXIST",
  "PULL_NOT_FOUND",
  "PULL_RETRY_IMMEDIATELY",
  "PULL_OFFSET_MOVED",
  "QUERY_NOT_FOUND",
  "SUBSCRIPTION_PARSE_FAILED",
  "SUBSCRIPTION_GROUP_NOT_EXIST",
  "CONSUMER_NOT_ONLINE",
  "ILLEGAL_OPERATION"
])
export type ResponseCode = typeof ResponseCode.Type

/** Permission bits of a topic (`PermName`): 4 read, 2 write, 1 inherit. */
export const PERM_READ = 4
export const PERM_WRITE = 2
export const PERM_INHERIT = 1
