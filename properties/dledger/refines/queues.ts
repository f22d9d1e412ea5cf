/**
 * Queues (E10, E12): where they end, and which offsets are given to messages that cannot be read yet.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { same } from "../../same.ts"
import { refines } from "./step.ts"
import { takenBack } from "./commit.ts"
import { compacts, endsLeading, snapshotOf } from "./verdicts.ts"

type Queues = Readonly<Record<string, { readonly end: number; readonly next: number }>>

const listed = (queues: Broker["queues"]): Queues => Object.fromEntries(HashMap.entries(queues))

const endingAt = (ends: readonly (readonly [string, number])[]): Queues => Object.fromEntries(ends.map(([key, end]) => [key, { end, next: end }]))

const queuesAfter = (taken: TakenEvent): Queues => {
  const { before, event, outputs } = taken
  if (event._tag === "Recovered") return endingAt(event.baseEnds)
  if (event._tag === "InstallSnapshot" && snapshotOf(taken) === "replaces") return endingAt(event.ends)
  const cut = takenBack(taken)
  if (cut !== undefined && cut <= before.dispatchedIndex) return endingAt(before.baseEnds)
  const queues = { ...listed(before.queues) }
  // What is not committed may never be: the next leader gives its offsets anew.
  if (endsLeading(taken)) for (const [key, { end }] of Object.entries(queues)) queues[key] = { end, next: end }
  if (event._tag === "Dispatched" && event.index > before.dispatchedIndex && event.index === before.dispatchingIndex)
    for (const [key, end] of event.ends) queues[key] = { end, next: Math.max(end, queues[key]?.next ?? 0) }
  for (const write of outputs) {
    if (write._tag !== "WriteMessages" && write._tag !== "WriteCopy" && write._tag !== "WriteText") continue
    const key = `${write.topic}@${write.queueId}`
    const { end, next } = queues[key] ?? { end: 0, next: 0 }
    queues[key] = { end, next: next + (write._tag === "WriteMessages" ? write.count : 1) }
  }
  return queues
}

export const refinesQueues = refines(
  "S51 QueuesFollowTheLog",
  "Queues end where what is committed ends; a message gets the next offset of its queue when it is written, and one that may never be committed gives its offset back.",
  "C4, E10, E12",
  (taken) => {
    const { before, after, event, outputs } = taken
    const ends = event._tag === "Recovered" ? event.baseEnds : event._tag === "InstallSnapshot" && snapshotOf(taken) === "replaces" ? event.ends : event._tag === "Compacted" && compacts(before, event) ? event.ends : before.baseEnds
    return (
      same(after.baseEnds, ends) &&
      (after.queues === before.queues && event._tag !== "Dispatched" && event._tag !== "Recovered" && event._tag !== "InstallSnapshot" && takenBack(taken) === undefined && !endsLeading(taken) && outputs.every(({ _tag }) => !_tag.startsWith("Write")) ? true : same(listed(after.queues), queuesAfter(taken))) &&
      outputs.every((write) => {
        if (write._tag !== "WriteMessages" && write._tag !== "WriteCopy" && write._tag !== "WriteText") return true
        const queue = HashMap.get(before.queues, `${write.topic}@${write.queueId}`)
        return write.queueOffset === (queue._tag === "Some" ? queue.value.next : 0)
      })
    )
  }
)
