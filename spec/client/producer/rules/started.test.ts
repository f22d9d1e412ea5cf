import { expect, test } from "vitest"
import { armedPoll, askedRoute, START } from "../../testing.ts"
import { fresh, take } from "../testing.ts"

test("Started: asks, and will ask again", () => {
  const { verdict, next, outputs } = take(fresh(), START)
  expect(verdict).toBe("asks")
  expect(next.routing.asking).toBe(0)
  expect(outputs).toEqual([askedRoute("ns0"), armedPoll])
})
