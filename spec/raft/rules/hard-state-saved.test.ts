import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { armHeartbeat, cancel, candidate, entries, flush, follower, sendTo, take } from "../../broker/testing.ts"

const saved = (term: number, votedFor: string | null, voter = true): EventOf<"HardStateSaved"> => ({ _tag: "HardStateSaved", term, votedFor, voter })
const before = { term: 1, votedFor: null, voter: true }
const vote = { _tag: "RequestVoteReply", term: 2, granted: true } as const

test("outdated: an earlier write is done, what waits for the later one waits on", () => {
  const waiting = [{ to: "n1", message: vote, durable: -1 }]
  expect(take(follower({ term: 3, votedFor: "n1", saved: before, waiting }), saved(2, null))).toEqual({
    verdict: "outdated",
    changed: { saved: { term: 2, votedFor: null, voter: true } },
    outputs: []
  })
})

test("saved: what waited for term and vote leaves", () => {
  const waiting = [{ to: "n1", message: vote, durable: -1 }]
  expect(take(follower({ term: 2, votedFor: "n1", saved: before, waiting }), saved(2, "n1"))).toEqual({
    verdict: "saved",
    changed: { saved: { term: 2, votedFor: "n1", voter: true }, waiting: [] },
    outputs: [sendTo("n1", vote)]
  })
})

test("saved: what waits for the log too waits on", () => {
  const waiting = [
    { to: "n1", message: vote, durable: 0 },
    { to: "n1", message: vote, durable: 1 }
  ]
  const { changed, outputs } = take(follower({ log: [1, 1], durable: 0, term: 2, saved: before, waiting }), saved(2, null))
  expect(changed).toMatchObject({ waiting: [{ to: "n1", message: vote, durable: 1 }] })
  expect(outputs).toEqual([sendTo("n1", vote)])
})

test("saved: a candidate's own vote counts from now on", () => {
  const self = candidate({ term: 2, votes: [], saved: before })
  expect(take(self, saved(2, "n0")).changed).toEqual({ saved: { term: 2, votedFor: "n0", voter: true }, votes: ["n0"] })
})

test("saved: a member whose vote of this term is spent wins nothing by it", () => {
  const self = follower({ term: 2, votedFor: "n0", saved: before, config: { peers: [] } })
  expect(take(self, saved(2, "n0"))).toEqual({ verdict: "saved", changed: { saved: { term: 2, votedFor: "n0", voter: true } }, outputs: [] })
})

test("saved: in a group of one the own vote is the majority", () => {
  const self = candidate({ term: 2, votes: [], saved: before, config: { peers: [] } })
  expect(take(self, saved(2, "n0"))).toEqual({
    verdict: "saved",
    changed: { saved: { term: 2, votedFor: "n0", voter: true }, role: "LEADER", leader: "n0", log: [2], noopIndex: 0 },
    outputs: [cancel("ElectionTimeout"), armHeartbeat, { _tag: "WriteNoop", index: 0, term: 2 }, flush]
  })
})

test("saved: the vote that completes a majority makes the candidate lead", () => {
  const self = candidate({ log: [1], term: 2, votes: ["n1"], saved: before })
  const { changed, outputs } = take(self, saved(2, "n0"))
  expect(changed).toMatchObject({ role: "LEADER", log: [1, 2], votes: [] })
  expect(outputs).toContainEqual(sendTo("n2", { _tag: "AppendEntries", term: 2, entries: entries([2], 0, 1), leaderCommit: -1 }))
})

test("saved before: a second completion says nothing", () => {
  expect(take(follower({ term: 2, votedFor: "n1" }), saved(1, null))).toEqual({ verdict: "saved before", changed: {}, outputs: [] })
})
