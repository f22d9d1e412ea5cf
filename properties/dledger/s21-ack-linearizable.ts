import { historyOf, nodeAt } from "../../models/world/group.ts"
import { endOf } from "../../spec/serving/hold.ts"
import { declare, witness } from "./declare.ts"
import { brokenList } from "../telling/broken-list.ts"

/** What is kept of the history, and why it is enough: `models/world/list-history.ts`. */
export const ackLinearizable = declare(
  "S21 AckLinearizable",
  "To its clients a queue is an append-only list: no read misses what was acked or read before it began, and no offset is given twice.",
  "E8, E9 · Raft §8, dissertation §6.4",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => historyOf(world, locals).list.broken === null
  }),
  (world) => ({ locals }) => brokenList(historyOf(world, locals).list)
)

export const staleRead = witness(
  "stale read from a deposed leader",
  "Without linearizableRead a leader that was deposed and has not heard of it tells an end of the queue that is too low.",
  "E9 · RocketMQ answers from its own state",
  (world) => ({
    kind: "sometimes",
    reads: [world.historySlot],
    holds: (locals) => historyOf(world, locals).list.broken?.startsWith("r") === true
  }),
  (world) => ({ locals }) => brokenList(historyOf(world, locals).list)
)

export const readAnswered = witness("read answered", "A read tells of a message whose own producer has not been answered yet.", "E9", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot],
  holds: (locals) => {
    const { length, offsets } = historyOf(world, locals).list
    return length > offsets.length
  }
}))

export const deposedLeaderAsked = witness(
  "deposed leader asked",
  "A leader that was deposed without knowing it is asked where the queue ends, and has less than its successor has acked.",
  "E9",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => {
      const { open } = historyOf(world, locals).list
      return world.nodeSlots.some((slot) => {
        const { broker } = nodeAt(locals, slot)
        return broker.pendingReads.some(({ request, queue }) => open.some(([operation, since]) => operation === request && since > endOf(broker, queue)))
      })
    }
  })
)
