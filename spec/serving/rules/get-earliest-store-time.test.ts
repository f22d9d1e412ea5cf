import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

test("answers: by the first message, if it is visible", () => {
  const self = leader({ queues: mapOf({ "t@3": { end: 5, next: 7 } }) })
  expect(take(self, { _tag: "GetEarliestStoreTime", request: "r1", topic: "t", queueId: 3 })).toEqual({
    verdict: "answers",
    changed: {},
    outputs: [{ _tag: "ReplyStoreTime", request: "r1", queue: "t@3", offset: 0, end: 5 }]
  })
})
