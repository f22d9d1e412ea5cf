import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

const group = (...members: readonly (readonly [string, string])[]) => ({
  consumeType: "CONSUME_PASSIVELY",
  messageModel: "CLUSTERING",
  consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET",
  subscriptions: [],
  members: members.map(([clientId, channel]) => ({ clientId, channel }))
})
const pull = (request: string, channel: string, queue: string) => ({ request, channel, queue, offset: 0, maxMsgNums: 32, codeSet: [], suspendTimeoutMillis: 15_000 })
const cancelled = (request: string, queue: string) => ({ _tag: "CancelTimer", event: { _tag: "HoldTimeout", request, queue } })

test("forgets: members, producers and held pulls of this connection, and no other's", () => {
  const self = leader({
    groups: mapOf({ h: group(["a", "c1"]), g: group(["a", "c1"], ["b", "c2"]) }),
    producers: mapOf({ "a p": "c1", "b p": "c2" }),
    held: mapOf({ "t@1": [pull("p3", "c1", "t@1")], "t@0": [pull("p1", "c1", "t@0"), pull("p2", "c2", "t@0")] })
  })
  expect(take(self, { _tag: "ChannelClosed", channel: "c1" })).toEqual({
    verdict: "forgets",
    changed: { groups: { g: group(["b", "c2"]) }, producers: { "b p": "c2" }, held: { "t@0": [pull("p2", "c2", "t@0")] } },
    outputs: [{ _tag: "NotifyConsumerIdsChanged", group: "g", channels: ["c2"] }, cancelled("p1", "t@0"), cancelled("p3", "t@1")]
  })
})

test("forgets: reads of this connection that wait for a majority, and no other's", () => {
  const read = (request: string, channel: string) => ({ request, channel, queue: "t@0", index: 0, round: 1 })
  expect(take(leader({ pendingReads: [read("r1", "c1"), read("r2", "c2")] }), { _tag: "ChannelClosed", channel: "c1" })).toEqual({
    verdict: "forgets",
    changed: { pendingReads: [read("r2", "c2")] },
    outputs: []
  })
})

test("forgets: a client that has returned on another connection stays, and so do its locks", () => {
  const self = leader({ groups: mapOf({ g: group(["a", "c2"]) }), locks: mapOf({ "g@t@0": "a" }) })
  expect(take(self, { _tag: "ChannelClosed", channel: "c1" })).toEqual({ verdict: "forgets", changed: {}, outputs: [] })
})
