/**
 * Everything that a node of a released DLedger can ask for: what every broker can, with DLedger's messages and timers.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Span } from "../broker/config.ts"
import { disk, network, replies, store } from "../broker/outputs.ts"
import { PeerMessage } from "../raft/messages.ts"
import { NodeId } from "../vocabulary.ts"
import { DLedgerTimer } from "./events.ts"
import { DLedgerMessage } from "./messages.ts"

export const DLedgerOutput = Schema.TaggedUnion({
  ...network,
  /** With PushAppend and PushTruncate go the bodies of their entries, read from the log as it stands now. No rule here sends Raft's. */
  SendToPeer: { to: NodeId, message: Schema.Union([DLedgerMessage, PeerMessage]) },
  ...disk,
  ...store,
  ArmTimer: { event: DLedgerTimer, ms: Span },
  CancelTimer: { event: DLedgerTimer },
  ...replies
})
export type DLedgerOutput = typeof DLedgerOutput.Type
