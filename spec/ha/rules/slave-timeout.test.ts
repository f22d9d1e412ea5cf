import { expect, test } from "vitest"
import { acked, connected, master, send, take } from "../testing.ts"

const timeout = { _tag: "SlaveTimeout", request: "r1" } as const

test("too late: FLUSH_SLAVE_TIMEOUT, which is no ack", () => {
  expect(take(master({ written: 1, slaves: { a1: connected(-1, { awaiting: true }) }, pending: [send("r1", 0)] }), timeout)).toEqual({
    verdict: "too late",
    changed: { pending: [] },
    outputs: [acked("r1", 0, "FLUSH_SLAVE_TIMEOUT")]
  })
})

test("too late: the master's own disk is waited for all the same, and the slaves' failure is what is told", () => {
  const config = { flushDiskType: "SYNC_FLUSH" } as const
  const failed = { disk: null, slaves: "FLUSH_SLAVE_TIMEOUT" } as const
  const self = master({ config, written: 1, durable: 0, pending: [send("r1", 0)] })
  expect(take(self, timeout)).toEqual({ verdict: "too late", changed: { pending: [send("r1", 0, { failed })] }, outputs: [] })
  const waiting = master({ config, written: 1, durable: 0, pending: [send("r1", 0, { failed })] })
  expect(take(waiting, { _tag: "Flushed", index: 0, term: 0 }).outputs).toEqual([{ _tag: "CancelTimer", event: { _tag: "SyncFlushTimeout", request: "r1" } }, acked("r1", 0, "FLUSH_SLAVE_TIMEOUT")])
  expect(take(waiting, { _tag: "SyncFlushTimeout", request: "r1" }).outputs).toEqual([acked("r1", 0, "FLUSH_SLAVE_TIMEOUT")])
})

test("answered before: nothing to do", () => {
  expect(take(master(), timeout)).toEqual({ verdict: "answered before", changed: {}, outputs: [] })
})
