import { isMessage } from "../../models/world/disk.ts"
import { historyOf } from "../../models/world/group.ts"
import { declare } from "./declare.ts"

export const visibleStable = declare(
  "S18 VisibleStable",
  "What a queue offset once denoted to a consumer, it denotes for ever.",
  "E9, E12",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => {
      const messages = historyOf(world, locals).commits.filter(({ payload }) => isMessage(payload))
      return messages.every((a, i) => messages.slice(i + 1).every((b) => a.index !== b.index || a.payload === b.payload))
    }
  })
)
