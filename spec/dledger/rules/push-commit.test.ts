import { expect, test } from "vitest"
import { follower, leader, take, V040 } from "../testing.ts"

const commit = (commitIndex: number, term = 3) => ({ _tag: "PushCommit", from: "n1", term, commitIndex }) as const

test("not a follower: does nothing", () => {
  expect(take(leader({ log: [1], commit: -1 }), commit(0))).toEqual({ verdict: "not a follower", changed: {}, outputs: [] })
})

test("old term: 0.3.1.2 does nothing", () => {
  expect(take(follower({ term: 4, log: [1] }), commit(0))).toEqual({ verdict: "old term", changed: {}, outputs: [] })
})

test("commits: as far as its log goes, and never back", () => {
  expect(take(follower({ term: 3, log: [1, 1] }), commit(7))).toEqual({ verdict: "commits", changed: { commitIndex: 1, dispatchingIndex: 1 }, outputs: [{ _tag: "Dispatch", last: 1 }] })
  expect(take(follower({ term: 3, log: [1, 1], commit: 1 }), commit(0)).changed).toEqual({})
})

test("commits: 0.3.1.2 believes a term that it is not in yet, and 0.4.0 one that is over", () => {
  expect(take(follower({ term: 2, leader: "n2", log: [1] }), commit(0)).changed).toMatchObject({ commitIndex: 0 })
  expect(take(follower({ term: 9, leader: "n2", log: [1], config: V040 }), commit(0)).changed).toMatchObject({ commitIndex: 0 })
})
