import { nodeAt } from "../../models/world/group.ts"
import { entryAt } from "../../models/world/disk.ts"
import type { Node } from "../../models/world/node.ts"
import { listed } from "../telling/view.ts"
import { declare } from "./declare.ts"
import { entryText, holdersOf } from "./evidence.ts"

export const commitRule = declare(
  "S9 CommitRule",
  "A leader commits only an entry of its own term that a majority holds at that moment (on disk, if ackRequires=FSYNC).",
  "E3, E8 · Raft §5.3, §5.4.2",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) =>
      move.slot < world.faultsSlot &&
      (local as Node).broker.raft.role === "LEADER" &&
      (local as Node).broker.raft.commitIndex > (before as Node).broker.raft.commitIndex,
    holds: (_before, move, _outcome, after) => {
      const { broker, disk } = nodeAt(after, move.slot)
      const index = broker.raft.commitIndex
      const entry = entryAt(disk, index)
      if (entry?.term !== broker.raft.term) return false
      const holders = world.nodeSlots.filter((slot) => {
        const other = nodeAt(after, slot)
        const theirs = entryAt(other.disk, index)
        const onDisk = broker.config.ackRequires === "PAGE_CACHE" || other.disk.durable >= index
        return onDisk && theirs?.term === entry.term && theirs.payload === entry.payload
      })
      return holders.length > world.nodes.length / 2
    }
  }),
  (world) => ({ locals, move }) => {
    const { broker, disk } = nodeAt(locals, move?.slot ?? 0)
    const { commitIndex: index, term } = broker.raft
    const entry = entryAt(disk, index)
    const self = broker.config.dLegerSelfId
    if (entry === undefined) return [`${self} holds entries up to ${index} committed, where it has none.`]
    const [written, durable] = [false, true].map((onDisk) => listed(holdersOf(world, locals, { index, ...entry }, onDisk)))
    return [
      `${self}, leader of term ${term}, commits ${entryText(entry)} at index ${index}: it is written by ${written}, and on the disk of ${durable}. A majority is ${Math.floor(world.nodes.length / 2) + 1} of ${world.nodes.length}.`,
      ...(entry.term === term ? [] : [`The entry is of term ${entry.term}: only entries of its own term may be counted, since a later leader can still replace an older one.`])
    ]
  }
)
