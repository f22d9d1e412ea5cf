import { historyOf, nodeAt } from "../../models/world/group.ts"
import { holdsMessage } from "../../models/world/disk.ts"
import { declare } from "./declare.ts"
import { lostIn } from "./evidence.ts"

export const ackDurable = declare(
  "S12 AckDurable",
  "A message that was answered SEND_OK is in the log of every later leader, and never gone from all logs.",
  "E3, E14 · the seed's \"no acked message is lost\"",
  (world) => ({
    kind: "always",
    holds: (locals) => {
      const nodes = world.nodeSlots.map((slot) => nodeAt(locals, slot))
      return historyOf(world, locals).acks.every(({ message, inTerm }) => {
        const holds = nodes.map(({ disk }) => holdsMessage(disk, message))
        return holds.some(Boolean) && nodes.every(({ broker }, i) => broker.raft.role !== "LEADER" || broker.raft.term <= inTerm || holds[i])
      })
    }
  }),
  (world) => ({ locals }) => lostIn(world, locals, historyOf(world, locals).acks)
)
