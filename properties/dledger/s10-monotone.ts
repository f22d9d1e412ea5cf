import type { Node } from "../../models/world/node.ts"
import { declare } from "./declare.ts"

const sameLife = (move: { readonly kind: string; readonly action?: { readonly do: string } }): boolean =>
  !(move.kind === "act" && ["crash", "kill", "powerLoss", "diskLoss"].includes(move.action?.do ?? ""))

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

