import { expect, test } from "vitest"
import { after, follower, leader, only, take } from "../broker/testing.ts"
import type { PopRecord } from "./records.ts"
import { checkPoint, handle, heldPop, KEY, known, popMessage, popOf, REVIVE, threeMessages } from "./testing.ts"

const dispatched = (index: number, ...popRecords: readonly PopRecord[]) => ({ _tag: "Dispatched", index, ends: [[REVIVE, index]], popRecords }) as const
const ck = (over: object = {}): PopRecord => ({ _tag: "Ck", ...handle(), invisibleTime: 60_000, offsets: [0, 1], reviveOffset: 0, index: 1, ...over })
const behind = { ...threeMessages, log: [1, 1, 1], commit: 2, dispatchedIndex: 0, dispatchingIndex: 2 }

test("a follower keeps the table, and arms nothing: who is the leader hands out again", () => {
  const taken = take(follower(behind), dispatched(2, ck()))
  expect(only(taken.outputs, "ArmTimerSinceStored")).toEqual([])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 2, handing: 2 } }, checkPoints: { [KEY]: { offsets: [0, 1] } } })
})

test("what is opened and closed in one stretch is done with", () => {
  expect(known(take(follower(behind), dispatched(2, ck(), { _tag: "Ack", ...handle(), offsets: [0, 1] })))).toEqual({ cursors: { "g@t@0": { popped: 2, handing: 2 } } })
})

test("a reset: the group goes on from there, and what was handed out before is done with", () => {
  const other = ck({ ...handle({ group: "h" }) })
  const taken = take(follower(behind), dispatched(2, ck(), other, { _tag: "Reset", group: "g", topic: "t", queueId: 0, offset: 1 }))
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 1, handing: 1 }, "h@t@0": { popped: 2, handing: 2 } } })
  expect(Object.keys(known(taken)["checkPoints"] as object)).toEqual(["h@t@0@0@1000"])
})

test("a leader that is deposed: what was only on its way was not handed out, timers end, and who waits is answered", () => {
  const pop = popOf({ checkPoints: [checkPoint({ index: 0 }), checkPoint({ index: 9, popTime: 2_000 })], cursors: { "g@t@0": { popped: 1, handing: 3 } }, held: [heldPop({ request: "r7", suspendTimeoutMillis: 9 })], reading: [heldPop({ request: "r8" })] })
  const taken = take(leader({ ...threeMessages, pop }), { _tag: "AppendEntriesReply", from: "n1", term: 9, success: false, index: 0 })
  expect(known(taken)).toEqual({ checkPoints: { [KEY]: checkPoint({ index: 0 }) }, cursors: { "g@t@0": { popped: 1, handing: 1 } } })
  expect(only(taken.outputs, "ReplyPop").map(({ request, code }) => [request, code])).toEqual([["r7", "POLLING_TIMEOUT"], ["r8", "POLLING_TIMEOUT"]])
  expect(only(taken.outputs, "CancelTimer")).toContainEqual({ _tag: "CancelTimer", event: { _tag: "ReviveTimeout", checkPoint: KEY } })
})

test("a new leader waits for the times of all", () => {
  const self = leader({ ...threeMessages, log: [1, 2], commit: 0, match: { n1: 1, n2: 0 }, progress: { n1: { next: 2, match: 0, awaiting: true, mayHaveLost: false }, n2: { next: 2, match: 0, awaiting: false, mayHaveLost: false } }, pop: popOf({ checkPoints: [checkPoint()] }) })
  const ready = take(after(self, { _tag: "AppendEntriesReply", from: "n1", term: 2, success: true, index: 1 }), { _tag: "Dispatched", index: 1, ends: [] })
  expect(only(ready.outputs, "ArmTimerSinceStored")).toMatchObject([{ event: { _tag: "ReviveTimeout", checkPoint: KEY }, ms: 60_000, queue: REVIVE, offset: 0 }])
})

test("a client that goes takes its pops with it", () => {
  const self = leader({ ...threeMessages, pop: popOf({ held: [heldPop({ suspendTimeoutMillis: 9 }), heldPop({ request: "r2", channel: "c2" })], reading: [heldPop({ request: "r3" })] }) })
  const taken = take(self, { _tag: "ChannelClosed", channel: "c1" })
  expect(taken.outputs).toEqual([{ _tag: "CancelTimer", event: { _tag: "PollTimeout", request: "r1", topic: "t" } }])
  expect(known(taken)).toEqual({ held: { t: [heldPop({ request: "r2", channel: "c2" })] } })
})

test("a message that comes, or comes again, wakes those that wait for it", () => {
  const woken = (queue: string) => {
    const self = after(leader({ ...threeMessages, queues: threeMessages.queues as never }), popMessage({ topic: "t", group: "h", maxMsgNums: 3 }))
    return only(take({ ...self, pop: popOf({ held: [heldPop({ suspendTimeoutMillis: 9 })] }), dispatchingIndex: 1 }, { _tag: "Dispatched", index: 1, ends: [[queue, 9]] }).outputs, "ReadPop")
  }
  expect(woken("t@0")).toMatchObject([{ request: "r1" }])
  expect(woken("u@0")).toEqual([])
})

test("who only asked whether there are messages is told so", () => {
  const self = { ...leader(threeMessages), pop: popOf({ held: [heldPop({ is: "question", suspendTimeoutMillis: 9 })] }), dispatchingIndex: 1 }
  expect(take(self, { _tag: "Dispatched", index: 1, ends: [["t@0", 9]] }).outputs).toEqual([
    { _tag: "CancelTimer", event: { _tag: "PollTimeout", request: "r1", topic: "t" } },
    { _tag: "ReplyNotification", request: "r1", hasMsg: true, pollingFull: false }
  ])
})

test("what a group was handed is its progress", () => {
  const self = leader({ ...threeMessages, pop: popOf({ cursors: { "g@t@0": { popped: 2, handing: 3 } } }) })
  expect(take(self, { _tag: "QueryConsumerOffset", request: "r1", group: "g", topic: "t", queueId: 0 }).outputs).toEqual([{ _tag: "ReplyOffset", request: "r1", offset: 2 }])
})

const inOrder = { order: { times: [] } } as const

test("in order: a follower knows the lock and what was handed out again, and its group's progress is the first message that was not acked", () => {
  const again = ck({ ...handle({ startOffset: 1, popTime: 2_000 }), offsets: [1], order: { times: [[1, 1]] }, reviveOffset: 1, index: 2 })
  const taken = take(follower(behind), dispatched(2, ck(inOrder), again))
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 2, handing: 2, ordered: [KEY, "g@t@0@1@2000"] } }, checkPoints: { [KEY]: { offsets: [0] }, "g@t@0@1@2000": { offsets: [1] } } })
  const self = { ...follower({ ...behind, pop: popOf({ cursors: { "g@t@0": { popped: 2, handing: 2, ordered: [KEY] } }, checkPoints: [checkPoint({ ...inOrder, offsets: [1], index: 0 })] }) }) }
  expect(take(self, { _tag: "QueryConsumerOffset", request: "r1", group: "g", topic: "t", queueId: 0 }).outputs).toMatchObject([{ offset: 1 }])
})

test("in order: when all is acked there is no lock, and nothing of it is kept", () => {
  expect(known(take(follower(behind), dispatched(2, ck(inOrder), { _tag: "Ack", ...handle(), offsets: [0, 1] })))).toEqual({ cursors: { "g@t@0": { popped: 2, handing: 2 } } })
})

test("in order: a leader that is deposed forgets locks that were only on their way, and that times have run out", () => {
  const pop = popOf({ checkPoints: [checkPoint({ ...inOrder, index: 0, over: true }), checkPoint({ ...inOrder, index: 9, popTime: 2_000 })], cursors: { "g@t@0": { popped: 1, handing: 3, ordered: [KEY, "g@t@0@0@2000"] } } })
  const taken = take(leader({ ...threeMessages, pop }), { _tag: "AppendEntriesReply", from: "n1", term: 9, success: false, index: 0 })
  expect(known(taken)).toEqual({ checkPoints: { [KEY]: checkPoint({ ...inOrder, index: 0 }) }, cursors: { "g@t@0": { popped: 1, handing: 1, ordered: [KEY] } } })
})

test("in order: a reset takes the lock away", () => {
  const taken = take(follower(behind), dispatched(2, ck(inOrder), { _tag: "Reset", group: "g", topic: "t", queueId: 0, offset: 1 }))
  expect(known(taken)).toEqual({ cursors: { "g@t@0": { popped: 1, handing: 1 } } })
})
