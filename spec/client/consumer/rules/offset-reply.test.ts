import { describe, expect, test } from "vitest"
import { askedRoute } from "../../testing.ts"
import { armed, asking, offsetIs, pullAt, pulling, queues, take } from "../testing.ts"

describe("OffsetReply", () => {
  test("known: pulls from where the group has come to (C4)", () => {
    const { verdict, next, outputs } = take(asking(), offsetIs("SUCCESS", 3))
    expect(verdict).toBe("known")
    expect(queues(next)).toEqual({ "broker-a@0": { offset: 3, asked: "a:1" } })
    expect(outputs).toEqual(pullAt("a:1", 3))
  })

  test("has not begun: pulls from the first message, and commits nothing yet", () => {
    const { verdict, outputs } = take(asking(), offsetIs("QUERY_NOT_FOUND"))
    expect(verdict).toBe("has not begun")
    expect(outputs).toEqual(pullAt("a:1", 0))
  })

  test("refused: a failure is no answer, it is asked again later (#2708)", () => {
    const { verdict, next, outputs } = take(asking({ pollRouteOnFailure: true }), offsetIs("SYSTEM_BUSY"))
    expect(verdict).toBe("refused")
    expect(queues(next)).toEqual({ "broker-a@0": { offset: null, asked: null } })
    expect(outputs).toEqual([armed(3_000), askedRoute("ns0")])
  })

  test("late: it pulls already", () => {
    const self = pulling()
    const { verdict, next, outputs } = take(self, offsetIs("SUCCESS", 9))
    expect(verdict).toBe("late")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })

  test("late: it has been given up", () => {
    expect(take(asking(), offsetIs("SYSTEM_BUSY"), offsetIs("SUCCESS", 9)).verdict).toBe("late")
  })
})
