import { nodeAt } from "../../models/world/group.ts"
import { allEntries, type Entry } from "../../models/world/disk.ts"
import { declare } from "./declare.ts"
import { entryText } from "./evidence.ts"

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
  }),
  (world) => ({ locals }) =>
    world.nodeSlots.flatMap((a) =>
      world.nodeSlots.filter((b) => b > a).flatMap((b) => {
        const [x, y] = [a, b].map((slot) => allEntries(nodeAt(locals, slot).disk)) as [readonly Entry[], readonly Entry[]]
        const last = x.findLastIndex((entry, index) => entry.term === y[index]?.term)
        const index = x.findIndex((entry, i) => i <= last && (entry.term !== y[i]?.term || entry.payload !== y[i]?.payload))
        return index < 0 ? [] : [`${world.nodes[a]} and ${world.nodes[b]} both have an entry of term ${x[last]?.term} at index ${last}. At index ${index} they have ${entryText(x[index] as Entry)} and ${entryText(y[index] as Entry)}.`]
      })
    )
)
