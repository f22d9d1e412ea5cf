/** The Raft paper, continued: crashes (§5.5), snapshots (§7), and leadership transfer (dissertation §3.10). */
import { describe, expect, test } from "vitest"
import type { BrokerEvent } from "../spec/broker/events.ts"
import { after, appendEntries, armElection, entries, follower, leader, recordOf, sendMessage, sendTo, take, termsOf } from "../spec/broker/testing.ts"
import { Group } from "../spec/modes/testing.ts"

const snapshot = (lastIncludedIndex: number, lastIncludedTerm: number): BrokerEvent => ({ _tag: "InstallSnapshot", from: "n1", term: 2, lastIncludedIndex, lastIncludedTerm, ends: [] })

describe("crashes", () => {
  test("Term, vote and log outlive a crash. Figure 2", () => {
    const group = new Group()
    group.elect("n0")
    group.restart("n1")
    expect(group.at("n1").raft).toMatchObject({ role: "FOLLOWER", term: 1, votedFor: "n0", leader: null })
    expect(termsOf(group.at("n1").log)).toEqual([1])
    expect(take(group.at("n1"), { _tag: "RequestVote", from: "n2", term: 1, lastLogIndex: 9, lastLogTerm: 9 }).verdict).toBe("voted for another")
  })

  test("The commit index does not, and is learnt anew. Figure 2", () => {
    const group = new Group()
    group.elect("n0")
    group.heartbeat("n0")
    expect(group.at("n1").raft.commitIndex).toBe(0)
    group.restart("n1")
    expect(group.at("n1").raft.commitIndex).toBe(-1)
    group.heartbeat("n0")
    expect(group.at("n1").raft.commitIndex).toBe(0)
  })

  test("A server that crashes after it has done what a request asks, but before it answers, gets it again and answers. §5.5", () => {
    const group = new Group()
    group.elect("n0")
    group.send("n0", "r1")
    group.deliver(({ to }) => to === "n1")
    group.lose()
    group.restart("n1")
    expect(termsOf(group.at("n1").log)).toEqual([1, 1])
    group.heartbeat("n0")
    expect(termsOf(group.at("n1").log)).toEqual([1, 1])
    expect(group.acked()).toEqual(["r1"])
  })
})

describe("snapshots", () => {
  test("Only what is committed goes into a snapshot. §7", () => {
    expect(take(leader({ log: [1, 1, 1], commit: 1 }), { _tag: "Compacted", index: 2, ends: [] }).changed).toEqual({})
    expect(take(leader({ log: [1, 1, 1], commit: 1 }), { _tag: "Compacted", index: 1, ends: [] }).changed).toMatchObject({ base: { index: 1, term: 1 }, log: [1] })
  })

  test("Index and term of its last entry are kept, for the check of the entry that follows. §7", () => {
    const self = follower({ base: { index: 3, term: 2 }, term: 2 })
    expect(take(self, appendEntries(2, entries([2], 3, 2))).verdict).toBe("new entries")
    expect(take(self, appendEntries(2, entries([2], 3, 1))).verdict).toBe("other term at prevLogIndex")
  })

  test("A leader sends its snapshot to a follower whose next entry it has discarded, and entries after it. §7", () => {
    const group = new Group({ enableSnapshot: true })
    group.elect("n0")
    group.part("n2")
    for (const request of ["r1", "r2"]) {
      group.send("n0", request)
      group.deliver()
    }
    group.compact("n0", 1)
    group.part()
    group.take("n0", { _tag: "HeartbeatTimeout" })
    expect(group.sent.find(({ to }) => to === "n2")?.message).toMatchObject({ _tag: "InstallSnapshot", lastIncludedIndex: 1, lastIncludedTerm: 1, ends: [["t@0", 1]] })
    group.deliver()
    expect(group.at("n2").log).toMatchObject({ baseIndex: 1, baseTerm: 1, lastIndex: 2 })
    group.heartbeat("n0")
    expect(recordOf(group.at("n2").queues)).toEqual({ "t@0": { end: 2, next: 2 } })
  })

  test("A follower discards a log that the snapshot supersedes or contradicts. §7", () => {
    for (const log of [[1], [1, 1, 1, 1, 1]]) expect(after(follower({ log, term: 2, commit: 0 }), snapshot(3, 2)).log).toMatchObject({ baseIndex: 3, baseTerm: 2, lastIndex: 3 })
  })

  test("What follows an entry that the snapshot agrees with is kept. §7", () => {
    expect(termsOf(after(follower({ log: [1, 2, 2] }), snapshot(1, 2)).log)).toEqual([1, 2, 2])
  })

  test("A snapshot of what is committed already takes nothing back. §7", () => {
    const { changed } = take(follower({ log: [1, 2, 2], commit: 2 }), snapshot(1, 2))
    expect(changed).toEqual({})
  })
})

describe("leadership transfer", () => {
  const transfer: BrokerEvent = { _tag: "LeadershipTransfer", request: "op", to: "n1" }

  test("The leader takes no more requests from then on. §3.10", () => {
    expect(take(after(leader(), transfer), sendMessage())).toMatchObject({ verdict: "not here", changed: {} })
  })

  test("It brings the target's log up to date, then tells it to stand, and the target does so without a timeout. §3.10", () => {
    const group = new Group()
    group.elect("n0")
    group.send("n0", "r1")
    group.take("n0", transfer)
    group.deliver(({ to, message }) => to === "n1" || message._tag === "AppendEntriesReply")
    expect(group.at("n1").raft).toMatchObject({ role: "CANDIDATE", term: 2 })
    group.deliver()
    expect([group.at("n1").raft.role, group.at("n0").raft.role, group.acked()]).toEqual(["LEADER", "FOLLOWER", ["r1"]])
  })

  test("If the target has not taken over after an election timeout the leader gives up and takes requests again. §3.10", () => {
    const begun = take(leader({ log: [1, 1], match: { n1: 0, n2: 1 } }), transfer)
    expect(begun.outputs).toContainEqual(armElection)
    expect(begun.outputs).not.toContainEqual(sendTo("n1", { _tag: "TimeoutNow", term: 1 }))
    expect(take(after(leader(), transfer, { _tag: "ElectionTimeout" }), sendMessage()).verdict).not.toBe("not here")
  })
})
