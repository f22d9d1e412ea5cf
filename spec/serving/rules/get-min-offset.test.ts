import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

test.each([
  ["nothing has expired: a queue begins at 0", [], 0],
  ["with the first message that is kept", [["s@0", 9], ["t@0", 3]], 3]
] as const)("answers: %s", (_what, baseEnds, offset) => {
  const self = leader({ queues: mapOf({ "t@0": { end: 5, next: 5 } }), baseEnds })
  expect(take(self, { _tag: "GetMinOffset", request: "r1", topic: "t", queueId: 0 })).toEqual({
    verdict: "answers",
    changed: {},
    outputs: [{ _tag: "ReplyOffset", request: "r1", offset }]
  })
})
