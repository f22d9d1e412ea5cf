/**
 * One way in which a node can have come to what it has said so far: its state by the rules, and what is under way.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import type { DLedgerOutput } from "../../spec/dledger/outputs.ts"
import type * as Log from "../../spec/log/log.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import { DLedgerResponseCode } from "../dledger/bodies.ts"
import { type Answered, isRequestMessage, type RequestMessage, type ResponseMessage } from "../dledger/messages.ts"
import { leftBehind, restart, take, type Taken } from "./leeway.ts"
import type { Rpc } from "./traffic.ts"

export interface Configuration {
  readonly self: Broker
  /** What the rules had it ask and no frame has shown yet. It may never: a connection breaks. */
  readonly owed: readonly { readonly to: NodeId; readonly message: RequestMessage }[]
  /** COMPAREs and TRUNCATEs that were seen, with the number that the rules know them by. */
  readonly numbers: readonly { readonly line: number; readonly opaque: number }[]
  /** Requests that it has handled before its answer was seen. */
  readonly early: readonly { readonly rpc: Rpc; readonly answer: Said | undefined }[]
  /** Answers that have come and that it has not looked at yet. */
  readonly late: readonly Rpc[]
  /** What was committed when it was last restarted: a checkpoint may say so. */
  readonly checkpoint: number
  /** It has lost a connection since it was last restarted. */
  readonly mayRestart: boolean
  /** What the next restart may find, where that is more than its log. */
  readonly remains: Log.Log | undefined
  /** What was filled in to come here. */
  readonly filled: Filled
}

export interface Filled {
  readonly timeouts: number
  readonly appends: number
  readonly restarts: number
  /** Entries that restarts have brought back: a TRUNCATE had cut them. */
  readonly back: number
}

export const nothingFilled: Filled = { timeouts: 0, appends: 0, restarts: 0, back: 0 }

/** What the rules have it answer. */
export type Said = Pick<Answered, "outcome" | "term" | "endIndex">

/** Requests that no frame has shown are kept so many. */
const OWED = 64
const NUMBERS = 16

export const start = (self: Broker): Configuration => ({ self, owed: [], numbers: [], early: [], late: [], checkpoint: -1, mayRestart: false, remains: undefined, filled: nothingFilled })

/** The configuration after a step of the rules, and what the step says to `asker`. */
export const taken = (before: Configuration, [self, outputs]: Taken, asker?: NodeId): { readonly after: Configuration; readonly answer: ResponseMessage | undefined } => {
  let answer: ResponseMessage | undefined
  let owed = before.owed
  for (const output of outputs as readonly DLedgerOutput[]) {
    if (output._tag !== "SendToPeer") continue
    const message = output.message as RequestMessage | ResponseMessage
    if (isRequestMessage(message)) owed = [...owed, { to: output.to, message }]
    else if (output.to === asker) answer = message
  }
  return { after: { ...before, self, remains: leftBehind(before.remains, before.self.log, self.log), owed: owed.length > OWED ? owed.slice(-OWED) : owed }, answer }
}

/** It takes the request in; with what it answers, as it is on the wire. No answer: it never will. */
export const handle = (before: Configuration, { asked: { from, message } }: Rpc): { readonly after: Configuration; readonly answer: Said | undefined } => {
  const { after, answer } = taken(before, take(before.self, { ...message, from }), from)
  return { after, answer: said(before, after, message, answer) }
}

const said = (before: Configuration, { self }: Configuration, { _tag, term }: RequestMessage, answer: ResponseMessage | undefined): Said | undefined => {
  const endIndex = self.log.lastIndex
  if (_tag === "PushCommit") return { outcome: before.self.raft.role === "FOLLOWER" ? DLedgerResponseCode.SUCCESS : DLedgerResponseCode.NOT_FOLLOWER, term, endIndex }
  if (answer === undefined) return undefined
  if (answer._tag === "VoteResponse") return { outcome: answer.voteResult, term: answer.term }
  if (answer._tag === "HeartBeatResponse") return { outcome: DLedgerResponseCode[answer.code], term: answer.code === "EXPIRED_TERM" ? answer.term : -1 }
  return { outcome: DLedgerResponseCode[answer.code], term: answer.term, endIndex }
}

export const isSame = (said: Said | undefined, seen: Said): boolean => said !== undefined && said.outcome === seen.outcome && said.term === seen.term && said.endIndex === seen.endIndex

/** It looks at the answer to what it has asked. */
export const lookAt = (before: Configuration, rpc: Rpc): Configuration => {
  const event = rpc.answer?.event
  if (event === undefined) return before
  const opaque = before.numbers.find(({ line }) => line === rpc.line)?.opaque ?? -1
  return taken(before, take(before.self, "opaque" in event ? { ...event, opaque } : event)).after
}

/** A checkpoint may say what was committed, and votes and entries are written before anybody hears of them. */
export const restarted = (before: Configuration): Configuration => {
  const self = restart(before.self)
  // Nothing has happened since: those who dial it in vain do not make it start again.
  const isNew = before.self.raft.role === "CANDIDATE" && before.self.dledger.round === null && before.early.length === 0 && before.filled.restarts > 0 && keyOf({ ...before, self }) === keyOf(before)
  return { ...start(self), checkpoint: committed(before), filled: { ...before.filled, restarts: before.filled.restarts + (isNew ? 0 : 1) } }
}

/** The same, and what a TRUNCATE had cut is back; `undefined`: nothing is left of it. */
export const broughtBack = (before: Configuration): Configuration | undefined => {
  const { remains, self } = before
  if (remains === undefined) return undefined
  const { filled, checkpoint } = restarted(before)
  const back = filled.back + remains.lastIndex - self.log.lastIndex
  return { ...start(restart(self, remains)), checkpoint, filled: { ...filled, restarts: before.filled.restarts + 1, back } }
}

/** As far as it may say. */
export const committed = ({ self, checkpoint }: Configuration): number => Math.max(self.raft.commitIndex, Math.min(checkpoint, self.log.lastIndex))

/** It has asked this, as the rules have it; `undefined`: they do not. */
export const shown = (before: Configuration, { line, asked: { to, message } }: Rpc): Configuration | undefined => {
  const at = before.owed.findIndex((owed) => owed.to === to && asksTheSame(owed.message, message) && (!("commitIndex" in message) || message.commitIndex <= committed(before)))
  if (at < 0) return undefined
  const owed = (before.owed[at] as Configuration["owed"][number]).message
  return {
    ...before,
    owed: before.owed.filter((_, i) => i !== at),
    numbers: "opaque" in owed ? [...before.numbers.slice(1 - NUMBERS), { line, opaque: owed.opaque }] : before.numbers
  }
}

/** But for how far is committed: a thread of its own counts that, and a push may say what it had counted before. */
const asksTheSame = (a: RequestMessage, b: RequestMessage): boolean => {
  if (a._tag !== b._tag || a.term !== b.term) return false
  switch (a._tag) {
    case "VoteRequest":
      return a.ledgerEndIndex === (b as typeof a).ledgerEndIndex && a.ledgerEndTerm === (b as typeof a).ledgerEndTerm
    case "PushCompare":
      return a.index === (b as typeof a).index && a.entryTerm === (b as typeof a).entryTerm
    case "PushTruncate":
    case "PushAppend":
      return sameEntries(a.entries, (b as typeof a).entries)
    default:
      return true
  }
}

type Slice = Extract<RequestMessage, { readonly _tag: "PushAppend" }>["entries"]

const sameEntries = (a: Slice, b: Slice): boolean =>
  a.prevLogIndex === b.prevLogIndex && a.lastIndex === b.lastIndex && a.runs.length === b.runs.length && a.runs.every(({ first, term }, i) => first === b.runs[i]?.first && term === b.runs[i]?.term)

/** Two of the same key go on alike. */
export const keyOf = ({ self, owed, numbers, early, late, checkpoint, mayRestart, remains }: Configuration): string =>
  JSON.stringify([self.raft, self.dledger, self.log, owed, numbers, early.map(({ rpc, answer }) => [rpc.line, answer]), late.map(({ line }) => line), checkpoint, mayRestart, remains?.lastIndex, remains?.runs])
