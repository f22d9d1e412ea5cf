import { allEntries, entryAt, isMessage, lastIndexOf } from "../../models/world/disk.ts"
import { historyOf, nodeAt } from "../../models/world/group.ts"
import { messagesUpTo } from "../../models/world/node.ts"
import { declare } from "./declare.ts"
import { entryText } from "./evidence.ts"

/** Log index of the message at a queue offset; −1 if the log has no such message. */
const indexOfMessage = (disk: Parameters<typeof entryAt>[0], offset: number): number => {
  let seen = -1
  for (let index = 0; index <= lastIndexOf(disk); index++)
    if (isMessage(entryAt(disk, index)?.payload ?? "") && ++seen === offset) return index
  return -1
}

export const readCommitted = declare(
  "S17 ReadCommitted",
  "What a consumer can read, from a leader or a follower, is committed: it ends at the node's own commitIndex, and everything in it was committed by a leader.",
  "E12",
  (world) => ({
    kind: "always",
    holds: (locals) => {
      const { commits } = historyOf(world, locals)
      return world.nodeSlots.every((slot) => {
        const { broker, disk } = nodeAt(locals, slot)
        const visible = messagesUpTo(disk, broker.dispatchedIndex)
        return visible.every((_, offset) => {
          const index = indexOfMessage(disk, offset)
          const entry = entryAt(disk, index)
          return (
            index <= broker.raft.commitIndex &&
            commits.some((commit) => commit.index === index && commit.term === entry?.term && commit.payload === entry.payload)
          )
        })
      })
    }
  }),
  (world) => ({ locals }) =>
    world.nodeSlots.flatMap((slot) => {
      const { broker, disk } = nodeAt(locals, slot)
      const { commits } = historyOf(world, locals)
      return allEntries(disk).slice(0, broker.dispatchedIndex + 1).flatMap((entry, index) => {
        if (!isMessage(entry.payload)) return []
        if (index > broker.raft.commitIndex) return [`A consumer can read ${entryText(entry)} at ${world.nodes[slot]}, at index ${index}; it holds entries up to ${broker.raft.commitIndex} committed.`]
        return commits.some((commit) => commit.index === index && commit.term === entry.term && commit.payload === entry.payload) ? [] : [`A consumer can read ${entryText(entry)} at ${world.nodes[slot]}, at index ${index}; no leader committed it there.`]
      })
    })
)
