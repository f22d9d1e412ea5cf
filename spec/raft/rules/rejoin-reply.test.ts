import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, rejoining, saveHardState, take } from "../../broker/testing.ts"

const answer = (term: number, lastIndex: number, from = "n1"): EventOf<"RejoinReply"> => ({ _tag: "RejoinReply", from, term, lastIndex })

test("did not ask: a voter is not concerned", () => {
  expect(take(follower({ term: 2 }), answer(5, 9))).toEqual({ verdict: "did not ask", changed: {}, outputs: [] })
})

test("did not ask: one whom all have answered does not ask any more", () => {
  expect(take(rejoining({ term: 2, votes: ["n1", "n2"] }), answer(2, 9))).toEqual({ verdict: "did not ask", changed: {}, outputs: [] })
})

test("higher term: adopts it, since it may have voted there", () => {
  expect(take(rejoining({ term: 0 }), answer(4, 7))).toEqual({
    verdict: "higher term",
    changed: { term: 4, votes: ["n1"], catchUpTo: 7 },
    outputs: [saveHardState(4, null, false)]
  })
})

test("higher term: keeps the answers it has, and forgets how far an older term's leader was", () => {
  const { changed } = take(rejoining({ term: 3, votes: ["n2"], catchUpTo: 9 }), answer(4, -1))
  expect(changed).toEqual({ term: 4, votes: ["n1", "n2"], catchUpTo: -1 })
})

test("heard: notes who answered, and what it may have acked to the leader of this term", () => {
  expect(take(rejoining({ term: 4, votes: ["n2"] }), answer(4, 7))).toEqual({ verdict: "heard", changed: { votes: ["n1", "n2"], catchUpTo: 7 }, outputs: [] })
})

test("heard: the index of an older term's leader does not matter", () => {
  expect(take(rejoining({ term: 4 }), answer(3, 7))).toEqual({ verdict: "heard", changed: { votes: ["n1"] }, outputs: [] })
})

test("heard: an answer that comes twice counts once, and takes nothing back", () => {
  expect(take(rejoining({ term: 4, votes: ["n1"], catchUpTo: 7 }), answer(4, 3))).toEqual({ verdict: "heard", changed: {}, outputs: [] })
})
