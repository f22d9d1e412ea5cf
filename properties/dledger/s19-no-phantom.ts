import { isMessage } from "../../models/world/disk.ts"
import { historyOf } from "../../models/world/group.ts"
import { declare } from "./declare.ts"

export const noPhantom = declare(
  "S19 NoPhantom",
  "Every message that can be delivered was sent.",
  "E3",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => {
      const { commits, sent } = historyOf(world, locals)
      return commits.every(({ payload }) => !isMessage(payload) || Number(payload.slice(1)) <= sent)
    }
  })
)
