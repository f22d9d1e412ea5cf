import { expect, test } from "vitest"
import { after, follower, leader, mapOf, only, take } from "../broker/testing.ts"
import { openHalves } from "./halves.ts"

const half = (offset: number, immunityMs: number | null = null) => ({ offset, index: offset, group: "p", immunityMs })
const dispatched = (index: number, halves: readonly ReturnType<typeof half>[], ended: readonly number[] = []) =>
  ({ _tag: "Dispatched", index, ends: [], halves, ended }) as const

const behind = { log: [1, 1, 1], commit: 2, dispatchedIndex: 0, dispatchingIndex: 2 }

test("a half message opens, an op message closes, in one stretch too", () => {
  expect(openHalves(after(follower(behind), dispatched(2, [half(1), half(2)], [1])))).toEqual([2])
})

test("who serves gives the producer its time, a follower only keeps the table", () => {
  const armed = (self: ReturnType<typeof follower>) => only(take(self, dispatched(2, [half(1), half(2, 9_000)])).outputs, "ArmTimerSinceStored").map(({ event, ms }) => [event, ms])
  expect(armed(leader(behind))).toEqual([
    [{ _tag: "TransactionTimeout", offset: 1 }, 6_000],
    [{ _tag: "TransactionTimeout", offset: 2 }, 9_000]
  ])
  expect(armed(follower(behind))).toEqual([])
})

test("what RocketMQ had done with before is not opened again", () => {
  const self = follower({ ...behind, offsets: mapOf({ "CID_RMQ_SYS_TRANS@RMQ_SYS_TRANS_HALF_TOPIC@0": 2 }) })
  expect(openHalves(after(self, dispatched(2, [half(1), half(2)])))).toEqual([2])
})

test("a leader that is deposed asks no more, and what it was ending is open", () => {
  const self = leader({ halves: mapOf({ 4: { index: 0, group: "p", immunityMs: null, checks: 3, ending: true } }) })
  const { changed, outputs } = take(self, { _tag: "AppendEntriesReply", from: "n1", term: 9, success: false, index: 0 })
  expect(changed).toMatchObject({ role: "FOLLOWER", halves: { 4: { ending: false, checks: 3 } } })
  expect(only(outputs, "CancelTimer").map(({ event }) => event)).toContainEqual({ _tag: "TransactionTimeout", offset: 4 })
})
