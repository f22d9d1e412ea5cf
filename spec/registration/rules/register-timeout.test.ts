import { expect, test } from "vitest"
import { candidate, follower, leader, mapOf, take, topic } from "../../broker/testing.ts"

const timeout = { _tag: "RegisterTimeout" } as const
const again = { _tag: "ArmTimer", event: timeout, ms: [10_000, 10_000] }
const topics = mapOf({ b: topic(), a: topic({ perm: 4 }) })

test.each([
  ["a candidate", candidate({ topics })],
  ["a follower without a leader", follower({ leader: null, topics })],
  ["a leader that is not ready", leader({ log: [1, 2], commit: 0, topics })]
])("role not known: %s registers under no id", (_who, self) => {
  expect(take(self, timeout)).toEqual({ verdict: "role not known", changed: {}, outputs: [again] })
})

test("registers: a leader as master, with its topics in the order of their names", () => {
  expect(take(leader({ log: [3], topics }), timeout)).toEqual({
    verdict: "registers",
    changed: {},
    outputs: [{ _tag: "RegisterBroker", brokerId: 0, term: 3, topics: [["a", topic({ perm: 4 })], ["b", topic()]] }, again]
  })
})

test.each([
  ["n0", 1],
  ["n2", 3]
])("registers: the follower %s as slave %i, with its topics", (dLegerSelfId, brokerId) => {
  expect(take(follower({ topics, config: { dLegerSelfId } }), timeout)).toEqual({
    verdict: "registers",
    changed: {},
    outputs: [{ _tag: "RegisterBroker", brokerId, term: 1, topics: [["a", topic({ perm: 4 })], ["b", topic()]] }, again]
  })
})
