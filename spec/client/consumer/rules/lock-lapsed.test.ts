import { describe, expect, test } from "vitest"
import { armed, canceled, consumeAt, holding, lapsed, locking, member, progressIn, pulled, renewal, take } from "../testing.ts"

describe("LockLapsed", () => {
  test("stops: what was fetched is not processed, and what is under way comes too late (S28)", () => {
    const fetched = take(holding(3), pulled(3, "SUCCESS", 4, [{ offset: 3, message: "m1" }])).next
    const { verdict, next, outputs } = take(fetched, lapsed)
    expect(verdict).toBe("stops")
    expect(progressIn(next)).toMatchObject({ lock: "wanted", offset: null, asked: null, unprocessed: [] })
    expect(outputs).toEqual([...canceled(renewal, lapsed), armed(3_000)])
    expect(take(next, consumeAt(3)).verdict).toBe("not here")
    expect(take(next, pulled(4, "SUCCESS", 5, [{ offset: 4, message: "m2" }])).verdict).toBe("late")
  })

  test("not held: nothing happens", () => {
    for (const self of [locking(), member()]) expect(take(self, lapsed)).toEqual({ verdict: "not held", next: self, outputs: [] })
  })
})
