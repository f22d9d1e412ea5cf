import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { compiled, ParseError } from "../../filter/sql92.ts"
import { chain } from "../../machine.ts"
import type { ResponseCode } from "../../vocabulary.ts"
import { refused, whyNot } from "../asks.ts"
import { heldFor, holdPop, MAX_POLLING, readPop, replyNone, startPolling } from "../held.ts"
import { restOf } from "../queues.ts"
import type { HeldPop } from "../state.ts"

/** Messages in one answer. */
export const MAX_MSG_NUMS = 32

/**
 * A consumer asks for messages that nobody of its group has, whichever they are: it gets some, or waits. Only the master hands out:
 * it alone knows what others were handed. In order, it gets nothing of a queue of which something is in flight.
 *
 * RocketMQ `PopMessageProcessor.processRequest`.
 */
export const popMessage = (replication: Replication) => {
  const verdict = (self: Broker, pop: EventOf<"PopMessage">) => {
    const why = whyNot(replication, self, pop)
    if (why !== undefined) return why
    if (pop.tooLate) return "too late"
    if (pop.maxMsgNums > MAX_MSG_NUMS) return "too many wanted"
    if (pop.expression !== undefined && !self.config.enablePropertyFilter) return "no filter by expressions"
    if (pop.expression !== undefined && compiled(pop.expression) instanceof ParseError) return "no expression"
    if (restOf(self, pop) > 0) return "reads"
    if (pop.suspendTimeoutMillis <= 0) return "nothing yet"
    return heldFor(self, pop.topic).length >= MAX_POLLING ? "too many wait" : "waits"
  }

  return rule("PopMessage", verdict, (self, event, verdict) => {
    const { _tag: _, tooLate: __, ...pop } = event
    const refuse = (code: ResponseCode, remark: string): Next => emit({ _tag: "Reply", request: event.request, code, remark })(self)
    return match(verdict)
      .with("disk failed", "not here", "no such topic", "not readable", "no such queue", "illegal group", "group not permitted", (why) => emit(refused(replication, self, event, why))(self))
      // Messages that nobody takes would be invisible for nothing.
      .with("too late", "nothing yet", () => emit(replyNone(self, pop, "POLLING_TIMEOUT"))(self))
      .with("too many wanted", () => refuse("INVALID_PARAMETER", `the broker[${self.config.brokerName}] pop message's num is greater than ${MAX_MSG_NUMS}`))
      .with("no filter by expressions", () => refuse("SYSTEM_ERROR", "The broker does not support consumer to filter message by SQL92"))
      .with("no expression", () => refuse("SUBSCRIPTION_PARSE_FAILED", "parse the consumer's subscription failed"))
      .with("reads", () => chain(self, emit(...startPolling(pop)), readPop(pop)))
      .with("too many wait", () => emit(replyNone(self, pop, "POLLING_FULL"))(self))
      .with("waits", () => chain(self, emit(...startPolling(pop)), holdPop(pop satisfies HeldPop)))
      .exhaustive()
  })
}
