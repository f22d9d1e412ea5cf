import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

test("frees: this queue, for this group", () => {
  const self = leader({ locks: mapOf({ "g@t@0": "a", "g@t@1": "a" }) })
  expect(take(self, { _tag: "LockExpired", key: "g@t@0" })).toEqual({ verdict: "frees", changed: { locks: { "g@t@1": "a" } }, outputs: [] })
})
