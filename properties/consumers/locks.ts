/**
 * What members of a group promise each other: whose a queue is, and in which order it is processed.
 *
 * @module
 */
import { isKeeper, queuesOf } from "../../models/world/consumers-bounds.ts"
import type { Client } from "../../models/world/client.ts"
import { brokersIn, clientsIn, historyIn, promise, visibleAt, witness } from "./declare.ts"

const holdersOf = (clients: readonly Client[], queue: string): readonly Client[] => clients.filter((client) => client.is === "up" && queuesOf(client).some(({ name, lock }) => name === queue && lock === "held"))

const queuesIn = (clients: readonly Client[]): readonly string[] => [...new Set(clients.flatMap((client) => queuesOf(client).map(({ name }) => name)))]

export const orderLock = promise("S28 OrderLock", "At most one live member relies on the lock of a queue, and so processes it.", "B3, C5 · S28", (world) => ({
  kind: "always",
  reads: world.clientSlots,
  holds: (locals) => queuesIn(clientsIn(world, locals)).every((queue) => holdersOf(clientsIn(world, locals), queue).length <= 1)
}))

export const lockHeldTwice = witness(
  "lock held twice",
  "A leader that does not know yet that it was deposed has given a lock, and its successor, which does not know of that, gives it to another member.",
  "S28, E11 · RIP-32 (lockInStrictMode)",
  (world) => ({ kind: "sometimes", reads: world.clientSlots, holds: (locals) => queuesIn(clientsIn(world, locals)).some((queue) => holdersOf(clientsIn(world, locals), queue).length > 1) })
)

export const processedInOrder = promise("S20 QueueOrder", "Under orderly consumption a message is processed only when every message before it was processed by some member.", "C4 · S20", (world) => ({
  kind: "step",
  concerns: (_before, move) => move.kind === "act" && move.action.do === "consume",
  holds: (before, move) => {
    if (move.kind !== "act" || move.action.do !== "consume") return true
    const { queue, offset } = move.action
    const { processed } = historyIn(world, before)
    const longest = brokersIn(world, before)
      .filter(({ broker }) => queue.startsWith(`${broker.config.brokerName}@`))
      .map(visibleAt)
      .sort((a, b) => b.length - a.length)[0]
    return (longest ?? []).slice(0, offset).every((message) => processed.includes(message))
  }
}))

export const oneOwner = promise("L8 one owner", "In the end every queue is one live member's, and no other's.", "L8 · AllocateMessageQueueAveragely", (world) => ({
  kind: "recoverable",
  holds: (locals) => {
    const up = clientsIn(world, locals).filter(({ is }) => is === "up")
    const queues = brokersIn(world, locals).filter(isKeeper).map(({ broker }) => `${broker.config.brokerName}@0`)
    return queues.length > 0 && up.length > 0 && queues.every((queue) => up.filter((client) => queuesOf(client).some(({ name }) => name === queue)).length === 1)
  }
}))

export const takenOver = witness("taken over", "A member has died, and another one has processed what is left.", "L8", (world) => ({
  kind: "sometimes",
  holds: (locals) => {
    const clients = clientsIn(world, locals)
    return historyIn(world, locals).processed.length === world.options.messages && clients.some(({ is }) => is === "dead") && clients.some((client) => queuesOf(client).some(({ offset }) => offset === world.options.messages))
  }
}))

export const bothAtOnce = witness("two members at one queue", "While members do not know yet that the group has changed, two of them are given the same message.", "S22: at least once, not exactly once", (world) => ({
  kind: "sometimes",
  reads: world.clientSlots,
  holds: (locals) => {
    const given = clientsIn(world, locals).flatMap((client) => queuesOf(client).flatMap(({ unprocessed }) => unprocessed.map(({ message }) => message)))
    return new Set(given).size < given.length
  }
}))

export const shared = witness("queues are shared", "Two members have one queue each.", "AllocateMessageQueueAveragely", (world) => ({
  kind: "sometimes",
  reads: world.clientSlots,
  holds: (locals) => {
    const clients = clientsIn(world, locals)
    return clients.every((client) => queuesOf(client).length === 1) && queuesIn(clients).length === clients.length
  }
}))
