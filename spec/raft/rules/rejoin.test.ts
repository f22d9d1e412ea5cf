import { expect, test } from "vitest"
import { follower, leader, rejoining, sendTo, take } from "../../broker/testing.ts"

const rejoin = { _tag: "Rejoin", from: "n1" } as const

test("leads: forgets what that member had acked, and tells how far it must catch up", () => {
  expect(take(leader({ log: [2, 2] }), rejoin)).toEqual({
    verdict: "leads",
    changed: { progress: { n1: { next: 2, match: -1, awaiting: false, mayHaveLost: true }, n2: { next: 2, match: 1, awaiting: false, mayHaveLost: false } } },
    outputs: [sendTo("n1", { _tag: "RejoinReply", term: 2, lastIndex: 1 })]
  })
})

test("does not lead: tells its term, and no index", () => {
  expect(take(follower({ log: [1, 3] }), rejoin)).toEqual({ verdict: "does not lead", changed: {}, outputs: [sendTo("n1", { _tag: "RejoinReply", term: 3, lastIndex: -1 })] })
})

test("does not lead: its term is on disk before it tells it", () => {
  const self = rejoining({ term: 4, saved: { term: 0, votedFor: null, voter: false } })
  expect(take(self, rejoin)).toEqual({
    verdict: "does not lead",
    changed: { waiting: [{ to: "n1", message: { _tag: "RejoinReply", term: 4, lastIndex: -1 }, durable: -1 }] },
    outputs: []
  })
})
