/**
 * What a recording holds, as requests and their answers between members of a group.
 *
 * @module
 */
import type { Slice } from "../../spec/log/log.ts"
import { responseCodeName } from "../dledger/bodies.ts"
import type { Answered, Asked } from "../dledger/messages.ts"

/** A request and what became of it. */
export interface Rpc {
  /** The line of the request's frame. */
  readonly line: number
  /** Milliseconds since the recording began. */
  readonly at: number
  readonly asked: Asked
  answer?: Answered
  answerLine?: number
  answerAt?: number
}

/** What one node said or heard, in the order in which it passed the recorder. */
export type Item =
  | { readonly kind: "asks" | "hears" | "answers" | "is answered"; readonly rpc: Rpc; readonly line: number }
  /** A connection of it has closed: it may have been killed and started again; `last`: and it has no other. */
  | { readonly kind: "loses a connection"; readonly line: number; readonly last: boolean }

/** A message for a person: as in `docs/dledger-as-released.md`, with indices in the place of payloads. */
export const describeAsked = ({ message }: Pick<Asked, "message">): string => {
  switch (message._tag) {
    case "VoteRequest":
      return `VOTE(term ${message.term}, ledger ends at ${message.ledgerEndIndex} of term ${message.ledgerEndTerm})`
    case "HeartBeatRequest":
      return `HEART_BEAT(term ${message.term})`
    case "PushCompare":
      return `COMPARE(term ${message.term}, entry ${message.index} of term ${message.entryTerm})`
    case "PushTruncate":
      return `TRUNCATE(term ${message.term}, behind ${message.index} ${ofTerms(message.entries)}; committed ${message.commitIndex})`
    case "PushAppend": {
      const { prevLogIndex, lastIndex } = message.entries
      return `APPEND(term ${message.term}, at ${prevLogIndex + 1}${lastIndex > prevLogIndex + 1 ? `–${lastIndex}` : ""} ${ofTerms(message.entries)}; committed ${message.commitIndex})`
    }
    case "PushCommit":
      return `COMMIT(term ${message.term}, committed ${message.commitIndex})`
  }
}

const ofTerms = ({ runs }: Slice): string => `of term${runs.length === 1 ? "" : "s"} ${runs.map(({ term }) => term).join(", ")}`

export const outcomeName = (outcome: number | string): string => (typeof outcome === "string" ? outcome : responseCodeName(outcome))

/** `endIndex`, where the answer has it. */
export const describeAnswer = ({ outcome, term, endIndex }: Pick<Answered, "outcome" | "term" | "endIndex">): string =>
  `${outcomeName(outcome)}${endIndex === undefined ? (term < 0 ? "" : ` (term ${term})`) : ` (ends at ${endIndex})`}`
