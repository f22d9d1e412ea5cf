import { expect, test } from "vitest"
import { cancel, candidate, endOfLeadership, follower, leader, mapOf, take } from "../../broker/testing.ts"
import type { Replication } from "../../broker/replication.ts"
import { raftReplication } from "../../raft/replication.ts"
import { diskFailed as ruleFor } from "./disk-failed.ts"

const failed = { _tag: "DiskFailed", reason: "EIO" } as const
const pending = [{ request: "r1", index: 1, queueId: 0, queueOffset: 0 }]

test("known: a second failure changes nothing", () => {
  expect(take(follower({ diskFailed: true }), failed)).toEqual({ verdict: "known", changed: {}, outputs: [] })
})

test("stops: a leader leads no more; its senders learn that the outcome is unknown", () => {
  const self = leader({ log: [1, 1], commit: 0, pending, queues: mapOf({ "t@0": { end: 0, next: 1 } }) })
  const { verdict, changed, outputs } = take(self, failed)
  expect(verdict).toBe("stops")
  expect(changed).toEqual({
    diskFailed: true,
    role: "FOLLOWER",
    leader: null,
    progress: {},
    noopIndex: -1,
    pending: [],
    queues: { "t@0": { end: 0, next: 0 } }
  })
  expect(outputs).toMatchObject([{ _tag: "Reply", request: "r1", code: "SYSTEM_ERROR" }, ...endOfLeadership, cancel("ElectionTimeout")])
})

test("stops: what waited for the disk is never said", () => {
  const waiting = [{ to: "n1", message: { _tag: "AppendEntriesReply", term: 1, success: true, index: 0 }, durable: 0 }] as const
  expect(take(follower({ log: [1], durable: -1, waiting }), failed)).toEqual({
    verdict: "stops",
    changed: { diskFailed: true, leader: null, waiting: [] },
    outputs: [cancel("ElectionTimeout")]
  })
})

test("stops: a candidate stands no more", () => {
  expect(take(candidate({ term: 2 }), failed).changed).toEqual({ diskFailed: true, role: "FOLLOWER", votes: [] })
})

test("stops: where replication leaves sends pending they fail, and their outcome is unknown", () => {
  const leaves: Replication = { ...raftReplication, diskFailed: (self) => [self, []] }
  const [next, outputs] = ruleFor(leaves)(leader({ log: [1, 1], commit: 0, pending }), failed)
  expect(next.pending).toEqual([])
  expect(outputs).toMatchObject([{ _tag: "Reply", request: "r1", code: "SYSTEM_ERROR" }])
})
