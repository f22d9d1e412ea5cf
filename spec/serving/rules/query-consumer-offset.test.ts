import { expect, test } from "vitest"
import { follower, leader, mapOf, take } from "../../broker/testing.ts"

const query = (group: string) => ({ _tag: "QueryConsumerOffset", request: "r1", group, topic: "t", queueId: 0 }) as const
const offsets = mapOf({ "g@t@0": 4 })
const answer = (offset: number) => [{ _tag: "ReplyOffset", request: "r1", offset }]

test("known: how far the group has come, wherever it asks", () => {
  expect(take(leader({ offsets }), query("g"))).toEqual({ verdict: "known", changed: {}, outputs: answer(4) })
  expect(take(follower({ offsets }), query("g")).outputs).toEqual(answer(4))
})

test("young queue: a group without progress starts at the first message", () => {
  expect(take(leader({ offsets }), query("h"))).toEqual({ verdict: "young queue", changed: {}, outputs: answer(0) })
})
