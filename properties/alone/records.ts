/**
 * What is written and read of pops, a second time: RocketMQ's texts field by field.
 *
 * RocketMQ `PopCheckPoint`, `AckMsg`, `BatchAckMsg`, `PopReviveService`, which knows each by its tag.
 *
 * @module
 */
import type { Records, RecordsEvent, RecordsOutput } from "../../models/alone/records.ts"
import type { PopRecord } from "../../spec/pop/records.ts"
import { refining } from "./refines.ts"

const refines = refining<Records, RecordsEvent, RecordsOutput>()

export const writtenAsByRocketMQ = refines("T28 WrittenAsByRocketMQ", "A check point, an ack, acks together, and a reset each leave their record in the log, in the form that RocketMQ has for it: places counted from where the pop began.", "PopCheckPoint, AckMsg, BatchAckMsg", {
  SaysCk: (_, { ck: { group, topic, queueId, startOffset, popTime, invisibleTime, offsets, origin, order } }) => {
    const body: Record<string, unknown> = { c: group, t: topic, q: queueId, so: startOffset, pt: popTime, it: invisibleTime, bn: "broker-a", bm: 0, ro: 0, n: offsets.length, d: offsets.map((offset) => offset - startOffset) }
    if (origin !== undefined) Object.assign(body, { os: origin.startOffset, op: origin.popTime })
    if (order !== undefined) body["oc"] = order.times
    if (order?.attemptId !== undefined) body["a"] = order.attemptId
    return { says: [{ _tag: "Text", tags: order === undefined ? "ck" : "ock", body }] }
  },
  SaysAck: (_, { handle: { group, topic, queueId, startOffset, popTime }, offsets }) => {
    const body = { c: group, t: topic, q: queueId, so: startOffset, pt: popTime, bn: "broker-a" }
    const [only] = offsets
    return { says: [{ _tag: "Text", ...(offsets.length === 1 ? { tags: "ack", body: { ...body, ao: only } } : { tags: "bAck", body: { ...body, ao: -1, aol: offsets } }) }] }
  },
  SaysReset: (_, { group, topic, queueId, offset }) => ({ says: [{ _tag: "Text", tags: "reset", body: { c: group, t: topic, q: queueId, so: offset } }] })
})

const fieldsOf = (body: string): { readonly [name: string]: unknown } => {
  try {
    const json: unknown = JSON.parse(body)
    return typeof json === "object" && json !== null ? (json as { readonly [name: string]: unknown }) : {}
  } catch {
    return {}
  }
}

const isNumbers = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every((each) => typeof each === "number")

const recordIn = (tags: string, body: string, reviveOffset: number, index: number): PopRecord | null => {
  const { c: group, t: topic, q: queueId, so: startOffset, pt: popTime, it, d, os, op, oc, a, ao, aol } = fieldsOf(body)
  if (typeof group !== "string" || typeof topic !== "string" || typeof queueId !== "number" || typeof startOffset !== "number") return null
  if (tags === "reset") return { _tag: "Reset", group, topic, queueId, offset: startOffset }
  if (typeof popTime !== "number") return null
  const handle = { group, topic, queueId, startOffset, popTime }
  const isInOrder = tags === "ock" && Array.isArray(oc)
  if ((tags === "ck" || isInOrder) && typeof it === "number" && isNumbers(d)) {
    return {
      _tag: "Ck",
      ...handle,
      invisibleTime: it,
      offsets: d.map((diff) => startOffset + diff),
      reviveOffset,
      index,
      ...(typeof os === "number" && typeof op === "number" ? { origin: { startOffset: os, popTime: op } } : {}),
      ...(isInOrder ? { order: { times: oc as readonly (readonly [number, number])[], ...(typeof a === "string" ? { attemptId: a } : {}) } } : {})
    }
  }
  if (tags === "bAck" && isNumbers(aol)) return { _tag: "Ack", ...handle, offsets: aol }
  return tags === "ack" && typeof ao === "number" ? { _tag: "Ack", ...handle, offsets: [ao] } : null
}

export const readAsWritten = refines("T29 ReadAsWritten", "A record of the revive topic is what its tag and its text say; what says neither is no record, and harms nobody.", "PopReviveService.consumeReviveMessage", {
  Reads: (_, { text: { tags, body }, reviveOffset, index }) => ({ says: [{ _tag: "Record", record: recordIn(tags, body, reviveOffset, index) }] }),
  ReadsRevived: (_, { body }) => ({ says: [{ _tag: "Record", record: recordIn("ack", body, -1, -1) }] })
})

export const ofRecords = [writtenAsByRocketMQ, readAsWritten] as const
