/**
 * A released DLedger's messages, for a person.
 *
 * @module
 */
import type { DLedgerMessage } from "../../spec/dledger/messages.ts"
import { dledgerMessageFields } from "../../spec/dledger/messages.ts"
import { type Entry, nameOf } from "./disk.ts"
import type { Packet } from "./node.ts"

type DLedgerPacket = Extract<Packet, { readonly _tag: DLedgerMessage["_tag"] }>

export const isDLedger = (packet: Packet): packet is DLedgerPacket => packet._tag in dledgerMessageFields

export const entriesText = (bodies: readonly Entry[]): string =>
  bodies.length === 0 ? "no entries" : bodies.map(({ term, payload }) => `${nameOf(payload) ?? "no-op"} of term ${term}`).join(", ")

export const describeDLedger = (packet: DLedgerPacket): string => {
  switch (packet._tag) {
    case "VoteRequest":
      return `VOTE(term ${packet.term}, ledger ends at ${packet.ledgerEndIndex} of term ${packet.ledgerEndTerm})`
    case "VoteResponse":
      return `${packet.voteResult} to VOTE(term ${packet.asked})`
    case "HeartBeatRequest":
      return `HEART_BEAT(term ${packet.term})`
    case "HeartBeatResponse":
      return `${packet.code} to HEART_BEAT(term ${packet.asked})`
    case "PushCompare":
      return `COMPARE(term ${packet.term}, entry ${packet.index} of term ${packet.entryTerm})`
    case "PushTruncate":
      return `TRUNCATE(term ${packet.term}, ${packet.bodies === undefined ? `from ${packet.index} on` : `behind ${packet.index}: ${entriesText(packet.bodies)}`}; committed ${packet.commitIndex})`
    case "PushAppend":
      return `APPEND(term ${packet.term}, at ${packet.entries.prevLogIndex + 1}: ${entriesText(packet.bodies ?? [])}; committed ${packet.commitIndex})`
    case "PushCommit":
      return `COMMIT(term ${packet.term}, committed ${packet.commitIndex})`
    case "PushCompareResponse":
      return `${packet.code} to COMPARE(term ${packet.term}, entry ${packet.index})`
    case "PushTruncateResponse":
      return `${packet.code} to TRUNCATE(term ${packet.term}, ${packet.index})`
    case "PushAppendResponse":
      return `${packet.code} to APPEND(term ${packet.term}, at ${packet.index})`
  }
}
