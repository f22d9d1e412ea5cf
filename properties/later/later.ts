/**
 * What holds of messages that come later, and what must be found.
 *
 * @module
 */
import { BROKER_SLOT, DLQ, HISTORY_SLOT, type LaterHistory, type LaterLocal, type LaterNode, type LaterOptions, type LaterProperty, RETRY_QUEUE, visibleIn } from "../../models/world/later.ts"
import { QUEUE } from "../../models/world/node.ts"
import { deliveredOf, queueOfLevel } from "../../spec/schedule/levels.ts"
import { type DeclaredIn, declaring } from "../declare.ts"

/** A property asks for nothing but the bounds. */
export type LaterDeclared = DeclaredIn<Pick<LaterOptions, "messages" | "maxReconsumeTimes">, LaterProperty>
const { promise, witness } = declaring<Pick<LaterOptions, "messages" | "maxReconsumeTimes">, LaterProperty>()

const brokerIn = (locals: readonly LaterLocal[]): LaterNode => locals[BROKER_SLOT] as LaterNode
const historyIn = (locals: readonly LaterLocal[]): LaterHistory => locals[HISTORY_SLOT] as LaterHistory
const seen = (locals: readonly LaterLocal[]): readonly string[] => visibleIn(brokerIn(locals), QUEUE).map(({ message }) => message)

export const halfHidden = promise("T1 HalfHidden", "No half message is seen before its producer has asked for the commit.", "RocketMQ EndTransactionProcessor", ({ messages }) => ({
  kind: "always",
  holds: (locals) => seen(locals).every((message) => messages[message]?.prepared !== true || historyIn(locals).committing.includes(message))
}))

export const endedOnce = promise("T2 EndedOnce", "A transaction that is ended more than once is ended once: its message is seen once at most, unless the power failed in between.", "RocketMQ EndTransactionProcessor, where a second commit delivers again", ({ messages }) => ({
  kind: "always",
  holds: (locals) => historyIn(locals).strikes > 0 || seen(locals).every((message, i, all) => messages[message]?.prepared !== true || all.indexOf(message) === i)
}))

export const commitKept = promise("T3 CommitKept", "A message whose commit was answered, and that nobody has rolled back, is in its queue, or waits in its delay level.", "RocketMQ EndTransactionProcessor.sendFinalMessage", ({ messages }) => ({
  kind: "always",
  holds: (locals) =>
    historyIn(locals).committed.filter((message) => !historyIn(locals).rollingBack.includes(message)).every((message) => {
      const level = messages[message]?.delayLevel
      return brokerIn(locals).entries.some((entry) => entry.message === message && (entry.queue === QUEUE || (level !== undefined && entry.queue === queueOfLevel(level))))
    })
}))

export const notBeforeTime = promise("T4 NotBeforeTime", "A delayed message is seen when its time has come, and not before.", "RocketMQ ScheduleMessageService, TimerMessageStore", ({ messages }) => ({
  kind: "always",
  holds: (locals) => seen(locals).every((message) => (messages[message]?.delayLevel === undefined && messages[message]?.timer === undefined) || historyIn(locals).due.includes(message))
}))

export const nothingPassedOver = promise("T5 NothingPassedOver", "What a delay level has passed is in its queue, whatever the power does.", "RocketMQ ScheduleMessageService.updateOffset", () => ({
  kind: "always",
  holds: (locals) => {
    const { broker, entries } = brokerIn(locals)
    const passed = entries.filter(({ queue, offset }) => queue === queueOfLevel(1) && offset < deliveredOf(broker, 1))
    return passed.every(({ message, reconsumeTimes, real }) => entries.some((entry) => entry.queue === real && entry.message === message && entry.reconsumeTimes === reconsumeTimes))
  }
}))

export const deliveredInTheEnd = promise("T6 DeliveredInTheEnd", "A delayed message that was acked is seen in the end.", "RocketMQ ScheduleMessageService", ({ messages }) => ({
  kind: "recoverable",
  holds: (locals) => historyIn(locals).acked.every((message) => messages[message]?.delayLevel === undefined || messages[message]?.prepared === true || seen(locals).includes(message))
}))

export const deliveredOnce = promise("T8 DeliveredOnce", "A delayed message comes once, unless the power failed in between.", "RocketMQ ScheduleMessageService.updateOffset", () => ({
  kind: "always",
  holds: (locals) => historyIn(locals).strikes > 0 || brokerIn(locals).entries.every(({ queue, message }, i, all) => queue !== QUEUE || all.findIndex((other) => other.queue === QUEUE && other.message === message) === i)
}))

export const deadAfterLast = promise("T7 DeadAfterLast", "A message is dead when it has come again as often as its group allows, and not before.", "RocketMQ SendMessageProcessor.consumerSendMsgBack", ({ maxReconsumeTimes }) => ({
  kind: "always",
  reads: [BROKER_SLOT],
  holds: (locals) => {
    const node = brokerIn(locals)
    return visibleIn(node, DLQ).every(({ message }) =>
      Array.from({ length: maxReconsumeTimes ?? 0 }, (_, i) => i + 1).every((times) => visibleIn(node, RETRY_QUEUE).some((again) => again.message === message && again.reconsumeTimes === times))
    )
  }
}))

export const recalledUnseen = promise("T9 RecalledUnseen", "A timer message whose recall was answered is never seen, whatever the power does.", "RocketMQ RecallMessageProcessor", () => ({
  kind: "always",
  holds: (locals) => historyIn(locals).recalled.every((message) => !seen(locals).includes(message))
}))

export const timedOnce = promise("T10 TimedOnce", "A timer message is seen once, whatever the power does.", "RocketMQ TimerMessageStore, where it may come again after a crash", () => ({
  kind: "always",
  reads: [BROKER_SLOT],
  holds: (locals) => seen(locals).every((message, i, all) => all.indexOf(message) === i)
}))

export const timedInTheEnd = promise("T11 TimedInTheEnd", "A timer message that was acked, and that nobody has asked back, is seen in the end.", "RocketMQ TimerMessageStore", () => ({
  kind: "recoverable",
  holds: (locals) => historyIn(locals).acked.every((message) => historyIn(locals).recalling.includes(message) || seen(locals).includes(message))
}))

export const timedSeen = witness("timer message seen", "A timer message is seen, and another one was recalled.", "RocketMQ TimerMessageStore", () => ({
  kind: "sometimes",
  holds: (locals) => seen(locals).length > 0 && historyIn(locals).recalled.length > 0
}))

export const tooLateToRecall = witness("too late to recall", "A timer message is seen although its producer has asked for it back: it was told that this came too late, or nothing.", "RocketMQ RecallMessageProcessor", () => ({
  kind: "sometimes",
  holds: (locals) => historyIn(locals).recalling.some((message) => seen(locals).includes(message))
}))

export const committedSeen = witness("committed message seen", "A half message is committed and seen.", "RocketMQ EndTransactionProcessor", ({ messages }) => ({
  kind: "sometimes",
  holds: (locals) => seen(locals).some((message) => messages[message]?.prepared === true)
}))

export const delayedSeen = witness("delayed message seen", "A delayed message is seen.", "RocketMQ ScheduleMessageService", ({ messages }) => ({
  kind: "sometimes",
  holds: (locals) => seen(locals).some((message) => messages[message]?.delayLevel !== undefined)
}))

export const deliveredTwice = witness("delayed message twice", "A power loss after the delivery, and before the progress of its level is saved: a delayed message comes twice.", "RocketMQ ScheduleMessageService.flushDelayOffset", () => ({
  kind: "sometimes",
  reads: [BROKER_SLOT],
  holds: (locals) => seen(locals).some((message, i, all) => all.indexOf(message) !== i)
}))

export const committedTwice = witness("committed message twice", "The power fails when a committed message is on disk, and that its transaction is ended is not: its producer is asked, and it comes twice.", "RocketMQ EndTransactionProcessor", ({ messages }) => ({
  kind: "sometimes",
  reads: [BROKER_SLOT],
  holds: (locals) => seen(locals).some((message, i, all) => messages[message]?.delayLevel === undefined && all.indexOf(message) !== i)
}))

export const dead = witness("dead letter", "A message is dead.", "RocketMQ SendMessageProcessor.consumerSendMsgBack", () => ({
  kind: "sometimes",
  reads: [BROKER_SLOT],
  holds: (locals) => visibleIn(brokerIn(locals), DLQ).length > 0
}))

const of: { readonly [topic: string]: readonly LaterDeclared[] } = {
  delays: [notBeforeTime, nothingPassedOver, deliveredOnce, deliveredInTheEnd, delayedSeen, deliveredTwice],
  transactions: [halfHidden, endedOnce, commitKept, committedSeen, committedTwice],
  "delayed-transactions": [halfHidden, commitKept, notBeforeTime, nothingPassedOver, delayedSeen],
  timers: [notBeforeTime, recalledUnseen, timedOnce, timedInTheEnd, timedSeen, tooLateToRecall],
  retries: [deadAfterLast, nothingPassedOver, dead]
}

/** What is checked in the model of this topic. */
export const laterPropertiesOf = (topic: string): readonly LaterDeclared[] => of[topic] ?? []
