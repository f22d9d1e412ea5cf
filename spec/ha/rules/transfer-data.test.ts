import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import type { Slice } from "../../log/log.ts"
import { closed, connectsLater, entries, reported, slave, take, unwatched, watched } from "../testing.ts"

const transfer = (slice: Slice, connection = "c1"): EventOf<"TransferData"> => ({ _tag: "TransferData", from: "a0", connection, entries: slice })
const flush = { _tag: "Flush" }

test("of an earlier connection: nothing changes", () => {
  expect(take(slave({ connection: "c2" }), transfer(entries(0, 0)))).toEqual({ verdict: "of an earlier connection", changed: {}, outputs: [] })
})

test.each([
  ["behind its end", entries(0, 1)],
  ["beyond its end", entries(2, 2)]
])("not at its end: entries that begin %s close the connection", (_where, slice) => {
  expect(take(slave({ connection: "c1", written: 1 }), transfer(slice))).toEqual({
    verdict: "not at its end",
    changed: { ha: { serving: false, slaves: {}, connection: null } },
    outputs: [closed(), unwatched(), connectsLater]
  })
})

test("heartbeat: answered with its end", () => {
  expect(take(slave({ connection: "c1", written: 1 }), transfer(entries(1, 0)))).toEqual({ verdict: "heartbeat", changed: {}, outputs: [watched(), reported(0)] })
})

test("heartbeat: a slave without a log has no end that it could differ from", () => {
  expect(take(slave({ connection: "c1" }), transfer(entries(2, 1)))).toEqual({ verdict: "heartbeat", changed: {}, outputs: [watched(), reported(-1)] })
})

test("begins later: a slave without a log begins where what it is sent does", () => {
  expect(take(slave({ connection: "c1" }), transfer(entries(2, 3)))).toEqual({
    verdict: "begins later",
    changed: { base: { index: 1, term: 0 }, log: [0, 0], durable: 1, dispatchedIndex: 1, dispatchingIndex: 3 },
    outputs: [{ _tag: "ResetLog", index: 1, term: 0, ends: [] }, { _tag: "WriteEntries", first: 2, last: 3 }, { _tag: "Dispatch", last: 3 }, watched(), reported(3)]
  })
})

test("appends: written, visible, reported", () => {
  expect(take(slave({ connection: "c1", written: 1 }), transfer(entries(1, 2)))).toEqual({
    verdict: "appends",
    changed: { log: [0, 0, 0], dispatchingIndex: 2 },
    outputs: [{ _tag: "WriteEntries", first: 1, last: 2 }, { _tag: "Dispatch", last: 2 }, watched(), reported(2)]
  })
})

test("appends: with slaveAck=FSYNC reported once it is on disk", () => {
  const config = { slaveAck: "FSYNC" } as const
  expect(take(slave({ config, connection: "c1" }), transfer(entries(0, 0))).outputs.slice(2)).toEqual([watched(), flush])
  const self = slave({ config, connection: "c1", written: 1, durable: 0 })
  expect(take(self, { _tag: "Flushed", index: 0, term: 0 }).outputs).toEqual([reported(0)])
})

test("appends: with SYNC_FLUSH the disk is asked at once, and the report does not wait for it", () => {
  const config = { flushDiskType: "SYNC_FLUSH" } as const
  expect(take(slave({ config, connection: "c1" }), transfer(entries(0, 0))).outputs.slice(2)).toEqual([flush, watched(), reported(0)])
})
