import { expect, test } from "vitest"
import { armHeartbeat, entries, follower, leader, sendTo, take } from "../../broker/testing.ts"

const timeout = { _tag: "HeartbeatTimeout" } as const

test("leads: speaks to everyone, and sends again what was not answered", () => {
  const self = leader({ log: [1, 1], commit: 0, progress: { n1: { next: 1, match: 0, awaiting: true, mayHaveLost: false }, n2: { next: 2, match: 1, awaiting: false, mayHaveLost: false } } })
  expect(take(self, timeout)).toEqual({
    verdict: "leads",
    changed: { progress: { n1: { next: 1, match: 0, awaiting: true, mayHaveLost: false }, n2: { next: 2, match: 1, awaiting: true, mayHaveLost: false } } },
    outputs: [
      sendTo("n1", { _tag: "AppendEntries", term: 1, entries: entries([1], 0, 1), leaderCommit: 0 }),
      sendTo("n2", { _tag: "AppendEntries", term: 1, entries: entries([], 1, 1), leaderCommit: 0 }),
      armHeartbeat
    ]
  })
})

test("leads: sends no more entries at once than maxBatchEntries", () => {
  const self = leader({ log: [1, 1, 1, 1], commit: 0, config: { maxBatchEntries: 2, peers: ["n1"] }, match: { n1: 0 } })
  expect(take(self, timeout).outputs).toEqual([sendTo("n1", { _tag: "AppendEntries", term: 1, entries: entries([1, 1], 0, 1), leaderCommit: 0 }), armHeartbeat])
})

test("does not lead: is silent, and lets the timer rest", () => {
  expect(take(follower(), timeout)).toEqual({ verdict: "does not lead", changed: {}, outputs: [] })
})
