import { entryAt } from "../../models/world/disk.ts"
import { nodeAt } from "../../models/world/group.ts"
import type { Node } from "../../models/world/node.ts"
import type { Progress } from "../../spec/raft/state.ts"
import { declare } from "./declare.ts"

const sameLife = (move: { readonly kind: string; readonly action?: { readonly do: string } }): boolean =>
  !(move.kind === "act" && ["crash", "kill", "powerLoss", "diskLoss", "damage"].includes(move.action?.do ?? ""))

export const commitMonotone = declare(
  "S10 CommitMonotone",
  "commitIndex never decreases while a node is up, and never passes the end of its log.",
  "E8 · Raft Figure 2",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) => {
      if (move.slot >= world.faultsSlot || !sameLife(move)) return false
      const [was, is] = [(before as Node).broker, (local as Node).broker]
      return is.raft.commitIndex < was.raft.commitIndex || is.raft.commitIndex > is.log.lastIndex
    },
    holds: () => false
  })
)

export const matchMonotone = declare(
  "S10 MatchMonotone",
  "What a leader knows a follower to hold never shrinks within a term (unless that follower may have lost it), and the next entry to send lies behind it.",
  "E10 · Raft Figure 2",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) => {
      if (move.slot >= world.faultsSlot || !sameLife(move)) return false
      if (move.kind !== "act" && move.message._tag === "Rejoin") return false
      const [was, is] = [(before as Node).broker.raft, (local as Node).broker.raft]
      if (is.role !== "LEADER") return false
      return Object.entries(is.progress).some(([peer, { next, match }]) => next <= match || (was.role === "LEADER" && was.term === is.term && was.progress[peer]?.mayHaveLost === false && match < (was.progress[peer]?.match ?? -1)))
    },
    holds: () => false
  })
)

export const matchHeld = declare(
  "S10 MatchHeld",
  "When a leader learns what a follower holds, the follower holds it, entry for entry (on disk, if ackRequires=FSYNC), unless it has since turned to another leader.",
  "E8, E10 · Raft Figure 2 (matchIndex), §5.3",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) =>
      move.slot < world.faultsSlot && sameLife(move) && (local as Node).broker.raft.role === "LEADER" && raised(before as Node, local as Node).length > 0,
    holds: (before, move, _outcome, after) => {
      const leader = nodeAt(after, move.slot)
      return raised(nodeAt(before, move.slot), leader).every(([peer, { match, mayHaveLost }]) => {
        const { broker, disk, dead } = nodeAt(after, world.nodes.indexOf(peer))
        // Of one that has died since, its disk tells which term it had come to.
        const term = dead ? disk.hard.term : broker.raft.term
        // A disk that was lost has its own promise: nobody counts it until it is caught up.
        if (mayHaveLost || !broker.raft.voter || term > leader.broker.raft.term) return true
        const onDisk = broker.config.ackRequires === "PAGE_CACHE" || disk.durable >= match
        const [mine, theirs] = [entryAt(leader.disk, match), entryAt(disk, match)]
        return onDisk && mine?.term === theirs?.term && mine?.payload === theirs?.payload
      })
    }
  })
)

/** Followers of whom a leader has learnt that they hold more than it knew, or something at all. */
const raised = (before: Node, { broker: { raft } }: Node): readonly (readonly [string, Progress])[] => {
  const was = before.broker.raft
  return Object.entries(raft.progress).filter(([peer, { match }]) => match > (was.role === "LEADER" && was.term === raft.term ? (was.progress[peer]?.match ?? -1) : -1))
}
