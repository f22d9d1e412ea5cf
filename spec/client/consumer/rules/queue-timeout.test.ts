import { describe, expect, test } from "vitest"
import { askedRoute } from "../../testing.ts"
import { asking, fresh, offsetIs, pullAt, pulled, pulling, queryAt, take, timeout } from "../testing.ts"

describe("QueueTimeout", () => {
  test("goes on: with the question that was given up", () => {
    const { verdict, outputs } = take(pulling(), pulled(3, "SYSTEM_BUSY", -1), timeout)
    expect(verdict).toBe("goes on")
    expect(outputs).toEqual(pullAt("a:1", 3))
    expect(take(asking(), offsetIs("SYSTEM_BUSY"), timeout).outputs).toEqual(queryAt("a:1"))
  })

  test("unanswered: asks again, and for the route if the configuration says so", () => {
    const { verdict, outputs } = take(pulling(3, { pollRouteOnFailure: true }), timeout)
    expect(verdict).toBe("unanswered")
    expect(outputs).toEqual([...pullAt("a:1", 3), askedRoute("ns0")])
  })

  test("left: nothing happens", () => {
    const self = fresh()
    const { verdict, next, outputs } = take(self, timeout)
    expect(verdict).toBe("left")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
