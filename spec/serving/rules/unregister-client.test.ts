import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { leader, mapOf, reply, take } from "../../broker/testing.ts"

const members = (...ids: string[]) => ({
  consumeType: "CONSUME_PASSIVELY",
  messageModel: "CLUSTERING",
  consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET",
  subscriptions: [],
  members: ids.map((clientId) => ({ clientId, channel: `c-${clientId}` }))
})
const leave = (over: Partial<EventOf<"UnregisterClient">>): EventOf<"UnregisterClient"> => ({ _tag: "UnregisterClient", request: "r1", clientId: "a", producerGroup: null, consumerGroup: null, ...over })
const self = leader({ groups: mapOf({ g: members("a", "b"), h: members("a") }), producers: mapOf({ "a p": "c-a", "a q": "c-a", "b p": "c-b" }) })

test("leaves: the group that it names, and those who stay are told", () => {
  expect(take(self, leave({ consumerGroup: "g" }))).toEqual({
    verdict: "leaves",
    changed: { groups: { g: members("b"), h: members("a") } },
    outputs: [{ _tag: "NotifyConsumerIdsChanged", group: "g", channels: ["c-b"] }, reply("SUCCESS")]
  })
})

test("leaves: the last member takes the group with it, and its producer group goes too", () => {
  expect(take(self, leave({ consumerGroup: "h", producerGroup: "p" }))).toEqual({
    verdict: "leaves",
    changed: { groups: { g: members("a", "b") }, producers: { "a q": "c-a", "b p": "c-b" } },
    outputs: [reply("SUCCESS")]
  })
})

test("unknown: one that is in no such group leaves all the same", () => {
  expect(take(self, leave({ clientId: "x", consumerGroup: "g" }))).toEqual({ verdict: "unknown", changed: {}, outputs: [reply("SUCCESS")] })
})

test("unknown: a producer alone leaves its producer group", () => {
  expect(take(self, leave({ producerGroup: "p" }))).toEqual({
    verdict: "unknown",
    changed: { producers: { "a q": "c-a", "b p": "c-b" } },
    outputs: [reply("SUCCESS")]
  })
})
