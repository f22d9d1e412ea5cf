import { expect, test } from "vitest"
import { candidate, take } from "../testing.ts"

test("nothing waits for it", () => {
  expect(take(candidate({ term: 2, votedFor: "n1" }), { _tag: "HardStateSaved", term: 2, votedFor: "n1", voter: true })).toEqual({ verdict: "nothing waits for it", changed: {}, outputs: [] })
})
