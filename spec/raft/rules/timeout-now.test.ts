import { expect, test } from "vitest"
import { armElection, candidate, follower, rejoining, saveHardState, take } from "../../broker/testing.ts"

const timeoutNow = (term: number) => ({ _tag: "TimeoutNow", from: "n1", term }) as const

test.each([1, 3])("of another term: one of term %i means nothing in term 2", (term) => {
  expect(take(follower({ term: 2 }), timeoutNow(term))).toEqual({ verdict: "of another term", changed: {}, outputs: [] })
})

test("not a voter: a member that lost its disk does not stand", () => {
  expect(take(rejoining({ term: 2, leader: "n1" }), timeoutNow(2))).toEqual({ verdict: "not a voter", changed: {}, outputs: [] })
})

test("not a follower: a candidate of this term stands already", () => {
  expect(take(candidate({ term: 2 }), timeoutNow(2))).toEqual({ verdict: "not a follower", changed: {}, outputs: [] })
})

test("stands: at once, in the next term", () => {
  const { verdict, changed, outputs } = take(follower({ log: [2] }), timeoutNow(2))
  expect(verdict).toBe("stands")
  expect(changed).toMatchObject({ role: "CANDIDATE", term: 3, votedFor: "n0", leader: null })
  expect(outputs).toEqual([armElection, saveHardState(3, "n0")])
})
