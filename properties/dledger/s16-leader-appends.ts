import type { Node } from "../../models/world/node.ts"
import { declare } from "./declare.ts"

export const leaderAppends = declare(
  "S16 SlaveReadOnly",
  "Only a leader takes a producer's message into its log.",
  "E2, C3",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) =>
      move.slot < world.faultsSlot &&
      move.kind === "act" &&
      move.action.do === "send" &&
      (before as Node).disk.entries.length !== (local as Node).disk.entries.length &&
      (before as Node).broker.raft.role !== "LEADER",
    holds: () => false
  })
)
