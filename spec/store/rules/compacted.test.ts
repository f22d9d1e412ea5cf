import { expect, test } from "vitest"
import { follower, take } from "../../broker/testing.ts"

const compacted = (index: number) => ({ _tag: "Compacted", index, ends: [["t@0", 2]] }) as const

test("not dispatched: what is not in its queues is kept", () => {
  expect(take(follower({ log: [1, 1, 1], commit: 2, dispatchedIndex: 1, dispatchingIndex: 2 }), compacted(2))).toEqual({ verdict: "not dispatched", changed: {}, outputs: [] })
})

test("gone before: a snapshot stands for it already", () => {
  expect(take(follower({ base: { index: 3, term: 1 }, log: [2] }), compacted(3))).toEqual({ verdict: "gone before", changed: {}, outputs: [] })
})

test("compacts: the entries are gone, their index and term remembered", () => {
  expect(take(follower({ log: [1, 1, 2, 2], commit: 2 }), compacted(2))).toEqual({
    verdict: "compacts",
    changed: { base: { index: 2, term: 2 }, log: [2], baseEnds: [["t@0", 2]] },
    outputs: []
  })
})
