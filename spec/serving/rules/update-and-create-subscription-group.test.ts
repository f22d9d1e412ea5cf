import { expect, test } from "vitest"
import { follower, leader, mapOf, reply, subscriptionGroup, take } from "../../broker/testing.ts"

const update = (...names: readonly string[]) =>
  ({ _tag: "UpdateAndCreateSubscriptionGroup", request: "r1", groups: names.map((name) => [name, subscriptionGroup({ consumeEnable: false })] as const) }) as const

test("not here: only the master keeps groups", () => {
  expect(take(follower(), update("g"))).toEqual({
    verdict: "not here",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", "Can't modify topic or subscription group from slave broker, please execute it from master broker.")]
  })
})

test.each(["", "a b", "../g", "g".repeat(256)])("illegal name: %j, and none of the others is kept", (name) => {
  expect(take(leader(), update("g", name))).toEqual({
    verdict: "illegal name",
    changed: {},
    outputs: [reply("INVALID_PARAMETER", `group: the specified group[${name}] is blank, contains illegal characters or is longer than 255, allowing only ^[%|a-zA-Z0-9_-]+$`)]
  })
})

test("kept: on disk and on the followers, in place of what was said before", () => {
  const self = leader({ subscriptionGroups: mapOf({ g: subscriptionGroup(), old: subscriptionGroup() }) })
  const { verdict, changed, outputs } = take(self, update("g", "h"))
  const off = subscriptionGroup({ consumeEnable: false })
  expect({ verdict, changed }).toEqual({ verdict: "kept", changed: { subscriptionGroups: { g: off, h: off, old: subscriptionGroup() } } })
  const copy = { _tag: "CopyMetadataTo", subscriptionGroups: [["g", off], ["h", off], ["old", subscriptionGroup()]] }
  expect(outputs).toMatchObject([{ _tag: "SaveSubscriptionGroups" }, { ...copy, to: "n1" }, { ...copy, to: "n2" }, reply("SUCCESS")])
})
