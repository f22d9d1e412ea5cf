import { expect, test } from "vitest"
import type { PushCode } from "../messages.ts"
import { candidate, follower, sendTo, take, V040 } from "../testing.ts"

const compare = (index: number, entryTerm: number, term = 3) => ({ _tag: "PushCompare", from: "n1", term, opaque: 2, index, entryTerm }) as const
const answer = (code: PushCode, index: number, endIndex: number, xIndex = -1) =>
  sendTo("n1", { _tag: "PushCompareResponse", term: 3, opaque: 2, index, code, endIndex, xIndex })

test("not a follower: says so", () => {
  expect(take(candidate({ term: 3, log: [1] }), compare(0, 1))).toEqual({ verdict: "not a follower", changed: {}, outputs: [answer("NOT_FOLLOWER", 0, 0)] })
})

test("the same: and tells where its log ends, whoever asks in whatever term", () => {
  expect(take(follower({ term: 1, leader: "n2", log: [1, 1] }), compare(0, 1))).toEqual({ verdict: "the same", changed: {}, outputs: [answer("SUCCESS", 0, 1)] })
})

test("the same: nothing precedes the first entry, in any log", () => {
  expect(take(follower({ term: 3, log: [1], config: V040 }), compare(-1, -1))).toEqual({ verdict: "the same", changed: {}, outputs: [answer("SUCCESS", -1, 0)] })
})

test("nothing there: tells where its log ends", () => {
  expect(take(follower({ term: 3, log: [1] }), compare(4, 3))).toEqual({ verdict: "nothing there", changed: {}, outputs: [answer("INCONSISTENT_STATE", 4, 0)] })
})

test("another one there: 0.4.0 tells where its term begins", () => {
  expect(take(follower({ term: 3, log: [1, 2, 2] }), compare(2, 3))).toEqual({ verdict: "another one there", changed: {}, outputs: [answer("INCONSISTENT_STATE", 2, 2)] })
  expect(take(follower({ term: 3, log: [1, 2, 2], config: V040 }), compare(2, 3)).outputs).toEqual([answer("INCONSISTENT_STATE", 2, 2, 1)])
})
