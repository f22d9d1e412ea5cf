import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { refused, whyNot } from "../asks.ts"
import { readPop, replyNone } from "../held.ts"
import { restOf } from "../queues.ts"
import type { HeldPop } from "../state.ts"
import { MAX_MSG_NUMS } from "./pop-message.ts"

/**
 * Somebody looks at the next messages of a group: they stay where they are, and the next pop gets them.
 *
 * RocketMQ `PeekMessageProcessor.processRequest`.
 */
export const peekMessage = (replication: Replication) => {
  const verdict = (self: Broker, peek: EventOf<"PeekMessage">) => whyNot(replication, self, peek) ?? (restOf(self, peeking(peek)) > 0 ? "reads" : "nothing there")
  return rule("PeekMessage", verdict, (self, event, verdict) =>
    match(verdict)
      .with("disk failed", "not here", "no such topic", "not readable", "no such queue", "illegal group", "group not permitted", (why) => emit(refused(replication, self, event, why))(self))
      .with("nothing there", () => emit(replyNone(self, peeking(event), "PULL_NOT_FOUND"))(self))
      .with("reads", () => readPop(peeking(event))(self))
      .exhaustive()
  )
}

const peeking = ({ request, channel, group, topic, queueId, maxMsgNums }: EventOf<"PeekMessage">): HeldPop => ({ is: "peek", request, channel, group, topic, queueId, maxMsgNums: Math.min(MAX_MSG_NUMS, maxMsgNums), invisibleTime: 0, initMode: "MIN", codeSet: [], suspendTimeoutMillis: 0 })
