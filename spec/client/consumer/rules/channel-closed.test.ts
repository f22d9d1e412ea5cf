import { describe, expect, test } from "vitest"
import { askedRoute, closed, START } from "../../testing.ts"
import { armed, fresh, pulling, queues, take } from "../testing.ts"

describe("ChannelClosed", () => {
  test("a broker: its queues go on later, where the route says then", () => {
    const { verdict, next, outputs } = take(pulling(3, { pollRouteOnFailure: true }), closed("a:1"))
    expect(verdict).toBe("a broker")
    expect(queues(next)).toEqual({ "broker-a@0": { offset: 3, asked: null } })
    expect(outputs).toEqual([armed(3_000), askedRoute("ns0")])
  })

  test("the NameServer asked: the next one is, until none is left", () => {
    const { verdict, next, outputs } = take(fresh(), START, closed("ns0"))
    expect(verdict).toBe("the NameServer asked")
    expect(outputs).toEqual([askedRoute("ns1")])
    expect(take(next, closed("ns1")).outputs).toEqual([])
  })

  test.each(["ns0", "a:9"])("nothing waits for it: nothing happens, %s", (address) => {
    const self = pulling()
    const { verdict, next, outputs } = take(self, closed(address))
    expect(verdict).toBe("nothing waits for it")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
