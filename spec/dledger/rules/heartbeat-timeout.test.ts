import { expect, test } from "vitest"
import { armHeartbeat } from "../../broker/testing.ts"
import { endOfLeadership, follower, goOn, leader, take, toBoth, V040 } from "../testing.ts"

const timeout = { _tag: "HeartbeatTimeout" } as const

test("does not lead: does nothing", () => {
  expect(take(follower(), timeout)).toEqual({ verdict: "does not lead", changed: {}, outputs: [] })
})

test("leads: says so", () => {
  expect(take(leader({ log: [1] }), timeout)).toEqual({
    verdict: "leads",
    changed: { beat: {} },
    outputs: [...toBoth({ _tag: "HeartBeatRequest", term: 1 }), armHeartbeat]
  })
})

test("leads: until an answer has named a higher term, when there is no majority", () => {
  const self = leader({ log: [1], dledger: { beat: { n1: { code: "EXPIRED_TERM", term: 4 } } } })
  const { changed, outputs } = take(self, timeout)
  expect(changed).toMatchObject({ role: "CANDIDATE", knownMaxTermInGroup: 4, beat: null })
  expect(outputs).toEqual([...endOfLeadership, goOn])
})

test("leads: and stops when another says that it follows someone else", () => {
  expect(take(leader({ dledger: { beat: { n1: { code: "INCONSISTENT_LEADER", term: 1 } } } }), timeout).changed).toMatchObject({ role: "CANDIDATE" })
})

test("leads: 0.3.1.2 does not look at a higher term if a majority has agreed, 0.4.0 looks at it first", () => {
  const beat = { n1: { code: "SUCCESS", term: 1 }, n2: { code: "EXPIRED_TERM", term: 4 } } as const
  expect(take(leader({ dledger: { beat } }), timeout).changed).toEqual({ beat: {} })
  expect(take(leader({ config: V040, dledger: { beat } }), timeout).changed).toMatchObject({ role: "CANDIDATE", knownMaxTermInGroup: 4 })
})

test("leads: and goes on while the others get ready for its term", () => {
  expect(take(leader({ dledger: { beat: { n1: { code: "TERM_NOT_READY", term: 0 }, n2: { code: "EXPIRED_TERM", term: 4 } } } }), timeout).changed).toEqual({ beat: {} })
})
