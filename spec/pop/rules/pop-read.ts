import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker, Task } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { splitQueueKey } from "../../vocabulary.ts"
import { openCheckPoint } from "../check-points.ts"
import { holdPop, readPop, replyNone, stopPolling } from "../held.ts"
import { choose, cursorKey, cursorOf, restOf, takeTurn, withCursor } from "../queues.ts"
import { checkPointKey } from "../records.ts"
import type { HeldPop, Popped } from "../state.ts"

/**
 * The messages behind a pop have been found: those that its group wants and nobody has are handed out, once a check point of them
 * is stored. A consumer that dies then loses nothing.
 *
 * RocketMQ `PopMessageProcessor.popMsgFromQueue`, `appendCheckPoint`; `QueueLockManager`, for which there is no need here.
 */
export const popRead = (replication: Replication) => {
  const verdict = (self: Broker, event: EventOf<"PopRead">) => {
    const pop = popOf(self, event)
    if (pop === undefined) return "nobody waits"
    if (self.diskFailed || replication.refusesWrites(self) !== undefined) return "not now"
    const { messages, looked } = choose(self, pop, event)
    if (pop.is === "peek") return messages.length > 0 ? "peeks" : "nothing found"
    if (messages.length > 0) return self.pending.length >= self.config.maxPendingRequestsNum ? "not now" : "hands out"
    // Where nothing was found at all, nothing is found by looking again.
    if (looked.length > 0 && restOf(advanced(pop, looked)(self)[0], pop) > 0) return "none wanted, reads on"
    return pop.suspendTimeoutMillis > 0 ? "nothing found, waits" : "nothing found"
  }

  return rule("PopRead", verdict, (self, event, verdict) => {
    const pop = popOf(self, event) as HeldPop
    const read: Broker = { ...self, pop: { ...self.pop, reading: HashMap.remove(self.pop.reading, event.request) } }
    const chosen = pop === undefined ? undefined : choose(self, pop, event)
    const advance: Part = (me) => advanced(pop, chosen?.looked ?? [])(me)
    return match(verdict)
      .with("nobody waits", () => ignore(self))
      .with("not now", () => chain(read, emit(...stopPolling(pop), replyNone(self, pop, "POLLING_TIMEOUT", event.popTime))))
      .with("peeks", () => emit({ _tag: "ReplyPop", request: event.request, code: "SUCCESS", popTime: 0, invisibleTime: 0, restNum: restOf(self, pop), messages: chosen?.messages ?? [] })(read))
      .with("hands out", () => chain(takeTurn(read, pop), emit(...stopPolling(pop)), advance, handOut(pop, event.popTime, chosen?.messages ?? [])))
      .with("none wanted, reads on", () => chain(read, advance, readPop(pop)))
      .with("nothing found, waits", () => chain(read, advance, holdPop(pop)))
      .with("nothing found", () => chain(read, advance, (me) => [me, [replyNone(me, pop, pop.is === "peek" ? "PULL_NOT_FOUND" : "POLLING_TIMEOUT", event.popTime)]]))
      .exhaustive()
  })

  /** A check point a queue; the consumer gets its messages when the last one is stored. */
  function handOut(pop: HeldPop, popTime: number, messages: readonly Popped[]): Part {
    return (self) => {
      const { group, invisibleTime } = pop
      const popped: Task = { _tag: "Popped", popTime, invisibleTime, restNum: restOf(self, pop), messages }
      return chain(
        self,
        ...messages.map(({ queue, startOffset, offsets }, i): Part => {
          const [topic, queueId] = splitQueueKey(queue)
          const ck = { group, topic, queueId, startOffset, popTime, invisibleTime, offsets }
          const isLast = i === messages.length - 1
          return openCheckPoint(replication, ck, isLast ? pop.request : `ck/${checkPointKey(ck)}`, isLast ? popped : { _tag: "Own" })
        })
      )
    }
  }
}

const popOf = (self: Broker, { request }: EventOf<"PopRead">): HeldPop | undefined => Option.getOrUndefined(HashMap.get(self.pop.reading, request))

/** Nobody of the group is handed what was looked at a second time, wanted or not. */
const advanced =
  (pop: HeldPop, looked: ReturnType<typeof choose>["looked"]): Part =>
  (self) => [
    looked.reduce((me, [queue, next]) => {
      const key = cursorKey(pop, queue)
      return withCursor(me, key, { popped: cursorOf(me, key)?.popped ?? 0, handing: next })
    }, self),
    []
  ]
