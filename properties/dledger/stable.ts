/**
 * A leader that all follow stays (L2), while its heartbeats arrive in time.
 *
 * @module
 */
import { type Local, nodeAt, type World } from "../../models/world/group.ts"
import { declare, witness } from "./declare.ts"

/** Who leads, if all are in one term and follow the same leader. */
const followedByAll = (world: World, locals: readonly Local[]): string | undefined => {
  const all = world.nodeSlots.map((slot) => nodeAt(locals, slot).broker.raft)
  const [first] = all
  const leader = first?.leader ?? undefined
  return leader !== undefined && all.every(({ term, leader: followed }) => term === first?.term && followed === leader) ? leader : undefined
}

export const leaderStays = declare(
  "L2 Stable",
  "Once all follow a leader, and while its heartbeats arrive in time, nobody deposes it, whatever arrives late.",
  "E4, E6 · properties L2",
  (world) => ({
    kind: "step",
    concerns: (before, _move, { local }) => {
      if (!("broker" in before) || !("broker" in local)) return false
      return before.broker.raft.term !== local.broker.raft.term || before.broker.raft.leader !== local.broker.raft.leader || before.broker.raft.role !== local.broker.raft.role
    },
    holds: (before, _move, _outcome, after) => {
      const leader = followedByAll(world, before)
      return leader === undefined || followedByAll(world, after) === leader
    }
  })
)

export const allFollow = witness("all follow a leader in the last term", "All follow one leader, after a vote that came to nothing.", "the model itself", (world) => ({
  kind: "sometimes",
  reads: world.nodeSlots,
  holds: (locals) => followedByAll(world, locals) !== undefined && nodeAt(locals, 0).broker.raft.term === world.options.terms
}))
