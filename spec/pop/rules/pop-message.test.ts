import { expect, test } from "vitest"
import { follower, leader, mapOf, only, subscriptionGroup, take, topic } from "../../broker/testing.ts"
import { checkPoint, heldPop, KEY, known, popMessage, popOf, threeMessages } from "../testing.ts"

const refused = (verdict: string, code: string) => ({ verdict, changed: {}, outputs: [{ _tag: "Reply", request: "r1", code, remark: expect.any(String) }] })
const none = (verdict: string, code: string, restNum = 0) => ({ verdict, outputs: [{ _tag: "ReplyPop", request: "r1", code, popTime: 0, invisibleTime: 60_000, restNum, messages: [] }] })
const empty = { ...threeMessages, queues: mapOf<{ end: number; next: number }>({}) }

test("disk failed: what is handed out must be stored", () => {
  expect(take(leader({ ...threeMessages, diskFailed: true }), popMessage())).toEqual(refused("disk failed", "SERVICE_NOT_AVAILABLE"))
})

test("not here: only the leader hands out", () => {
  expect(take(follower(threeMessages), popMessage())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE"))
})

test("too late: its client waits no more, and the messages stay for others", () => {
  expect(take(leader(threeMessages), popMessage({ tooLate: true }))).toMatchObject({ ...none("too late", "POLLING_TIMEOUT", 3), changed: {} })
})

test.each([
  ["too many wanted", {}, { maxMsgNums: 33 }, "INVALID_PARAMETER"],
  ["no such topic", {}, { topic: "u" }, "TOPIC_NOT_EXIST"],
  ["not readable", { topics: mapOf({ t: topic({ perm: 2 }) }) }, {}, "NO_PERMISSION"],
  ["no such queue", {}, { queueId: 1 }, "INVALID_PARAMETER"],
  ["illegal group", {}, { group: "g@" }, "SUBSCRIPTION_GROUP_NOT_EXIST"],
  ["group not permitted", { subscriptionGroups: mapOf({ g: subscriptionGroup({ consumeEnable: false }) }) }, {}, "NO_PERMISSION"],
  ["no filter by expressions", { config: { enablePropertyFilter: false } }, { expression: "a = 1" }, "SYSTEM_ERROR"],
  ["no expression", {}, { expression: "a = = 1" }, "SUBSCRIPTION_PARSE_FAILED"]
])("%s", (verdict, shape, over, code) => {
  expect(take(leader({ ...threeMessages, ...shape }), popMessage(over))).toEqual(refused(verdict, code))
})

// The titles above come out of a table.
test("too many wanted: 32 at once are not", () => {
  expect(take(leader(threeMessages), popMessage({ maxMsgNums: 32 })).verdict).toBe("reads")
})
test("no such topic: its name is told", () => {
  expect(take(leader(threeMessages), popMessage({ topic: "u" })).outputs).toMatchObject([{ remark: expect.stringContaining("topic[u]") }])
})
test("not readable: its name is told", () => {
  expect(take(leader({ topics: mapOf({ t: topic({ perm: 2 }) }) }), popMessage()).outputs).toMatchObject([{ remark: expect.stringContaining("topic[t]") }])
})
test("no such queue: how many there are is told", () => {
  expect(take(leader(threeMessages), popMessage({ queueId: 7 })).outputs).toMatchObject([{ remark: expect.stringContaining("readQueueNums:[1]") }])
})
test("illegal group: nor one whose retry topic would have too long a name", () => {
  expect(take(leader(threeMessages), popMessage({ group: "g".repeat(125) })).verdict).toBe("illegal group")
})
test("group not permitted: the broker says why", () => {
  expect(take(leader({ ...threeMessages, subscriptionGroups: mapOf({ g: subscriptionGroup({ consumeEnable: false }) }) }), popMessage()).outputs).toMatchObject([{ remark: expect.stringContaining("g") }])
})
test("no filter by expressions: tags go on working", () => {
  expect(take(leader({ ...threeMessages, config: { enablePropertyFilter: false } }), popMessage({ codeSet: [7] })).verdict).toBe("reads")
})
test("no expression: one that can be read is one", () => {
  expect(take(leader(threeMessages), popMessage({ expression: "a = 1" })).verdict).toBe("reads")
})

const inOrder = (over: object = {}, cursor = { popped: 2, handing: 2 }) => ({ ...threeMessages, pop: popOf({ cursors: { "g@t@0": { ...cursor, ordered: [KEY] } }, checkPoints: [checkPoint({ order: { times: [] }, ...over })] }) })

test("nothing yet: as long as a message of the queue is in flight in order, its group gets nothing of it, in order or not", () => {
  for (const order of [{ order: true }, {}] as const) expect(take(leader(inOrder()), popMessage(order))).toEqual({ ...none("nothing yet", "POLLING_TIMEOUT"), changed: {} })
  expect(take(leader(inOrder()), popMessage({ group: "h", order: true })).verdict).toBe("reads")
})

test("reads: in order, from the first message on that was not acked in its time", () => {
  const self = leader(inOrder({ over: true, closing: [0] }))
  expect(take(self, popMessage({ order: true }))).toMatchObject({ verdict: "reads", outputs: [{ queues: [{ queue: "t@0", offset: 1, end: 3 }] }] })
})

test("reads: who asks again with the name of his attempt does not wait for its end", () => {
  const self = leader(inOrder({ order: { times: [], attemptId: "a" } }))
  expect(take(self, popMessage({ order: true, attemptId: "b" })).verdict).toBe("nothing yet")
  expect(take(self, popMessage({ order: true, attemptId: "a" }))).toMatchObject({ verdict: "reads", outputs: [{ queues: [{ offset: 0 }] }] })
})

test("reads: in order, not what comes again in the retry topic", () => {
  const both = { ...threeMessages, topics: mapOf({ t: topic({ readQueueNums: 1 }), "%RETRY%g_t": topic({ readQueueNums: 1 }) }), queues: mapOf({ "t@0": { end: 3, next: 3 }, "%RETRY%g_t@0": { end: 1, next: 1 } }) }
  const queues = (over: object) => only(take(leader(both), popMessage(over)).outputs, "ReadPop").flatMap((read) => read.queues.map(({ queue }) => queue))
  expect([queues({}), queues({ order: true })]).toEqual([["t@0", "%RETRY%g_t@0"], ["t@0"]])
})

test("reads: from behind what others of the group were handed, in every queue that has more", () => {
  const self = leader({ ...threeMessages, pop: popOf({ cursors: { "g@t@0": { popped: 1, handing: 2 } } }) })
  const taken = take(self, popMessage())
  expect(taken).toMatchObject({ verdict: "reads", outputs: [{ _tag: "ReadPop", request: "r1", queues: [{ queue: "t@0", offset: 2, end: 3 }], maxMsgNums: 32 }] })
  expect(known(taken)).toMatchObject({ reading: { r1: heldPop() } })
})

test("reads: as RocketMQ, a young queue from its first message on, whatever is asked for", () => {
  expect(take(leader(threeMessages), popMessage({ initMode: "MAX" })).outputs).toMatchObject([{ queues: [{ offset: 0 }] }])
})

test("reads: what the group has committed counts, and a table that is ahead of the queue does not", () => {
  for (const [committed, offset] of [[2, 2], [1, 1]])
    expect(take(leader({ ...threeMessages, offsets: mapOf({ "g@t@0": committed as number }) }), popMessage()).outputs).toMatchObject([{ queues: [{ offset }] }])
  expect(take(leader({ ...threeMessages, offsets: mapOf({ "g@t@0": 9 }) }), popMessage()).verdict).toBe("nothing yet")
})

test("reads: many at once where only some are wanted", () => {
  expect(take(leader(threeMessages), popMessage({ codeSet: [7], maxMsgNums: 1 })).outputs).toMatchObject([{ maxMsgNums: 800 }])
})

test("nothing yet: its client does not wait", () => {
  expect(take(leader(empty), popMessage())).toEqual({ ...none("nothing yet", "POLLING_TIMEOUT"), changed: {} })
})

test("too many wait: its client is told to come again", () => {
  const held = Array.from({ length: 1_024 }, (_, i) => heldPop({ request: i }))
  expect(take(leader({ ...empty, pop: popOf({ held }) }), popMessage({ suspendTimeoutMillis: 9 }))).toEqual({ ...none("too many wait", "POLLING_FULL"), changed: {} })
})

test("waits: as long as its client does", () => {
  const taken = take(leader(empty), popMessage({ suspendTimeoutMillis: 9 }))
  expect(taken).toMatchObject({ verdict: "waits", outputs: [{ _tag: "ArmTimer", event: { _tag: "PollTimeout", request: "r1", topic: "t" }, ms: [9, 9] }] })
  expect(known(taken)).toEqual({ held: { t: [heldPop({ suspendTimeoutMillis: 9 })] } })
})
