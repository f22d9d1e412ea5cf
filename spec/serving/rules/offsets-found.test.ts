import { expect, test } from "vitest"
import { after, leader, mapOf, only, reply, take } from "../../broker/testing.ts"
import { checkPoint, KEY, known, popMessage, popOf, threeMessages } from "../../pop/testing.ts"

const found = (isForce: boolean) =>
  ({ _tag: "OffsetsFound", request: "r1", group: "g", topic: "t", timestamp: 5, isForce, found: [{ queueId: 0, offset: 4 }, { queueId: 1, offset: 4 }, { queueId: 2, offset: 4 }] }) as const
/** Queue 0 is past it, queue 1 has not reached it, queue 2 has no offset. */
const offsets = mapOf({ "g@t@0": 9, "g@t@1": 1 })
const members = [{ clientId: "a", channel: "c1" }, { clientId: "b", channel: "c2" }]
const g = { consumeType: "CONSUME_PASSIVELY", messageModel: "CLUSTERING", consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", subscriptions: [], members }

test.each([
  ["back only", false, [4, 1, 4]],
  ["forward too, if forced", true, [4, 4, 4]]
])("told: every member, %s; its own table stays, for the members commit", (_how, isForce, wanted) => {
  const table = wanted.map((offset, queueId) => ({ queueId, offset }))
  expect(take(leader({ offsets, groups: mapOf({ g }) }), found(isForce))).toEqual({
    verdict: "told",
    changed: {},
    outputs: [
      { _tag: "ResetConsumerClientOffset", group: "g", topic: "t", timestamp: 5, offsets: table, channels: ["c1", "c2"] },
      { _tag: "ReplyOffsets", request: "r1", topic: "t", offsets: table }
    ]
  })
})

test("reset: 5.x does it for a group without members", () => {
  expect(take(leader({ offsets, config: { compatibility: "5" } }), found(false))).toEqual({
    verdict: "reset",
    changed: { offsets: { "g@t@0": 4, "g@t@1": 1, "g@t@2": 4 } },
    outputs: [{ _tag: "SaveOffsets" }, { _tag: "ReplyOffsets", request: "r1", topic: "t", offsets: [{ queueId: 0, offset: 4 }, { queueId: 1, offset: 1 }, { queueId: 2, offset: 4 }] }]
  })
})

test("not online: 4.9 does not", () => {
  expect(take(leader({ offsets, config: { compatibility: "4.9" } }), found(true))).toEqual({
    verdict: "not online",
    changed: {},
    outputs: [reply("CONSUMER_NOT_ONLINE", "Consumer not online, so can not reset offset, Group: g Topic: t Timestamp: 5")]
  })
})

const popping = { ...threeMessages, pop: popOf({ cursors: { "g@t@0": { popped: 3, handing: 3 } }, checkPoints: [checkPoint()] }) }
const back = { _tag: "OffsetsFound", request: "r1", group: "g", topic: "t", timestamp: 5, isForce: false, found: [{ queueId: 0, offset: 1 }] } as const

test("pops: it goes on from there at once, what it has in flight is done with, and the operator is told when that is stored", () => {
  const taken = take(leader(popping), back)
  expect(taken.verdict).toBe("pops")
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ tags: "reset", body: '{"c":"g","t":"t","q":0,"so":1}' }])
  expect(known(taken)).toMatchObject({ cursors: { "g@t@0": { popped: 3, handing: 1 } }, checkPoints: { [KEY]: { closing: [0, 1] } } })
  expect(only(taken.outputs, "ReplyOffsets")).toEqual([])
  const self = after(leader(popping), back)
  expect(only(take(self, popMessage({ request: "r2" })).outputs, "ReadPop")).toMatchObject([{ queues: [{ queue: "t@0", offset: 1, end: 3 }] }])
  const stored = take(after(self, { _tag: "Flushed", index: 1, term: 1 }), { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  expect(only(stored.outputs, "ReplyOffsets")).toEqual([{ _tag: "ReplyOffsets", request: "r1", topic: "t", offsets: [{ queueId: 0, offset: 1 }] }])
})

test("pops, not now: a leader that hands over resets nothing", () => {
  expect(take(leader({ ...popping, transferee: "n1" }), back)).toMatchObject({ verdict: "pops, not now", changed: {}, outputs: [{ _tag: "Reply", code: "SYSTEM_BUSY" }] })
})
