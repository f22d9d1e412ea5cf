/**
 * What is asked at a member's address and is no event of its machine: what it is, what it holds, and what strangers say.
 *
 * DLedger `DLedgerServer.handleMetadata`, `handleGet`, `DLedgerLeaderElector.handleVote`, `handleHeartBeat`.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import { type Address, formatAddress } from "../layers/network.ts"
import { DLedgerRequestCode } from "../remoting/codes.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { type DLedgerCode, decodeRequest, DLedgerResponseCode, encodeResponse } from "./bodies.ts"
import { decodeEntry } from "./entry.ts"
import type { Asked, PeerCode } from "./messages.ts"

const { METADATA, GET, VOTE, HEART_BEAT, PUSH, APPEND, PULL, LEADERSHIP_TRANSFER } = DLedgerRequestCode

/** An answer that says nothing of a term: `RequestOrResponse.term`. */
const NO_TERM = -1

interface Membership {
  readonly group: string
  readonly self: NodeId
  readonly peers: ReadonlyMap<NodeId, Address>
}

/** Why a request is not for this member, or not of one; `undefined`: it is. */
export const strangerProblem = (asked: Pick<Asked, "group" | "from" | "to">, { group, self, peers }: Membership): { readonly code: number; readonly why: string } | undefined => {
  if (asked.to !== self) return { code: DLedgerResponseCode.UNKNOWN_MEMBER, why: `${asked.from} takes this member, ${self}, for ${asked.to}: look at dLegerPeers of both` }
  if (asked.group !== group) return { code: DLedgerResponseCode.UNKNOWN_GROUP, why: `${asked.from} is of the group ${JSON.stringify(asked.group)}, not of ${group}: its dLegerPeers lead here` }
  return peers.has(asked.from) ? undefined : { code: DLedgerResponseCode.UNKNOWN_MEMBER, why: `${asked.from} is none of the members that this one, ${self}, knows: dLegerPeers must be the same on all` }
}

/** What such a request is answered. */
export const refusal = ({ code: asked, group, from, to, message: { term } }: Asked, code: number): Buffer => {
  const base = { code, group, leaderId: from, localId: from, remoteId: to, term }
  const answers: { readonly [code in PeerCode]: () => Buffer } = {
    [VOTE]: () => encodeResponse(VOTE, { ...base, voteResult: "UNKNOWN" }),
    [HEART_BEAT]: () => encodeResponse(HEART_BEAT, base),
    [PUSH]: () => encodeResponse(PUSH, { ...base, beginIndex: -1, count: 0, endIndex: -1 })
  }
  return answers[asked]()
}

export interface Known extends Membership {
  /** Its own, as its peers know it. */
  readonly address: string
  readonly log: EntryLog
  readonly state: Broker
}

/** Throws a `RequestError` that names the field. */
export const answerOther = (code: Exclude<DLedgerCode, PeerCode>, body: Buffer | undefined, known: Known): Buffer => {
  const { group, self, address, peers, state } = known
  const { leader } = state.raft
  const base = { group, ...(leader === null ? {} : { leaderId: leader }), term: NO_TERM }
  switch (code) {
    case METADATA:
      return encodeResponse(METADATA, { ...base, code: DLedgerResponseCode.SUCCESS, peers: Object.fromEntries([[self, address] as const, ...[...peers].map(([id, at]) => [id, formatAddress(at)] as const)].sort(([a], [b]) => (a < b ? -1 : 1))) })
    case GET: {
      const { beginIndex } = decodeRequest(GET, body)
      const { code: outcome, entries } = entryAt(beginIndex ?? -1, known)
      return encodeResponse(GET, { ...base, code: outcome, entries })
    }
    case APPEND:
      return encodeResponse(APPEND, { ...base, code: DLedgerResponseCode.UNSUPPORTED, index: -1, pos: -1 })
    case PULL:
      return encodeResponse(PULL, { ...base, code: DLedgerResponseCode.UNSUPPORTED, entries: [] })
    case LEADERSHIP_TRANSFER:
      return encodeResponse(LEADERSHIP_TRANSFER, { ...base, code: DLedgerResponseCode.UNSUPPORTED })
  }
}

const entryAt = (index: number, { log, state }: Known) => {
  if (state.raft.role !== "LEADER") return { code: DLedgerResponseCode.NOT_LEADER, entries: [] }
  if (index < 0 || index > log.lastIndex) return { code: DLedgerResponseCode.INDEX_OUT_OF_RANGE, entries: [] }
  if (index < log.firstIndex) return { code: DLedgerResponseCode.INDEX_LESS_THAN_LOCAL_BEGIN, entries: [] }
  return { code: DLedgerResponseCode.SUCCESS, entries: [decodeEntry(log.readRaw(index))] }
}
