import { expect, test } from "vitest"
import { follower, reply, take } from "../../broker/testing.ts"

test("nothing: said so", () => {
  expect(take(follower(), { _tag: "KeyRead", request: "r1", found: [] })).toEqual({
    verdict: "nothing",
    changed: {},
    outputs: [reply("QUERY_NOT_FOUND", "can not find message, maybe time range not correct")]
  })
})

test("messages: in the order in which they were found", () => {
  expect(take(follower(), { _tag: "KeyRead", request: "r1", found: [3, 1] })).toEqual({ verdict: "messages", changed: {}, outputs: [{ _tag: "ReplyMessages", request: "r1", indexes: [3, 1] }] })
})
