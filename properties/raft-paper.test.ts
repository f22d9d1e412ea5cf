/**
 * The Raft paper, sentence by sentence: each test's title paraphrases one, its body is the smallest run that shows it.
 * Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended Version)"; §3.10 is of the dissertation.
 */
import { describe, expect, test } from "vitest"
import type { BrokerEvent } from "../spec/broker/events.ts"
import { timers } from "../spec/broker/config.ts"
import { after, appendEntries, armElection, candidate, entries, follower, leader, only, requestVote, sendMessage, sendTo, take, termsOf } from "../spec/broker/testing.ts"
import { Group } from "../spec/modes/testing.ts"

const electionTimeout = { _tag: "ElectionTimeout" } as const
const granted = (term: number, from: string): BrokerEvent => ({ _tag: "RequestVoteReply", from, term, granted: true })
const accepted = (term: number, index: number, from: string): BrokerEvent => ({ _tag: "AppendEntriesReply", from, term, success: true, index })
const logAt = (group: Group, id: string) => termsOf(group.at(id).log)
const roles = (group: Group) => group.ids.map((id) => group.at(id).raft.role)

/** Everything a member can hear, of a term. */
const ofTerm = (term: number): readonly BrokerEvent[] => [
  requestVote(term, 0, -1),
  { _tag: "RequestVoteReply", from: "n1", term, granted: false },
  appendEntries(term, entries()),
  { _tag: "AppendEntriesReply", from: "n1", term, success: false, index: 0 },
  { _tag: "InstallSnapshot", from: "n1", term, lastIncludedIndex: 0, lastIncludedTerm: 1, ends: [] },
  { _tag: "InstallSnapshotReply", from: "n1", term, index: 0 }
]

describe("terms", () => {
  test("A server that hears of a larger term takes it over. §5.1", () => {
    for (const event of ofTerm(5)) expect(after(follower({ term: 3 }), event).raft.term).toBe(5)
  })

  test("A candidate or leader that finds its term out of date becomes a follower at once. §5.1", () => {
    for (const event of ofTerm(5)) for (const self of [candidate({ term: 3 }), leader({ log: [3] })]) expect(after(self, event).raft.role).toBe("FOLLOWER")
  })

  test("A request of an older term is refused, and the sender told the newer one. §5.1", () => {
    for (const event of [requestVote(2, 9, 9), appendEntries(2, entries([2]))]) {
      const { changed, outputs } = take(follower({ term: 3 }), event)
      expect(changed).toEqual({})
      expect(only(outputs, "SendToPeer")).toMatchObject([{ to: "n1", message: { term: 3 } }])
    }
  })

  test("A term has one leader at most. §5.2, Figure 3", () => {
    const group = new Group()
    group.take("n0", electionTimeout)
    group.take("n2", electionTimeout)
    group.deliver()
    expect(group.ids.map((id) => group.at(id).raft.term)).toEqual([1, 1, 1])
    expect(roles(group).filter((role) => role === "LEADER")).toHaveLength(1)
  })

  test("Term, vote and log are on stable storage before a server answers. Figure 2", () => {
    const group = new Group()
    group.slowDisk("n1")
    group.elect("n0")
    group.lose(({ from }) => from === "n2")
    expect(group.at("n1").raft.votedFor).toBe("n0")
    expect(group.sent).toEqual([])
    group.disk("n1")
    expect(group.sent).toMatchObject([{ from: "n1", to: "n0", message: { granted: true } }, { from: "n1", to: "n0", message: { success: true } }])
  })
})

describe("elections", () => {
  test("Servers begin as followers. §5.2", () => {
    expect(roles(new Group())).toEqual(["FOLLOWER", "FOLLOWER", "FOLLOWER"])
  })

  test("A follower stays one while it hears from a leader or gives a vote: each restarts its timeout. §5.2", () => {
    for (const event of [appendEntries(1, entries()), requestVote(1, 1, 0)]) expect(take(follower(), event).outputs).toContainEqual(armElection)
  })

  test("A refused vote and a leader of an older term do not restart it. §5.2", () => {
    for (const event of [requestVote(3, 0, -1), appendEntries(2, entries())]) expect(take(follower({ log: [3] }), event).outputs).not.toContainEqual(armElection)
  })

  test("A follower that hears nothing for an election timeout raises its term and becomes a candidate. §5.2", () => {
    expect(after(follower({ term: 4 }), electionTimeout).raft).toMatchObject({ role: "CANDIDATE", term: 5 })
  })

  test("A candidate votes for itself and asks all others in parallel. §5.2", () => {
    const group = new Group({}, 5)
    group.take("n2", electionTimeout)
    expect(group.at("n2").raft.votes).toEqual(["n2"])
    expect(group.sent.map(({ to, message }) => [to, message._tag])).toEqual(["n0", "n1", "n3", "n4"].map((to) => [to, "RequestVote"]))
  })

  test("A candidate wins with the votes of a majority of the full group in its term. §5.2", () => {
    const self = candidate({ term: 2, config: { peers: ["n1", "n2", "n3", "n4"] } })
    expect(after(self, granted(2, "n1"), granted(1, "n2")).raft.role).toBe("CANDIDATE")
    expect(after(self, granted(2, "n1"), granted(2, "n2")).raft.role).toBe("LEADER")
  })

  test("A server votes for one candidate a term, first come first served. §5.2", () => {
    const once = after(follower({ leader: null }), requestVote(1, 1, 0, "n1"))
    expect(take(once, requestVote(1, 9, 9, "n2")).verdict).toBe("voted for another")
    expect(take(once, requestVote(1, 1, 0, "n1")).verdict).toBe("grant")
  })

  test("A winner speaks to all at once, so that no new election begins. §5.2", () => {
    const { outputs } = take(candidate({ term: 2 }), granted(2, "n1"))
    expect(only(outputs, "SendToPeer").map(({ to, message }) => [to, message._tag])).toEqual([["n1", "AppendEntries"], ["n2", "AppendEntries"]])
  })

  test("A candidate that hears a leader of its own or a later term follows it. §5.2", () => {
    for (const term of [2, 3]) expect(after(candidate({ term: 2 }), appendEntries(term, entries())).raft).toMatchObject({ role: "FOLLOWER", leader: "n1", term })
  })

  test("A candidate that hears a leader of an older term refuses it and remains a candidate. §5.2", () => {
    expect(after(candidate({ term: 2 }), appendEntries(1, entries())).raft).toMatchObject({ role: "CANDIDATE", term: 2 })
  })

  test("When votes are split, candidates time out and begin anew in a higher term. §5.2", () => {
    const group = new Group({}, 4)
    for (const id of ["n0", "n1"]) group.take(id, electionTimeout)
    group.deliver(({ from, to }) => (from === "n0" && to === "n2") || (from === "n1" && to === "n3") || ["n2", "n3"].includes(from))
    group.lose()
    expect(roles(group)).toEqual(["CANDIDATE", "CANDIDATE", "FOLLOWER", "FOLLOWER"])
    group.elect("n1")
    expect(group.at("n1").raft).toMatchObject({ role: "LEADER", term: 2 })
  })

  test("Election timeouts are drawn from an interval, all of it longer than a heartbeat's. §5.2, §5.6", () => {
    for (const { electionTimeoutMs, heartBeatTimeIntervalMs } of Object.values(timers)) {
      expect(electionTimeoutMs[0]).toBeGreaterThan(2 * heartBeatTimeIntervalMs[1])
      expect(electionTimeoutMs[1]).toBeGreaterThan(electionTimeoutMs[0])
    }
  })

  test("A voter denies its vote to a candidate whose log is less up to date: by last term, then by length. §5.4.1", () => {
    const votes = (lastLogTerm: number, lastLogIndex: number) => take(follower({ log: [1, 2, 2] }), requestVote(3, lastLogTerm, lastLogIndex)).verdict
    expect([votes(1, 9), votes(2, 1)]).toEqual(["log behind", "log behind"])
    expect([votes(2, 2), votes(3, 0)]).toEqual(["grant", "grant"])
  })

  test("A candidate that lacks a committed entry cannot win. §5.4.1", () => {
    const group = new Group()
    group.part("n2")
    group.elect("n0")
    group.part()
    group.elect("n2")
    group.elect("n2")
    expect([group.at("n2").raft.role, group.at("n0").raft.term]).toEqual(["CANDIDATE", group.at("n2").raft.term])
    group.elect("n1")
    expect(group.at("n1").raft.role).toBe("LEADER")
  })
})

describe("replication", () => {
  test("A leader takes next to be what follows its last entry, for each follower, and nothing to be known there. Figure 2", () => {
    const { progress } = after(candidate({ log: [1, 1], term: 2 }), granted(2, "n1")).raft
    expect(progress).toMatchObject({ n1: { next: 2, match: -1 }, n2: { next: 2, match: -1 } })
  })

  test("A leader appends a client's command to its log and sends it to all others in parallel. §5.3", () => {
    const group = new Group()
    group.elect("n0")
    group.send("n0", "r1")
    expect(logAt(group, "n0")).toEqual([1, 1])
    expect(group.sent.map(({ to, message }) => [to, message._tag])).toEqual([["n1", "AppendEntries"], ["n2", "AppendEntries"]])
  })

  test("It answers the client once a majority holds the entry, though one follower be silent. §5.3", () => {
    const group = new Group()
    group.elect("n0")
    group.send("n0", "r1")
    expect(group.acked()).toEqual([])
    group.part("n2")
    group.deliver()
    expect(group.acked()).toEqual(["r1"])
  })

  test("It goes on sending to a follower that does not answer, even after it has answered the client. §5.3", () => {
    const group = new Group()
    group.elect("n0")
    group.send("n0", "r1")
    group.part("n2")
    group.deliver()
    group.part()
    group.heartbeat("n0")
    expect([group.acked(), logAt(group, "n2")]).toEqual([["r1"], [1, 1]])
  })

  test("Followers learn the commit index from the leader, and apply up to it in order. §5.3", () => {
    const group = new Group()
    group.elect("n0")
    group.send("n0", "r1")
    group.deliver()
    expect(group.at("n1").dispatchedIndex).toBe(0)
    group.heartbeat("n0")
    expect([group.at("n1").raft.commitIndex, group.at("n1").dispatchedIndex]).toEqual([1, 1])
  })

  test("A follower that has no entry of that index and term before the new ones refuses them. §5.3", () => {
    expect(take(follower({ log: [1, 1] }), appendEntries(2, entries([2], 2, 2))).verdict).toBe("gap")
    expect(take(follower({ log: [1, 1] }), appendEntries(2, entries([2], 1, 2))).verdict).toBe("other term at prevLogIndex")
  })

  test("An entry that conflicts with a new one is deleted, with all that follow it. Figure 2", () => {
    expect(termsOf(after(follower({ log: [1, 2, 2, 2], term: 3 }), appendEntries(3, entries([3], 0, 1))).log)).toEqual([1, 3])
  })

  test("A late request that holds less deletes nothing behind it. Figure 2", () => {
    expect(take(follower({ log: [1, 1, 1] }), appendEntries(1, entries([1], 0, 1))).changed).toEqual({})
  })

  test("Requests are idempotent: the same entries twice are there once. §5.5", () => {
    const event = appendEntries(1, entries([1, 1], 0, 1))
    expect(termsOf(after(follower({ log: [1] }), event, event).log)).toEqual([1, 1, 1])
  })

  test("A follower commits no further than the last entry it was just sent. Figure 2", () => {
    expect(after(follower({ log: [1, 1, 1], term: 2 }), appendEntries(2, entries([], 0, 1), 2)).raft.commitIndex).toBe(0)
  })

  test("A leader makes a follower's log the same as its own, and never deletes an entry of its own. §5.3", () => {
    const group = new Group()
    group.elect("n0")
    group.part("n0")
    for (const request of ["r1", "r2"]) group.send("n0", request)
    group.deliver()
    group.elect("n1")
    group.send("n1", "r3")
    group.deliver()
    expect([logAt(group, "n0"), logAt(group, "n1")]).toEqual([[1, 1, 1], [1, 2, 2]])
    group.part()
    group.heartbeat("n1")
    expect(group.ids.map((id) => logAt(group, id))).toEqual([[1, 2, 2], [1, 2, 2], [1, 2, 2]])
    expect(group.acked()).toEqual(["r3"])
  })

  test("A refusal names where the conflicting term begins, so that one round trip passes a whole term. §5.3", () => {
    const { outputs } = take(follower({ log: [1, 2, 2, 2, 2], term: 3 }), appendEntries(3, entries([3], 4, 3)))
    expect(outputs).toContainEqual(sendTo("n1", { _tag: "AppendEntriesReply", term: 3, success: false, index: 1 }))
  })
})

describe("commitment", () => {
  test("Entries of earlier terms are not committed by counting replicas. §5.4.2, Figure 8", () => {
    const self = leader({ log: [1, 2, 4], commit: 0 })
    expect(after(self, accepted(4, 1, "n1"), accepted(4, 1, "n2")).raft.commitIndex).toBe(0)
  })

  test("With an entry of the leader's own term all before it are committed. §5.4.2", () => {
    expect(after(leader({ log: [1, 2, 4], commit: 0 }), accepted(4, 2, "n1")).raft.commitIndex).toBe(2)
  })

  test("A leader begins its term with a blank entry, and serves when that is committed. §8", () => {
    const group = new Group()
    group.take("n0", electionTimeout)
    group.deliver(({ message }) => message._tag.startsWith("RequestVote"))
    expect(logAt(group, "n0")).toEqual([1])
    expect(take(group.at("n0"), sendMessage()).verdict).toBe("not here")
    group.deliver()
    expect(take(group.at("n0"), sendMessage()).verdict).toBe("accepted")
  })

  test("A client that asks another server is refused and told who leads. §8", () => {
    const { outputs } = take(follower({ leader: "n2" }), sendMessage())
    expect(only(outputs, "Reply")).toMatchObject([{ code: "SERVICE_NOT_AVAILABLE", remark: "n0 is not the leader; the leader is n2" }])
  })
})
