/**
 * What comes about in every fair run, and a fair run in which it does not (L1, L4, L6, W11): what is fair is written down
 * with each.
 *
 * @module
 */
import type { TimerEvent } from "../../spec/broker/events.ts"
import type { Fairness } from "../../models/engine/model.ts"
import type { Action } from "../../models/world/group.ts"
import { type Local, historyOf, nodeAt, type World } from "../../models/world/group.ts"
import type { Node, Packet } from "../../models/world/node.ts"
import { deliveries } from "../fairness.ts"
import { declare, witness } from "./declare.ts"

type Fair = Fairness<Packet, Action>

const timersOf = (tag: TimerEvent["_tag"], name: string): Fair => ({
  name,
  strength: "weak",
  lotOf: (move) => (move.kind === "act" && move.action.do === "fire" && move.action.timer._tag === tag ? String(move.slot) : undefined)
})

const heartbeats = timersOf("HeartbeatTimeout", "heartbeats of each leader")

const elections = timersOf("ElectionTimeout", "election timeouts of each node")

const nodes = (world: World, locals: readonly Local[]): readonly Node[] => world.nodeSlots.map((slot) => nodeAt(locals, slot))

const sentToLeader = (world: World, locals: readonly Local[]): boolean => nodes(world, locals).some(({ broker }) => broker.raft.role === "LEADER" && broker.pending.length > 0)

const acked = (world: World, locals: readonly Local[]): boolean => historyOf(world, locals).acks.length > 0

const hasAll = (world: World, locals: readonly Local[]): boolean => {
  const [leader] = nodes(world, locals).filter(({ broker }) => broker.raft.role === "LEADER")
  return leader !== undefined && nodes(world, locals).every(({ broker }) => broker.dispatchedIndex === leader.broker.log.lastIndex && broker.log.lastIndex === leader.broker.log.lastIndex)
}

const leads = (world: World, locals: readonly Local[]): boolean => nodes(world, locals).some(({ broker }) => broker.raft.role === "LEADER")

export const committedFairly = declare(
  "L4 Commit, L6 SendResolves: fair",
  "If nothing is lost, a message that a leader has taken is acked in the end: under weak fairness of deliveries.",
  "E3, E8 · properties L4, L6",
  (world) => ({
    kind: "eventually",
    from: (locals) => sentToLeader(world, locals),
    holds: (locals) => acked(world, locals),
    fairness: [deliveries("weak")]
  })
)

export const committedThroughLoss = declare(
  "L4 Commit: fair in spite of losses",
  "However many messages are lost, a message that a leader has taken is acked in the end: under weak fairness of heartbeats, and strong fairness of deliveries.",
  "E3, E8 · properties L4",
  (world) => ({
    kind: "eventually",
    from: (locals) => sentToLeader(world, locals),
    holds: (locals) => acked(world, locals),
    fairness: [heartbeats, deliveries("strong")]
  })
)

export const caughtUpFairly = declare(
  "L5 CatchUp, L9 ReplicaRead: fair",
  "Under a leader that stays every node has in the end what it has, and knows it committed: under weak fairness of heartbeats, and strong fairness of deliveries.",
  "E10, E12 · properties L5, L9",
  (world) => ({
    kind: "eventually",
    from: (locals) => leads(world, locals),
    holds: (locals) => hasAll(world, locals),
    fairness: [heartbeats, deliveries("strong")]
  })
)

export const losesForEver = witness(
  "L4 losses for ever",
  "Weak fairness of deliveries is not enough where messages are lost: each time one may be lost before it arrives.",
  "what strong fairness is for",
  (world) => ({
    kind: "eventually",
    witness: true,
    from: (locals) => sentToLeader(world, locals),
    holds: (locals) => acked(world, locals),
    fairness: [heartbeats, deliveries("weak")]
  })
)

export const noProgressForEver = witness(
  "W11 no progress, for ever",
  "With two of three nodes dead a leader goes on and on, and nothing that it takes is acked, though every timer fires and every message arrives.",
  "E3 · W11",
  (world) => ({
    kind: "eventually",
    witness: true,
    from: (locals) => sentToLeader(world, locals) && nodes(world, locals).filter(({ dead }) => dead !== true).length < world.nodes.length / 2,
    holds: (locals) => acked(world, locals),
    // Nobody stands for election in the last term of the bound.
    atBound: (locals) => nodes(world, locals).some(({ broker, dead }) => dead !== true && broker.raft.role !== "LEADER" && broker.raft.term >= world.options.terms),
    fairness: [heartbeats, elections, deliveries("strong")]
  })
)

/** Weak fairness does not keep two nodes from standing together, term after term: what the randomised timeouts are for. */
export const splitVotes = witness(
  "votes split in every term",
  "Two nodes stand for election together in every term of the bound, each votes for itself, and nobody is elected.",
  "E4 · Raft §5.2 · properties L1",
  (world) => ({
    kind: "sometimes",
    reads: [world.historySlot],
    holds: (locals) => {
      const { leaders, votes } = historyOf(world, locals)
      const candidates = (term: number): number => votes.filter(([t, voter, candidate]) => t === term && voter === candidate).length
      return leaders.length === 0 && Array.from({ length: world.options.terms }, (_, i) => candidates(i + 1)).every((count) => count > 1)
    }
  })
)
