import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { armElection, follower, leader, reply, sendTo, take } from "../../broker/testing.ts"

const transfer = (to: string): EventOf<"LeadershipTransfer"> => ({ _tag: "LeadershipTransfer", request: "r1", to })

test("does not lead: refuses", () => {
  expect(take(follower(), transfer("n1"))).toEqual({ verdict: "does not lead", changed: {}, outputs: [reply("SERVICE_NOT_AVAILABLE", "n0 is not the leader")] })
})

test.each(["n0", "n9"])("not a follower: refuses to hand over to %s", (to) => {
  expect(take(leader(), transfer(to))).toEqual({
    verdict: "not a follower",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", `to: ${to} is not a follower of this group`)]
  })
})

test("under way: refuses a second one", () => {
  expect(take(leader({ transferee: "n2" }), transfer("n1"))).toEqual({
    verdict: "under way",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", "a transfer to n2 is under way")]
  })
})

test("begins: tells a follower that holds everything to stand", () => {
  expect(take(leader({ log: [1, 1] }), transfer("n1"))).toEqual({
    verdict: "begins",
    changed: { transferee: "n1" },
    outputs: [armElection, sendTo("n1", { _tag: "TimeoutNow", term: 1 }), reply("SUCCESS")]
  })
})

test("begins: a follower that lags catches up first", () => {
  expect(take(leader({ log: [1, 1], match: { n1: 0, n2: 1 } }), transfer("n1"))).toEqual({
    verdict: "begins",
    changed: { transferee: "n1" },
    outputs: [armElection, reply("SUCCESS")]
  })
})
