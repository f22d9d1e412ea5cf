import { expect, test } from "vitest"
import { after, appendEntries, armElection, endOfLeadership, entries, flush, follower, leader, candidate, mapOf, recordOf, register, rejoining, reply, requestVote, saveHardState, sendTo, take } from "../../broker/testing.ts"

const accepted = (term: number, index: number) => ({ _tag: "AppendEntriesReply", term, success: true, index }) as const
const refused = (term: number, index: number) => ({ _tag: "AppendEntriesReply", term, success: false, index }) as const

test("old term: refuses, and tells its own term", () => {
  expect(take(follower({ term: 3 }), appendEntries(2, entries([2])))).toEqual({
    verdict: "old term",
    changed: {},
    outputs: [sendTo("n1", refused(3, -1))]
  })
})

test("old term: waits with the refusal until its term is on disk", () => {
  const self = follower({ term: 3, saved: { term: 2, votedFor: null, voter: true } })
  expect(take(self, appendEntries(2, entries([2])))).toEqual({
    verdict: "old term",
    changed: { waiting: [{ to: "n1", message: refused(3, -1), durable: -1 }] },
    outputs: [saveHardState(3, null)]
  })
})

test("from a second leader: does nothing", () => {
  expect(take(leader({ log: [2] }), appendEntries(2, entries([2, 2], 0, 2), 2))).toEqual({ verdict: "from a second leader", changed: {}, outputs: [] })
})

test("rejoining: a member that lost its disk acks nothing before it knows in which term it may have spoken", () => {
  for (const term of [0, 9]) expect(take(rejoining({ term: 4, votes: ["n1"] }), appendEntries(term, entries([term])))).toEqual({ verdict: "rejoining", changed: {}, outputs: [] })
})

test("gap: asks for what is missing", () => {
  expect(take(follower({ log: [1, 1] }), appendEntries(1, entries([1], 4, 1), 5))).toEqual({
    verdict: "gap",
    changed: {},
    outputs: [armElection, sendTo("n1", refused(1, 2))]
  })
})

test("gap: adopts a higher term first, and speaks when that is on disk", () => {
  const self = follower({ log: [1], votedFor: "n2", leader: null })
  expect(take(self, appendEntries(4, entries([4], 4, 1)))).toEqual({
    verdict: "gap",
    changed: { term: 4, votedFor: null, leader: "n1", waiting: [{ to: "n1", message: refused(4, 1), durable: -1 }] },
    outputs: [armElection, register(1, 4), saveHardState(4, null)]
  })
})

test("other term at prevLogIndex: sends the leader back to where that term begins here", () => {
  const self = follower({ log: [1, 2, 2, 2], term: 3, commit: 0 })
  expect(take(self, appendEntries(3, entries([3], 3, 3), 3))).toEqual({
    verdict: "other term at prevLogIndex",
    changed: {},
    outputs: [armElection, sendTo("n1", refused(3, 1))]
  })
})

test("conflict: cuts what the leader does not have, writes what it sends, answers after the flush", () => {
  const self = follower({ log: [1, 1, 2, 2], term: 3, commit: 0 })
  expect(take(self, appendEntries(3, entries([1, 3], 0, 1), 0))).toEqual({
    verdict: "conflict",
    changed: { log: [1, 1, 3], durable: 1, waiting: [{ to: "n1", message: accepted(3, 2), durable: 2 }] },
    outputs: [armElection, { _tag: "TruncateLog", from: 2 }, { _tag: "WriteEntries", first: 2, last: 2 }, flush]
  })
})

test("conflict: an equal index of another term is cut even when the leader sends no more", () => {
  const { changed } = take(follower({ log: [1, 1, 1], term: 2 }), appendEntries(2, entries([2], 0, 1)))
  expect(changed).toMatchObject({ log: [1, 2], durable: 0 })
})

test("new entries: writes them, commits what both know, answers after the flush", () => {
  expect(take(follower({ log: [1, 1], commit: 0 }), appendEntries(1, entries([1, 1], 1, 1), 2))).toEqual({
    verdict: "new entries",
    changed: { log: [1, 1, 1, 1], commitIndex: 2, dispatchingIndex: 2, waiting: [{ to: "n1", message: accepted(1, 3), durable: 3 }] },
    outputs: [armElection, { _tag: "WriteEntries", first: 2, last: 3 }, flush, { _tag: "Dispatch", last: 2 }]
  })
})

test("new entries: writes only those that it lacks", () => {
  const { verdict, outputs } = take(follower({ log: [1, 1], term: 2 }), appendEntries(2, entries([1, 1, 2])))
  expect(verdict).toBe("new entries")
  expect(outputs).toContainEqual({ _tag: "WriteEntries", first: 2, last: 2 })
})

test("new entries: with ackRequires=PAGE_CACHE the answer does not wait for the disk", () => {
  const self = follower({ log: [1], config: { ackRequires: "PAGE_CACHE" } })
  expect(take(self, appendEntries(1, entries([1], 0, 1)))).toEqual({
    verdict: "new entries",
    changed: { log: [1, 1] },
    outputs: [armElection, { _tag: "WriteEntries", first: 1, last: 1 }, sendTo("n1", accepted(1, 1))]
  })
})

test("new entries: from a candidate's rival of the same term make it a follower that keeps its vote", () => {
  const { changed } = take(candidate({ log: [1], term: 2 }), appendEntries(2, entries([2], 0, 1)))
  expect(changed).toMatchObject({ role: "FOLLOWER", leader: "n1", votes: [], log: [1, 2] })
  expect(changed).not.toHaveProperty("votedFor")
})

test("new entries: behind a snapshot fit although prevLogIndex is no longer kept", () => {
  const self = follower({ base: { index: 4, term: 2 }, log: [2], term: 2 })
  const { verdict, changed, outputs } = take(self, appendEntries(2, entries([1, 2, 2, 2, 2], 1, 1), 4))
  expect(verdict).toBe("new entries")
  expect(changed).toMatchObject({ log: [2, 2] })
  expect(outputs).toContainEqual({ _tag: "WriteEntries", first: 6, last: 6 })
})

test("nothing new: a heartbeat moves commitIndex as far as it has verified, and no further", () => {
  expect(take(follower({ log: [1, 1, 1], commit: 0 }), appendEntries(1, entries([], 1, 1), 2))).toEqual({
    verdict: "nothing new",
    changed: { commitIndex: 1, dispatchingIndex: 1 },
    outputs: [armElection, { _tag: "Dispatch", last: 1 }, sendTo("n1", accepted(1, 1))]
  })
})

test("nothing new: however often it is sent while the disk is slow, it is answered once", () => {
  const self = follower({ log: [1, 1], durable: 0 })
  const event = appendEntries(1, entries([], 1, 1))
  expect(after(self, event, event, event).raft.waiting).toEqual([{ to: "n1", message: accepted(1, 1), durable: 1 }])
})

test("nothing new: the same entries again are answered again, and nothing is cut", () => {
  const self = follower({ log: [1, 1, 1], commit: 2 })
  expect(take(self, appendEntries(1, entries([1]), 0))).toEqual({
    verdict: "nothing new",
    changed: {},
    outputs: [armElection, sendTo("n1", accepted(1, 0))]
  })
})

test("nothing new: deposes a leader of an older term, who tells those who wait", () => {
  const self = leader({ log: [1, 1], commit: 0, pending: [{ request: "r1", index: 1, queueId: 0, queueOffset: 0 }] })
  const { changed, outputs } = take(self, appendEntries(2, entries([], 0, 1)))
  expect(changed).toEqual({
    role: "FOLLOWER",
    term: 2,
    votedFor: null,
    leader: "n1",
    pending: [],
    progress: {},
    noopIndex: -1,
    waiting: [{ to: "n1", message: accepted(2, 0), durable: 0 }]
  })
  expect(outputs).toEqual([
    ...endOfLeadership,
    reply("SERVICE_NOT_AVAILABLE", "the leader was deposed before the message was committed: its outcome is unknown, send again"),
    armElection,
    armElection,
    register(1, 2),
    saveHardState(2, null)
  ])
})

test("nothing new: a member that lost its disk votes again once it holds a committed entry of this term, all it may have acked, and the leader's tables", () => {
  const self = rejoining({ log: [3, 4], term: 4, votes: ["n1", "n2"], leader: "n1", catchUpTo: 1, tablesTaken: true })
  expect(take(self, appendEntries(4, entries([], 1, 4), 1))).toEqual({
    verdict: "nothing new",
    changed: { voter: true, votedFor: "n0", votes: [], tablesTaken: false, commitIndex: 1, dispatchingIndex: 1 },
    outputs: [armElection, { _tag: "Dispatch", last: 1 }, sendTo("n1", accepted(4, 1)), saveHardState(4, "n0")]
  })
})

test("new entries: a member that lost its disk may be caught up by what they commit", () => {
  const self = rejoining({ log: [3, 4], term: 4, votes: ["n1", "n2"], leader: "n1", catchUpTo: 1, tablesTaken: true })
  expect(take(self, appendEntries(4, entries([4], 1, 4), 1))).toMatchObject({ verdict: "new entries", changed: { log: [3, 4, 4], voter: true } })
})

test("conflict: with ackRequires=PAGE_CACHE a member that lost its disk may be caught up by what is written", () => {
  const self = rejoining({ log: [3, 3], term: 4, votes: ["n1", "n2"], leader: "n1", catchUpTo: 1, tablesTaken: true, config: { ackRequires: "PAGE_CACHE" } })
  expect(take(self, appendEntries(4, entries([4], 0, 3), 1))).toMatchObject({ verdict: "conflict", changed: { log: [3, 4], voter: true } })
})

test("nothing new: its vote of this term is spent, whoever got it before the disk was lost", () => {
  const self = after(rejoining({ log: [3, 4], term: 4, votes: ["n1", "n2"], leader: "n1", catchUpTo: 1, tablesTaken: true }), appendEntries(4, entries([], 1, 4), 1))
  for (const from of ["n1", "n2"]) expect(take(self, requestVote(4, 9, 9, from)).verdict).toBe("voted for another")
})

test.each([
  ["it lacks entries that it may have acked", { tablesTaken: true, votes: ["n1", "n2"], catchUpTo: 2 }, 1],
  ["what is committed is of an older term", { tablesTaken: true, votes: ["n1", "n2"], catchUpTo: 0 }, 0],
  ["the entry of this term is not on its disk", { tablesTaken: true, votes: ["n1", "n2"], catchUpTo: 0, durable: 0 }, 1],
  ["it lacks the leader's topics and offsets", { votes: ["n1", "n2"], catchUpTo: 1 }, 1]
] as const)("nothing new: a member that lost its disk does not vote while %s", (_why, shape, commit) => {
  const self = rejoining({ log: [3, 4], term: 4, leader: "n1", ...shape })
  expect(after(self, appendEntries(4, entries([], 1, 4), commit)).raft.voter).toBe(false)
})

test("conflict: what was committed and then lost by the others is given up, and the queues are filled anew", () => {
  const self = follower({ config: { ackRequires: "PAGE_CACHE" }, term: 1, log: [1, 1, 1], commit: 2, queues: mapOf({ "t@0": { end: 3, next: 3 } }) })
  expect(take(self, appendEntries(2, entries([2], 0, 1), 1))).toMatchObject({
    verdict: "conflict",
    changed: { log: [1, 2], commitIndex: 1, dispatchedIndex: -1, dispatchingIndex: 1, queues: {} },
    outputs: expect.arrayContaining([{ _tag: "TruncateLog", from: 1 }, { _tag: "WriteEntries", first: 1, last: 1 }, { _tag: "Dispatch", last: 1 }])
  })
})

test("conflict: what was on its way into the queues and is lost is not waited for", () => {
  const self = follower({ config: { ackRequires: "PAGE_CACHE" }, term: 1, log: [1, 1, 1], commit: 2, dispatchedIndex: 0, dispatchingIndex: 2 })
  expect(take(self, appendEntries(2, entries([2], 0, 1), 1))).toMatchObject({ changed: { commitIndex: 1, dispatchingIndex: 1 }, outputs: expect.arrayContaining([{ _tag: "Dispatch", last: 1 }]) })
})

test("conflict: a timer message that the log has lost waits no more", () => {
  const timed = mapOf({ 0: { index: 1, at: 1_000, topic: "t", queueId: 0, standing: "WAITING" as const } })
  const self = follower({ config: { ackRequires: "PAGE_CACHE" }, term: 1, log: [1, 1, 1], commit: 2, timed })
  expect(recordOf(after(self, appendEntries(2, entries([2], 0, 1), 1)).timed)).toEqual({})
})

test("nothing new, gap: the round of reads that the leader waits for comes back with the answer", () => {
  const asked = { ...appendEntries(1, entries([], 0, 1), 0), round: 3 }
  expect(take(follower({ log: [1], commit: 0 }), asked)).toMatchObject({ verdict: "nothing new", outputs: [armElection, sendTo("n1", { _tag: "AppendEntriesReply", term: 1, success: true, index: 0, round: 3 })] })
  expect(take(follower({ term: 1 }), asked)).toMatchObject({ verdict: "gap", outputs: [armElection, sendTo("n1", { _tag: "AppendEntriesReply", term: 1, success: false, index: 0, round: 3 })] })
})

test("nothing new: of two answers that wait for the disk and differ by their round alone, the later one waits", () => {
  const slow = follower({ log: [1, 1], durable: 0 })
  const asked = (round: number) => ({ ...appendEntries(1, entries([], 1, 1)), round })
  const answer = { _tag: "AppendEntriesReply", term: 1, success: true, index: 1 } as const
  expect(after(slow, asked(1), asked(2)).raft.waiting).toEqual([{ to: "n1", message: { ...answer, round: 2 }, durable: 1 }])
})
