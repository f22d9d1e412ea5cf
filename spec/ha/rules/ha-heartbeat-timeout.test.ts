import { expect, test } from "vitest"
import { sendMessage } from "../../broker/testing.ts"
import { syncDoubleWrite } from "../../modes/sync-double-write.ts"
import { beats, connected, entries, master, take, transferred } from "../testing.ts"

const timeout = { _tag: "HaHeartbeatTimeout", connection: "c1" } as const

test("says so: a heartbeat stands where the slave's log ends", () => {
  expect(take(master({ written: 1, slaves: { a1: connected(0) } }), timeout)).toEqual({
    verdict: "says so",
    changed: { ha: { serving: true, slaves: { a1: connected(0, { awaiting: true }) }, connection: null } },
    outputs: [transferred(entries(1, 0)), beats()]
  })
})

test("says so: a message that crosses a heartbeat is sent once, on the report for that", () => {
  const [beaten] = syncDoubleWrite.rules.HaHeartbeatTimeout(master({ written: 1, slaves: { a1: connected(0) } }), timeout)
  const [self, outputs] = syncDoubleWrite.rules.SendMessage(beaten, sendMessage())
  expect(outputs.filter(({ _tag }) => _tag === "SendOnHaConnection")).toEqual([])
  const [, reported] = syncDoubleWrite.rules.ReportSlaveMaxOffset(self, { _tag: "ReportSlaveMaxOffset", from: "a1", connection: "c1", maxOffset: 0 })
  expect(reported.filter(({ _tag }) => _tag === "SendOnHaConnection")).toEqual([transferred(entries(1, 1))])
})

test("says so: a slave that is streamed to owes no report, and the heartbeat stands behind what it was sent", () => {
  expect(take(master({ written: 2, slaves: { a1: connected(0, { sent: 1 }) } }), timeout)).toEqual({ verdict: "says so", changed: {}, outputs: [transferred(entries(2, 1)), beats()] })
})

test("its report is due: nothing is sent, and the timer runs on", () => {
  expect(take(master({ slaves: { a1: connected(-1, { awaiting: true }) } }), timeout)).toEqual({ verdict: "its report is due", changed: {}, outputs: [beats()] })
})

test("closed before: nothing to do", () => {
  expect(take(master(), timeout)).toEqual({ verdict: "closed before", changed: {}, outputs: [] })
})
