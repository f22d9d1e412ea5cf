import { describe, expect, test } from "vitest"
import { after, empty, expiryOf, register, take } from "../testing.ts"

describe("BrokerExpired", () => {
  test("silent too long: it is dropped from the routes (A3)", () => {
    const { verdict, next, outputs } = take(after(register()), expiryOf("a:1"))
    expect(verdict).toBe("silent too long")
    expect(next).toEqual(empty)
    expect(outputs).toEqual([])
  })

  test("unknown: nothing happens", () => {
    const self = after(register())
    const { verdict, next, outputs } = take(self, expiryOf("b:1"))
    expect(verdict).toBe("unknown")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
