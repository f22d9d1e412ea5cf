/**
 * Records of the revive topic: what is written for each, and what is read of a text. Each is one question and one answer.
 *
 * @module
 */
import { rulesFor } from "../../spec/machine.ts"
import { type Handle, type PopRecord, readRecord, readRevived, type Said, sayAck, sayCk, sayReset } from "../../spec/pop/records.ts"
import type { InOrder } from "../../spec/pop/state.ts"
import type { Alphabet, Runs } from "./alone.ts"

export interface Records {
  readonly records: true
}

export interface HandedOut extends Handle {
  readonly invisibleTime: number
  readonly offsets: readonly number[]
  readonly origin?: { readonly startOffset: number; readonly popTime: number }
  readonly order?: InOrder
}

export type RecordsEvent =
  | { readonly _tag: "SaysCk"; readonly ck: HandedOut }
  | { readonly _tag: "SaysAck"; readonly handle: Handle; readonly offsets: readonly number[] }
  | { readonly _tag: "SaysReset"; readonly group: string; readonly topic: string; readonly queueId: number; readonly offset: number }
  | { readonly _tag: "Reads"; readonly text: Said; readonly reviveOffset: number; readonly index: number }
  | { readonly _tag: "ReadsRevived"; readonly body: string }

export type RecordsOutput = { readonly _tag: "Text"; readonly tags: string; readonly body: unknown } | { readonly _tag: "Record"; readonly record: PopRecord | null }

const rule = rulesFor<Records, RecordsEvent, RecordsOutput>()

const BROKER = { brokerName: "broker-a" }

/** Fields in whatever order. */
const text = ({ tags, body }: Said): RecordsOutput => ({ _tag: "Text", tags, body: JSON.parse(body) as unknown })

export const records: Runs<Records, RecordsEvent, RecordsOutput> = {
  name: "records",
  rules: {
    SaysCk: rule("SaysCk", () => "said" as const, (self, { ck }) => [self, [text(sayCk(BROKER, ck))]], ["said"]),
    SaysAck: rule("SaysAck", () => "said" as const, (self, { handle, offsets }) => [self, [text(sayAck(BROKER, handle, offsets))]], ["said"]),
    SaysReset: rule("SaysReset", () => "said" as const, (self, { group, topic, queueId, offset }) => [self, [text(sayReset(group, topic, queueId, offset))]], ["said"]),
    Reads: rule("Reads", () => "read" as const, (self, { text: said, reviveOffset, index }) => [self, [{ _tag: "Record", record: readRecord(said, reviveOffset, index) ?? null }]], ["read"]),
    ReadsRevived: rule("ReadsRevived", () => "read" as const, (self, { body }) => [self, [{ _tag: "Record", record: readRevived(body) ?? null }]], ["read"])
  }
}

const handle: Handle = { group: "g", topic: "t", queueId: 1, startOffset: 4, popTime: 1_000 }

const cks: readonly HandedOut[] = [
  { ...handle, invisibleTime: 60, offsets: [4] },
  { ...handle, invisibleTime: 60, offsets: [4, 6, 7] },
  { ...handle, startOffset: 6, popTime: 2_000, invisibleTime: 90, offsets: [6], origin: { startOffset: 4, popTime: 1_000 } },
  { ...handle, invisibleTime: 60, offsets: [4, 5], order: { times: [[4, 1]] } },
  { ...handle, invisibleTime: 60, offsets: [4], order: { times: [], attemptId: "a" } }
]

const CK = { bm: 0, bn: "broker-a", c: "g", d: [0, 2], it: 60, n: 2, pt: 1_000, q: 1, ro: 0, so: 4, t: "t" }
const ACK = { ao: 6, bn: "broker-a", c: "g", pt: 1_000, q: 1, so: 4, t: "t" }

/** As RocketMQ writes them, ours where it has none, and what is no record. */
const TEXTS: readonly (readonly [tags: string, body: object | string])[] = [
  ["ck", CK],
  ["ck", { ...CK, os: 3, op: 900 }],
  ["ck", { ...CK, os: 3 }],
  ["ock", { ...CK, oc: [[4, 2]] }],
  ["ock", { ...CK, oc: [], a: "x" }],
  ["ock", CK],
  ["ck", { ...CK, oc: [[4, 2]] }],
  ["ck", { ...CK, d: "0" }],
  ["ck", { ...CK, pt: "now" }],
  ["ck", { ...CK, c: 1 }],
  ["ack", ACK],
  ["ack", { ...ACK, aol: [6, 7] }],
  ["ack", { ...ACK, ao: null }],
  ["bAck", { ...ACK, ao: -1, aol: [4, 6] }],
  ["bAck", ACK],
  ["reset", { c: "g", t: "t", q: 1, so: 9 }],
  ["reset", { c: "g", t: "t", so: 9 }],
  ["other", CK],
  ["other", ACK],
  ["ck", "{"],
  ["ck", "null"]
]

const bodyOf = (body: object | string): string => (typeof body === "string" ? body : JSON.stringify(body))

export const recordsAlphabet: Alphabet<Records, RecordsEvent> = {
  initial: { records: true },
  events: () => [
    ...cks.map((ck): RecordsEvent => ({ _tag: "SaysCk", ck })),
    ...[[5], [5, 6], []].map((offsets): RecordsEvent => ({ _tag: "SaysAck", handle, offsets })),
    { _tag: "SaysReset", group: "g", topic: "t", queueId: 1, offset: 9 },
    ...TEXTS.map(([tags, body]): RecordsEvent => ({ _tag: "Reads", text: { tags, body: bodyOf(body) }, reviveOffset: 2, index: 8 })),
    ...[ACK, { ...ACK, ao: -1, aol: [4] }, CK].map((body): RecordsEvent => ({ _tag: "ReadsRevived", body: JSON.stringify(body) }))
  ]
}
