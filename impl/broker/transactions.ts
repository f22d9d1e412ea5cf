/**
 * Transactions on the wire: how a producer ends one, and how it is asked about one.
 *
 * RocketMQ `EndTransactionProcessor`, `AbstractTransactionalMessageCheckListener.sendCheckMessage`.
 *
 * @module
 */
import { HALF_TOPIC } from "../../spec/transaction/halves.ts"
import { REAL_QID, REAL_TOPIC } from "../../spec/store/put.ts"
import { encodeMessageId } from "../message/message-id.ts"
import { place } from "../message/place.ts"
import { decodeProperties, MessageConst } from "../message/properties.ts"
import { rewritten } from "../message/rewrite.ts"
import { decodeStored } from "../message/stored.ts"
import { type RemotingCommand, request as newRequest } from "../remoting/command.ts"
import { RequestCode } from "../remoting/codes.ts"
import { sendMessage } from "../remoting/requests/send.ts"
import { endTransaction as header } from "../remoting/requests/transactions.ts"
import { timerOf } from "./timer-messages.ts"
import type { RequestContext } from "./request-context.ts"
import type { Storage } from "./storage.ts"

const DECISIONS: { readonly [flag: number]: "COMMIT" | "ROLLBACK" } = { 8: "COMMIT", 12: "ROLLBACK" }

/** END_TRANSACTION (37). */
export const endTransaction = ({ command, storage, open, take, config, timers }: RequestContext): void => {
  const { producerGroup, tranStateTableOffset, commitLogOffset, commitOrRollback } = header(command)
  const found = storage.log.readAt(commitLogOffset)
  const message = found === undefined || found.body.length === 0 ? undefined : decodeStored(found.body)
  const properties = message === undefined ? {} : decodeProperties(message.properties)
  take({
    _tag: "EndTransaction",
    request: open(),
    group: producerGroup,
    decision: DECISIONS[commitOrRollback] ?? "UNKNOWN",
    offset: tranStateTableOffset,
    half:
      found === undefined || message?.topic !== HALF_TOPIC
        ? null
        : {
            index: found.index,
            offset: message.queueOffset,
            group: properties[MessageConst.PGROUP] ?? "",
            topic: properties[REAL_TOPIC] ?? "",
            queueId: natural(properties[REAL_QID], -1),
            delayLevel: natural(properties[MessageConst.DELAY], 0),
            ...(config.compatibility === "4.9" ? {} : timerOf(properties, timers.now()))
          }
  })
}

/** How a transaction was ended, for those who count them; undefined: nobody said how, or its message is gone. */
export const endedTransaction = (command: RemotingCommand, { log }: Pick<Storage, "log">): { readonly topic: string; readonly decision: "COMMIT" | "ROLLBACK"; readonly bornTimestamp: number } | undefined => {
  const { commitLogOffset, commitOrRollback } = header(command)
  const decision = DECISIONS[commitOrRollback]
  const body = log.readAt(commitLogOffset)?.body
  if (decision === undefined || body === undefined || body.length === 0) return undefined
  const { properties, bornTimestamp } = decodeStored(body)
  return { topic: decodeProperties(properties)[REAL_TOPIC] ?? "", decision, bornTimestamp }
}

const natural = (text: string | undefined, otherwise: number): number => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : otherwise)

/** CHECK_TRANSACTION_STATE (39): the half message as if it were of its real topic. */
export const checkTransactionState = (half: Buffer, offset: number): RemotingCommand => {
  const { properties: text, queueOffset, physicalOffset, storeTimestamp, storeHost } = decodeStored(half)
  const properties = decodeProperties(text)
  const body = rewritten(half, properties[REAL_TOPIC] ?? "", { set: [], remove: [] })
  place(body, { queueId: natural(properties[REAL_QID], 0), queueOffset, physicalOffset, storeTimestamp })
  const msgId = properties[MessageConst.UNIQ_KEY] ?? ""
  return newRequest(
    RequestCode.CHECK_TRANSACTION_STATE,
    0,
    { tranStateTableOffset: String(offset), commitLogOffset: String(physicalOffset), msgId, transactionId: msgId, offsetMsgId: encodeMessageId(storeHost, physicalOffset) },
    body
  )
}

/** The field that the answer to a half message has besides. */
export const transactionId = (command: RemotingCommand | undefined): { readonly transactionId?: string } => {
  if (command === undefined || command.code === RequestCode.SEND_BATCH_MESSAGE) return {}
  const text = command.extFields[command.code === RequestCode.SEND_MESSAGE ? "properties" : "i"] ?? ""
  if (!text.includes(`${MessageConst.TRAN_MSG}\u0001`)) return {}
  const id = decodeProperties(sendMessage(command).properties)[MessageConst.UNIQ_KEY]
  return id === undefined ? {} : { transactionId: id }
}
