import { historyOf } from "../../models/world/group.ts"
import { declare } from "./declare.ts"

export const voteOnce = declare(
  "S3 VoteOnce",
  "A node grants at most one candidate per term, across restarts.",
  "E5 · Raft §5.2",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => {
      const { votes } = historyOf(world, locals)
      return !votes.some(([term, voter, candidate]) => votes.some(([t, v, c]) => t === term && v === voter && c !== candidate))
    }
  })
)
