/**
 * Timer messages on the wire: when a producer wants one to come, and how it takes one back.
 *
 * RocketMQ 5.x `HookUtils.transformTimerMessage`, `RecallMessageHandle`, `RecallMessageProcessor`.
 *
 * @module
 */
import type { EventOf } from "../../spec/broker/events.ts"
import type { TimerAsked } from "../../spec/schedule/state.ts"
import { TIMER_DEL_UNIQKEY, TIMER_OUT_MS, TIMER_TOPIC } from "../../spec/schedule/timers.ts"
import { REAL_QID, REAL_TOPIC } from "../../spec/store/put.ts"
import { peekEndedTimer, peekProperty, peekQueueOffset } from "../message/peek.ts"
import { MessageConst } from "../message/properties.ts"
import { decodeStored } from "../message/stored.ts"
import { RequestCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { header, or, text } from "../remoting/header-fields.ts"
import type { RequestContext } from "./request-context.ts"
import type { Storage } from "./storage.ts"

/** RocketMQ `RecallMessageRequestHeader`. */
const recallHeader = header({ producerGroup: or(text, ""), topic: text, recallHandle: text })

/** What a message's properties say of its time; `null`: nothing that can be read. Absent: it has none, or had its time. */
export const timerOf = (properties: Readonly<Record<string, string>>, now: number): { readonly timer?: TimerAsked | null } => {
  const { TIMER_DELAY_SEC: seconds, TIMER_DELAY_MS: milliseconds, TIMER_DELIVER_MS: time } = properties
  const said = seconds ?? milliseconds ?? time
  if (said === undefined || properties[TIMER_OUT_MS] !== undefined) return {}
  if (!/^[+-]?\d{1,15}$/.test(said)) return { timer: null }
  const number = Number(said)
  const deliverMs = seconds !== undefined ? now + number * 1_000 : milliseconds !== undefined ? now + number : number
  return Number.isSafeInteger(deliverMs) ? { timer: { deliverMs, delayMs: deliverMs - now } } : { timer: null }
}

/** Timer messages among what is dispatched, and what ends some: for the event that says so. */
export class TimersSeen {
  readonly #timed: NonNullable<EventOf<"Dispatched">["timed"]>[number][] = []
  readonly #delivered: number[] = []
  readonly #recalled: number[] = []

  see(body: Buffer, topic: string, index: number): void {
    if (topic !== TIMER_TOPIC) {
      const ended = peekEndedTimer(body)
      if (ended !== undefined) this.#delivered.push(ended)
    } else if (peekProperty(body, TIMER_DEL_UNIQKEY) !== undefined) {
      const { body: offsets } = decodeStored(body)
      this.#recalled.push(...offsets.toString().split(",").filter((each) => /^\d+$/.test(each)).map(Number))
    } else {
      const target = peekProperty(body, REAL_TOPIC)
      const [outMs, queueId] = [Number(peekProperty(body, TIMER_OUT_MS)), Number(peekProperty(body, REAL_QID))]
      if (target !== undefined && Number.isSafeInteger(outMs) && Number.isSafeInteger(queueId)) this.#timed.push({ offset: peekQueueOffset(body), index, outMs, topic: target, queueId })
    }
  }

  fields(): Pick<EventOf<"Dispatched">, "timed" | "delivered" | "recalled"> {
    return {
      ...(this.#timed.length === 0 ? {} : { timed: this.#timed }),
      ...(this.#delivered.length === 0 ? {} : { delivered: this.#delivered }),
      ...(this.#recalled.length === 0 ? {} : { recalled: this.#recalled })
    }
  }
}

/** `v1 topic brokerName time id`, in base64. RocketMQ `RecallMessageHandle.HandleV1`. */
const VERSION = "v1"

/** What the answer to such a message has besides. RocketMQ `SendMessageProcessor.attachRecallHandle`. */
export const recallHandle = (storage: Storage, brokerName: string, positions: readonly number[]): { readonly recallHandle?: string } => {
  const body = positions.length === 1 ? storage.log.readAt(positions[0] as number)?.body : undefined
  if (body === undefined) return {}
  const [outMs, topic, id] = [TIMER_OUT_MS, REAL_TOPIC, MessageConst.UNIQ_KEY].map((name) => peekProperty(body, name))
  if (outMs === undefined || topic === undefined || id === undefined || topic.startsWith("%RETRY%")) return {}
  return { recallHandle: Buffer.from([VERSION, topic, brokerName, String(Number(outMs) + 1), id].join(" ")).toString("base64url") }
}

/** Might this be the send of a timer message? Few are. */
export const hasTimer = (command: RemotingCommand | undefined): boolean =>
  command !== undefined && command.code !== RequestCode.SEND_BATCH_MESSAGE && (command.extFields[command.code === RequestCode.SEND_MESSAGE ? "properties" : "i"] ?? "").includes("TIMER_DE")

const readHandle = (handle: string): EventOf<"RecallMessage">["handle"] => {
  const [version, topic, brokerName, time, messageId] = /^[\w=-]+$/.test(handle) ? Buffer.from(handle, "base64url").toString().split(" ") : []
  return version !== VERSION || topic === undefined || brokerName === undefined || time === undefined || messageId === undefined ? null : { topic, brokerName, messageId }
}

/** RECALL_MESSAGE (370). */
export const recallMessage = ({ command, storage, open, take }: RequestContext): void => {
  const { producerGroup, topic, recallHandle: text } = recallHeader(command)
  const handle = readHandle(text)
  const found = handle === null ? [] : storage.byKey(TIMER_TOPIC, handle.messageId).filter((body) => peekProperty(body, REAL_TOPIC) === topic && peekProperty(body, TIMER_DEL_UNIQKEY) === undefined)
  take({ _tag: "RecallMessage", request: open(), group: producerGroup, topic, handle, found: found.map((body) => peekQueueOffset(body)) })
}

/** What the answer to a recall has besides. */
export const recalledId = (command: RemotingCommand | undefined): { readonly msgId?: string; readonly MSG_REGION?: string } =>
  command?.code !== RequestCode.RECALL_MESSAGE ? {} : { msgId: readHandle(command.extFields["recallHandle"] ?? "")?.messageId ?? "", MSG_REGION: "DefaultRegion" }
