import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

test("answers: messages do not expire, so a queue begins at 0", () => {
  const self = leader({ queues: mapOf({ "t@0": { end: 5, next: 5 } }) })
  expect(take(self, { _tag: "GetMinOffset", request: "r1", topic: "t", queueId: 0 })).toEqual({
    verdict: "answers",
    changed: {},
    outputs: [{ _tag: "ReplyOffset", request: "r1", offset: 0 }]
  })
})
