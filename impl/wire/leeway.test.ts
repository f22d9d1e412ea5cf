import { expect, test } from "vitest"
import { logOf } from "../../spec/broker/testing.ts"
import { leader, pushing } from "../../spec/dledger/testing.ts"
import { appendUpTo, comparedUnseen, freshNode, leftBehind, memberConfig, pushAgain, pushAhead, restart, tellCommit } from "./leeway.ts"

const messages = (taken: ReturnType<typeof pushAhead>) => (taken?.[1] ?? []).map((output) => ("message" in output ? output.message : output))

test("pushes leave whether those before are answered or not, and one that was not counted leaves again", () => {
  const self = pushing({ writeIndex: 1, awaiting: 0 }, { log: [1, 1, 1], commit: -1 })
  const once = pushAhead(self, "n1", 1)
  expect(messages(once)).toMatchObject([{ _tag: "PushAppend", entries: { prevLogIndex: 0, lastIndex: 1 } }])
  const twice = pushAhead((once as NonNullable<typeof once>)[0], "n1", 1)
  expect(messages(twice)).toMatchObject([{ _tag: "PushAppend", entries: { prevLogIndex: 1, lastIndex: 2 } }])
  const [now] = twice as NonNullable<typeof twice>
  expect(pushAhead(now, "n1", 1)).toBeUndefined()
  const again = pushAgain(now, "n1", 0, 1)
  expect(messages(again)).toMatchObject([{ _tag: "PushAppend", entries: { prevLogIndex: -1, lastIndex: 0 } }])
  expect(again?.[0].dledger.dispatchers["n1"]?.writeIndex).toBe(3)
  expect(pushAgain(now, "n1", 1, 1)).toBeUndefined()
})

test("nothing is pushed or told to a follower that is compared with, nor by who does not lead", () => {
  const comparing = pushing({ state: "COMPARE" }, { log: [1] })
  const fresh = freshNode(memberConfig("g", "n0", ["n1", "n2"]))
  for (const self of [comparing, fresh]) {
    expect(pushAhead(self, "n1", 1)).toBeUndefined()
    expect(tellCommit(self, "n1")).toBeUndefined()
  }
  expect(messages(tellCommit(leader({ log: [1] }), "n1"))).toEqual([{ _tag: "PushCommit", term: 1, commitIndex: 0 }])
})

test("a COMPARE that nobody saw was of an entry that ended the log of this leadership at some time, and of the first one only", () => {
  const self = appendUpTo(pushing({ state: "COMPARE" }, { log: [1, 1], noopIndex: 1 }), 4)
  expect(comparedUnseen(self, "n1", 2)?.dledger.dispatchers["n1"]?.compareIndex).toBe(2)
  expect(comparedUnseen(self, "n1", 0)).toBeUndefined()
  expect(comparedUnseen(self, "n1", 5)).toBeUndefined()
  expect(comparedUnseen(pushing({ state: "COMPARE", compareIndex: 3 }, { log: [1, 1], noopIndex: 1 }), "n1", 1)).toBeUndefined()
  expect(comparedUnseen(pushing({ state: "APPEND" }, { log: [1, 1], noopIndex: 1 }), "n1", 1)).toBeUndefined()
})

test("what was cut is there until something else is written over it", () => {
  const [long, cut] = [logOf([1, 1, 1, 1]), logOf([1, 1])]
  expect(leftBehind(undefined, long, cut)).toBe(long)
  expect(leftBehind(undefined, cut, long)).toBeUndefined()
  // The same entry again, and one of a later term.
  expect(leftBehind(long, cut, logOf([1, 1, 1]))).toBe(long)
  expect(leftBehind(long, cut, logOf([1, 1, 2]))).toBeUndefined()
  expect(leftBehind(long, logOf([1, 1, 1]), long)).toBeUndefined()
  expect(leftBehind(long, cut, logOf([]))).toBe(long)
})

test("a restart keeps term, vote and log, and nothing else", () => {
  const { raft, log, dledger } = restart(pushing({ writeIndex: 3 }, { term: 4, log: [1, 4], votedFor: "n0" }))
  expect({ term: raft.term, votedFor: raft.votedFor, role: raft.role, leader: raft.leader, last: log.lastIndex }).toEqual({ term: 4, votedFor: "n0", role: "CANDIDATE", leader: null, last: 1 })
  expect(dledger.dispatchers["n1"]).toMatchObject({ state: "COMPARE", writeIndex: -1 })
})
