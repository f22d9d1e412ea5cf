import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { armElection, candidate, endOfLeadership, entries, leader, saveHardState, sendTo, take } from "../../broker/testing.ts"

const answer = (term: number, success: boolean, index: number, from = "n1"): EventOf<"AppendEntriesReply"> => ({ _tag: "AppendEntriesReply", from, term, success, index })
const append = (term: number, slice: ReturnType<typeof entries>, leaderCommit: number) => ({ _tag: "AppendEntries", term, entries: slice, leaderCommit }) as const

test("higher term: follows", () => {
  expect(take(leader({ log: [1] }), answer(2, false, -1))).toEqual({
    verdict: "higher term",
    changed: { role: "FOLLOWER", term: 2, votedFor: null, leader: null, progress: {}, noopIndex: -1 },
    outputs: [...endOfLeadership, armElection, saveHardState(2, null)]
  })
})

test("of another term: an answer to an earlier leadership counts for nothing", () => {
  expect(take(leader({ log: [1, 3], commit: 0 }), answer(1, true, 1))).toEqual({ verdict: "of another term", changed: {}, outputs: [] })
})

test("does not lead: nothing to learn", () => {
  expect(take(candidate({ term: 2 }), answer(2, true, 0))).toEqual({ verdict: "does not lead", changed: {}, outputs: [] })
})

test("refused: tries where the follower says, with what precedes it", () => {
  const self = leader({ log: [1, 1, 2, 2], commit: 0, progress: { n1: { next: 4, match: -1, awaiting: true, mayHaveLost: false }, n2: { next: 4, match: -1, awaiting: true, mayHaveLost: false } } })
  expect(take(self, answer(2, false, 2))).toEqual({
    verdict: "refused",
    changed: { progress: { n1: { next: 2, match: -1, awaiting: true, mayHaveLost: false }, n2: { next: 4, match: -1, awaiting: true, mayHaveLost: false } } },
    outputs: [sendTo("n1", append(2, entries([2, 2], 1, 1), 0))]
  })
})

test("refused: goes back one step at least, whatever the follower says", () => {
  const self = leader({ log: [1, 1, 2], commit: 0, progress: { n1: { next: 2, match: -1, awaiting: true, mayHaveLost: false } } })
  expect(take(self, answer(2, false, 7)).changed).toEqual({ progress: { n1: { next: 1, match: -1, awaiting: true, mayHaveLost: false } } })
})

test("refused: a late refusal never takes back what the follower is known to hold", () => {
  const self = leader({ log: [1, 1, 1], commit: 1, progress: { n1: { next: 3, match: 1, awaiting: true, mayHaveLost: false } } })
  expect(take(self, answer(1, false, 0)).changed).toEqual({ progress: { n1: { next: 2, match: 1, awaiting: true, mayHaveLost: false } } })
})

test("refused: believed of a follower that may have lost what it acked, so that it is caught up", () => {
  const self = leader({ log: [1, 1, 1], commit: 1, progress: { n1: { next: 3, match: 2, awaiting: true, mayHaveLost: true } } })
  const { changed, outputs } = take(self, answer(1, false, 1))
  expect(changed).toEqual({ progress: { n1: { next: 1, match: 0, awaiting: true, mayHaveLost: true } } })
  expect(outputs).toEqual([sendTo("n1", append(1, entries([1, 1], 0, 1), 1))])
})

test("refused: sends a snapshot when the entries are no longer kept", () => {
  const self = leader({ base: { index: 4, term: 1 }, log: [2], config: { enableSnapshot: true }, baseEnds: [["t@0", 3]], progress: { n1: { next: 5, match: -1, awaiting: true, mayHaveLost: false } } })
  expect(take(self, answer(2, false, 2)).outputs).toEqual([sendTo("n1", { _tag: "InstallSnapshot", term: 2, lastIncludedIndex: 4, lastIncludedTerm: 1, ends: [["t@0", 3]] })])
})

test("refused: from a stranger changes nothing", () => {
  expect(take(leader(), answer(1, false, 0, "n9"))).toEqual({ verdict: "refused", changed: {}, outputs: [] })
})

test("accepted: commits what a majority holds and says SEND_OK for it", () => {
  const self = leader({ log: [1, 1], commit: 0, pending: [{ request: "r1", index: 1, queueId: 2, queueOffset: 7 }] })
  expect(take(self, answer(1, true, 1))).toEqual({
    verdict: "accepted",
    changed: { commitIndex: 1, dispatchingIndex: 1, pending: [], progress: { n1: { next: 2, match: 1, awaiting: false, mayHaveLost: false }, n2: { next: 1, match: 0, awaiting: false, mayHaveLost: false } } },
    outputs: [{ _tag: "Dispatch", last: 1 }, { _tag: "ReplySend", request: "r1", status: "SEND_OK", index: 1, queueId: 2, queueOffset: 7 }]
  })
})

test("accepted: commits and acks nothing that the leader's own disk does not hold, unless two others do", () => {
  const pending = [{ request: "r1", index: 1, queueId: 0, queueOffset: 0 }]
  const self = leader({ log: [1, 1], commit: 0, durable: 0, pending })
  expect(take(self, answer(1, true, 1)).changed).toEqual({ progress: { n1: { next: 2, match: 1, awaiting: false, mayHaveLost: false }, n2: { next: 1, match: 0, awaiting: false, mayHaveLost: false } } })
  const both = take({ ...self, raft: { ...self.raft, progress: { ...self.raft.progress, n2: { next: 2, match: 1, awaiting: false, mayHaveLost: false } } } }, answer(1, true, 1))
  expect(both.changed).toMatchObject({ commitIndex: 1 })
  expect(both.outputs).toEqual([{ _tag: "Dispatch", last: 1 }])
})

test("accepted: an entry of an older term is not committed by count", () => {
  const self = leader({ log: [1, 2, 4], term: 4, commit: 0 })
  const { changed } = take(self, answer(4, true, 1))
  expect(changed).toEqual({ progress: { n1: { next: 2, match: 1, awaiting: true, mayHaveLost: false }, n2: { next: 1, match: 0, awaiting: false, mayHaveLost: false } } })
})

test("accepted: sends what has come meanwhile", () => {
  const self = leader({ log: [1, 1, 1], commit: 1, progress: { n1: { next: 1, match: 0, awaiting: true, mayHaveLost: false }, n2: { next: 2, match: 1, awaiting: true, mayHaveLost: false } } })
  expect(take(self, answer(1, true, 1))).toMatchObject({
    changed: { progress: { n1: { next: 2, match: 1, awaiting: true, mayHaveLost: false } } },
    outputs: [sendTo("n1", append(1, entries([1], 1, 1), 1))]
  })
})

test("accepted: a late answer moves nothing back", () => {
  const self = leader({ log: [1, 1, 1], commit: 2 })
  expect(take(self, answer(1, true, 0))).toEqual({ verdict: "accepted", changed: {}, outputs: [] })
})

test("accepted: tells the member that is to take over to stand once it holds everything", () => {
  const self = leader({ log: [1, 1], commit: 0, transferee: "n1" })
  expect(take(self, answer(1, true, 1)).outputs).toContainEqual(sendTo("n1", { _tag: "TimeoutNow", term: 1 }))
  expect(take(self, answer(1, true, 0)).outputs).not.toContainEqual(sendTo("n1", { _tag: "TimeoutNow", term: 1 }))
})

test("refused, nothing to try: a follower that holds less than it has acked is asked again at the next heartbeat, not at once", () => {
  const progress = { next: 3, match: 2, awaiting: true, mayHaveLost: false }
  const self = leader({ log: [1, 1, 1], commit: 2, progress: { n1: progress, n2: progress } })
  expect(take(self, answer(1, false, 1))).toEqual({ verdict: "refused, nothing to try", changed: { progress: { n1: { ...progress, awaiting: false }, n2: progress } }, outputs: [] })
})
