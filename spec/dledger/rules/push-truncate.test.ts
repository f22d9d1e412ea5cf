import { expect, test } from "vitest"
import type { PushCode } from "../messages.ts"
import { candidate, follower, pushed, sendTo, take, V040 } from "../testing.ts"

/** 0.3.1.2: end with this entry. */
const endWith = (index: number, entryTerm: number, commitIndex = -1, term = 3) => ({ _tag: "PushTruncate", from: "n1", term, opaque: 2, index, entries: pushed(index, entryTerm), commitIndex }) as const
/** 0.4.0: end before this entry. */
const endBefore = (index: number, commitIndex = -1, term = 3) => ({ _tag: "PushTruncate", from: "n1", term, opaque: 2, index, entries: pushed(index), commitIndex }) as const
const answer = (code: PushCode, index: number, term = 3) => sendTo("n1", { _tag: "PushTruncateResponse", term, opaque: 2, index, code })

test("not a follower: cuts nothing", () => {
  expect(take(candidate({ term: 3, log: [1, 1] }), endWith(0, 1))).toEqual({ verdict: "not a follower", changed: {}, outputs: [answer("NOT_FOLLOWER", 0)] })
})

test.each([
  ["an older term", follower({ term: 4, log: [1, 1] })],
  ["a higher term", follower({ term: 2, log: [1, 1] })],
  ["another leader", follower({ term: 3, leader: "n2", log: [1, 1] })]
])("of another term or leader: 0.3.1.2 refuses one of %s", (_which, self) => {
  expect(take(self, endWith(0, 1))).toEqual({ verdict: "of another term or leader", changed: {}, outputs: [answer("INCONSISTENT_STATE", 0)] })
})

test("a gap before it: refuses", () => {
  expect(take(follower({ term: 3, log: [1] }), endWith(2, 3)).verdict).toBe("a gap before it")
  expect(take(follower({ term: 3, log: [1], config: V040 }), endBefore(2))).toEqual({ verdict: "a gap before it", changed: {}, outputs: [answer("INCONSISTENT_STATE", 2)] })
})

test("ends with it: cuts what follows, and commits as the leader says", () => {
  expect(take(follower({ term: 3, log: [1, 1, 2] }), endWith(1, 1, 9))).toEqual({
    verdict: "ends with it",
    changed: { log: [1, 1], durable: 1, commitIndex: 1, dispatchingIndex: 1 },
    outputs: [{ _tag: "TruncateLog", from: 2 }, answer("SUCCESS", 1), { _tag: "Dispatch", last: 1 }]
  })
})

test("ends with another there: writes the leader's in its place", () => {
  expect(take(follower({ term: 3, log: [1, 2, 2] }), endWith(1, 3))).toEqual({
    verdict: "ends with another there",
    changed: { log: [1, 3], durable: 0 },
    outputs: [{ _tag: "TruncateLog", from: 1 }, { _tag: "WriteEntries", first: 1, last: 1 }, answer("SUCCESS", 1)]
  })
})

test("ends with another there: there was nothing to cut", () => {
  expect(take(follower({ term: 3 }), endWith(0, 3)).outputs).toEqual([{ _tag: "WriteEntries", first: 0, last: 0 }, answer("SUCCESS", 0)])
})

test("ends before it: 0.4.0 obeys whoever says so, of whatever term, and votes by the end that it had", () => {
  expect(take(follower({ term: 5, leader: "n2", log: [1, 4, 5], commit: 2, config: V040 }), endBefore(1))).toEqual({
    verdict: "ends before it",
    changed: { log: [1], durable: 0, endBeforeTruncate: { index: 2, term: 5 } },
    outputs: [{ _tag: "TruncateLog", from: 1 }, answer("SUCCESS", 1)]
  })
})

test("ended before it: 0.4.0 has nothing to cut, and commits as it is told", () => {
  expect(take(follower({ term: 3, log: [1], config: V040 }), endBefore(1, 7))).toEqual({
    verdict: "ended before it",
    changed: { commitIndex: 0, dispatchingIndex: 0 },
    outputs: [answer("SUCCESS", 1), { _tag: "Dispatch", last: 0 }]
  })
})
