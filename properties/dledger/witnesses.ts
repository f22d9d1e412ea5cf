/**
 * What must be reachable: without these a model proves nothing, since a world in which nothing happens breaks no promise.
 *
 * @module
 */
import { allEntries, holdsMessage } from "../../models/world/disk.ts"
import { historyOf, type Local, nodeAt, type World } from "../../models/world/group.ts"
import type { Faults, Fault } from "../../models/world/faults.ts"
import type { Evidence } from "../declare.ts"
import { witness } from "./declare.ts"
import { lostIn } from "./evidence.ts"

export const leaderElected = witness("leader elected", "Some node becomes leader.", "E4–E6", (world) => ({
  kind: "sometimes",
  reads: world.nodeSlots,
  holds: (locals) => world.nodeSlots.some((slot) => nodeAt(locals, slot).broker.raft.role === "LEADER")
}))

export const messageAcked = witness("message acked before the faults", "A message is answered SEND_OK while every fault is still to come.", "E8", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot, world.faultsSlot],
  holds: (locals) => {
    const { left } = locals[world.faultsSlot] as Faults
    const untouched = Object.entries(world.options.faults).every(([kind, n]) => left[kind as Fault] === n)
    return untouched && historyOf(world, locals).acks.length > 0
  }
}))

export const servedAfterFaults = witness(
  "acked message served after the faults",
  "After every fault that destroys something has struck, a leader that is ready serves a message that was acked before.",
  "E9, E14",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => {
      const { left } = locals[world.faultsSlot] as Faults
      const struck = (["crash", "kill", "powerLoss", "diskLoss", "damage", "diskError"] as const).every((kind) => (left[kind] ?? 0) === 0)
      const { acks } = historyOf(world, locals)
      return (
        struck &&
        world.nodeSlots.some((slot) => {
          const { broker, disk } = nodeAt(locals, slot)
          if (broker.raft.role !== "LEADER" || broker.dispatchedIndex < broker.raft.noopIndex) return false
          const served = allEntries(disk).slice(0, broker.dispatchedIndex + 1)
          return acks.some(({ message, inTerm }) => inTerm < broker.raft.term && served.some(({ payload }) => payload === message))
        })
      )
    }
  })
)

/** Every fault in a model's budget can be spent in full: a budget that no state can spend would verify nothing. */
export const everyFaultUsed = (kind: Fault) =>
  witness(`fault used: ${kind}`, `The budget for ${kind} can be spent.`, "the model itself", (world) => ({
    kind: "sometimes",
    reads: [world.faultsSlot],
    holds: (locals) => (locals[world.faultsSlot] as Faults).left[kind] === 0
  }))

export const allStepsOfTerms = witness("last term reached", "A leader is elected in the last term of the bound.", "the model itself", (world) => ({
  kind: "sometimes",
  reads: world.nodeSlots,
  holds: (locals) =>
    world.nodeSlots.some((slot) => {
      const { role, term } = nodeAt(locals, slot).broker.raft
      return role === "LEADER" && term === world.options.terms
    })
}))

export const staleFollowerRead = witness("W13 stale follower read", "A follower serves less than what is committed: late, never uncommitted.", "E12 · W13", (world) => ({
  kind: "sometimes",
  reads: world.nodeSlots,
  holds: (locals) => {
    const ends = world.nodeSlots.map((slot) => nodeAt(locals, slot).broker)
    return ends.some((a) => a.raft.role === "FOLLOWER" && ends.some((b) => b.raft.role === "LEADER" && b.dispatchedIndex > a.dispatchedIndex + 1))
  }
}))

/** Nobody has it, or a later leader has not: nobody will ever serve it again. */
const isLostTo = (world: World) => ({
  kind: "sometimes" as const,
  holds: (locals: readonly Local[]) => {
    const nodes = world.nodeSlots.map((slot) => nodeAt(locals, slot))
    return historyOf(world, locals).acks.some(({ message, inTerm }) => {
      const lacks = nodes.map(({ disk }) => !holdsMessage(disk, message))
      return lacks.every(Boolean) || nodes.some(({ broker }, i) => broker.raft.role === "LEADER" && broker.raft.term > inTerm && lacks[i])
    })
  }
})

const lostTo = (world: World): Evidence<Local> => ({ locals }) => lostIn(world, locals, historyOf(world, locals).acks)

export const lossOfAcked = witness("acked message lost", "A message that was answered SEND_OK is not in the log of a later leader, or in nobody's.", "properties table", isLostTo, lostTo)

/** The loss that acks from page cache admit: one power loss, and nothing else, takes an acked message. */
export const lossByPowerLoss = witness(
  "W12 acked message lost",
  "With ackRequires=PAGE_CACHE one power loss loses a message that was answered SEND_OK.",
  "E3, E8 · properties table M4-pc · W12",
  isLostTo,
  lostTo
)
