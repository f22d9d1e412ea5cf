import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { after, follower, leader, only, take } from "../../broker/testing.ts"
import { checkPointKey } from "../records.ts"
import { checkPoint, handle, KEY, known, popOf, REVIVE, threeMessages } from "../testing.ts"

const change = (over: Partial<EventOf<"ChangeMessageInvisibleTime">> = {}): EventOf<"ChangeMessageInvisibleTime"> => ({ _tag: "ChangeMessageInvisibleTime", request: "r1", ...handle(), offset: 1, now: 5_000, invisibleTime: 9_000, ...over })
const handedOut = { ...threeMessages, pop: popOf({ checkPoints: [checkPoint()], cursors: { "g@t@0": { popped: 2, handing: 2 } } }) }
const refused = (verdict: string, code: string) => ({ verdict, changed: {}, outputs: [{ _tag: "Reply", request: "r1", code, remark: expect.any(String) }] })
const NEW = checkPointKey(handle({ startOffset: 1, popTime: 5_000 }))

test("disk failed: changes nothing", () => {
  expect(take(leader({ ...handedOut, diskFailed: true }), change())).toEqual(refused("disk failed", "SERVICE_NOT_AVAILABLE"))
})

test("not here: a follower names its leader", () => {
  expect(take(follower(handedOut), change())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE"))
})

test("no such topic", () => {
  expect(take(leader(handedOut), change({ topic: "u" }))).toEqual(refused("no such topic", "TOPIC_NOT_EXIST"))
})

test("no such queue", () => {
  expect(take(leader(handedOut), change({ queueId: -1 }))).toEqual(refused("no such queue", "MESSAGE_ILLEGAL"))
})

test("no such message", () => {
  expect(take(leader(handedOut), change({ offset: 3 }))).toEqual(refused("no such message", "NO_MESSAGE"))
})

test("too many pending: takes no more than maxPendingRequestsNum", () => {
  expect(take(leader({ ...handedOut, config: { maxPendingRequestsNum: 0 } }), change())).toEqual(refused("too many pending", "SYSTEM_BUSY"))
})

test.each([
  ["it is not in the check point", { offset: 2 }],
  ["its handle is of another time", { popTime: 999 }]
])("not in flight: %s", (_why, over) => {
  expect(take(leader(handedOut), change(over))).toEqual(refused("not in flight", "NO_MESSAGE"))
})

test("changes: it gets a check point of its own, and a new handle once that is stored", () => {
  const taken = take(leader(handedOut), change())
  expect(taken.verdict).toBe("changes")
  expect(JSON.parse(only(taken.outputs, "WriteText")[0]?.body ?? "")).toMatchObject({ so: 1, d: [0], pt: 5_000, it: 9_000, os: 0, op: 1_000 })
  expect(known(taken)).toMatchObject({ checkPoints: { [KEY]: { offsets: [0, 1], closing: [1] }, [NEW]: { offsets: [1], closing: [] } } })
  const stored = take(after(leader(handedOut), change(), { _tag: "Flushed", index: 1, term: 1 }), { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  expect(only(stored.outputs, "ReplyInvisibleTime")).toEqual([{ _tag: "ReplyInvisibleTime", request: "r1", popTime: 5_000, invisibleTime: 9_000 }])
})

test("changes: the old handle stands for nothing then, and its check point goes on without the message", () => {
  const self = after(leader(handedOut), change(), { _tag: "Flushed", index: 1, term: 1 }, { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  const record = { _tag: "Ck", ...handle({ startOffset: 1, popTime: 5_000 }), invisibleTime: 9_000, offsets: [1], origin: { startOffset: 0, popTime: 1_000 }, reviveOffset: 0, index: 1 } as const
  const taken = take(self, { _tag: "Dispatched", index: 1, ends: [[REVIVE, 1]], popRecords: [record] })
  expect(known(taken)).toMatchObject({ checkPoints: { [KEY]: { offsets: [0], closing: [] }, [NEW]: { offsets: [1] } }, cursors: { "g@t@0": { popped: 2, handing: 2 } } })
  expect(only(taken.outputs, "ArmTimerSinceStored")).toMatchObject([{ event: { checkPoint: NEW }, ms: 9_000 }])
})

test("changes: what is in order stays so, and locks its queue until its new time is over", () => {
  const pop = popOf({ cursors: { "g@t@0": { popped: 2, handing: 2, ordered: [KEY] } }, checkPoints: [checkPoint({ order: { times: [[0, 2], [1, 1]], attemptId: "a" } })] })
  const taken = take(leader({ ...threeMessages, pop }), change())
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ tags: "ock" }])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { ordered: [KEY, NEW] } }, checkPoints: { [NEW]: { offsets: [1], order: { times: [[1, 1]], attemptId: "a" } } } })
  const stored = take(after(leader({ ...threeMessages, pop }), change(), { _tag: "Flushed", index: 1, term: 1 }), { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  expect(only(stored.outputs, "ReplyInvisibleTime")).toMatchObject([{ order: true }])
})

test("changes: in the millisecond in which it was popped, its new handle is another one all the same", () => {
  const taken = take(leader({ ...threeMessages, pop: popOf({ checkPoints: [checkPoint({ offsets: [0] })], cursors: { "g@t@0": { popped: 1, handing: 1 } } }) }), change({ offset: 0, now: 1_000 }))
  expect(known(taken)).toMatchObject({ checkPoints: { [KEY]: { closing: [0] }, "g@t@0@0@1001": { offsets: [0] } } })
})
