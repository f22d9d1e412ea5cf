import { expect, test } from "vitest"
import { armElection } from "../../broker/testing.ts"
import { beatAgain, beaten, follower, leader, take, V040 } from "../testing.ts"

test.each([
  ["nothing was asked", leader({ log: [1] }), 1],
  ["it was asked in another term", leader({ log: [1], dledger: { beat: {} } }), 0],
  ["it has answered", leader({ log: [1], dledger: { beat: { n1: { code: "TERM_NOT_READY", term: 0 } } }, config: V040 }), 1],
  ["it follows by now", follower(), 1]
])("of a heartbeat that is over: %s", (_which, self, asked) => {
  expect(take(self, beaten("SUCCESS", asked))).toEqual({ verdict: "of a heartbeat that is over", changed: {}, outputs: [] })
})

test("collected: one that is no success does not end it", () => {
  expect(take(leader({ log: [1], dledger: { beat: {} } }), beaten("EXPIRED_TERM", 1, "n1", 5))).toEqual({
    verdict: "collected",
    changed: { beat: { n1: { code: "EXPIRED_TERM", term: 5 } } },
    outputs: []
  })
})

test("the last one needed: in 0.3.1.2 a majority is enough, and what comes behind it is not heard", () => {
  expect(take(leader({ log: [1], dledger: { beat: {} } }), beaten("SUCCESS", 1))).toEqual({ verdict: "the last one needed", changed: { beat: null }, outputs: [armElection] })
})

test("the last one needed: in 0.3.1.2 a higher term in a minority's answer changes nothing", () => {
  const self = leader({ log: [1], dledger: { beat: { n2: { code: "EXPIRED_TERM", term: 5 } } } })
  expect(take(self, beaten("SUCCESS", 1))).toEqual({ verdict: "the last one needed", changed: { beat: null }, outputs: [armElection] })
})

test("the last one needed: 0.4.0 waits for all, and gives way to a higher term", () => {
  const self = leader({ log: [1], config: V040, dledger: { beat: {} } })
  expect(take(self, beaten("SUCCESS", 1)).verdict).toBe("collected")
  const { verdict, changed } = take(leader({ log: [1], config: V040, dledger: { beat: { n1: { code: "SUCCESS", term: 1 } } } }), beaten("EXPIRED_TERM", 1, "n2", 5))
  expect(verdict).toBe("the last one needed")
  expect(changed).toMatchObject({ role: "CANDIDATE", knownMaxTermInGroup: 5 })
})

test("the last one needed: those that get ready for the term are told again at once", () => {
  expect(take(leader({ log: [1], dledger: { beat: {} } }), beaten("TERM_NOT_READY", 1))).toEqual({ verdict: "the last one needed", changed: { beat: null }, outputs: [beatAgain] })
})
