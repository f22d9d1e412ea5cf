/**
 * Handing a leadership over (Raft dissertation §3.10).
 *
 * @module
 */
import { nodeAt } from "../../models/world/group.ts"
import type { Node } from "../../models/world/node.ts"
import { declare, witness } from "./declare.ts"

export const noSendsDuringTransfer = declare(
  "no sends during a transfer",
  "A leader that hands over takes no message: the one that is to follow it could run after its log for ever.",
  "Raft dissertation §3.10 · DLedger DLedgerServer.handleAppend",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) =>
      move.slot < world.faultsSlot &&
      move.kind === "act" &&
      move.action.do === "send" &&
      (before as Node).broker.raft.transferee !== null &&
      (before as Node).disk.entries.length !== (local as Node).disk.entries.length,
    holds: () => false
  })
)

export const transferUnderWay = witness("transfer under way", "A leader that is ready hands over, and has not been followed yet.", "Raft dissertation §3.10", (world) => ({
  kind: "sometimes",
  reads: world.nodeSlots,
  holds: (locals) => world.nodeSlots.some((slot) => nodeAt(locals, slot).broker.raft.transferee !== null)
}))
