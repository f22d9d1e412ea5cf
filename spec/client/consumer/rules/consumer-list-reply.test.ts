import { describe, expect, test } from "vitest"
import {
  askedList, asking, askedLock, canceled, committed, holding, lapsed, locking, member, members, offsetIs, pulled, queryAt, queues, renewal, take, timeout, unlocked
} from "../testing.ts"

const changed = { _tag: "ConsumerIdsChanged" } as const
const again = { _tag: "RebalanceTimeout" } as const
const found = [
  { offset: 3, message: "m1" },
  { offset: 4, message: "m2" }
]

describe("ConsumerListReply", () => {
  test("members: begins with what is new of its share, by asking for the group's offset", () => {
    const { verdict, next, outputs } = take(member(), members("c2", "c1"))
    expect(verdict).toBe("members")
    expect(next.listAsked).toBeNull()
    expect(queues(next)).toEqual({ "broker-a@0": { offset: null, asked: "a:1" } })
    expect(outputs).toEqual(queryAt("a:1"))
  })

  test("members: under orderly consumption, by asking for the lock", () => {
    expect(take(member({ consumeOrderly: true }), members("c1")).outputs).toMatchObject([askedLock(), { event: timeout }])
  })

  test("members: hands over what is another's, with the smallest offset that is not processed", () => {
    const pulling = take(member(), members("c1"), offsetIs("SUCCESS", 3), pulled(3, "SUCCESS", 5, found)).next
    const { next, outputs } = take(pulling, again, members("c0", "c1"))
    expect(queues(next)).toEqual({})
    expect(outputs).toEqual([committed(3), ...canceled(timeout)])
  })

  test("members: gives back the lock behind the offset (S28)", () => {
    const { next, outputs } = take(holding(3), again, members("c0", "c1"))
    expect(queues(next)).toEqual({})
    expect(outputs).toEqual([committed(3), unlocked, ...canceled(timeout, renewal, lapsed)])
  })

  test("members: has nothing to tell of a queue in which it has not come on", () => {
    expect(take(holding(0), again, members("c0", "c1")).outputs[0]).toEqual(unlocked)
  })

  test("members: a queue whose lock or offset is asked for stays until the answer is there", () => {
    expect(queues(take(locking(), again, members("c0", "c1")).next)).toEqual({ "broker-a@0": { offset: null, asked: "a:1" } })
  })

  test("nobody: everything stays", () => {
    const self = holding(3)
    const { verdict, next, outputs } = take(self, again, { _tag: "ConsumerListReply", code: "SYSTEM_ERROR", clientIds: [] })
    expect(verdict).toBe("nobody")
    expect(next).toEqual(self)
    expect(outputs).toEqual([])
  })

  test("outdated: the group has changed since it was asked for", () => {
    const { verdict, next, outputs } = take(member(), changed, members("c0", "c1"))
    expect(verdict).toBe("outdated")
    expect(next.listAsked).toEqual({ at: "a:1", again: false })
    expect(outputs).toEqual(askedList())
  })

  test("not asked: nothing happens", () => {
    const self = asking()
    const { verdict, next, outputs } = take(self, members("c1"))
    expect(verdict).toBe("not asked")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
