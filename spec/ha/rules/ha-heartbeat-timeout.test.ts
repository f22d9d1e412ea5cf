import { expect, test } from "vitest"
import { beats, connected, entries, master, take, transferred } from "../testing.ts"

const timeout = { _tag: "HaHeartbeatTimeout", connection: "c1" } as const

test("says so: a heartbeat stands where the slave's log ends", () => {
  expect(take(master({ written: 1, slaves: { a1: connected(0) } }), timeout)).toEqual({ verdict: "says so", changed: {}, outputs: [transferred(entries(1, 0)), beats()] })
})

test("its report is due: nothing is sent, and the timer runs on", () => {
  expect(take(master({ slaves: { a1: connected(-1, { awaiting: true }) } }), timeout)).toEqual({ verdict: "its report is due", changed: {}, outputs: [beats()] })
})

test("closed before: nothing to do", () => {
  expect(take(master(), timeout)).toEqual({ verdict: "closed before", changed: {}, outputs: [] })
})
