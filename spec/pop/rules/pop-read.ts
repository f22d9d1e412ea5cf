import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker, Task } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { splitQueueKey } from "../../vocabulary.ts"
import { openCheckPoint, takeOver, unusedTime } from "../check-points.ts"
import { holdPop, readPop, replyNone, stopPolling } from "../held.ts"
import { choose, type Chosen, cursorKey, cursorOf, restOf, takeTurn, withCursor } from "../queues.ts"
import { checkPointKey, type Handle } from "../records.ts"
import type { HeldPop, Popped } from "../state.ts"

/**
 * The messages behind a pop have been found: those that its group wants and nobody has are handed out, once a check point of them
 * is stored. A consumer that dies then loses nothing. In order, the check point locks the queue.
 *
 * RocketMQ `PopMessageProcessor.popMsgFromQueue`, `appendCheckPoint`; `ConsumerOrderInfoManager.update`; `QueueLockManager`, for
 * which there is no need here.
 */
export const popRead = (replication: Replication) => {
  const verdict = (self: Broker, event: EventOf<"PopRead">) => {
    const pop = popOf(self, event)
    if (pop === undefined) return "nobody waits"
    if (self.diskFailed || replication.refusesWrites(self) !== undefined) return "not now"
    const chosen = choose(self, pop, event)
    const { messages, looked, lost } = chosen
    if (pop.is === "peek") return messages.length > 0 ? "peeks" : "nothing found"
    if (messages.length > 0) return self.pending.length >= self.config.maxPendingRequestsNum ? "not now" : "hands out"
    // Where nothing was found at all, nothing is found by looking again.
    if (looked.length + lost.length > 0 && restOf(advanced(pop, chosen)(self)[0], pop) > 0) return "none wanted, reads on"
    return pop.suspendTimeoutMillis > 0 ? "nothing found, waits" : "nothing found"
  }

  return rule("PopRead", verdict, (self, event, verdict) => {
    const pop = popOf(self, event) as HeldPop
    const read: Broker = { ...self, pop: { ...self.pop, reading: HashMap.remove(self.pop.reading, event.request) } }
    const chosen = pop === undefined ? undefined : choose(self, pop, event)
    const advance: Part = (me) => (chosen === undefined ? ignore(me) : advanced(pop, chosen)(me))
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
  function handOut(pop: HeldPop, now: number, messages: readonly Popped[]): Part {
    return (self) => {
      const { group, invisibleTime, attemptId } = pop
      const handles = messages.map(({ queue, startOffset }) => {
        const [topic, queueId] = splitQueueKey(queue)
        return { group, topic, queueId, startOffset, popTime: now }
      })
      const popTime = unusedTime(self, handles, now)
      const popped: Task = { _tag: "Popped", popTime, invisibleTime, restNum: restOf(self, pop), messages }
      return chain(
        self,
        ...messages.map(({ offsets, times }, i): Part => {
          const order = times === undefined ? {} : { order: { times: offsets.flatMap((offset, at) => ((times[at] ?? 0) > 0 ? [[offset, times[at] as number] as const] : [])), ...(attemptId === undefined ? {} : { attemptId }) } }
          const ck = { ...(handles[i] as Handle), popTime, invisibleTime, offsets, ...order }
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
  (pop: HeldPop, { looked, lost }: Chosen): Part =>
  (self) => {
    const passed = looked.reduce((me, [queue, next]) => {
      const key = cursorKey(pop, queue)
      return withCursor(me, key, { ...(cursorOf(me, key) ?? { popped: 0 }), handing: next })
    }, self)
    return [lost.reduce((me, [queue, offsets]) => takeOver(me, cursorKey(pop, queue), offsets), passed), []]
  }
