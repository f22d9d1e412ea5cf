import { describe, expect, test } from "vitest"
import { learn, POLL, routeTo, START } from "../../testing.ts"
import { armed, finished, fresh, ONE, routed, send, sent, take, TWO } from "../testing.ts"

describe("RouteReply", () => {
  test("learned: messages that waited are sent, in order and in turn", () => {
    const { verdict, next, outputs } = take(fresh(), START, send("m2"), send("m1"), learn(ONE))
    expect(verdict).toBe("learned")
    expect(next.routing).toEqual({ route: ONE, nameServer: 0, asking: null })
    expect(outputs).toEqual([sent("a:1", 0, 0, "m1"), armed("m1"), sent("a:1", 1, 0, "m2"), armed("m2")])
  })

  test.each([routeTo({ "broker-a": { "1": "a:9" } }), routeTo({ "broker-a": { "0": "a:1" } }, 4)])(
    "learned: without a master, or without permission, messages that waited fail",
    (route) => {
      expect(take(fresh(), START, send(), learn(route)).outputs).toEqual(finished("FAILED"))
    }
  )

  test("learned: with fewer queues it is the turn of one that there is", () => {
    const third = take(routed(TWO), send("m1"), send("m2"), send("m3")).next
    expect(third.nextQueue).toBe(3)
    expect(take(third, POLL, learn(ONE)).next.nextQueue).toBe(1)
  })

  test("unknown topic: the route that was known stays, messages that waited fail", () => {
    const { verdict, next, outputs } = take(fresh(), START, send(), learn(null))
    expect(verdict).toBe("unknown topic")
    expect(next.sends).toEqual([])
    expect(outputs).toEqual(finished("FAILED"))
    expect(take(routed(), POLL, learn(null)).next).toEqual(routed())
  })

  test("not asked: nothing happens", () => {
    const self = routed()
    const { verdict, next, outputs } = take(self, learn(TWO))
    expect(verdict).toBe("not asked")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
