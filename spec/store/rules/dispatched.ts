import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { wake } from "../../serving/hold.ts"
import { dispatchUpTo } from "../dispatch.ts"

/**
 * Entries are in their queues: their messages are visible from now on, and pulls that waited for them are answered.
 *
 * RocketMQ `DefaultMessageStore.ReputMessageService.doReput`, `NotifyMessageArrivingListener`.
 */
export const dispatched = (replication: Replication) =>
  rule("Dispatched", (self, event) => verdict(self, event), (self, event, verdict) =>
    match(verdict)
      .with("of an earlier life", () => ignore(self))
      .with("visible", () =>
        chain(
          { ...self, dispatchedIndex: event.index, dispatchingIndex: event.index },
          grow(event),
          (me) => dispatchUpTo(me, replication.readableBound(me)),
          (me) => replication.dispatched(me, self.dispatchedIndex),
          wake(event.ends.map(([queue]) => queue))
        )
      )
      .exhaustive()
  )

const verdict = ({ dispatchedIndex, dispatchingIndex }: Broker, { index }: EventOf<"Dispatched">) =>
  index > dispatchedIndex && index === dispatchingIndex ? "visible" : "of an earlier life"

const grow =
  ({ ends }: EventOf<"Dispatched">): Part =>
  (self) => {
    let queues = self.queues
    for (const [key, end] of ends) {
      const next = HashMap.get(queues, key)
      queues = HashMap.set(queues, key, { end, next: Math.max(end, next._tag === "Some" ? next.value.next : 0) })
    }
    return [{ ...self, queues }, []]
  }
