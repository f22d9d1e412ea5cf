/**
 * A stored message made anew for another place: what a rule changes in it, and nothing else.
 *
 * @module
 */
import type { Rewrite } from "../../spec/broker/outputs.ts"
import { MessageSysFlag } from "./format.ts"
import { endedTimer } from "./peek.ts"
import { decodeProperties, encodeProperties } from "./properties.ts"
import { decodeStored, encodeStored } from "./stored.ts"

/** The bytes of `encoded` for `topic`, with these changes. Queue, offsets and store time are filled in where it is written. */
export const rewritten = (encoded: Buffer, topic: string, { set, remove, reconsumeTimes, transaction, endsTimer }: Rewrite): Buffer => {
  const message = decodeStored(encoded)
  const properties = decodeProperties(message.properties)
  for (const name of remove) delete properties[name]
  for (const [name, value] of set) properties[name] = value
  const { TRANSACTION_ROLLBACK, TRANSACTION_COMMIT } = MessageSysFlag
  const sysFlag = transaction === undefined ? message.sysFlag : (message.sysFlag & ~TRANSACTION_ROLLBACK) | (transaction === "COMMIT" ? TRANSACTION_COMMIT : 0)
  return encodeStored({
    ...message,
    topic,
    sysFlag,
    preparedTransactionOffset: endsTimer !== undefined ? endedTimer(endsTimer) : transaction === "COMMIT" ? message.physicalOffset : Math.max(0, message.preparedTransactionOffset),
    properties: encodeProperties(properties, true),
    ...(reconsumeTimes === undefined ? {} : { reconsumeTimes })
  })
}
