import { expect, test } from "vitest"
import { askedList, member, members, take } from "../testing.ts"

test("RebalanceTimeout: asks, and will ask again", () => {
  const { verdict, next, outputs } = take(member(), members("c1"), { _tag: "RebalanceTimeout" })
  expect(verdict).toBe("asks")
  expect(next.listAsked).toEqual({ at: "a:1", again: false })
  expect(outputs).toEqual(askedList())
})
