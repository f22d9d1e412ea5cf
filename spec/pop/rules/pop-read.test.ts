import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { after, follower, leader, mapOf, only, take, topic } from "../../broker/testing.ts"
import { checkPoint, heldPop, KEY, known, popMessage, popOf, REVIVE, threeMessages } from "../testing.ts"

const message = (offset: number, over: { readonly tagsCode?: number; readonly size?: number } = {}) => ({ offset, size: 10, tagsCode: 0, ...over })
const read = (offsets: readonly ReturnType<typeof message>[], queue = "t@0"): EventOf<"PopRead"> => ({ _tag: "PopRead", request: "r1", popTime: 1_000, found: [{ queue, messages: offsets }] })
const reading = (over: Parameters<typeof heldPop>[0] = {}) => popOf({ reading: [heldPop(over)] })
const all = [message(0), message(1), message(2)]

test("nobody waits: its client is gone", () => {
  expect(take(leader(threeMessages), read(all))).toEqual({ verdict: "nobody waits", changed: {}, outputs: [] })
})

test.each([
  ["is the leader no more", follower({ ...threeMessages, pop: reading() })],
  ["hands over", leader({ ...threeMessages, transferee: "n1", pop: reading() })],
  ["has too many sends pending", leader({ ...threeMessages, config: { maxPendingRequestsNum: 0 }, pop: reading() })]
])("not now: a broker that %s hands out nothing", (_why, self) => {
  const taken = take(self, read(all))
  expect(taken).toMatchObject({ verdict: "not now", outputs: [{ _tag: "ReplyPop", code: "POLLING_TIMEOUT", messages: [] }] })
  expect(known(taken)).toEqual({})
})

test("hands out: a check point goes into the log, and the consumer gets its messages when that is stored", () => {
  const self = leader({ ...threeMessages, pop: reading({ maxMsgNums: 2 }) })
  const taken = take(self, read(all))
  expect(taken.verdict).toBe("hands out")
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ index: 1, topic: "rmq_sys_REVIVE_LOG_DefaultCluster", queueId: 0, queueOffset: 0, tags: "ck" }])
  expect(JSON.parse(only(taken.outputs, "WriteText")[0]?.body ?? "")).toEqual({ bm: 0, bn: "broker-a", c: "g", d: [0, 1], it: 60_000, n: 2, pt: 1_000, q: 0, ro: 0, so: 0, t: "t" })
  expect(only(taken.outputs, "ReplyPop")).toEqual([])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 0, handing: 2 } }, checkPoints: { [KEY]: { offsets: [0, 1], closing: [], index: 1, reviveOffset: 0 } } })
  const stored = take(after(self, read(all), { _tag: "Flushed", index: 1, term: 1 }), { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  expect(only(stored.outputs, "ReplyPop")).toEqual([{ _tag: "ReplyPop", request: "r1", code: "SUCCESS", popTime: 1_000, invisibleTime: 60_000, restNum: 1, messages: [{ queue: "t@0", startOffset: 0, offsets: [0, 1] }] }])
})

test("hands out: when the check point is readable its time runs", () => {
  const self = after(leader({ ...threeMessages, pop: reading() }), read(all), { _tag: "Flushed", index: 1, term: 1 }, { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  const record = { _tag: "Ck", group: "g", topic: "t", queueId: 0, startOffset: 0, popTime: 1_000, invisibleTime: 60_000, offsets: [0, 1, 2], reviveOffset: 0, index: 1 } as const
  const taken = take(self, { _tag: "Dispatched", index: 1, ends: [[REVIVE, 1]], popRecords: [record] })
  expect(only(taken.outputs, "ArmTimerSinceStored")).toEqual([{ _tag: "ArmTimerSinceStored", event: { _tag: "ReviveTimeout", checkPoint: KEY }, ms: 60_000, queue: REVIVE, offset: 0 }])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 3, handing: 3 } } })
})

test("hands out: nobody gets what another pop was handed while this one was reading", () => {
  const self = leader({ ...threeMessages, pop: popOf({ reading: [heldPop()], cursors: { "g@t@0": { popped: 0, handing: 2 } } }) })
  expect(take(self, read(all)).changed["pending"]).toMatchObject([{ task: { messages: [{ startOffset: 2, offsets: [2] }] } }])
})

test("hands out: what nobody wants is passed over, and what does not fit stays", () => {
  const self = leader({ ...threeMessages, pop: reading({ codeSet: [7] }) })
  const taken = take(self, read([message(0), message(1, { tagsCode: 7 }), message(2, { tagsCode: 7, size: 300_000 })]))
  expect(taken.changed["pending"]).toMatchObject([{ task: { restNum: 1, messages: [{ startOffset: 0, offsets: [1] }] } }])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 0, handing: 2 } } })
})

test("hands out: of several queues, each with a check point of its own, and one answer; the next pop begins with another queue", () => {
  const shape = { topics: mapOf({ t: topic({ readQueueNums: 2, writeQueueNums: 2 }), "%RETRY%g_t": topic({ readQueueNums: 1, writeQueueNums: 1 }) }), queues: mapOf({ "t@0": { end: 1, next: 1 }, "t@1": { end: 1, next: 1 }, "%RETRY%g_t@0": { end: 1, next: 1 } }) }
  const self = leader({ ...shape, pop: reading() })
  const found = ["t@0", "t@1", "%RETRY%g_t@0"].map((queue) => ({ queue, messages: [message(0)] }))
  const taken = take(self, { _tag: "PopRead", request: "r1", popTime: 1_000, found })
  expect(only(taken.outputs, "WriteText")).toHaveLength(3)
  expect(taken.changed["pending"]).toMatchObject([{ task: { _tag: "Own" } }, { task: { _tag: "Own" } }, { request: "r1", task: { _tag: "Popped", messages: [{}, {}, {}] } }])
  const [next] = take(after(leader({ ...shape, pop: reading() }), { _tag: "PopRead", request: "r1", popTime: 1_000, found: found.slice(0, 1) }), popMessage({ request: "r2" })).outputs
  expect(next).toMatchObject({ _tag: "ReadPop", queues: [{ queue: "t@1" }, { queue: "%RETRY%g_t@0" }] })
})

test("peeks: they stay where they are", () => {
  const taken = take(leader({ ...threeMessages, pop: reading({ is: "peek", maxMsgNums: 2 }) }), read(all))
  expect(taken).toMatchObject({ verdict: "peeks", outputs: [{ _tag: "ReplyPop", code: "SUCCESS", popTime: 0, restNum: 3, messages: [{ queue: "t@0", startOffset: 0, offsets: [0, 1] }] }] })
  expect(known(taken)).toEqual({})
  expect(take(leader({ ...threeMessages, pop: reading({ is: "peek" }) }), read([])).outputs).toMatchObject([{ _tag: "ReplyPop", code: "PULL_NOT_FOUND" }])
})

test("none wanted, reads on: as long as there are more", () => {
  const taken = take(leader({ ...threeMessages, pop: reading({ codeSet: [7] }) }), read([message(0), message(1)]))
  expect(taken).toMatchObject({ verdict: "none wanted, reads on", outputs: [{ _tag: "ReadPop", queues: [{ offset: 2, end: 3 }] }] })
})

test("nothing found, waits: its time runs already", () => {
  const taken = take(leader({ ...threeMessages, pop: reading({ codeSet: [7], suspendTimeoutMillis: 9 }) }), read(all))
  expect(taken).toMatchObject({ verdict: "nothing found, waits", outputs: [] })
  expect(known(taken)).toMatchObject({ held: { t: [{ request: "r1" }] }, cursors: { "g@t@0": { popped: 0, handing: 3 } } })
})

test("nothing found: where the store has nothing it is not asked again; a damaged message is passed over", () => {
  expect(take(leader({ ...threeMessages, pop: reading() }), read([]))).toMatchObject({ verdict: "nothing found", outputs: [{ code: "POLLING_TIMEOUT", restNum: 3 }] })
  expect(take(leader({ ...threeMessages, pop: reading() }), { ...read([]), found: [{ queue: "t@0", messages: [{ ...message(0), damaged: true }, message(1)] }] }).changed["pending"]).toMatchObject([{ task: { messages: [{ startOffset: 0, offsets: [1] }] } }])
})

test("nothing found: its client does not wait", () => {
  expect(take(leader({ ...threeMessages, pop: reading({ codeSet: [7] }) }), read(all))).toMatchObject({ verdict: "nothing found", outputs: [{ _tag: "ReplyPop", code: "POLLING_TIMEOUT", popTime: 1_000, restNum: 0 }] })
})

test("hands out: in order, its check point says so, and the queue is locked from then on", () => {
  const self = leader({ ...threeMessages, pop: popOf({ reading: [heldPop({ maxMsgNums: 2, order: true, attemptId: "a" }), heldPop({ request: "r2", order: true })] }) })
  const taken = take(self, read(all))
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ tags: "ock" }])
  expect(JSON.parse(only(taken.outputs, "WriteText")[0]?.body ?? "")).toMatchObject({ d: [0, 1], oc: [], a: "a" })
  expect(taken.changed["pending"]).toMatchObject([{ task: { restNum: 1, messages: [{ queue: "t@0", startOffset: 0, offsets: [0, 1], times: [0, 0] }] } }])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 0, handing: 2, ordered: [KEY] } }, checkPoints: { [KEY]: { order: { times: [], attemptId: "a" } } } })
  expect(take(after(self, read(all)), { ...read(all), request: "r2" })).toMatchObject({ verdict: "nothing found" })
})

const AGAIN = "g@t@0@1@2000"
const runOut = { cursors: { "g@t@0": { popped: 2, handing: 2, ordered: [KEY] } }, checkPoints: [checkPoint({ order: { times: [[1, 3]] }, closing: [0], over: true })] }
const second = (over: object = {}): EventOf<"PopRead"> => ({ ...read([message(1), message(2)]), popTime: 2_000, ...over })

test("hands out: in order again, what was not acked, then what is new, with how often each came before; what was acked does not come", () => {
  const self = leader({ ...threeMessages, pop: popOf({ ...runOut, reading: [heldPop({ order: true })] }) })
  const taken = take(self, second({ found: [{ queue: "t@0", messages: all }] }))
  expect(taken.changed["pending"]).toMatchObject([{ task: { messages: [{ startOffset: 1, offsets: [1, 2], times: [4, 0] }] } }])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 2, handing: 3, ordered: [KEY, AGAIN] } }, checkPoints: { [KEY]: { closing: [0, 1] }, [AGAIN]: { offsets: [1, 2], order: { times: [[1, 4]] } } } })
})

test("hands out: who asks again with the name of his attempt gets the same, and it is not counted", () => {
  const first = checkPoint({ order: { times: [[0, 1]], attemptId: "a" } })
  const self = leader({ ...threeMessages, pop: popOf({ cursors: { "g@t@0": { popped: 2, handing: 2, ordered: [KEY] } }, checkPoints: [first], reading: [heldPop({ order: true, attemptId: "a" })] }) })
  const taken = take(self, read(all))
  expect(taken.changed["pending"]).toMatchObject([{ task: { popTime: 1_001, messages: [{ startOffset: 0, offsets: [0, 1, 2], times: [1, 0, 0] }] } }])
})

test("nothing found: what is damaged does not come again, and holds up nothing", () => {
  const self = leader({ ...threeMessages, pop: popOf({ ...runOut, reading: [heldPop({ order: true, maxMsgNums: 1 })] }) })
  const taken = take(self, second({ found: [{ queue: "t@0", messages: [{ ...message(1), damaged: true }] }] }))
  expect(taken).toMatchObject({ verdict: "none wanted, reads on", outputs: [{ _tag: "ReadPop", queues: [{ offset: 2, end: 3 }] }] })
})
