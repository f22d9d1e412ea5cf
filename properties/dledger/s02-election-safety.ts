import { historyOf } from "../../models/world/group.ts"
import { declare } from "./declare.ts"

export const electionSafety = declare(
  "S2 ElectionSafety",
  "At most one node ever becomes leader in a term.",
  "E5, E6 · Raft §5.2",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => {
      const { leaders } = historyOf(world, locals)
      return leaders.every(([term, node]) => !leaders.some(([t, n]) => t === term && n !== node))
    }
  })
)
