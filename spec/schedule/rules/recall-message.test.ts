import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { after, follower, leader, mapOf, only, reply, take, topic } from "../../broker/testing.ts"
import type { ResponseCode } from "../../vocabulary.ts"
import type { Timed } from "../state.ts"

const timed = (standing: Timed["standing"] = "WAITING"): Timed => ({ index: 0, at: 9_000, topic: "t", queueId: 1, standing })
const open = (timers: { readonly [offset: string]: Timed } = { 4: timed() }) => ({ timed: mapOf(timers), topics: mapOf({ t: topic() }) })
const handle = { topic: "t", brokerName: "broker-a", messageId: "ID" }
const recall = (over: Partial<EventOf<"RecallMessage">> = {}): EventOf<"RecallMessage"> => ({ _tag: "RecallMessage", request: "r1", group: "p", topic: "t", handle, found: [4], ...over })

const refused = (verdict: string, code: ResponseCode) => ({ verdict, changed: {}, outputs: [reply(code, expect.stringContaining("recall failed, ") as unknown as string)] })

test("disk failed: stores nothing", () => expect(take(leader({ ...open(), diskFailed: true }), recall())).toEqual(refused("disk failed", "SERVICE_NOT_AVAILABLE")))
test("not enabled: as the real broker is set", () => expect(take(leader({ ...open(), config: { recallMessageEnable: false } }), recall())).toEqual(refused("not enabled", "NO_PERMISSION")))
test("not here: another broker decides", () => expect(take(follower(open()), recall())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE")))
test("no such topic", () => expect(take(leader(open()), recall({ topic: "u" }))).toEqual(refused("no such topic", "TOPIC_NOT_EXIST")))
test("no handle: something else was sent", () => expect(take(leader(open()), recall({ handle: null }))).toEqual(refused("no handle", "ILLEGAL_OPERATION")))
test("of another topic", () => expect(take(leader(open()), recall({ handle: { ...handle, topic: "u" } }))).toEqual(refused("of another topic", "ILLEGAL_OPERATION")))
test("of another broker", () => expect(take(leader(open()), recall({ handle: { ...handle, brokerName: "broker-b" } }))).toEqual(refused("of another broker", "ILLEGAL_OPERATION")))
test("too many pending", () => expect(take(leader({ ...open(), config: { maxPendingRequestsNum: 0 } }), recall())).toEqual(refused("too many pending", "SYSTEM_BUSY")))

test("too late: it waits no more, or one of those that its producer sent twice does not", () => {
  expect(take(leader(open()), recall({ found: [] }))).toEqual(refused("too late", "ILLEGAL_OPERATION"))
  expect(take(leader(open({ 4: timed(), 5: timed("DELIVERING") })), recall({ found: [4, 5] }))).toEqual(refused("too late", "ILLEGAL_OPERATION"))
})

test("recalls: an entry behind the message says so; its producer is told once that is committed", () => {
  const self = leader({ ...open({ 4: timed(), 5: timed(), 6: timed("RECALLED") }), log: [1] })
  const { verdict, changed, outputs } = take(self, recall({ found: [4, 5, 6] }))
  expect(verdict).toBe("recalls")
  expect(changed).toMatchObject({ timed: { 4: timed("RECALLING"), 5: timed("RECALLING"), 6: timed("RECALLED") } })
  expect(only(outputs, "WriteText")).toMatchObject([
    { topic: "rmq_sys_wheel_timer", queueId: 0, tags: "_RECALL_TAG_", body: "4,5", properties: [["TIMER_DEL_UNIQKEY", "t+ID"], ["UNIQ_KEY", "ID"], ["TIMER_OUT_MS", "8000"], ["REAL_TOPIC", "t"], ["PGROUP", "p"]] }
  ])
  expect(only(outputs, "Reply")).toEqual([])
  const flushed = after(self, recall({ group: "" }), { _tag: "Flushed", index: 1, term: 1 })
  const committed = { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 } as const
  expect(only(take(flushed, committed).outputs, "Reply")).toEqual([reply("SUCCESS")])
  expect(after(flushed, committed, { _tag: "Dispatched", index: 1, ends: [], recalled: [4] }).timed).toEqual(mapOf({ 4: timed("RECALLED"), 5: timed(), 6: timed("RECALLED") }))
})

test.each(["RECALLED", "RECALLING"] as const)("recalled before: while it is %s nothing is written, and the answer waits for the log", (standing) => {
  const taken = take(leader({ ...open({ 4: timed(standing) }), log: [1, 1], durable: 0, commit: 0 }), recall())
  expect(taken.verdict).toBe("recalled before")
  expect(taken.changed).toMatchObject({ pending: [{ request: "r1", index: 1, task: { _tag: "Recall" } }] })
  expect(taken.outputs.some(({ _tag }) => _tag.startsWith("Write") || _tag === "Reply")).toBe(false)
})
