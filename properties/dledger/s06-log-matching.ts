import { nodeAt } from "../../models/world/group.ts"
import { allEntries } from "../../models/world/disk.ts"
import { declare } from "./declare.ts"

export const logMatching = declare(
  "S6 LogMatching",
  "If two logs have an entry of the same index and term, they are the same up to it.",
  "E7 · Raft §5.3, Figure 3",
  (world) => ({
    kind: "always",
    reads: world.nodeSlots,
    holds: (locals) => {
      const logs = world.nodeSlots.map((slot) => allEntries(nodeAt(locals, slot).disk))
      return logs.every((a, i) =>
        logs.slice(i + 1).every((b) => {
          let last = Math.min(a.length, b.length) - 1
          while (last >= 0 && a[last]?.term !== b[last]?.term) last--
          for (let index = 0; index <= last; index++)
            if (a[index]?.term !== b[index]?.term || a[index]?.payload !== b[index]?.payload) return false
          return true
        })
      )
    }
  })
)
