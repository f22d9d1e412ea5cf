import { describe, expect, test } from "vitest"
import { armed, armedLapse, armedRenewal, canceled, holding, lapsed, lockIs, locking, progressIn, queryAt, renewal, take } from "../testing.ts"

describe("LockReply", () => {
  test("locked: asks how far the group has come, and will renew", () => {
    const { verdict, next, outputs } = take(locking(), lockIs(true))
    expect(verdict).toBe("locked")
    expect(progressIn(next)).toMatchObject({ lock: "held", offset: null, asked: "a:1" })
    expect(outputs).toEqual([armedLapse, armedRenewal, ...queryAt("a:1")])
  })

  test("another has it: asks again after a while", () => {
    const { verdict, next, outputs } = take(locking(), lockIs(false))
    expect(verdict).toBe("another has it")
    expect(progressIn(next)).toMatchObject({ lock: "wanted", asked: null })
    expect(outputs).toEqual([armed(3_000)])
  })

  test("renewed: relied on anew", () => {
    const { verdict, outputs } = take(holding(), lockIs(true, "renew broker-a@0"))
    expect(verdict).toBe("renewed")
    expect(outputs).toEqual([armedLapse])
  })

  test("lost: stops until it has the lock again", () => {
    const { verdict, next, outputs } = take(holding(), lockIs(false, "renew broker-a@0"))
    expect(verdict).toBe("lost")
    expect(progressIn(next)).toMatchObject({ lock: "wanted", offset: null, asked: null, unprocessed: [] })
    expect(outputs).toEqual([...canceled(renewal, lapsed), armed(3_000)])
  })

  test("late: a renewal of a lock that has lapsed, an answer that came before", () => {
    const self = take(holding(), lapsed).next
    for (const event of [lockIs(true, "renew broker-a@0"), lockIs(true)]) {
      const { verdict, next, outputs } = take(self, event)
      expect(verdict).toBe("late")
      expect(next).toBe(self)
      expect(outputs).toEqual([])
    }
  })
})
