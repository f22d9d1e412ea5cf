import type { Node } from "../../models/world/node.ts"
import { declare } from "./declare.ts"

export const termMonotone = declare(
  "S4 TermMonotone",
  "A node's term never decreases, across restarts; only the loss of its disk takes it back.",
  "E5, E11 · Raft §5.1",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) =>
      move.slot < world.faultsSlot &&
      !(move.kind === "act" && (move.action.do === "diskLoss" || move.action.do === "kill")) &&
      (local as Node).dead !== true &&
      (local as Node).broker.raft.term < (before as Node).disk.hard.term,
    holds: () => false
  })
)
