import { describe, expect, test } from "vitest"
import { askedRoute, closed, START } from "../../testing.ts"
import { armed, finished, fresh, routed, send, sent, take, TWO } from "../testing.ts"

describe("ChannelClosed", () => {
  test("a broker: what was sent to it is sent again, elsewhere", () => {
    const { verdict, next, outputs } = take(routed(TWO), send("m1"), send("m2"), send("m3"), closed("a:1"))
    expect(verdict).toBe("a broker")
    expect(next.sends).toMatchObject([
      { message: "m1", attempt: 1, uncertain: true },
      { message: "m2", attempt: 1, uncertain: true },
      { message: "m3", attempt: 0, uncertain: false }
    ])
    expect(outputs).toEqual([sent("b:1", 1, 1, "m1"), armed("m1"), sent("b:1", 0, 1, "m2"), armed("m2")])
  })

  test("the NameServer asked: the next one is", () => {
    const { verdict, outputs } = take(fresh(), START, closed("ns0"))
    expect(verdict).toBe("the NameServer asked")
    expect(outputs).toEqual([askedRoute("ns1")])
  })

  test("the NameServer asked: messages that wait fail when none is left", () => {
    expect(take(fresh(), send(), closed("ns0"), closed("ns1")).outputs).toEqual(finished("FAILED"))
  })

  test.each(["ns0", "b:1"])("nothing waits for it: nothing happens, %s", (address) => {
    const self = take(routed(TWO), send()).next
    const { verdict, next, outputs } = take(self, closed(address))
    expect(verdict).toBe("nothing waits for it")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
