import { describe, expect, test } from "vitest"
import { askedList, asking, member, members, take } from "../testing.ts"

const changed = { _tag: "ConsumerIdsChanged" } as const

describe("ConsumerIdsChanged", () => {
  test("asks: at once", () => {
    const { verdict, next, outputs } = take(member(), members("c2"), changed)
    expect(verdict).toBe("asks")
    expect(next.listAsked).toEqual({ at: "a:1", again: false })
    expect(outputs).toEqual(askedList())
  })

  test("asks once more: the answer that is under way may be older", () => {
    const { verdict, next, outputs } = take(member(), changed)
    expect(verdict).toBe("asks once more")
    expect(next.listAsked).toEqual({ at: "a:1", again: true })
    expect(outputs).toEqual([])
  })

  test("alone: nothing happens", () => {
    const self = asking()
    const { verdict, next, outputs } = take(self, changed)
    expect(verdict).toBe("alone")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
