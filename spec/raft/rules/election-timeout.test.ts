import { expect, test } from "vitest"
import { armElection, candidate, follower, leader, rejoining, saveHardState, sendTo, take } from "../../broker/testing.ts"

const timeout = { _tag: "ElectionTimeout" } as const

test("stands: raises its term, votes for itself, and asks for votes when that is on disk", () => {
  const request = { _tag: "RequestVote", term: 3, lastLogIndex: 1, lastLogTerm: 2 } as const
  expect(take(follower({ log: [1, 2], votedFor: "n1" }), timeout)).toEqual({
    verdict: "stands",
    changed: {
      role: "CANDIDATE",
      term: 3,
      votedFor: "n0",
      leader: null,
      waiting: [
        { to: "n1", message: request, durable: -1 },
        { to: "n2", message: request, durable: -1 }
      ]
    },
    outputs: [armElection, saveHardState(3, "n0")]
  })
})

test("stands: a candidate that did not win begins anew, without the votes of the term before", () => {
  const { verdict, changed } = take(candidate({ term: 4, votes: ["n0", "n1"], config: { peers: ["n1", "n2", "n3", "n4"] } }), timeout)
  expect(verdict).toBe("stands")
  expect(changed).toMatchObject({ term: 5, votes: [] })
})

test("asks to rejoin: a member that lost its disk does not stand, it asks again", () => {
  expect(take(rejoining({ term: 3 }), timeout)).toEqual({
    verdict: "asks to rejoin",
    changed: {},
    outputs: [sendTo("n1", { _tag: "Rejoin" }), sendTo("n2", { _tag: "Rejoin" }), armElection]
  })
})

test("asks to rejoin: once all have answered there is nobody to ask", () => {
  expect(take(rejoining({ term: 3, votes: ["n1", "n2"] }), timeout)).toEqual({ verdict: "asks to rejoin", changed: {}, outputs: [armElection] })
})

test("gives up the transfer: the leader takes messages again", () => {
  expect(take(leader({ transferee: "n1" }), timeout)).toEqual({ verdict: "gives up the transfer", changed: { transferee: null }, outputs: [] })
})

test("leads: waits for nobody", () => {
  expect(take(leader(), timeout)).toEqual({ verdict: "leads", changed: {}, outputs: [] })
})
