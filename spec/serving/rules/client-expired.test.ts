import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

const group = (...ids: string[]) => ({
  consumeType: "CONSUME_PASSIVELY",
  messageModel: "CLUSTERING",
  consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET",
  subscriptions: [],
  members: ids.map((clientId) => ({ clientId, channel: `c-${clientId}` }))
})

test("forgets: the client in all its groups, and no other whose name begins like it", () => {
  const self = leader({ groups: mapOf({ g: group("a", "ab"), h: group("a") }), producers: mapOf({ "a p": "c-a", "ab p": "c-ab" }) })
  expect(take(self, { _tag: "ClientExpired", clientId: "a" })).toEqual({
    verdict: "forgets",
    changed: { groups: { g: group("ab") }, producers: { "ab p": "c-ab" } },
    outputs: [{ _tag: "NotifyConsumerIdsChanged", group: "g", channels: ["c-ab"] }]
  })
})

test("forgets: one who is not known changes nothing", () => {
  expect(take(leader({ groups: mapOf({ g: group("a") }) }), { _tag: "ClientExpired", clientId: "x" })).toEqual({ verdict: "forgets", changed: {}, outputs: [] })
})
