import { expect, test } from "vitest"
import { follower, leader, mapOf, reply, take, topic } from "../../broker/testing.ts"

const reset = (over: { readonly group?: string; readonly topic?: string } = {}) => ({ _tag: "ResetOffset", request: "r1", group: "g", topic: "t", timestamp: 5, isForce: false, ...over }) as const
const state = { topics: mapOf({ t: topic({ writeQueueNums: 2 }) }), queues: mapOf({ "t@1": { end: 3, next: 4 } }), offsets: mapOf({ "g@t@1": 2, "h@u@0": 1 }) }

test("not here: only the keeper of offsets resets them", () => {
  expect(take(follower(state), reset())).toEqual({
    verdict: "not here",
    changed: {},
    outputs: [reply("SYSTEM_BUSY", "broker-a does not keep consumer offsets here: it is not the master")]
  })
})

test("no such topic", () => {
  expect(take(leader(state), reset({ topic: "u" }))).toEqual({
    verdict: "no such topic",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", "[reset-offset] reset offset failed, no topic in this broker. topic=u")]
  })
})

test("no such group: it has no offset on any queue of the topic", () => {
  expect(take(leader(state), reset({ group: "h" }))).toEqual({ verdict: "no such group", changed: {}, outputs: [reply("SYSTEM_ERROR", "THe consumer group <h> not exist")] })
})

test("searches: every queue, up to its visible end", () => {
  expect(take(leader(state), reset())).toEqual({
    verdict: "searches",
    changed: {},
    outputs: [{ _tag: "FindOffsets", request: "r1", group: "g", topic: "t", timestamp: 5, isForce: false, queues: [{ queueId: 0, end: 0 }, { queueId: 1, end: 3 }] }]
  })
})
