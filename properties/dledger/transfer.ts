/**
 * Handing a leadership over (Raft dissertation §3.10).
 *
 * @module
 */
import { nodeAt } from "../../models/world/group.ts"
import { declare, witness } from "./declare.ts"
import { takesNoMessage } from "./takes-no-message.ts"

export const noSendsDuringTransfer = declare(
  "no sends during a transfer",
  "A leader that hands over takes no message: the one that is to follow it could run after its log for ever.",
  "Raft dissertation §3.10 · DLedger DLedgerServer.handleAppend",
  (world) => takesNoMessage(world, ({ broker }) => broker.raft.transferee !== null)
)

export const transferUnderWay = witness("transfer under way", "A leader that is ready hands over, and has not been followed yet.", "Raft dissertation §3.10", (world) => ({
  kind: "sometimes",
  reads: world.nodeSlots,
  holds: (locals) => world.nodeSlots.some((slot) => nodeAt(locals, slot).broker.raft.transferee !== null)
}))
