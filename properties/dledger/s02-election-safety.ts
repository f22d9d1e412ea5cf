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

export const electedByMajority = declare(
  "S2 ElectedByMajority",
  "Who becomes leader has the votes of a majority, given to it in its own term.",
  "E5, E6 · Raft §5.2",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => {
      const { leaders, votes } = historyOf(world, locals)
      return leaders.every(([term, node]) => votes.filter(([t, , candidate]) => t === term && candidate === node).length > world.nodes.length / 2)
    }
  })
)
