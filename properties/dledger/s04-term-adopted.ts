import type { Node } from "../../models/world/node.ts"
import { declare } from "./declare.ts"

/** From a leader, or in an answer. Of a candidate DLedger takes the term only with its vote (control `control-log-before-term`). */
const SAID_BY_TERM = new Set(["AppendEntries", "AppendEntriesReply", "RequestVoteReply", "InstallSnapshot", "InstallSnapshotReply"])

export const termAdopted = declare(
  "S4 TermAdopted",
  "A node that a leader of a later term turns to, or that is answered from a later term, is in that term from then on.",
  "E5, E11 · Raft §5.1",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) => {
      if (move.slot >= world.faultsSlot || (move.kind !== "deliver" && move.kind !== "duplicate")) return false
      const { broker, dead } = before as Node
      const packet = move.message
      // One that lost its disk waits until it has heard from all, and a broken disk cannot note a term.
      if (dead || !broker.raft.voter || broker.diskFailed || !SAID_BY_TERM.has(packet._tag) || !("term" in packet)) return false
      return (local as Node).broker.raft.term < packet.term
    },
    holds: () => false
  })
)
