/**
 * What members say to each other in `spec/dledger`, as DLedger's RPCs, there and back. An answer is read beside the request that
 * it is the answer to: the bytes do not repeat what was asked.
 *
 * DLedger `DLedgerRpcNettyService`.
 *
 * @module
 */
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import type { DLedgerMessage, HeartBeatCode, PushCode } from "../../spec/dledger/messages.ts"
import { VoteResult } from "../../spec/dledger/messages.ts"
import * as Log from "../../spec/log/log.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import { DLedgerRequestCode } from "../remoting/codes.ts"
import { RequestError } from "../remoting/errors.ts"
import { decodeRequest, decodeResponse, DLedgerResponseCode, encodeRequest, encodeResponse, type PushEntryRequest, type PushType } from "./bodies.ts"
import { type EntryJson, entryProblem } from "./entry.ts"

const { VOTE, HEART_BEAT, PUSH } = DLedgerRequestCode

/** The requests that members of a group live by. What operators and clients ask (METADATA, GET, …) is no event of the spec. */
export type PeerCode = typeof VOTE | typeof HEART_BEAT | typeof PUSH

type Tag = "VoteRequest" | "HeartBeatRequest" | "PushCompare" | "PushTruncate" | "PushAppend" | "PushCommit"

export type RequestMessage = Extract<DLedgerMessage, { readonly _tag: Tag }>
export type ResponseMessage = Exclude<DLedgerMessage, RequestMessage>
/** A request as its receiver takes it. */
export type RequestEvent = Extract<DLedgerEvent, { readonly _tag: Tag }>
/** An answer as the asker takes it. */
export type ResponseEvent = Extract<DLedgerEvent, { readonly _tag: ResponseMessage["_tag"] }>

export const isRequestMessage = (message: DLedgerMessage): message is RequestMessage => !message._tag.endsWith("Response")

export const isPeerCode = (code: number): code is PeerCode => code === VOTE || code === HEART_BEAT || code === PUSH

/** Who speaks to whom, in which group. */
export interface Between {
  readonly group: string
  readonly from: NodeId
  readonly to: NodeId
}

/** An RPC. */
export interface Asked extends Between {
  readonly code: PeerCode
  readonly message: RequestMessage
  /** The entries of a COMPARE, TRUNCATE or APPEND. */
  readonly entries: readonly EntryJson[]
  /** COMPARE says how far is committed, too, and nobody looks at it. */
  readonly compareCommitIndex?: number
}

/** `entries`: those that the message names. `batch`: APPEND's come as a list, as with `enableBatchPush`. */
export const encodeAsked = ({ group, from, to, message, entries, compareCommitIndex = -1 }: Omit<Asked, "code">, batch = entries.length > 1): { readonly code: PeerCode; readonly body: Buffer } => {
  const base = { code: DLedgerResponseCode.SUCCESS, group, leaderId: from, localId: from, remoteId: to, term: message.term }
  const push = (type: PushType, commitIndex: number): { readonly code: PeerCode; readonly body: Buffer } => {
    const [first] = entries
    const listed = batch ? entries : []
    return {
      code: PUSH,
      body: encodeRequest(PUSH, {
        ...base,
        batch: listed.length > 0,
        batchEntry: listed,
        commitIndex,
        count: entries.length,
        ...(batch || first === undefined ? {} : { entry: first }),
        firstEntryIndex: first?.index ?? -1,
        lastEntryIndex: entries[entries.length - 1]?.index ?? -1,
        totalSize: listed.reduce((sum, { size }) => sum + size, 0),
        type
      })
    }
  }
  switch (message._tag) {
    case "VoteRequest":
      return { code: VOTE, body: encodeRequest(VOTE, { ...base, ledgerEndIndex: message.ledgerEndIndex, ledgerEndTerm: message.ledgerEndTerm }) }
    case "HeartBeatRequest":
      return { code: HEART_BEAT, body: encodeRequest(HEART_BEAT, base) }
    case "PushCompare":
      return push("COMPARE", compareCommitIndex)
    case "PushTruncate":
      return push("TRUNCATE", message.commitIndex)
    case "PushAppend":
      return push("APPEND", message.commitIndex)
    case "PushCommit":
      return push("COMMIT", message.commitIndex)
  }
}

/** Throws a `RequestError` that names the field. */
export const decodeAsked = (code: PeerCode, body: Buffer | undefined): Asked => {
  if (code === VOTE) {
    const { group, leaderId, remoteId, term, ledgerEndIndex, ledgerEndTerm } = decodeRequest(VOTE, body)
    return { code, group, from: leaderId, to: remoteId, message: { _tag: "VoteRequest", term, ledgerEndIndex, ledgerEndTerm }, entries: [] }
  }
  if (code === HEART_BEAT) {
    const { group, leaderId, remoteId, term } = decodeRequest(HEART_BEAT, body)
    return { code, group, from: leaderId, to: remoteId, message: { _tag: "HeartBeatRequest", term }, entries: [] }
  }
  const request = decodeRequest(PUSH, body)
  const compared = request.type === "COMPARE" ? { compareCommitIndex: request.commitIndex } : {}
  return { code, group: request.group, from: request.leaderId, to: request.remoteId, message: pushIn(request), entries: entriesOf(request), ...compared }
}

const entriesOf = ({ batch, batchEntry, entry }: PushEntryRequest): readonly EntryJson[] => (batch ? batchEntry : entry === undefined ? [] : [entry])

/** An RPC's own number stands for the dispatcher's: its answer comes back on it. */
const ON_ITS_RPC = 0

const pushIn = (request: PushEntryRequest): RequestMessage => {
  const { type, term, commitIndex } = request
  if (type === "COMMIT") return { _tag: "PushCommit", term, commitIndex }
  const entries = entriesOf(request)
  const [first] = entries
  if (first === undefined) throw new RequestError(request.batch ? "batchEntry" : "entry", `PUSH ${type} without an entry`)
  const problem = entries.map(entryProblem).find((each) => each !== undefined) ?? orderProblem(entries)
  if (problem !== undefined) throw new RequestError("entry", `PUSH ${type}: ${problem}`)
  if (type === "COMPARE") return { _tag: "PushCompare", term, opaque: ON_ITS_RPC, index: first.index, entryTerm: first.term }
  const slice = sliceOf(entries)
  return type === "APPEND" ? { _tag: "PushAppend", term, entries: slice, commitIndex } : { _tag: "PushTruncate", term, opaque: ON_ITS_RPC, index: first.index, entries: slice, commitIndex }
}

const orderProblem = (entries: readonly EntryJson[]): string | undefined => {
  const wrong = entries.findIndex(({ index, term }, i) => i > 0 && (index !== (entries[i - 1] as EntryJson).index + 1 || term < (entries[i - 1] as EntryJson).term))
  return wrong < 0 ? undefined : `entry ${entries[wrong]?.index} of term ${entries[wrong]?.term} does not follow the one before`
}

/** By their terms, without what precedes them. */
export const sliceOf = (entries: readonly EntryJson[]): Log.Slice => {
  const first = (entries[0] as EntryJson).index
  const runs: Log.Run[] = []
  for (const { index, term } of entries) if (runs[runs.length - 1]?.term !== term) runs.push({ first: index, term })
  return { prevLogIndex: first - 1, prevLogTerm: Log.NO_TERM, runs, lastIndex: first + entries.length - 1 }
}

/** Where the answerer's log begins and ends, as its answers to pushes say. */
export interface Ends {
  readonly beginIndex: number
  readonly endIndex: number
}

export const endsOf = (log: Log.Log): Ends => ({ beginIndex: log.lastIndex < 0 ? -1 : log.baseIndex + 1, endIndex: log.lastIndex })

/** The code that stands for an outcome. */
export const pushCodeNumber = (code: PushCode): number => DLedgerResponseCode[code]

export const encodeAnswer = (asked: Between & { readonly message: { readonly term: number } }, message: ResponseMessage, { beginIndex, endIndex }: Ends): Buffer => {
  switch (message._tag) {
    case "VoteResponse":
      return encodeResponse(VOTE, { code: DLedgerResponseCode.SUCCESS, group: asked.group, leaderId: asked.from, localId: asked.from, remoteId: asked.to, term: message.term, voteResult: message.voteResult })
    case "HeartBeatResponse":
      // Only who refuses an old term says his own.
      return encodeResponse(HEART_BEAT, { code: DLedgerResponseCode[message.code], term: message.code === "EXPIRED_TERM" ? message.term : Log.NO_TERM })
    case "PushAppendResponse":
      return encodeResponse(PUSH, { beginIndex, code: DLedgerResponseCode[message.code], count: message.count, endIndex, group: asked.group, index: message.index, term: message.term })
    case "PushCompareResponse":
    case "PushTruncateResponse":
      return encodeResponse(PUSH, { beginIndex, code: DLedgerResponseCode[message.code], count: 1, endIndex, group: asked.group, index: message.index, term: message.term })
  }
}

/** COMMIT's answer tells the asker nothing, and the rules do not give it. */
export const encodeCommitAnswer = (asked: Asked, code: PushCode, { beginIndex, endIndex }: Ends): Buffer =>
  encodeResponse(PUSH, { beginIndex, code: DLedgerResponseCode[code], count: 0, endIndex, group: asked.group, term: asked.message.term })

const heartBeatCodes = new Map<number, HeartBeatCode>((["SUCCESS", "EXPIRED_TERM", "INCONSISTENT_LEADER", "TERM_NOT_READY"] as const).map((name) => [DLedgerResponseCode[name], name]))
const pushCodes = new Map<number, PushCode>((["SUCCESS", "INCONSISTENT_STATE", "NOT_FOLLOWER"] as const).map((name) => [DLedgerResponseCode[name], name]))
const voteResults = new Set<string>(VoteResult.literals)

/** An answer as it came: what it says, and the event that it is to the asker. */
export interface Answered {
  /** `DLedgerResponseCode`; of a vote its result by name. */
  readonly outcome: number | string
  readonly term: number
  /** The answerer's last entry; absent in answers to votes and heartbeats. */
  readonly endIndex?: number
  /** Absent: it tells the asker nothing that a rule looks at (COMMIT's, REPEATED_PUSH, errors of the network). */
  readonly event?: ResponseEvent
}

/** What answers `asked`. `opaque`: the number that its COMPARE or TRUNCATE had. Throws a `RequestError` that names the field. */
export const decodeAnswer = ({ code, to, message }: Asked, body: Buffer | undefined, opaque = ON_ITS_RPC): Answered => {
  if (code === VOTE) {
    const { term, voteResult } = decodeResponse(VOTE, body)
    return { outcome: voteResult, term, ...(voteResults.has(voteResult) ? { event: { _tag: "VoteResponse", from: to, asked: message.term, term, voteResult: voteResult as VoteResult } } : {}) }
  }
  if (code === HEART_BEAT) {
    const answer = decodeResponse(HEART_BEAT, body)
    const said = heartBeatCodes.get(answer.code)
    return { outcome: answer.code, term: answer.term, ...(said === undefined ? {} : { event: { _tag: "HeartBeatResponse", from: to, asked: message.term, term: answer.term, code: said } }) }
  }
  const answer = decodeResponse(PUSH, body)
  const event = pushEvent(message, to, answer, opaque)
  return { outcome: answer.code, term: answer.term, endIndex: answer.endIndex, ...(event === undefined ? {} : { event }) }
}

const pushEvent = (message: RequestMessage, from: NodeId, answer: { readonly code: number; readonly term: number; readonly count: number; readonly endIndex: number; readonly index?: number | undefined }, opaque: number): ResponseEvent | undefined => {
  const code = pushCodes.get(answer.code)
  if (code === undefined || answer.index === undefined) return undefined
  const { term, index } = answer
  switch (message._tag) {
    case "PushCompare":
      return { _tag: "PushCompareResponse", from, term, opaque, index, code, endIndex: answer.endIndex, xIndex: -1 }
    case "PushTruncate":
      return { _tag: "PushTruncateResponse", from, term, opaque, index, code }
    case "PushAppend":
      // A count of 0 is that of peers that know no lists.
      return { _tag: "PushAppendResponse", from, term, index, count: Math.max(1, answer.count), code }
    default:
      return undefined
  }
}
