import type { Node } from "../../models/world/node.ts"
import { allEntries } from "../../models/world/disk.ts"
import { declare } from "./declare.ts"

export const leaderAppendOnly = declare(
  "S5 LeaderAppendOnly",
  "A leader never removes or rewrites its own entries during its term.",
  "E2 · Raft §5.3, Figure 3",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) => {
      if (move.slot >= world.faultsSlot) return false
      const [was, is] = [before as Node, local as Node]
      if (was.broker.raft.role !== "LEADER" || is.broker.raft.role !== "LEADER" || was.broker.raft.term !== is.broker.raft.term) return false
      const now = allEntries(is.disk)
      return allEntries(was.disk).some((entry, index) => now[index]?.term !== entry.term || now[index]?.payload !== entry.payload)
    },
    holds: () => false
  })
)
