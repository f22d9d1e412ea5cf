import { expect, test } from "vitest"
import { leader, mapOf, reply, take } from "../../broker/testing.ts"

test("unlocks: its own locks in this group, nobody else's", () => {
  const self = leader({ locks: mapOf({ "g@t@0": "a", "g@t@1": "b", "h@t@0": "a" }) })
  const queues = [0, 1, 2].map((queueId) => ({ topic: "t", queueId }))
  expect(take(self, { _tag: "UnlockBatchMQ", request: "r1", group: "g", clientId: "a", queues })).toEqual({
    verdict: "unlocks",
    changed: { locks: { "g@t@1": "b", "h@t@0": "a" } },
    outputs: [{ _tag: "CancelTimer", event: { _tag: "LockExpired", key: "g@t@0" } }, reply("SUCCESS")]
  })
})
