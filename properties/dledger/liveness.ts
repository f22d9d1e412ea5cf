/**
 * What must come about in the end (L1–L10, W11). Each says: from every state that is reached, the good one can be reached;
 * under strong fairness of every single move (one that is possible again and again is made some time) it is reached. Plain
 * weak fairness would not do for elections: votes may split for ever.
 *
 * @module
 */
import { type Local, historyOf, nodeAt, type World } from "../../models/world/group.ts"
import type { Node } from "../../models/world/node.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { declare, witness } from "./declare.ts"

const living = (world: World, locals: readonly Local[]): readonly Node[] => world.nodeSlots.map((slot) => nodeAt(locals, slot)).filter(({ dead }) => dead !== true)

/** The leader that serves, of the newest term. */
const serving = (nodes: readonly Node[]): Node | undefined =>
  nodes.filter(({ broker }) => isReady(broker)).sort((a, b) => b.broker.raft.term - a.broker.raft.term)[0]

/** There is a term left in which a leader may be elected: without one the bound is what is in the way. */
const hasTermLeft = (world: World, locals: readonly Local[]): boolean => living(world, locals).every(({ broker }) => broker.raft.term < world.options.terms)

export const leaderServes = declare("L1 Elect, L3 Serve", "With a majority alive a leader is elected in the end, and serves.", "E4, E9, E14 · properties L1, L3, L10", (world) => ({
  kind: "recoverable",
  from: (locals) => hasTermLeft(world, locals),
  holds: (locals) => serving(living(world, locals)) !== undefined
}))

export const entriesCommit = declare("L4 Commit", "What a leader has appended is committed in the end.", "E3, E8 · properties L4", (world) => ({
  kind: "recoverable",
  from: (locals) => hasTermLeft(world, locals) && living(world, locals).some(({ broker }) => broker.raft.role === "LEADER"),
  holds: (locals) => {
    const leader = serving(living(world, locals))
    return leader !== undefined && leader.broker.raft.commitIndex === leader.broker.log.lastIndex
  }
}))

export const followersCatchUp = declare("L5 CatchUp, L9 ReplicaRead", "Every node that is alive has in the end what its leader has, and knows it committed.", "E10, E12 · properties L5, L9", (world) => ({
  kind: "recoverable",
  from: (locals) => hasTermLeft(world, locals),
  holds: (locals) => {
    const nodes = living(world, locals)
    const leader = serving(nodes)
    return leader !== undefined && nodes.every(({ broker }) => broker.raft.term === leader.broker.raft.term && broker.dispatchedIndex === leader.broker.log.lastIndex && broker.log.lastIndex === leader.broker.log.lastIndex)
  }
}))

export const sendsResolve = declare("L6 SendResolves", "Every send that is pending on a node that lives is answered in the end.", "E8, E11 · properties L6", (world) => ({
  kind: "recoverable",
  holds: (locals) => living(world, locals).every(({ broker }) => broker.pending.length === 0)
}))

export const noProgress = witness("W11 no progress", "With two of three nodes down nothing is ever acked again.", "E3 · W11", (world) => ({
  kind: "recoverable",
  witness: true,
  from: (locals) => living(world, locals).length < world.nodes.length / 2 && historyOf(world, locals).acks.length === 0,
  holds: (locals) => historyOf(world, locals).acks.length > 0
}))
