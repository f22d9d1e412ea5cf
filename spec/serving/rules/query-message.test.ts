import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, reply, take } from "../../broker/testing.ts"

const query = (over: Partial<EventOf<"QueryMessage">> = {}): EventOf<"QueryMessage"> => ({ _tag: "QueryMessage", request: "r1", topic: "t", key: "k", maxNum: 32, begin: 0, end: 9, ...over })

test.each([{ key: "" }, { begin: 10 }])("asks for nothing: %j", (over) => {
  expect(take(follower(), query(over))).toEqual({ verdict: "asks for nothing", changed: {}, outputs: [reply("QUERY_NOT_FOUND", "can not find message, maybe time range not correct")] })
})

test.each([[32, 32], [1_000, 64], [-1, 1]])("searches: asked for %i, at most %i, among what is visible here", (maxNum, most) => {
  expect(take(follower({ log: [1, 1, 1], commit: 1 }), query({ maxNum })).outputs).toEqual([
    { _tag: "ReadByKey", request: "r1", topic: "t", key: "k", begin: 0, end: 9, maxNum: most, upTo: 1 }
  ])
})
