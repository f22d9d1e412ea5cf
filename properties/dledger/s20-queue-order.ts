import { nodeAt } from "../../models/world/group.ts"
import { messagesUpTo, QUEUE } from "../../models/world/node.ts"
import { allEntries, isMessage } from "../../models/world/disk.ts"
import { declare } from "./declare.ts"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

export const queueOrder = declare(
  "S20 QueueOrder",
  "A queue's offsets are dense, and a producer's messages stand in it in the order in which they were accepted.",
  "C4, E8",
  (world) => ({
    kind: "always",
    reads: world.nodeSlots,
    holds: (locals) =>
      world.nodeSlots.every((slot) => {
        const { broker, disk } = nodeAt(locals, slot)
        const queue = Option.getOrUndefined(HashMap.get(broker.queues, QUEUE))
        const visible = messagesUpTo(disk, broker.dispatchedIndex)
        if ((queue?.end ?? 0) !== visible.length) return false
        // A leader that is ready assigns the offset behind every message in its log.
        const ready = broker.raft.role === "LEADER" && broker.dispatchedIndex >= broker.raft.noopIndex
        const all = allEntries(disk).filter(({ payload }) => isMessage(payload))
        if (ready && (queue?.next ?? 0) !== all.length) return false
        return all.every(({ payload }, i) => all.findIndex((other) => other.payload === payload) === i)
      })
  })
)
