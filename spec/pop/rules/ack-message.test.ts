import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { after, follower, leader, only, reply, take } from "../../broker/testing.ts"
import { checkPoint, handle, heldPop, KEY, known, popOf, REVIVE, threeMessages } from "../testing.ts"

const ack = (over: Partial<EventOf<"AckMessage">["acks"][number]> = {}): EventOf<"AckMessage"> => ({ _tag: "AckMessage", request: "r1", acks: [{ ...handle(), offsets: [0], ...over }] })
const handedOut = { ...threeMessages, pop: popOf({ checkPoints: [checkPoint()], cursors: { "g@t@0": { popped: 2, handing: 2 } } }) }
const refused = (verdict: string, code: string) => ({ verdict, changed: {}, outputs: [{ _tag: "Reply", request: "r1", code, remark: expect.any(String) }] })
const committed = { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 } as const

test("disk failed: acks nothing", () => {
  expect(take(leader({ ...handedOut, diskFailed: true }), ack())).toEqual(refused("disk failed", "SERVICE_NOT_AVAILABLE"))
})

test("not here: a follower names its leader", () => {
  expect(take(follower(handedOut), ack())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE"))
})

test("nothing to ack: a batch of none", () => {
  expect(take(leader(handedOut), { ...ack(), acks: [] })).toEqual(refused("nothing to ack", "NO_MESSAGE"))
})

test("no such topic", () => {
  expect(take(leader(handedOut), ack({ topic: "u" }))).toEqual(refused("no such topic", "TOPIC_NOT_EXIST"))
})

test("no such queue", () => {
  expect(take(leader(handedOut), ack({ queueId: 1 }))).toEqual(refused("no such queue", "MESSAGE_ILLEGAL"))
})

test("no such message: as on the real broker, the end of the queue is one", () => {
  expect(take(leader(handedOut), ack({ offsets: [4] }))).toEqual(refused("no such message", "NO_MESSAGE"))
  expect(take(leader(handedOut), ack({ offsets: [3] })).verdict).toBe("not in flight")
})

test("too many pending: takes no more than maxPendingRequestsNum", () => {
  expect(take(leader({ ...handedOut, config: { maxPendingRequestsNum: 0 } }), ack())).toEqual(refused("too many pending", "SYSTEM_BUSY"))
})

test.each([
  ["acked before", { offsets: [2] }],
  ["with the handle of another time", { popTime: 999 }],
  ["with a handle of another group", { group: "h" }]
])("not in flight: %s, it is answered like any other", (_what, over) => {
  const taken = take(leader(handedOut), ack(over))
  expect(taken.verdict).toBe("not in flight")
  expect(only(taken.outputs, "Reply")).toEqual([reply("SUCCESS")])
  expect(taken.outputs.some(({ _tag }) => _tag === "WriteText")).toBe(false)
})

test("acks: it is told so once an ack is stored, and the message is in flight until that is readable", () => {
  const taken = take(leader(handedOut), ack())
  expect(taken.verdict).toBe("acks")
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ index: 1, topic: "rmq_sys_REVIVE_LOG_DefaultCluster", tags: "ack" }])
  expect(JSON.parse(only(taken.outputs, "WriteText")[0]?.body ?? "")).toEqual({ ao: 0, bn: "broker-a", c: "g", pt: 1_000, q: 0, so: 0, t: "t" })
  expect(known(taken)).toMatchObject({ checkPoints: { [KEY]: { offsets: [0, 1], closing: [0] } } })
  expect(only(taken.outputs, "Reply")).toEqual([])
  const stored = after(leader(handedOut), ack(), { _tag: "Flushed", index: 1, term: 1 })
  expect(only(take(stored, committed).outputs, "Reply")).toEqual([reply("SUCCESS")])
  const done = take(after(stored, committed), { _tag: "Dispatched", index: 1, ends: [[REVIVE, 1]], popRecords: [{ _tag: "Ack", ...handle(), offsets: [0] }] })
  expect(known(done)).toMatchObject({ checkPoints: { [KEY]: { offsets: [1], closing: [] } } })
})

test("not in flight: said twice it is written once, and the second answer waits for what the first one wrote", () => {
  const { verdict, changed, outputs } = take(after(leader(handedOut), ack()), { ...ack(), request: "r2" })
  expect(verdict).toBe("not in flight")
  expect(changed["pending"]).toMatchObject([{ request: "r1", index: 1 }, { request: "r2", index: 1, task: { _tag: "Acked" } }])
  expect(only(outputs, "Reply")).toEqual([])
})

test("acks: many in one record; a check point that has no other is done with", () => {
  const taken = take(leader(handedOut), ack({ offsets: [0, 1, 2] }))
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ tags: "bAck", body: expect.stringContaining('"aol":[0,1]') }])
  const self = after(leader(handedOut), ack({ offsets: [0, 1] }), { _tag: "Flushed", index: 1, term: 1 }, committed)
  const done = take(self, { _tag: "Dispatched", index: 1, ends: [[REVIVE, 1]], popRecords: [{ _tag: "Ack", ...handle(), offsets: [0, 1] }] })
  expect(known(done)).not.toHaveProperty("checkPoints")
  expect(done.outputs).toContainEqual({ _tag: "CancelTimer", event: { _tag: "ReviveTimeout", checkPoint: KEY } })
})

test("acks: of several check points, with one answer; what makes no sense is passed over", () => {
  const other = checkPoint({ popTime: 2_000, startOffset: 2, offsets: [2] })
  const self = leader({ ...threeMessages, pop: popOf({ checkPoints: [checkPoint(), other] }) })
  const taken = take(self, { _tag: "AckMessage", request: "r1", acks: [{ ...handle(), offsets: [0] }, { ...handle({ topic: "u" }), offsets: [0] }, { ...handle({ popTime: 2_000, startOffset: 2 }), offsets: [2] }] })
  expect(taken.changed["pending"]).toMatchObject([{ task: { _tag: "Own" } }, { request: "r1", task: { _tag: "Acked" } }])
})

test("acks: a leader that is deposed does not know what became of it, and the message is in flight still", () => {
  const { changed, outputs } = take(after(leader(handedOut), ack()), { _tag: "AppendEntriesReply", from: "n1", term: 9, success: false, index: 0 })
  expect(outputs).toContainEqual(expect.objectContaining({ _tag: "Reply", request: "r1", code: "SERVICE_NOT_AVAILABLE" }))
  expect(known({ verdict: "", changed, outputs })).toMatchObject({ checkPoints: { [KEY]: { closing: [] } } })
})

test("acks: in order, whoever waits for the queue gets what is behind when all that was handed out is acked, and not before", () => {
  const pop = popOf({ cursors: { "g@t@0": { popped: 2, handing: 2, ordered: [KEY] } }, checkPoints: [checkPoint({ order: { times: [] } })], held: [heldPop({ order: true, suspendTimeoutMillis: 9 })] })
  expect(only(take(leader({ ...threeMessages, pop }), ack()).outputs, "ReadPop")).toEqual([])
  expect(only(take(leader({ ...threeMessages, pop }), ack({ offsets: [0, 1] })).outputs, "ReadPop")).toMatchObject([{ queues: [{ queue: "t@0", offset: 2, end: 3 }] }])
})
