import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, rejoining, saveHardState, sendTo, take } from "../../broker/testing.ts"

const flushed = (index: number, term = 1): EventOf<"Flushed"> => ({ _tag: "Flushed", index, term })
const accepted = (index: number) => ({ _tag: "AppendEntriesReply", term: 1, success: true, index }) as const

test("an entry since removed: a flush from before a truncation says nothing about what is there now", () => {
  expect(take(follower({ log: [1, 2], durable: 0 }), flushed(1, 1))).toEqual({ verdict: "an entry since removed", changed: {}, outputs: [] })
  expect(take(follower({ log: [1], durable: -1 }), flushed(3, 1)).verdict).toBe("an entry since removed")
})

test("nothing new: as much was durable before", () => {
  expect(take(follower({ log: [1, 1] }), flushed(0))).toEqual({ verdict: "nothing new", changed: {}, outputs: [] })
})

test("more is durable: answers that waited for so much leave, the others wait on", () => {
  const waiting = [
    { to: "n1", message: accepted(1), durable: 1 },
    { to: "n1", message: accepted(2), durable: 2 }
  ]
  expect(take(follower({ log: [1, 1, 1], durable: 0, waiting }), flushed(1))).toEqual({
    verdict: "more is durable",
    changed: { durable: 1, waiting: [{ to: "n1", message: accepted(2), durable: 2 }] },
    outputs: [sendTo("n1", accepted(1))]
  })
})

test("more is durable: nothing leaves while term and vote are not on disk", () => {
  const self = follower({ log: [1], durable: -1, saved: { term: 0, votedFor: null, voter: true }, waiting: [{ to: "n1", message: accepted(0), durable: 0 }] })
  expect(take(self, flushed(0))).toEqual({ verdict: "more is durable", changed: { durable: 0 }, outputs: [] })
})

test("more is durable: the leader's own disk completes the majority", () => {
  const self = leader({ log: [1, 1], commit: 0, durable: 0, match: { n1: 1, n2: 0 }, pending: [{ request: "r1", index: 1, queueId: 0, queueOffset: 3 }] })
  expect(take(self, flushed(1))).toEqual({
    verdict: "more is durable",
    changed: { durable: 1, commitIndex: 1, dispatchingIndex: 1, pending: [] },
    outputs: [{ _tag: "Dispatch", last: 1 }, { _tag: "ReplySend", request: "r1", status: "SEND_OK", index: 1, queueId: 0, queueOffset: 3 }]
  })
})

test("more is durable: a send committed by two others is acked once the leader has it on disk too", () => {
  const self = leader({ log: [1, 1], commit: 1, durable: 0, pending: [{ request: "r1", index: 1, queueId: 0, queueOffset: 0 }] })
  expect(take(self, flushed(1))).toEqual({
    verdict: "more is durable",
    changed: { durable: 1, pending: [] },
    outputs: [{ _tag: "ReplySend", request: "r1", status: "SEND_OK", index: 1, queueId: 0, queueOffset: 0 }]
  })
})

test("more is durable: with it a member that lost its disk may be caught up", () => {
  const self = rejoining({ log: [3], term: 3, durable: -1, commit: 0, votes: ["n1", "n2"], catchUpTo: 0, tablesTaken: true, leader: "n1" })
  expect(take(self, flushed(0, 3))).toEqual({
    verdict: "more is durable",
    changed: { durable: 0, voter: true, votedFor: "n0", votes: [], tablesTaken: false },
    outputs: [saveHardState(3, "n0")]
  })
})
