/**
 * What the seed says of DLedger groups (section E), sentence by sentence: each test's title paraphrases one, its body is the
 * smallest run of the machines that shows it.
 */
import { describe, expect, test } from "vitest"
import { timers } from "../spec/broker/config.ts"
import type { Replication } from "../spec/broker/replication.ts"
import { after, candidate, entries, follower, leader, mapOf, only, pullMessage, recordOf, requestVote, sendMessage, take, termsOf, topic } from "../spec/broker/testing.ts"
import { Group } from "../spec/modes/testing.ts"
import { raftReplication } from "../spec/raft/replication.ts"
import { servingRules } from "../spec/serving/index.ts"

const logAt = (group: Group, id: string) => termsOf(group.at(id).log)
const topics = mapOf({ t: topic() })

/** `n0` leads, and `requests` are stored and acked. */
const led = (requests: readonly string[] = [], config = {}, size = 3): Group => {
  const group = new Group(config, size)
  group.elect("n0")
  for (const request of requests) {
    group.send("n0", request)
    group.deliver()
  }
  return group
}

describe("writing", () => {
  test("E2: only the leader appends what producers send", () => {
    for (const self of [follower({ topics }), candidate({ topics })]) expect(take(self, sendMessage()).changed).toEqual({})
    expect(take(leader({ topics }), sendMessage()).changed).toMatchObject({ log: [1, 1] })
  })

  test.each([
    [3, 1],
    [5, 2],
    [4, 1]
  ])("E3: a group of %i bears %i faults, and not one more", (size, faults) => {
    const group = led([], {}, size)
    group.part(...group.ids.slice(-faults))
    group.send("n0", "r1")
    group.deliver()
    expect(group.acked()).toEqual(["r1"])
    group.part(...group.ids.slice(-faults - 1))
    group.send("n0", "r2")
    group.deliver()
    group.heartbeat("n0")
    expect(group.acked()).toEqual(["r1"])
  })

  test("E3: a write is acked when a majority has it on disk; received is not enough", () => {
    const group = led()
    for (const id of ["n1", "n2"]) group.slowDisk(id)
    group.send("n0", "r1")
    group.deliver()
    expect([logAt(group, "n1"), logAt(group, "n2"), group.acked()]).toEqual([[1, 1], [1, 1], []])
    group.disk("n2")
    group.deliver()
    expect(group.acked()).toEqual(["r1"])
  })

  test("E3: with ackRequires=PAGE_CACHE received is enough, and a power loss of all may lose what was acked", () => {
    const group = led([], { ackRequires: "PAGE_CACHE" })
    group.send("n0", "r1")
    group.deliver()
    expect(group.acked()).toEqual(["r1"])
    for (const id of group.ids) group.restart(id)
    expect(group.ids.map((id) => logAt(group, id))).toEqual([[], [], []])
  })

  test("E7: entries go to all followers in parallel, with index and term of the entry before", () => {
    const group = led()
    group.send("n0", "r1")
    const message = { _tag: "AppendEntries", term: 1, entries: entries([1], 0, 1), leaderCommit: 0 }
    expect(group.sent).toEqual(["n1", "n2"].map((to) => ({ from: "n0", to, message })))
  })

  test("E7: a follower answers after it has the entries on disk", () => {
    const group = led()
    group.slowDisk("n1")
    group.send("n0", "r1")
    group.lose(({ to }) => to === "n2")
    group.deliver()
    expect(group.sent).toEqual([])
    group.disk("n1")
    expect(group.sent).toEqual([{ from: "n1", to: "n0", message: { _tag: "AppendEntriesReply", term: 1, success: true, index: 1 } }])
  })

  test("E8: a send is pending until its entry is committed and on the leader's own disk; then it gets SEND_OK", () => {
    const group = led()
    group.slowDisk("n0")
    group.send("n0", "r1")
    expect(group.at("n0").pending).toEqual([{ request: "r1", index: 1, queueId: 0, queueOffset: 0 }])
    group.deliver()
    expect([group.at("n0").raft.commitIndex, group.acked()]).toEqual([1, []])
    group.disk("n0")
    expect([group.at("n0").pending, group.acked()]).toEqual([[], ["r1"]])
  })
})

describe("elections", () => {
  test("E4: by default a follower waits between 250 and 500 ms for its leader", () => {
    expect(timers.seed.electionTimeoutMs).toEqual([250, 500])
  })

  test("E4: the first start, a leader that is silent, and a partition that has healed each lead to an election", () => {
    const group = new Group()
    group.elect("n0")
    expect(group.at("n0").raft).toMatchObject({ role: "LEADER", term: 1 })
    group.part("n0")
    group.elect("n1")
    expect(group.at("n1").raft).toMatchObject({ role: "LEADER", term: 2 })
    group.part()
    group.heartbeat("n0")
    group.part("n2")
    group.elect("n2")
    group.part()
    group.heartbeat("n1")
    expect(group.at("n1").raft).toMatchObject({ role: "FOLLOWER", term: 3 })
    group.elect("n1")
    expect(group.at("n1").raft).toMatchObject({ role: "LEADER", term: 4 })
  })

  test("E5: a vote is remembered across restarts", () => {
    const group = new Group()
    group.take("n1", requestVote(1, -1, -1, "n0"))
    group.restart("n1")
    expect(take(group.at("n1"), requestVote(1, -1, -1, "n2")).verdict).toBe("voted for another")
  })

  test("E5: a member that lost its disk does not vote until it holds again what it may have acked, and its leader's tables", () => {
    const group = led(["r1"])
    group.loseDisk("n1")
    expect(group.at("n1").raft.voter).toBe(false)
    group.part("n0")
    group.elect("n2")
    expect(group.at("n2").raft.role).toBe("CANDIDATE")
    group.part()
    group.elect("n1")
    expect(group.at("n1").raft.votes).toEqual(["n0", "n2"])
    group.heartbeat("n0")
    group.elect("n0")
    group.heartbeat("n0")
    expect(group.at("n1").raft.voter).toBe(false)
    group.copyTables("n0")
    expect(group.at("n1").raft.voter).toBe(true)
    expect(logAt(group, "n1")).toEqual(logAt(group, "n0"))
  })

  test("E6: a winner sends everyone AppendEntries without a message at once", () => {
    const group = new Group()
    group.take("n0", { _tag: "ElectionTimeout" })
    group.deliver(({ message }) => message._tag.startsWith("RequestVote"))
    expect(group.sent.map(({ to, message }) => [to, message._tag])).toEqual([["n1", "AppendEntries"], ["n2", "AppendEntries"]])
    group.deliver()
    group.heartbeat("n0")
    expect(group.ids.map((id) => recordOf(group.at(id).queues))).toEqual([{}, {}, {}])
  })

  test("E9: a new leader has every committed entry, and shows it before it serves", () => {
    const group = led(["r1", "r2"])
    group.part("n0")
    group.elect("n1")
    group.elect("n2")
    const won = group.at("n2")
    expect([won.raft.role, termsOf(won.log).slice(0, 3)]).toEqual(["LEADER", [1, 1, 1]])
    expect(recordOf(won.queues)).toEqual({ "t@0": { end: 2, next: 2 } })
  })
})

describe("failures", () => {
  test("E10: a follower that lags is caught up", () => {
    const group = led()
    group.part("n2")
    for (const request of ["r1", "r2", "r3"]) {
      group.send("n0", request)
      group.deliver()
    }
    group.part()
    group.heartbeat("n0")
    expect(logAt(group, "n2")).toEqual([1, 1, 1, 1])
  })

  test("E10: a follower that diverges is cut back, and caught up", () => {
    const group = led()
    group.part("n0")
    group.send("n0", "lost")
    group.elect("n1")
    group.part()
    group.heartbeat("n1")
    expect([logAt(group, "n0"), group.acked()]).toEqual([[1, 2], []])
  })

  test("E10: from a snapshot when the leader's log does not reach back far enough, and not otherwise", () => {
    const group = led(["r1"], { enableSnapshot: true })
    group.part("n2")
    group.send("n0", "r2")
    group.deliver()
    group.compact("n0", 2)
    group.part()
    group.heartbeat("n0")
    expect(group.at("n1").log.baseIndex).toBe(-1)
    expect(group.at("n2").log).toMatchObject({ baseIndex: 2, lastIndex: 2 })
    expect(recordOf(group.at("n2").queues)).toEqual({ "t@0": { end: 2, next: 2 } })
  })

  test("E11: after a partition the old leader sees the higher term and steps down; it has acked nothing that it could not commit", () => {
    const group = led()
    group.part("n0")
    group.send("n0", "r1")
    group.deliver()
    group.elect("n1")
    expect([group.at("n0").raft.role, group.at("n1").raft.role]).toEqual(["LEADER", "LEADER"])
    group.part()
    group.heartbeat("n0")
    expect(group.at("n0").raft).toMatchObject({ role: "FOLLOWER", term: 2 })
    expect(group.told).toMatchObject([{ _tag: "Reply", request: "r1", code: "SERVICE_NOT_AVAILABLE" }])
  })
})

describe("reading and routes", () => {
  const pull = (over = {}) => pullMessage({ request: "p1", maxMsgNums: 10, ...over })

  test("E12: reads go to the leader", () => {
    const group = led(["r1"])
    group.heartbeat("n0")
    group.take("n0", pull())
    group.take("n1", pull())
    expect(group.told.slice(-2)).toMatchObject([{ _tag: "ReplyPull", code: "SUCCESS", offsets: [0] }, { _tag: "Reply", code: "SYSTEM_BUSY" }])
  })

  test.each([
    ["enableSlaveActingMaster=true", { enableSlaveActingMaster: true }, {}],
    ["readFromFollower=true on the request", {}, { readFromFollower: true }]
  ])("E12: with %s a follower serves what it knows to be committed, and nothing else", (_switch, config, request) => {
    const group = led(["r1"], config)
    const before = group.take("n1", pull(request))
    expect(only(before, "ReplyPull")).toMatchObject([{ code: "PULL_NOT_FOUND", offsets: [] }])
    group.heartbeat("n0")
    expect(only(group.take("n1", pull(request)), "ReplyPull")).toMatchObject([{ code: "SUCCESS", offsets: [0] }])
  })

  test("E13: what serves clients sees one log, whatever replicates it", () => {
    const alone: Replication = {
      ...raftReplication,
      refusesWrites: () => undefined,
      append: (self, count) => raftReplication.append({ ...self, raft: { ...self.raft, term: 0 } }, count),
      replicate: (self) => [self, [{ _tag: "Flush" }]]
    }
    const [next, outputs] = servingRules(alone).SendMessage(follower({ topics, leader: null }), sendMessage())
    expect(termsOf(next.log)).toEqual([0])
    expect(outputs.map(({ _tag }) => _tag)).toEqual(["WriteMessages", "Flush"])
  })

  test("E14: a new leader registers as master once it serves; the others as slaves, and the deposed one not as master", () => {
    const group = led(["r1"])
    const registered = (id: string) => only(group.take(id, { _tag: "RegisterTimeout" }), "RegisterBroker").map(({ brokerId, term, topics: published }) => [brokerId, term, published.length])
    group.part("n0")
    group.elect("n1")
    group.part()
    group.heartbeat("n1")
    expect(["n0", "n1", "n2"].map(registered)).toEqual([[[1, 2, 1]], [[0, 2, 1]], [[3, 2, 1]]])
  })

  test("E14: no acked message is lost by a failover, and consumers find all of them at the new leader", () => {
    const group = led(["r1", "r2"])
    group.part("n0")
    group.send("n0", "r3")
    group.elect("n1")
    group.send("n1", "r4")
    group.deliver()
    expect(group.acked()).toEqual(["r1", "r2", "r4"])
    expect(only(group.take("n1", pull()), "ReplyPull")).toMatchObject([{ code: "SUCCESS", offsets: [0, 1, 2], maxOffset: 3 }])
  })

  test("E14: a leader keeps its followers' topics and offsets up to date, for the time after it", () => {
    const self = leader({ log: [2], topics, offsets: mapOf({ "g@t@0": 7 }) })
    const [copy] = only(take(self, { _tag: "MetadataTimeout" }).outputs, "CopyMetadataTo")
    const { term = 0, topicVersion = 0, topics: theirs = [], offsets = [] } = copy ?? {}
    const next = after(follower({ term: 2 }), { _tag: "CopyMetadata", from: "n1", term, topicVersion, topics: theirs, offsets })
    expect([recordOf(next.topics), recordOf(next.offsets)]).toEqual([{ t: topic() }, { "g@t@0": 7 }])
  })
})
