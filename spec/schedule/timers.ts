/**
 * Timer messages: each comes at a time of its own, unless it is recalled before. Which ones wait follows from the log alone: a
 * message in the timers' topic opens an entry; the copy in its own topic, or a recall, closes it. So every replica has the table,
 * and because copy and closing are one entry, a message comes once whatever fails.
 *
 * RocketMQ 5.x `TimerMessageStore`, which keeps a wheel of slots in files of its own; `HookUtils.transformTimerMessage`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Config } from "../broker/config.ts"
import type { EventOf } from "../broker/events.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { queueKey } from "../vocabulary.ts"
import type { Timed, TimerAsked } from "./state.ts"

/** RocketMQ `TimerMessageStore.TIMER_TOPIC`: one queue. */
export const TIMER_TOPIC = "rmq_sys_wheel_timer"
export const TIMER_QUEUE = queueKey(TIMER_TOPIC, 0)

/** Names of the properties of a message that waits, and of a recall. RocketMQ `MessageConst`. */
export const TIMER_OUT_MS = "TIMER_OUT_MS"
export const TIMER_DEL_UNIQKEY = "TIMER_DEL_UNIQKEY"

/** RocketMQ `RecallMessageProcessor.RECALL_MESSAGE_TAG`. */
export const RECALL_TAG = "_RECALL_TAG_"

/** The slot that RocketMQ would put it into, `TIMER_OUT_MS`: the last one before its time. It comes one precision later, so never early. */
export const slotOf = ({ timerPrecisionMs }: Config, deliverMs: number): number => (Math.ceil(deliverMs / timerPrecisionMs) - 1) * timerPrecisionMs

/** Is this a time that no message may wait for? */
export const isTooLong = ({ timerMaxDelaySec }: Config, asked: TimerAsked | null): boolean => asked === null || asked.delayMs > timerMaxDelaySec * 1_000

/** What its producer is told. RocketMQ `SendMessageProcessor.handlePutMessageResult`, WHEEL_TIMER_MSG_ILLEGAL. */
export const tooLongRemark = ({ timerMaxDelaySec }: Config): string => `timer message illegal, the delay time should not be bigger than the max delay ${timerMaxDelaySec * 1_000}ms`

export const timedAt = (self: Broker, offset: number): Timed | undefined => Option.getOrUndefined(HashMap.get(self.timed, String(offset)))

export const withTimed = (self: Broker, offset: number, timed: Timed): Broker => ({ ...self, timed: HashMap.set(self.timed, String(offset), timed) })

export const forget = (self: Broker, offset: number): Broker => ({ ...self, timed: HashMap.remove(self.timed, String(offset)) })

/** What has become visible of timer messages, and of what closes them. Who asked for a recall may ask again until its time: its master remembers. */
export const noteTimed =
  ({ timed = [], delivered = [], recalled = [] }: EventOf<"Dispatched">, remembers: boolean): Part =>
  (self) => {
    if (timed.length === 0 && delivered.length === 0 && recalled.length === 0) return [self, []]
    let open = self.timed
    for (const { offset, index, outMs, topic, queueId } of timed) open = HashMap.set(open, String(offset), { index, at: outMs + self.config.timerPrecisionMs, topic, queueId, standing: "WAITING" })
    for (const offset of delivered) open = HashMap.remove(open, String(offset))
    for (const offset of recalled) open = remembers ? HashMap.modify(open, String(offset), (each) => ({ ...each, standing: "RECALLED" as const })) : HashMap.remove(open, String(offset))
    return [{ ...self, timed: open }, delivered.map((offset): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "TimerMessageTimeout", offset } }))]
  }

/** Those of these that are open are waited for. */
export const awaitTimed =
  (offsets: readonly number[]): Part =>
  (self) => [
    self,
    offsets.flatMap((offset): readonly BrokerOutput[] => {
      const timed = timedAt(self, offset)
      return timed === undefined ? [] : [{ _tag: "ArmTimerAt", event: { _tag: "TimerMessageTimeout", offset }, at: timed.at }]
    })
  ]

/** Open ones, in their order. */
export const openTimed = (self: Broker): readonly number[] => (HashMap.isEmpty(self.timed) ? [] : [...HashMap.keys(self.timed)].map(Number).sort((a, b) => a - b))

/** As {@link awaitTimed}, for all of them. */
export const awaitAllTimed: Part = (self) => awaitTimed(openTimed(self))(self)

/** This broker is the master no more: another one delivers. What was about to be delivered or recalled may not have been. */
export const ceaseTimed: Part = (self) =>
  HashMap.isEmpty(self.timed)
    ? [self, []]
    : [
        { ...self, timed: HashMap.map(HashMap.filter(self.timed, ({ standing }) => standing !== "RECALLED"), (each) => (each.standing === "WAITING" ? each : { ...each, standing: "WAITING" as const })) },
        openTimed(self).map((offset): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "TimerMessageTimeout", offset } }))
      ]
