/**
 * Everything that can happen to a node of a released DLedger: its peers' messages and one more timer; the rest is what
 * happens to every broker. Leadership is not handed over here.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { clients, disk, metadata, timers } from "../broker/events.ts"
import { NodeId } from "../vocabulary.ts"
import { dledgerMessageFields } from "./messages.ts"

const from = { from: NodeId }

const peer = {
  VoteRequest: { ...from, ...dledgerMessageFields.VoteRequest },
  VoteResponse: { ...from, ...dledgerMessageFields.VoteResponse },
  HeartBeatRequest: { ...from, ...dledgerMessageFields.HeartBeatRequest },
  HeartBeatResponse: { ...from, ...dledgerMessageFields.HeartBeatResponse },
  PushCompare: { ...from, ...dledgerMessageFields.PushCompare },
  PushCompareResponse: { ...from, ...dledgerMessageFields.PushCompareResponse },
  PushTruncate: { ...from, ...dledgerMessageFields.PushTruncate },
  PushTruncateResponse: { ...from, ...dledgerMessageFields.PushTruncateResponse },
  PushAppend: { ...from, ...dledgerMessageFields.PushAppend },
  PushAppendResponse: { ...from, ...dledgerMessageFields.PushAppendResponse },
  PushCommit: { ...from, ...dledgerMessageFields.PushCommit }
} as const

/** A dispatcher's turn: its request was not answered in time, or it has waited long enough to say how far is committed. */
const own = { PushTimeout: { peer: NodeId } } as const

const { LeadershipTransfer: _notHere, ...requests } = clients

export const DLedgerTimer = Schema.TaggedUnion({ ...timers, ...own })
export type DLedgerTimer = typeof DLedgerTimer.Type

export const DLedgerEvent = Schema.TaggedUnion({ ...peer, ...timers, ...own, ...disk, ...requests, ...metadata })
export type DLedgerEvent = typeof DLedgerEvent.Type
export type DLedgerEventOf<Tag extends DLedgerEvent["_tag"]> = Extract<DLedgerEvent, { readonly _tag: Tag }>
