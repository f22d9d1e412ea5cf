/**
 * A message as RocketMQ stores it and sends it to consumers (`MessageExtEncoder`, `MessageDecoder`), big-endian:
 *
 * | at | field | |
 * | --- | --- | --- |
 * | 0 | totalSize int32 | of all of this |
 * | 4 | magic int32 | 0xDAA320A7; 0xDAA320AB of version 2 |
 * | 8 | bodyCRC int32 | CRC-32 of the body without its top bit |
 * | 12 | queueId int32 | |
 * | 16 | flag int32 | the application's |
 * | 20 | queueOffset int64 | |
 * | 28 | physicalOffset int64 | where the message begins in the log |
 * | 36 | sysFlag int32 | `MessageSysFlag` |
 * | 40 | bornTimestamp int64 | milliseconds, the producer's clock |
 * | 48 | bornHost | IP of 4 bytes (16 if sysFlag says so), port int32 |
 * | 56 | storeTimestamp int64 | milliseconds, the broker's clock |
 * | 64 | storeHost | like bornHost |
 * | 72 | reconsumeTimes int32 | |
 * | 76 | preparedTransactionOffset int64 | |
 * | 84 | body int32 length, bytes | |
 * | | topic int8 length (version 2: int16), UTF-8 | |
 * | | properties int16 length, UTF-8 | see `properties.ts` |
 *
 * From storeTimestamp on, positions grow by 12 for each host that is an IPv6 one.
 *
 * @module
 */

/** `MessageDecoder.MESSAGE_MAGIC_CODE`: 0xDAA320A7 as an int32. */
export const MESSAGE_MAGIC = -626_843_481
/** `MessageDecoder.MESSAGE_MAGIC_CODE_V2` of 5.x: 0xDAA320AB, for topics over 127 bytes. Read here, never written. */
export const MESSAGE_MAGIC_V2 = -626_843_477

/** Bytes of the topic's length. RocketMQ 5.x `MessageVersion`. */
export const topicLengthSize = (magic: number): 1 | 2 => (magic === MESSAGE_MAGIC_V2 ? 2 : 1)

export const MAGIC_AT = 4
export const BODY_CRC_AT = 8
export const QUEUE_ID_AT = 12
export const FLAG_AT = 16
export const QUEUE_OFFSET_AT = 20
export const PHYSICAL_OFFSET_AT = 28
export const SYS_FLAG_AT = 36
export const BORN_TIMESTAMP_AT = 40
export const BORN_HOST_AT = 48

/** Bits of a message's sysFlag: `MessageSysFlag`. */
export const MessageSysFlag = {
  COMPRESSED: 0x1,
  MULTI_TAGS: 0x2,
  TRANSACTION_PREPARED: 0x4,
  TRANSACTION_COMMIT: 0x8,
  /** Both bits; also the mask of the transaction's state. */
  TRANSACTION_ROLLBACK: 0xc,
  BORNHOST_V6: 0x10,
  STOREHOSTADDRESS_V6: 0x20
} as const

const HOST_V4 = 8
const HOST_V6 = 20

/** Bytes of the bornHost of a message with this sysFlag. */
export const bornHostSize = (sysFlag: number): number => ((sysFlag & MessageSysFlag.BORNHOST_V6) === 0 ? HOST_V4 : HOST_V6)

/** Bytes of the storeHost of a message with this sysFlag. */
export const storeHostSize = (sysFlag: number): number => ((sysFlag & MessageSysFlag.STOREHOSTADDRESS_V6) === 0 ? HOST_V4 : HOST_V6)

/** Where the storeTimestamp of a message with this sysFlag is. */
export const storeTimestampAt = (sysFlag: number): number => BORN_HOST_AT + bornHostSize(sysFlag)

/** Where the body's length of a message with this sysFlag is. */
export const bodyLengthAt = (sysFlag: number): number => storeTimestampAt(sysFlag) + 8 + storeHostSize(sysFlag) + 12

/** `Byte.MAX_VALUE`: 5.x has another magic for longer topics, which no 4.9 client reads. */
export const MAX_TOPIC_BYTES = 127
/** `Short.MAX_VALUE`. */
export const MAX_PROPERTIES_BYTES = 32_767

/** Bytes that are no message, or a message that has no bytes. */
export class MessageError extends Error {
  override readonly name = "MessageError"
}
