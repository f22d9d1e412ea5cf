import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { after, follower, leader, mapOf, only, reply, take, topic } from "../../broker/testing.ts"

const open = { index: 0, group: "p", immunityMs: null, checks: 0, ending: false }
const half = { index: 0, offset: 4, group: "p", topic: "t", queueId: 1, delayLevel: 0 }
const waiting = { topics: mapOf({ t: topic() }), halves: mapOf({ 4: open }) }
const ending = (over: Partial<EventOf<"EndTransaction">> = {}): EventOf<"EndTransaction"> => ({ _tag: "EndTransaction", request: "r1", group: "p", decision: "COMMIT", offset: 4, half, ...over })
const told = (verdict: string, ...answer: Parameters<typeof reply>) => ({ verdict, changed: {}, outputs: [reply(...answer)] })

test("disk failed: ends nothing", () => {
  expect(take(leader({ ...waiting, diskFailed: true }), ending())).toMatchObject({ verdict: "disk failed", changed: {}, outputs: [{ code: "SERVICE_NOT_AVAILABLE" }] })
})

test("not here: a follower names its leader", () => {
  expect(take(follower(waiting), ending())).toEqual(told("not here", "SERVICE_NOT_AVAILABLE", "n0 is not the leader; the leader is n1"))
})

test("undecided: the half message waits on", () => {
  expect(take(leader(waiting), ending({ decision: "UNKNOWN" }))).toEqual(told("undecided", "SUCCESS"))
})

test.each([
  ["nothing there", null],
  ["an entry that is not committed", { ...half, index: 7 }],
  ["one that goes nowhere", { ...half, topic: "" }],
  ["one that goes to the broker's own topics", { ...half, topic: "RMQ_SYS_TRANS_OP_HALF_TOPIC" }]
])("no such half message: %s", (_what, found) => {
  expect(take(leader(waiting), ending({ half: found }))).toEqual(told("no such half message", "SYSTEM_ERROR", "Find prepared transaction message failed"))
})

test("of another group: nobody ends another group's", () => {
  expect(take(leader(waiting), ending({ group: "q" }))).toEqual(told("of another group", "SYSTEM_ERROR", "The producer group wrong"))
})

test("another half message: the two places that the producer names are not of one message", () => {
  expect(take(leader(waiting), ending({ offset: 5 }))).toEqual(told("another half message", "SYSTEM_ERROR", "The transaction state table offset wrong"))
})

test("ended before: said twice it is done once, even while the first time is under way", () => {
  const known = take(leader({ ...waiting, halves: mapOf({}) }), ending())
  expect(known.verdict).toBe("ended before")
  expect(only(known.outputs, "Reply")).toEqual([reply("SUCCESS")])
  const again = take(after(leader(waiting), ending()), ending({ request: "r2" }))
  expect(again.verdict).toBe("ended before")
  expect(again.outputs.filter(({ _tag }) => _tag.startsWith("Write") || _tag.startsWith("Reply"))).toEqual([])
  expect(again.changed["pending"]).toMatchObject([{ index: 1 }, { index: 2 }, { request: "r2", index: 2 }])
})

test("too many pending: takes no more than maxPendingRequestsNum", () => {
  expect(take(leader({ ...waiting, config: { maxPendingRequestsNum: 0 } }), ending())).toMatchObject({ verdict: "too many pending", changed: {}, outputs: [{ code: "SYSTEM_BUSY" }] })
})

test("commits: its message goes into its real queue, and behind it that it is ended", () => {
  const { verdict, changed, outputs } = take(leader(waiting), ending())
  expect(verdict).toBe("commits")
  expect(changed).toMatchObject({ halves: { 4: { ending: true } } })
  expect(outputs.filter(({ _tag }) => _tag.startsWith("Write"))).toEqual([
    { _tag: "WriteCopy", source: 0, index: 1, term: 1, topic: "t", queueId: 1, queueOffset: 0, rewrite: { set: [], remove: [], transaction: "COMMIT" } },
    { _tag: "WriteText", index: 2, term: 1, topic: "RMQ_SYS_TRANS_OP_HALF_TOPIC", queueId: 0, queueOffset: 0, tags: "d", body: "4" }
  ])
  expect(only(outputs, "Reply")).toEqual([])
})

test("commits: one that is to come later waits in its level", () => {
  expect(only(take(leader(waiting), ending({ half: { ...half, delayLevel: 2 } })).outputs, "WriteCopy")).toMatchObject([
    { topic: "SCHEDULE_TOPIC_XXXX", queueId: 1, rewrite: { set: [["DELAY", "2"], ["REAL_TOPIC", "t"], ["REAL_QID", "1"]], transaction: "COMMIT" } }
  ])
})

test("commits: one that has a time waits for it", () => {
  expect(only(take(leader(waiting), ending({ half: { ...half, timer: { deliverMs: 9_500, delayMs: 500 } } })).outputs, "WriteCopy")).toMatchObject([
    { topic: "rmq_sys_wheel_timer", queueId: 0, rewrite: { set: [["TIMER_OUT_MS", "9000"], ["REAL_TOPIC", "t"], ["REAL_QID", "1"]], transaction: "COMMIT" } }
  ])
})

test.each([[{ timerMaxDelaySec: 1 }, 1_001], [{ timerWheelEnable: false }, 1]])("waits too long: with %j and %i ms it stays a half message", (config, delayMs) => {
  const self = leader({ ...waiting, config })
  const timer = { deliverMs: 9_500, delayMs }
  expect(take(self, ending({ half: { ...half, timer } }))).toMatchObject({ verdict: "waits too long", changed: {}, outputs: [{ code: "MESSAGE_ILLEGAL" }] })
  expect(take(self, ending({ half: { ...half, timer }, decision: "ROLLBACK" })).verdict).toBe("rolls back")
})

test("rolls back: only that it is ended goes into the log", () => {
  const { verdict, outputs } = take(leader(waiting), ending({ decision: "ROLLBACK" }))
  expect(verdict).toBe("rolls back")
  expect(outputs.filter(({ _tag }) => _tag.startsWith("Write")).map(({ _tag }) => _tag)).toEqual(["WriteText"])
})

test("rolls back: the producer is told when that is committed", () => {
  const self = after(leader(waiting), ending({ decision: "ROLLBACK" }), { _tag: "Flushed", index: 1, term: 1 })
  const { outputs } = take(self, { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  expect(only(outputs, "Reply")).toEqual([reply("SUCCESS")])
})
