import * as HashMap from "effect/HashMap"
import { expect, test } from "vitest"
import { follower, leader, take } from "../../broker/testing.ts"

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

test("a half message that is gone is not asked about any more", () => {
  const half = (index: number) => ({ index, group: "g", immunityMs: null, checks: 0, ending: false })
  const { changed } = take(follower({ log: [1, 1, 2, 2], commit: 2, halves: HashMap.make(["0", half(2)], ["1", half(3)]) }), compacted(2))
  expect(changed).toMatchObject({ halves: { 1: half(3) } })
})

test("a timer message that is gone does not come any more", () => {
  const timed = (index: number) => ({ index, at: 1_000, topic: "t", queueId: 0, standing: "WAITING" }) as const
  const { changed } = take(follower({ log: [1, 1, 2, 2], commit: 2, timed: HashMap.make(["0", timed(2)], ["1", timed(3)]) }), compacted(2))
  expect(changed).toMatchObject({ timed: { 1: timed(3) } })
})

test("compacts what was only written: the snapshot is on disk, and a send that waited for a flush is answered", () => {
  const self = leader({ log: [1, 1], commit: 1, durable: 0, match: { n1: 1, n2: 1 }, pending: [{ request: "r1", index: 1, queueId: 0, queueOffset: 3 }] })
  const { verdict, changed, outputs } = take(self, compacted(1))
  expect([verdict, changed]).toEqual(["compacts what was only written", { base: { index: 1, term: 1 }, log: [], durable: 1, pending: [], baseEnds: [["t@0", 2]] }])
  expect(outputs).toEqual([{ _tag: "ReplySend", request: "r1", status: "SEND_OK", index: 1, queueId: 0, queueOffset: 3 }])
})
