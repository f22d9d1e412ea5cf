import { describe, expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { sendMessage } from "../../broker/testing.ts"
import * as Log from "../../log/log.ts"
import { asyncReplication } from "../../modes/async-replication.ts"
import { acked, beatsNoMore, closed, connected, entries, master, send, take, transferred, unwatched, watched } from "../testing.ts"

const report = (maxOffset: number, connection = "c1"): EventOf<"ReportSlaveMaxOffset"> => ({ _tag: "ReportSlaveMaxOffset", from: "a1", connection, maxOffset })
const timer = (request: string) => ({ _tag: "CancelTimer", event: { _tag: "SlaveTimeout", request } })
const slaves = (a1: ReturnType<typeof connected>) => ({ serving: true, slaves: { a1 }, connection: null })

test("of an earlier connection: nothing changes", () => {
  expect(take(master({ slaves: { a1: connected(-1, { connection: "c2" }) } }), report(0))).toEqual({ verdict: "of an earlier connection", changed: {}, outputs: [] })
  expect(take(master(), report(0)).verdict).toBe("of an earlier connection")
})

test("ahead of its master: sent away, and acks nothing", () => {
  const self = master({ written: 1, slaves: { a1: connected(-1, { began: null, awaiting: true }) }, pending: [send("r1", 0)] })
  expect(take(self, report(1))).toEqual({
    verdict: "ahead of its master",
    changed: { ha: { serving: true, slaves: {}, connection: null } },
    outputs: [closed(), unwatched(), beatsNoMore()]
  })
})

test("begins: the copy starts behind what the slave has", () => {
  const self = master({ written: 3, slaves: { a1: connected(-1, { began: null, awaiting: true }) } })
  expect(take(self, report(0))).toEqual({
    verdict: "begins",
    changed: { ha: slaves(connected(0, { began: 0, awaiting: true })) },
    outputs: [watched(), transferred(entries(1, 2))]
  })
})

test("begins: a slave that lacks what has expired is sent nothing, for it would have a gap", () => {
  const self = master({ written: 4, slaves: { a1: connected(-1, { began: null, awaiting: true }) } })
  const from = (maxOffset: number) => take({ ...self, log: Log.compact(self.log, 1) }, report(maxOffset)).outputs
  expect(from(0)).toEqual([watched()])
  expect(from(1)).toHaveLength(2)
})

test("begins: a slave without a log begins where its master's does", () => {
  const self = master({ written: 4, slaves: { a1: connected(-1, { began: null, awaiting: true }) } })
  const { changed, outputs } = take({ ...self, log: Log.compact(self.log, 1) }, report(-1))
  expect(changed).toEqual({ ha: slaves(connected(1, { began: 1, awaiting: true })) })
  expect(outputs).toEqual([watched(), transferred(entries(2, 3))])
})

test("begins: what the slave has from before is no ack", () => {
  const self = master({ written: 1, slaves: { a1: connected(-1, { began: null, awaiting: true }) }, pending: [send("r1", 0)] })
  expect(take(self, report(0))).toEqual({ verdict: "begins", changed: { ha: slaves(connected(0, { began: 0 })) }, outputs: [watched()] })
})

test("acks: what was copied on the connection is acked, and the next stretch leaves", () => {
  const self = master({ written: 3, slaves: { a1: connected(-1, { awaiting: true }) }, pending: [send("r1", 0), send("r2", 1), send("r3", 2)] })
  expect(take(self, report(1))).toEqual({
    verdict: "acks",
    changed: { ha: slaves(connected(1, { awaiting: true })), pending: [send("r3", 2)] },
    outputs: [watched(), timer("r1"), acked("r1", 0), timer("r2"), acked("r2", 1), transferred(entries(2, 2))]
  })
})

test("acks: with SYNC_FLUSH not before the master's own disk", () => {
  const config = { flushDiskType: "SYNC_FLUSH" } as const
  const self = master({ config, written: 1, durable: 0, slaves: { a1: connected(-1, { awaiting: true }) }, pending: [send("r1", 0)] })
  expect(take(self, report(0)).outputs).toEqual([watched()])
})

test("acks: with requiredAcks=3 two slaves", () => {
  const self = master({ config: { requiredAcks: 3 }, written: 1, slaves: { a1: connected(-1, { awaiting: true }) }, pending: [send("r1", 0)] })
  expect(take(self, report(0)).outputs).toEqual([watched()])
  const two = master({ config: { requiredAcks: 3 }, written: 1, slaves: { a1: connected(-1, { awaiting: true }), a2: connected(0, { connection: "c9" }) }, pending: [send("r1", 0)] })
  expect(take(two, report(0)).outputs).toEqual([watched(), timer("r1"), acked("r1", 0)])
})

test("acks: in mode 2 nothing waits for it", () => {
  const self = master({ config: { brokerRole: "ASYNC_MASTER" }, written: 1, slaves: { a1: connected(-1, { awaiting: true }) } })
  expect(take(self, report(0), asyncReplication)).toEqual({ verdict: "acks", changed: { ha: slaves(connected(0)) }, outputs: [watched()] })
})

describe("a slave that is streamed to", () => {
  const streamed = (acked: number, sent: number, over: Parameters<typeof connected>[1] = {}) => ({ a1: connected(acked, { sent, ...over }) })
  const config = { maxBatchEntries: 3 }

  test("is sent what follows without a report of it, so much at most", () => {
    const self = master({ config, written: 9, slaves: streamed(-1, -1, { began: null, awaiting: true }) })
    expect(take(self, report(0))).toEqual({
      verdict: "begins",
      changed: { ha: slaves(connected(0, { began: 0, sent: 3 })) },
      outputs: [watched(), transferred(entries(1, 3))]
    })
    expect(take(master({ config, written: 9, slaves: streamed(0, 3) }), report(2)).outputs).toEqual([watched(), transferred(entries(4, 5))])
  })

  test("sends the message that comes meanwhile at once", () => {
    const sent = take(master({ config, written: 2, slaves: streamed(0, 1) }), sendMessage())
    expect(sent.outputs.at(-1)).toEqual(transferred(entries(2, 2)))
  })

  test("counts for nothing that was not sent to it", () => {
    const self = master({ config: { maxBatchEntries: 1 }, written: 3, slaves: streamed(-1, 0), pending: [send("r1", 0), send("r2", 1)] })
    expect(take(self, report(1))).toEqual({
      verdict: "acks",
      changed: { ha: slaves(connected(0, { sent: 1 })), pending: [send("r2", 1)] },
      outputs: [watched(), timer("r1"), acked("r1", 0), transferred(entries(1, 1))]
    })
  })

  test("lacks what has expired: it is sent nothing", () => {
    const self = master({ written: 4, slaves: streamed(-1, -1, { began: null, awaiting: true }) })
    expect(take({ ...self, log: Log.compact(self.log, 1) }, report(0)).outputs).toEqual([watched()])
  })
})
