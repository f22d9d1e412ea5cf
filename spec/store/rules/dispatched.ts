import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { awaitRevivesOf, noteRecords } from "../../pop/check-points.ts"
import { wakePops } from "../../pop/held.ts"
import { awaitDelaysOf } from "../../schedule/delays.ts"
import { awaitTimed, noteTimed } from "../../schedule/timers.ts"
import { wake } from "../../serving/hold.ts"
import { autoCreated, topicOf } from "../../serving/topics.ts"
import { awaitEnds, noteHalves } from "../../transaction/halves.ts"
import { splitQueueKey } from "../../vocabulary.ts"
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
          addTopics(event),
          noteHalves(event),
          noteTimed(event, replication.keepsMetadata(self)),
          noteRecords(event, replication.keepsMetadata(self)),
          (me) => dispatchUpTo(me, replication.readableBound(me)),
          (me) => replication.dispatched(me, self.dispatchedIndex),
          (me) => (replication.keepsMetadata(me) ? chain(me, awaitDelaysOf(event.ends.map(([queue]) => queue)), awaitEnds((event.halves ?? []).map(({ offset }) => offset)), awaitTimed((event.timed ?? []).map(({ offset }) => offset)), awaitRevivesOf(event)) : ignore(me)),
          wake(event.ends.map(([queue]) => queue)),
          wakePops(event.ends.map(([queue]) => queue))
        )
      )
      .exhaustive()
  )

const verdict = ({ dispatchedIndex, dispatchingIndex }: Broker, { index }: EventOf<"Dispatched">) =>
  index > dispatchedIndex && index === dispatchingIndex ? "visible" : "of an earlier life"

/**
 * The table of topics is copied, not replicated: of a topic that was created by the first send to it, the message may arrive
 * and the table never. Entries of an earlier life add nothing: their topic may have been deleted since.
 */
const addTopics =
  ({ arrived = [] }: EventOf<"Dispatched">): Part =>
  (self) => {
    let topics = self.topics
    for (const key of arrived) {
      const [name, queueId] = splitQueueKey(key)
      if (topicOf(self, name) !== undefined) continue
      const known = Option.getOrUndefined(HashMap.get(topics, name)) ?? autoCreated(self, self.config.defaultTopicQueueNums)
      const queues = Math.max(queueId + 1, known.readQueueNums)
      topics = HashMap.set(topics, name, { ...known, readQueueNums: queues, writeQueueNums: queues })
    }
    return topics === self.topics ? [self, []] : [{ ...self, topics }, [{ _tag: "SaveTopics" }]]
  }

const grow =
  ({ ends, begins }: EventOf<"Dispatched">): Part =>
  (self) => {
    let queues = self.queues
    for (const [key, end] of ends) {
      const next = HashMap.get(queues, key)
      queues = HashMap.set(queues, key, { end, next: Math.max(end, next._tag === "Some" ? next.value.next : 0) })
    }
    return [begins === undefined ? { ...self, queues } : { ...self, queues, baseEnds: [...self.baseEnds, ...begins] }, []]
  }
