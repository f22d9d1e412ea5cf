import { expect, test } from "vitest"
import type { PushCode } from "../messages.ts"
import { candidate, follower, pushed, sendTo, take, V040 } from "../testing.ts"

const append = (first: number, terms: readonly number[], commitIndex = -1, term = 3) => ({ _tag: "PushAppend", from: "n1", term, entries: pushed(first, ...terms), commitIndex }) as const
const answer = (code: PushCode, index: number, count: number) => sendTo("n1", { _tag: "PushAppendResponse", term: 3, index, count, code })

test("not a follower: does not answer", () => {
  expect(take(candidate({ term: 3 }), append(0, [3]))).toEqual({ verdict: "not a follower", changed: {}, outputs: [] })
})

test("appends: where its log ends, and commits as the leader says", () => {
  expect(take(follower({ term: 3, log: [1] }), append(1, [2, 3], 1))).toEqual({
    verdict: "appends",
    changed: { log: [1, 2, 3], commitIndex: 1, dispatchingIndex: 1 },
    outputs: [{ _tag: "WriteEntries", first: 1, last: 2 }, answer("SUCCESS", 1, 2), { _tag: "Dispatch", last: 1 }]
  })
})

test("appends: whatever the entry before it is", () => {
  expect(take(follower({ term: 3, log: [2] }), append(1, [3])).verdict).toBe("appends")
})

test("appends: in 0.4.0 votes go by the true end again", () => {
  const self = follower({ term: 3, log: [1], config: V040, dledger: { endBeforeTruncate: { index: 5, term: 1 } } })
  expect(take(self, append(1, [3])).changed).toMatchObject({ endBeforeTruncate: null })
})

test("has it: says so once more, also to a leader of the past", () => {
  expect(take(follower({ term: 4, leader: "n2", log: [1, 3] }), append(1, [3]))).toEqual({ verdict: "has it", changed: {}, outputs: [answer("SUCCESS", 1, 1)] })
})

test("has others there: refuses", () => {
  expect(take(follower({ term: 3, log: [1, 2] }), append(1, [3]))).toEqual({ verdict: "has others there", changed: {}, outputs: [answer("INCONSISTENT_STATE", 1, 1)] })
})

test.each([
  ["a gap", append(2, [3])],
  ["an overlap", append(0, [1, 3])]
])("does not begin at the end: %s", (_which, event) => {
  const { verdict, changed, outputs } = take(follower({ term: 3, log: [1] }), event)
  expect({ verdict, changed, code: outputs.map((output) => output._tag === "SendToPeer" && "code" in output.message && output.message.code) }).toEqual({ verdict: "does not begin at the end", changed: {}, code: ["INCONSISTENT_STATE"] })
})

test.each([
  ["an older term", follower({ term: 4, log: [1] })],
  ["a higher term", follower({ term: 2, log: [1] })],
  ["another leader", follower({ term: 3, leader: "n2", log: [1] })]
])("of another term or leader: refuses what comes from %s", (_which, self) => {
  expect(take(self, append(1, [3]))).toEqual({ verdict: "of another term or leader", changed: {}, outputs: [answer("INCONSISTENT_STATE", 1, 1)] })
})
