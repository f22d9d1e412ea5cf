import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { learn } from "../testing.ts"
import { shareOf } from "./group.ts"
import { fresh, member, members, SLAVE, take } from "./testing.ts"

describe("shares", () => {
  test("the first members have one more each if there is a rest", () => {
    const queues = [0, 1, 2, 3, 4, 5, 6]
    expect(["a", "b", "c"].map((id) => shareOf(queues, ["a", "b", "c"], id))).toEqual([[0, 1, 2], [3, 4], [5, 6]])
    expect(shareOf([0], ["a", "b"], "b")).toEqual([])
    expect(shareOf(queues, ["a", "b"], "stranger")).toEqual([])
  })

  test("every queue is one member's", () =>
    fc.assert(
      fc.property(fc.nat({ max: 20 }), fc.integer({ min: 1, max: 6 }), (count, many) => {
        const queues = Array.from({ length: count }, (_, i) => i)
        const ids = Array.from({ length: many }, (_, i) => `c${i}`)
        const shares = ids.map((id) => shareOf(queues, ids, id))
        expect(shares.flat()).toEqual(queues)
        const sizes = shares.map((share) => share.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      })
    ))
})

test("without a master the slave is asked for the members", () => {
  expect(member({}, SLAVE).listAsked).toEqual({ at: "a:9", again: false })
})

test("without any broker nobody is asked until the next time", () => {
  const nobody = { brokerDatas: [], queueDatas: [] }
  const { next, outputs } = take(fresh({ alone: false }), { _tag: "Started" }, learn(nobody))
  expect(next.listAsked).toBeNull()
  expect(outputs).toMatchObject([{ event: { _tag: "HeartbeatTimeout" } }, { event: { _tag: "RebalanceTimeout" } }])
  expect(take(next, members("c")).verdict).toBe("not asked")
})
