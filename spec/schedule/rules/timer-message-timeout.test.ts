// Clauses: E13
import { expect, test } from "vitest"
import { after, follower, leader, mapOf, only, take, topic } from "../../broker/testing.ts"
import type { Timed } from "../state.ts"

const due = { _tag: "TimerMessageTimeout", offset: 4 } as const
const timed = (over: Partial<Timed> = {}): Timed => ({ index: 0, at: 9_000, topic: "t", queueId: 1, standing: "WAITING", ...over })
const waiting = (over: Partial<Timed> = {}) => ({ timed: mapOf({ 4: timed(over) }), topics: mapOf({ t: topic() }) })

test.each([
  ["another broker delivers", follower(waiting())],
  ["none is open", leader()],
  ["it is being delivered", leader(waiting({ standing: "DELIVERING" }))]
])("not here: %s", (_why, self) => {
  expect(take(self, due)).toEqual({ verdict: "not here", changed: {}, outputs: [] })
})

test("recalled: it is forgotten, and goes nowhere", () => {
  expect(take(leader(waiting({ standing: "RECALLED" })), due)).toEqual({ verdict: "recalled", changed: { timed: {} }, outputs: [] })
})

test.each([
  ["hands over", leader({ ...waiting(), transferee: "n1" })],
  ["has too many sends pending", leader({ ...waiting(), config: { maxPendingRequestsNum: 0 } })],
  ["is about to recall it", leader(waiting({ standing: "RECALLING" }))]
])("not now: a leader that %s looks again soon", (_why, self) => {
  expect(take(self, due)).toEqual({ verdict: "not now", changed: {}, outputs: [{ _tag: "ArmTimer", event: due, ms: [100, 100] }] })
})

test.each([{ topic: "" }, { topic: "rmq_sys_wheel_timer" }, { queueId: -1 }])("goes nowhere: %j is passed over", (over) => {
  expect(take(leader(waiting(over)), due)).toEqual({ verdict: "goes nowhere", changed: { timed: {} }, outputs: [] })
})

test("delivers: a copy into its own queue through the log, which says what it is of", () => {
  const self = leader({ ...waiting(), log: [1] })
  const { verdict, changed, outputs } = take(self, due)
  expect(verdict).toBe("delivers")
  expect(changed).toMatchObject({ timed: { 4: timed({ standing: "DELIVERING" }) } })
  expect(only(outputs, "WriteCopy")).toEqual([
    { _tag: "WriteCopy", source: 0, index: 1, term: 1, topic: "t", queueId: 1, queueOffset: 0, rewrite: { set: [], remove: ["REAL_TOPIC", "REAL_QID"], endsTimer: 4 } }
  ])
  const committed = after(self, due, { _tag: "Flushed", index: 1, term: 1 }, { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  expect(take(committed, { _tag: "Dispatched", index: 1, ends: [["t@1", 1]], delivered: [4] }).changed).toMatchObject({ timed: {} })
})
