/**
 * Bodies on their way: the machine names entries and requests, the bodies wait here for the output that wants them.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import type { MessageType } from "../metrics/observations.ts"
import type { RequestId } from "../../spec/vocabulary.ts"

/** A message as a producer sent it, ready to be stored once its place is known. */
export interface Draft {
  /** In RocketMQ's stored form; queue offset, physical offset and store time are filled in when it is written. */
  readonly encoded: Buffer
  /** Absent: a normal one. */
  readonly type?: MessageType
}

/** Bodies of entries, from `first` on. */
export interface Arrived {
  readonly first: number
  readonly bodies: readonly Buffer[]
  /** Where each entry begins in the log that it comes from. Absent: nobody has said. */
  readonly positions?: readonly number[]
}

export interface Bodies {
  /** Messages of a send, until they are written. */
  readonly drafts: Map<RequestId, readonly Draft[]>
  /** Where the messages of a send were written: positions of their bodies in the log. */
  readonly placed: Map<RequestId, readonly number[]>
  /** Bodies that came with an event, by the event itself. */
  readonly arrived: WeakMap<object, Arrived>
}

export const makeBodies = (): Bodies => ({ drafts: new Map(), placed: new Map(), arrived: new WeakMap() })

const CARRIERS: readonly string[] = ["AppendEntries", "TransferData", "PushAppend", "PushTruncate"]
type Carrier = Extract<BrokerEvent | DLedgerEvent, { readonly _tag: "AppendEntries" | "TransferData" | "PushAppend" | "PushTruncate" }>

/** Is it one of the events whose entries' bodies travel beside it? */
export const carriesEntries = (event: BrokerEvent | DLedgerEvent): event is Carrier => CARRIERS.includes(event._tag)
