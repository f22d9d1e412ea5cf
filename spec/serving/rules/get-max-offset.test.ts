import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { after, candidate, endOfLeadership, entries, follower, leader, mapOf, reply, sendTo, take, topic } from "../../broker/testing.ts"

const getMaxOffset = (name: string, queueId = 0, request = "r1") => ({ _tag: "GetMaxOffset", request, topic: name, queueId, channel: "c1" }) as const
const shape = { topics: mapOf({ t: topic() }), queues: mapOf({ "t@0": { end: 5, next: 7 } }) }
const self = leader(shape)
const told = (offset: number, request = "r1") => ({ _tag: "ReplyOffset", request, offset }) as const

test("known: one past the last visible message, not the last one in the log", () => {
  expect(take(self, getMaxOffset("t"))).toEqual({ verdict: "known", changed: {}, outputs: [told(5)] })
})

test("known: a queue without messages ends at 0", () => {
  expect(take(self, getMaxOffset("t", 1)).outputs).toEqual([told(0)])
})

test("no such topic: ends at 0 too, as on the real broker", () => {
  expect(take(self, getMaxOffset("u"))).toEqual({ verdict: "no such topic", changed: {}, outputs: [told(0)] })
})

// With linearizableRead.

const config = { linearizableRead: true }
const asked = leader({ ...shape, config, log: [1, 1] })
const heartbeat = (round: number) => ({ _tag: "AppendEntries", term: 1, entries: entries([], 1, 1), leaderCommit: 1, round }) as const
const answer = (from: string, over: Partial<EventOf<"AppendEntriesReply">> = {}): EventOf<"AppendEntriesReply"> => ({ _tag: "AppendEntriesReply", from, term: 1, success: true, index: 1, ...over })
const read = (request: string, round: number) => ({ request, channel: "c1", queue: "t@0", index: 1, round })

test("waits for a majority: asks every follower, and answers when the first of two has answered", () => {
  const { verdict, changed, outputs } = take(asked, getMaxOffset("t"))
  expect(verdict).toBe("waits for a majority")
  expect(changed).toMatchObject({ round: 1, pendingReads: [read("r1", 1)] })
  expect(outputs).toEqual([sendTo("n1", heartbeat(1)), sendTo("n2", heartbeat(1))])
  const waiting = after(asked, getMaxOffset("t"))
  expect(take(waiting, answer("n1", { round: 1 }))).toMatchObject({ changed: { pendingReads: [] }, outputs: [told(5)] })
  // What counts is the term of the answer, not whether the logs match.
  expect(take(waiting, answer("n2", { success: false, index: 0, round: 1 })).outputs).toContainEqual(told(5))
})

test("waits for a majority: an answer to what was sent before, or in another term, says nothing of now", () => {
  const waiting = after(asked, getMaxOffset("t"))
  expect(take(waiting, answer("n1")).outputs).not.toContainEqual(told(5))
  expect(take(waiting, answer("n1", { term: 0, round: 1 })).outputs).toEqual([])
})

test("waits for a majority: a follower to whom something is under way is asked when it answers", () => {
  const progress = { next: 2, match: 1, awaiting: true, mayHaveLost: false }
  const busy = after(leader({ ...shape, config, log: [1, 1], progress: { n1: progress, n2: progress } }), getMaxOffset("t"))
  const { outputs } = take(busy, answer("n1"))
  expect(outputs).toEqual([sendTo("n1", heartbeat(1))])
  expect(take(after(busy, answer("n1")), answer("n1", { round: 1 })).outputs).toEqual([told(5)])
})

test("waits for a majority: an answer to a later round answers all the reads before it, in their order", () => {
  const two = after(asked, getMaxOffset("t"), getMaxOffset("t", 1, "r2"))
  expect(take(two, answer("n1", { round: 1 }))).toMatchObject({ changed: { pendingReads: [{ ...read("r2", 2), queue: "t@1" }] }, outputs: [told(5), sendTo("n1", heartbeat(2))] })
  expect(take(two, answer("n2", { round: 2 })).outputs).toEqual([told(5), told(0, "r2")])
})

test("waits for a majority: what was committed when it came must be in the queues too", () => {
  const behind = leader({ ...shape, config, log: [1, 1, 1], dispatchedIndex: 1, dispatchingIndex: 2 })
  const confirmed = after(behind, getMaxOffset("t"), answer("n1", { index: 2, round: 1 }))
  expect(confirmed.pendingReads).toHaveLength(1)
  expect(take(confirmed, { _tag: "Dispatched", index: 2, ends: [["t@0", 6]] }).outputs).toEqual([told(6)])
})

test("waits for a majority: a group of one is a majority", () => {
  expect(take(leader({ ...shape, config: { ...config, peers: [] }, progress: {} }), getMaxOffset("t")).outputs).toEqual([told(5)])
})

test("waits for a majority: the topic may have been created by a later leader", () => {
  expect(take(asked, getMaxOffset("u")).verdict).toBe("waits for a majority")
})

test("waits for a majority: a leader that is deposed answers that it is none", () => {
  const waiting = after(asked, getMaxOffset("t"))
  const { changed, outputs } = take(waiting, answer("n1", { term: 2, success: false, index: -1 }))
  expect(changed).toMatchObject({ role: "FOLLOWER", pendingReads: [], round: 0 })
  expect(outputs.slice(0, 3)).toEqual([...endOfLeadership, reply("SERVICE_NOT_AVAILABLE", "the leader was deposed before a majority confirmed it: ask the new one")])
  expect(take(waiting, { _tag: "DiskFailed", reason: "fsync" }).outputs).toContainEqual(outputs[2])
})

test("not here: a follower, a candidate, and a leader that has committed nothing of its own term", () => {
  const refused = (remark: string) => ({ verdict: "not here", changed: {}, outputs: [reply("SERVICE_NOT_AVAILABLE", remark)] })
  expect(take(follower({ config }), getMaxOffset("t"))).toEqual(refused("n0 is not the leader; the leader is n1"))
  expect(take(candidate({ config }), getMaxOffset("t"))).toEqual(refused("n0 is not the leader; the leader is not known"))
  expect(take(leader({ config, log: [1, 2], commit: 0 }), getMaxOffset("t"))).toEqual(refused("the leader is not ready: its term has no committed entry yet"))
})

test("too many pending: a leader that is cut off must not collect them for ever", () => {
  const one = after(leader({ ...shape, config: { ...config, maxPendingRequestsNum: 1 } }), getMaxOffset("t"))
  expect(take(one, getMaxOffset("t", 0, "r2"))).toEqual({ verdict: "too many pending", changed: {}, outputs: [reply("SYSTEM_BUSY", "1 reads wait for a majority already (maxPendingRequestsNum)", "r2")] })
})
