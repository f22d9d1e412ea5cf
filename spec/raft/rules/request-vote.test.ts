import { expect, test } from "vitest"
import { armElection, endOfLeadership, follower, leader, rejoining, requestVote, saveHardState, sendTo, take } from "../../broker/testing.ts"

const answer = (term: number, granted: boolean) => ({ _tag: "RequestVoteReply", term, granted }) as const

test("not a voter: a member that lost its disk is silent, since it may have voted already", () => {
  expect(take(rejoining({ term: 1 }), requestVote(5, 4, 9))).toEqual({ verdict: "not a voter", changed: {}, outputs: [] })
})

test("old term: refuses, and tells its own term", () => {
  expect(take(follower({ term: 3 }), requestVote(2, 2, 9))).toEqual({ verdict: "old term", changed: {}, outputs: [sendTo("n1", answer(3, false))] })
})

test.each([
  ["whose last term is older, however long its log", requestVote(3, 1, 9)],
  ["whose log of the same last term is shorter", requestVote(3, 2, 1)]
])("log behind: refuses a candidate %s, but adopts its term", (_which, request) => {
  expect(take(follower({ log: [1, 2, 2] }), request)).toEqual({
    verdict: "log behind",
    changed: { term: 3, leader: null, waiting: [{ to: "n1", message: answer(3, false), durable: -1 }] },
    outputs: [saveHardState(3, null)]
  })
})

test("voted for another: one vote a term", () => {
  expect(take(follower({ term: 2, votedFor: "n2" }), requestVote(2, 1, 5))).toEqual({
    verdict: "voted for another",
    changed: {},
    outputs: [sendTo("n1", answer(2, false))]
  })
})

test("voted for another: a leader has voted for itself", () => {
  expect(take(leader({ log: [2] }), requestVote(2, 2, 5)).verdict).toBe("voted for another")
})

test("grant: the vote leaves when it is on disk", () => {
  expect(take(follower({ log: [1, 1], leader: null }), requestVote(1, 1, 1))).toEqual({
    verdict: "grant",
    changed: { votedFor: "n1", waiting: [{ to: "n1", message: answer(1, true), durable: -1 }] },
    outputs: [saveHardState(1, "n1"), armElection]
  })
})

test("grant: a vote of an older term binds nobody", () => {
  const { verdict, changed } = take(follower({ term: 2, votedFor: "n2" }), requestVote(3, 1, 5))
  expect(verdict).toBe("grant")
  expect(changed).toMatchObject({ term: 3, votedFor: "n1", leader: null })
})

test("grant: asked again, gives the same vote again at once", () => {
  expect(take(follower({ term: 2, votedFor: "n1" }), requestVote(2, 1, 5))).toEqual({
    verdict: "grant",
    changed: {},
    outputs: [sendTo("n1", answer(2, true)), armElection]
  })
})

test("grant: a leader of an older term steps down for it", () => {
  expect(take(leader({ log: [1] }), requestVote(2, 1, 0))).toEqual({
    verdict: "grant",
    changed: {
      role: "FOLLOWER",
      term: 2,
      votedFor: "n1",
      leader: null,
      progress: {},
      noopIndex: -1,
      waiting: [{ to: "n1", message: answer(2, true), durable: -1 }]
    },
    outputs: [...endOfLeadership, armElection, saveHardState(2, "n1"), armElection]
  })
})
