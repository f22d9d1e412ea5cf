import { expect, test } from "vitest"
import { follower, leader, mapOf, reply, subscriptionGroup, take } from "../../broker/testing.ts"

const remove = (removeOffset: boolean) => ({ _tag: "DeleteSubscriptionGroup", request: "r1", group: "g", removeOffset }) as const
const self = leader({
  subscriptionGroups: mapOf({ g: subscriptionGroup(), gg: subscriptionGroup() }),
  offsets: mapOf({ "g@t@0": 1, "g@u@1": 2, "gg@t@0": 3 })
})

test("not here: only the master keeps groups", () => {
  expect(take(follower(), remove(true))).toEqual({
    verdict: "not here",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", "Can't modify topic or subscription group from slave broker, please execute it from master broker.")]
  })
})

test("removed: what was said of it; its progress stays", () => {
  const { verdict, changed, outputs } = take(self, remove(false))
  expect({ verdict, changed }).toEqual({ verdict: "removed", changed: { subscriptionGroups: { gg: subscriptionGroup() } } })
  const copy = { _tag: "CopyMetadataTo", subscriptionGroups: [["gg", subscriptionGroup()]] }
  expect(outputs).toMatchObject([{ _tag: "SaveSubscriptionGroups" }, { ...copy, to: "n1" }, { ...copy, to: "n2" }, reply("SUCCESS")])
})

test("removed with its offsets: its own on every topic, and no other group's", () => {
  const { verdict, changed, outputs } = take(self, remove(true))
  expect({ verdict, changed }).toEqual({ verdict: "removed with its offsets", changed: { subscriptionGroups: { gg: subscriptionGroup() }, offsets: { "gg@t@0": 3 } } })
  const copy = { _tag: "CopyMetadataTo", offsets: [["gg@t@0", 3]] }
  expect(outputs).toMatchObject([{ _tag: "SaveSubscriptionGroups" }, { _tag: "SaveOffsets" }, { ...copy, to: "n1" }, { ...copy, to: "n2" }, reply("SUCCESS")])
})
