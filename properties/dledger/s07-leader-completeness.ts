import { historyOf, nodeAt } from "../../models/world/group.ts"
import { entryAt } from "../../models/world/disk.ts"
import { declare } from "./declare.ts"
import { entryText } from "./evidence.ts"

export const leaderCompleteness = declare(
  "S7 LeaderCompleteness",
  "A leader has every entry that was committed in an earlier term.",
  "E9 · Raft §5.4, Figure 3",
  (world) => ({
    kind: "always",
    holds: (locals) => {
      const { commits } = historyOf(world, locals)
      return world.nodeSlots.every((slot) => {
        const { broker, disk } = nodeAt(locals, slot)
        if (broker.raft.role !== "LEADER") return true
        return commits.every((commit) => {
          if (commit.inTerm >= broker.raft.term) return true
          const entry = entryAt(disk, commit.index)
          return entry?.term === commit.term && entry.payload === commit.payload
        })
      })
    }
  }),
  (world) => ({ locals }) =>
    world.nodeSlots.flatMap((slot) => {
      const { broker, disk } = nodeAt(locals, slot)
      if (broker.raft.role !== "LEADER") return []
      return historyOf(world, locals).commits.flatMap((commit) => {
        const entry = entryAt(disk, commit.index)
        if (commit.inTerm >= broker.raft.term || (entry?.term === commit.term && entry.payload === commit.payload)) return []
        return [`${world.nodes[slot]} leads term ${broker.raft.term}. At index ${commit.index}, where ${entryText(commit)} was committed in term ${commit.inTerm}, it has ${entry === undefined ? "nothing" : entryText(entry)}.`]
      })
    })
)
