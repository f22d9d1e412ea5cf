import { expect, test } from "vitest"
import { follower, leader, mapOf, take } from "../../broker/testing.ts"

const queues = [0, 1, 2].map((queueId) => ({ topic: "t", queueId }))
const lock = { _tag: "LockBatchMQ", request: "r1", group: "g", clientId: "a", queues } as const
const armed = (key: string) => ({ _tag: "ArmTimer", event: { _tag: "LockExpired", key }, ms: [60_000, 60_000] })

test("not here: only the master locks", () => {
  expect(take(follower(), lock)).toEqual({ verdict: "not here", changed: {}, outputs: [{ _tag: "ReplyLock", request: "r1", locked: [] }] })
})

test("locks: free queues and its own anew, but nobody else's; another group's locks do not matter", () => {
  const self = leader({ locks: mapOf({ "g@t@0": "a", "g@t@1": "b", "h@t@2": "b" }) })
  expect(take(self, lock)).toEqual({
    verdict: "locks",
    changed: { locks: { "g@t@0": "a", "g@t@1": "b", "g@t@2": "a", "h@t@2": "b" } },
    outputs: [armed("g@t@0"), armed("g@t@2"), { _tag: "ReplyLock", request: "r1", locked: [{ topic: "t", queueId: 0 }, { topic: "t", queueId: 2 }] }]
  })
})
