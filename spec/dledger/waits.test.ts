import { expect, test } from "vitest"
import { timers } from "../broker/config.ts"
import { after, armWait, beaten, candidate, follower, leader, take, toBoth, voted } from "./testing.ts"

const config = { timing: timers.dledger }
const timeout = { _tag: "ElectionTimeout" } as const

/** A candidate that has just asked for votes, by DLedger's own timers. */
const asking = after(candidate({ term: 2, log: [1], config }), timeout)

const ends = (...answers: readonly (readonly [Parameters<typeof voted>[0], string])[]) => {
  const last = answers.at(-1) as (typeof answers)[number]
  const before = after(asking, ...answers.slice(0, -1).map(([result, from]) => voted(result, 2, from)))
  return take(before, voted(last[0], 2, last[1])).outputs
}

test("answers to a vote are waited for two to three seconds", () => {
  expect(take(candidate({ term: 2, votedFor: "n0", log: [1], config }), timeout).outputs).toEqual([...toBoth({ _tag: "VoteRequest", term: 2, ledgerEndIndex: 0, ledgerEndTerm: 1 }), armWait(2_000, 3_000)])
})

test("a vote that nobody has won is followed by the next one within a second", () => {
  expect(ends(["REJECT_ALREADY_VOTED", "n1"], ["REJECT_ALREADY_VOTED", "n2"])).toEqual([armWait(300, 1_000)])
  expect(take(asking, timeout).outputs).toEqual([armWait(300, 1_000)])
})

test("where others have more they go first", () => {
  expect(ends(["REJECT_SMALL_LEDGER_END_INDEX", "n1"], ["REJECT_EXPIRED_LEDGER_TERM", "n2"])).toEqual([armWait(1_300, 2_000)])
})

test("a leader that others follow has three heartbeats' time", () => {
  expect(ends(["REJECT_ALREADY_HAS_LEADER", "n1"])).toEqual([armWait(6_300, 7_000)])
})

test("a follower waits for its leader for three heartbeats, and votes at once when none has come", () => {
  expect(take(follower({ config }), { _tag: "HeartBeatRequest", from: "n1", term: 1 }).outputs[0]).toEqual(armWait(6_000, 7_000))
  expect(take(follower({ config }), timeout).outputs).toEqual([armWait(10, 10)])
})

test("a leader pushes once its followers have heard of it, and tells them each second how far is committed", () => {
  const push = (ms: number) => ({ _tag: "ArmTimer", event: { _tag: "PushTimeout", peer: "n1" }, ms: [ms, ms] })
  expect(ends(["ACCEPT", "n1"])).toContainEqual(push(100))
  expect(take(leader({ log: [1], config }), { _tag: "PushTimeout", peer: "n1" }).outputs).toContainEqual(push(1_000))
  expect(take(leader({ log: [1], config, dledger: { beat: {} } }), beaten("TERM_NOT_READY", 1)).outputs).toEqual([{ _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: [10, 10] }])
})
