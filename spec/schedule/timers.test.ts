import { expect, test } from "vitest"
import { after, configOf, follower, leader, mapOf, only, take } from "../broker/testing.ts"
import { isTooLong, slotOf } from "./timers.ts"

const opens = (offset: number, outMs = 8_000) => ({ topic: "t", queueId: 1, offset, index: offset, outMs })
const behind = { log: [1, 1, 1], commit: 2, dispatchedIndex: 0, dispatchingIndex: 2 }
const dispatched = { _tag: "Dispatched", index: 2, ends: [] } as const
const entry = { index: 1, at: 9_000, topic: "t", queueId: 1, standing: "WAITING" } as const

test("the slot before its time, as the real broker has it", () => {
  expect([9_000, 9_001, 9_999, 10_000].map((ms) => slotOf(configOf(), ms))).toEqual([8_000, 9_000, 9_000, 9_000])
  expect(slotOf(configOf({ timerPrecisionMs: 100 }), 9_001)).toBe(9_000)
})

test("too long, or no time at all", () => {
  const day = 24 * 3_600_000
  expect([3 * day, 3 * day + 1].map((delayMs) => isTooLong(configOf(), { deliverMs: 0, delayMs }))).toEqual([false, true])
  expect(isTooLong(configOf(), null)).toBe(true)
})

test("a message opens, its copy and its recall close, in one stretch too", () => {
  expect(after(follower(behind), { ...dispatched, timed: [opens(1), opens(2), opens(3)], delivered: [1], recalled: [2] }).timed).toEqual(mapOf({ 3: { ...entry, index: 3 } }))
})

test("who delivers waits for them, a follower only keeps the table", () => {
  const armed = (self: ReturnType<typeof follower>) => only(take(self, { ...dispatched, timed: [opens(1), opens(2, 1_000)], delivered: [2] }).outputs, "ArmTimerAt")
  expect(armed(leader(behind))).toEqual([{ _tag: "ArmTimerAt", event: { _tag: "TimerMessageTimeout", offset: 1 }, at: 9_000 }])
  expect(armed(follower(behind))).toEqual([])
})

test("a master remembers what was recalled until its time", () => {
  expect(after(leader(behind), { ...dispatched, timed: [opens(1)], recalled: [1] }).timed).toEqual(mapOf({ 1: { ...entry, standing: "RECALLED" } }))
})

test("a leader that is deposed delivers no more, and what it was delivering or recalling is open", () => {
  const self = leader({ timed: mapOf({ 1: { ...entry, standing: "DELIVERING" }, 2: { ...entry, standing: "RECALLING" }, 3: { ...entry, standing: "RECALLED" }, 4: entry }) })
  const taken = take(self, { _tag: "AppendEntriesReply", from: "n1", term: 2, success: false, index: -1 })
  expect(taken.changed["timed"]).toEqual({ 1: entry, 2: entry, 4: entry })
  expect(only(taken.outputs, "CancelTimer").filter(({ event }) => event._tag === "TimerMessageTimeout").map(({ event }) => "offset" in event && event.offset)).toEqual([1, 2, 3, 4])
})
