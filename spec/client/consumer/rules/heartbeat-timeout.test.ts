import { expect, test } from "vitest"
import { fresh, member, saidSo, take } from "../testing.ts"

test("HeartbeatTimeout: says so to every broker of the route, slaves too, and will say so again", () => {
  const { verdict, next, outputs } = take(member(), { _tag: "HeartbeatTimeout" })
  expect(verdict).toBe("says so")
  expect(next).toEqual(member())
  expect(outputs).toEqual(saidSo("a:1", "a:9"))
  expect(take(fresh({ alone: false }), { _tag: "HeartbeatTimeout" }).outputs).toEqual(saidSo())
})
