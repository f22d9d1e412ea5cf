/**
 * END_TRANSACTION (37): `EndTransactionRequestHeader`.
 *
 * @module
 */
import { bool, header, int, long, optional, or, text } from "../header-fields.ts"

export const endTransaction = header({
  producerGroup: text,
  /** Of the half message in its queue. */
  tranStateTableOffset: long,
  /** Of the half message in the log. */
  commitLogOffset: long,
  /** `MessageSysFlag`: 0 not known, 8 commit, 12 rollback. */
  commitOrRollback: int,
  /** The producer was asked. */
  fromTransactionCheck: or(bool, false),
  msgId: optional(text),
  transactionId: optional(text),
  topic: optional(text),
  bname: optional(text)
})
