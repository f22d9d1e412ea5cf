import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { beats, beatsNoMore, closed, connected, master, reported, slave, take, unwatched, watched } from "../testing.ts"

const connect = (from: string, connection = "c1"): EventOf<"HaConnected"> => ({ _tag: "HaConnected", from, connection })
const reconnects = { _tag: "CancelTimer", event: { _tag: "HaReconnectTimeout" } }

test("slave reports: where its log ends, at once", () => {
  expect(take(slave({ written: 2 }), connect("a0"))).toEqual({
    verdict: "slave reports",
    changed: { ha: { serving: false, slaves: {}, connection: "c1" } },
    outputs: [reconnects, watched(), reported(1)]
  })
})

test("slave reports: with slaveAck=FSYNC not before its log is on disk", () => {
  expect(take(slave({ config: { slaveAck: "FSYNC" }, written: 2, durable: 1 }), connect("a0")).outputs).toEqual([reconnects, watched(), { _tag: "Flush" }])
})

test("slave has one: a second connection is closed", () => {
  expect(take(slave({ connection: "c0" }), connect("a0"))).toEqual({ verdict: "slave has one", changed: {}, outputs: [closed()] })
})

test("not its master: closed", () => {
  expect(take(slave(), connect("a2"))).toEqual({ verdict: "not its master", changed: {}, outputs: [closed()] })
})

test("slave comes: it is counted as there, and nothing is sent before it reports", () => {
  expect(take(master({ written: 1 }), connect("a1"))).toEqual({
    verdict: "slave comes",
    changed: { ha: { serving: true, slaves: { a1: { connection: "c1", began: null, acked: -1, awaiting: true } }, connection: null } },
    outputs: [watched(), beats()]
  })
})

test("slave comes again: the old connection is closed, so that it counts once", () => {
  expect(take(master({ slaves: { a1: connected(0, { connection: "c0" }) } }), connect("a1"))).toEqual({
    verdict: "slave comes again",
    changed: { ha: { serving: true, slaves: { a1: { connection: "c1", began: null, acked: -1, awaiting: true } }, connection: null } },
    outputs: [closed("c0"), unwatched("c0"), beatsNoMore("c0"), watched(), beats()]
  })
})

test("slave comes: one of RocketMQ's is streamed to", () => {
  expect(take(master({ written: 1 }), { ...connect("rocketmq:127.0.0.1:5"), streams: true }).changed).toEqual({
    ha: { serving: true, slaves: { "rocketmq:127.0.0.1:5": { connection: "c1", began: null, acked: -1, awaiting: true, sent: -1 } }, connection: null }
  })
})
