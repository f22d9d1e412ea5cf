import { describe, expect, test } from "vitest"
import { askedRoute } from "../../testing.ts"
import { armed, fresh, routed, send, sent, take, TWO } from "../testing.ts"

describe("Send", () => {
  test("sends: to the masters' queues in turn (A5)", () => {
    const { verdict, next, outputs } = take(routed(TWO), send())
    expect(verdict).toBe("sends")
    expect(next.sends).toEqual([
      { message: "m1", attempt: 0, to: { brokerName: "broker-a", address: "a:1", queueId: 0 }, uncertain: false, status: null }
    ])
    expect(outputs).toEqual([sent("a:1", 0), armed()])
    expect(take(next, send("m2")).outputs).toEqual([sent("a:1", 1, 0, "m2"), armed("m2")])
    expect(take(next, send("m2"), send("m3")).outputs).toEqual([sent("b:1", 0, 0, "m3"), armed("m3")])
    expect(take(next, send("m2"), send("m3"), send("m4"), send("m5")).outputs).toEqual([sent("a:1", 0, 0, "m5"), armed("m5")])
  })

  test("no route: asks, and lets the message wait", () => {
    const { verdict, next, outputs } = take(fresh(), send())
    expect(verdict).toBe("no route")
    expect(next.sends).toMatchObject([{ message: "m1", to: null }])
    expect(outputs).toEqual([armed(), askedRoute("ns0")])
  })

  test("under way: nothing happens", () => {
    const self = take(routed(), send()).next
    const { verdict, next, outputs } = take(self, send())
    expect(verdict).toBe("under way")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
