import { describe, expect, test } from "vitest"
import { consumeAt, holding, lapsed, locking, member, members, offsetIs, pullAt, pulled, progressIn, take, timeout } from "../testing.ts"

const found = [
  { offset: 3, message: "m1" },
  { offset: 4, message: "m2" }
]
const fetched = take(member({ suspendTimeoutMillis: 0 }), members("c1"), offsetIs("SUCCESS", 3), pulled(3, "SUCCESS", 5, found)).next
const orderly = take(holding(3), pulled(3, "SUCCESS", 5, found)).next

describe("ConsumeMessage", () => {
  test("processed: in any order, and what is committed waits for the smallest (S22)", () => {
    const { verdict, next, outputs } = take(fetched, consumeAt(4))
    expect(verdict).toBe("processed")
    expect(outputs).toEqual([{ _tag: "Consumed", brokerName: "broker-a", queueId: 0, messages: [found[1]] }])
    const pull = (self: typeof next) => take(self, pulled(5, "PULL_NOT_FOUND"), timeout).outputs
    expect(pull(next)).toEqual(pullAt("a:1", 5, { commitOffset: 3, suspendTimeoutMillis: 0 }))
    expect(pull(take(next, consumeAt(3)).next)).toEqual(pullAt("a:1", 5, { commitOffset: 5, suspendTimeoutMillis: 0 }))
  })

  test("processed: under orderly consumption, the next one", () => {
    const { verdict, next } = take(orderly, consumeAt(3))
    expect(verdict).toBe("processed")
    expect(progressIn(next)?.unprocessed).toEqual([found[1]])
  })

  test.each([
    ["not here", fetched, 5],
    ["not here", member(), 3],
    ["not its turn", orderly, 4],
    ["not here", take(orderly, lapsed).next, 3]
  ] as const)("%s: nothing happens", (expected, self, offset) => {
    const { verdict, next, outputs } = take(self, consumeAt(offset))
    expect(verdict).toBe(expected)
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})

test("ConsumeMessage: without the lock nothing was fetched that could be processed", () => {
  expect(progressIn(locking())?.unprocessed).toEqual([])
})
