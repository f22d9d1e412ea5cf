import { historyOf } from "../../models/world/group.ts"
import { declare } from "./declare.ts"

export const stateMachineSafety = declare(
  "S8 StateMachineSafety",
  "Two nodes never hold different entries committed at one index.",
  "E9 · Raft §5.4.3, Figure 3",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => {
      const { commits } = historyOf(world, locals)
      return commits.every((commit, i) => commits[i + 1]?.index !== commit.index)
    }
  })
)
