import { expect, test } from "vitest"
import { follower, mapOf, reply, take } from "../../broker/testing.ts"

const list = (group: string) => ({ _tag: "GetConsumerListByGroup", request: "r1", group }) as const
const g = {
  consumeType: "CONSUME_PASSIVELY",
  messageModel: "CLUSTERING",
  consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET",
  subscriptions: [],
  members: ["a", "b"].map((clientId) => ({ clientId, channel: `c-${clientId}` }))
}

test("members: in the order that all of them see", () => {
  expect(take(follower({ groups: mapOf({ g }) }), list("g"))).toEqual({
    verdict: "members",
    changed: {},
    outputs: [{ _tag: "ReplyConsumerList", request: "r1", clientIds: ["a", "b"] }]
  })
})

test("nobody: the group has no member here", () => {
  expect(take(follower({ groups: mapOf({ g }) }), list("h"))).toEqual({ verdict: "nobody", changed: {}, outputs: [reply("SYSTEM_ERROR", "no consumer for this group, h")] })
})
