import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { armElection, candidate, endOfLeadership, entries, leader, saveHardState, sendTo, take } from "../../broker/testing.ts"

const answer = (term: number, index: number, from = "n1"): EventOf<"InstallSnapshotReply"> => ({ _tag: "InstallSnapshotReply", from, term, index })

test("higher term: follows", () => {
  expect(take(leader({ log: [1] }), answer(2, -1))).toEqual({
    verdict: "higher term",
    changed: { role: "FOLLOWER", term: 2, votedFor: null, leader: null, progress: {}, noopIndex: -1 },
    outputs: [...endOfLeadership, armElection, saveHardState(2, null)]
  })
})

test("of another term: an answer to an earlier leadership counts for nothing", () => {
  expect(take(leader({ log: [1, 2], commit: 0 }), answer(1, 1))).toEqual({ verdict: "of another term", changed: {}, outputs: [] })
})

test("does not lead: nothing to learn", () => {
  expect(take(candidate({ term: 2 }), answer(2, 1))).toEqual({ verdict: "does not lead", changed: {}, outputs: [] })
})

test("installed: sends the entries that follow the snapshot", () => {
  const self = leader({ base: { index: 4, term: 1 }, log: [2, 2], commit: 5, progress: { n1: { next: 1, match: -1, awaiting: true, mayHaveLost: false }, n2: { next: 6, match: 5, awaiting: false, mayHaveLost: false } } })
  expect(take(self, answer(2, 4))).toEqual({
    verdict: "installed",
    changed: { progress: { n1: { next: 5, match: 4, awaiting: true, mayHaveLost: false }, n2: { next: 6, match: 5, awaiting: false, mayHaveLost: false } } },
    outputs: [sendTo("n1", { _tag: "AppendEntries", term: 2, entries: entries([2, 2], 4, 1), leaderCommit: 5 })]
  })
})

test("installed: what the follower holds counts for the majority", () => {
  const self = leader({ log: [1, 1], commit: 0 })
  expect(take(self, answer(1, 1)).changed).toMatchObject({ commitIndex: 1 })
})

test("installed: a late answer moves nothing back", () => {
  const { changed } = take(leader({ log: [1, 1] }), answer(1, 0))
  expect(changed).toEqual({ progress: { n1: { next: 2, match: 1, awaiting: true, mayHaveLost: false }, n2: { next: 2, match: 1, awaiting: false, mayHaveLost: false } } })
})

test("installed: from a stranger changes nothing", () => {
  expect(take(leader(), answer(1, 0, "n9"))).toEqual({ verdict: "installed", changed: {}, outputs: [] })
})
