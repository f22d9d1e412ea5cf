import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { refused, whyNot } from "../asks.ts"
import { heldFor, holdPop, MAX_POLLING, replyNone, startPolling } from "../held.ts"
import { restOf } from "../queues.ts"
import type { HeldPop } from "../state.ts"

/**
 * A consumer asks whether there are messages that nobody of its group was handed, and waits until there are. It is handed none.
 *
 * RocketMQ `NotificationProcessor.processRequest`.
 */
export const notification = (replication: Replication) => {
  const verdict = (self: Broker, event: EventOf<"Notification">) => {
    const why = whyNot(replication, self, event)
    if (why !== undefined) return why
    if (restOf(self, asking(event)) > 0) return "there are"
    if (event.suspendTimeoutMillis <= 0) return "none"
    return heldFor(self, event.topic).length >= MAX_POLLING ? "too many wait" : "waits"
  }
  return rule("Notification", verdict, (self, event, verdict) => {
    const ask = asking(event)
    return match(verdict)
      .with("disk failed", "not here", "no such topic", "not readable", "no such queue", "illegal group", "group not permitted", (why) => emit(refused(replication, self, event, why))(self))
      .with("there are", () => emit({ _tag: "ReplyNotification", request: event.request, hasMsg: true, pollingFull: false })(self))
      .with("none", () => emit(replyNone(self, ask, "POLLING_TIMEOUT"))(self))
      .with("too many wait", () => emit(replyNone(self, ask, "POLLING_FULL"))(self))
      .with("waits", () => chain(self, emit(...startPolling(ask)), holdPop(ask)))
      .exhaustive()
  })
}

const asking = ({ request, channel, group, topic, queueId, suspendTimeoutMillis, order, attemptId }: EventOf<"Notification">): HeldPop => ({ is: "question", request, channel, group, topic, queueId, suspendTimeoutMillis, maxMsgNums: 0, invisibleTime: 0, initMode: "MIN", codeSet: [], ...(order === undefined ? {} : { order }), ...(attemptId === undefined ? {} : { attemptId }) })
