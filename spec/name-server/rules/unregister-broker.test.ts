import { describe, expect, test } from "vitest"
import { addresses, after, empty, expiryOf, live, perms, register, SUCCESS, take, unregister } from "../testing.ts"

const success = { ...SUCCESS, request: "u" }
const cancelled = { _tag: "CancelTimer", event: expiryOf("a:1") }

describe("UnregisterBroker", () => {
  test("leaves: the last address takes its queues along", () => {
    const { verdict, next, outputs } = take(after(register()), unregister())
    expect(verdict).toBe("leaves")
    expect(next).toEqual(empty)
    expect(outputs).toEqual([cancelled, success])
  })

  test("leaves: queues and slaves stay when only the master goes", () => {
    const { next } = take(after(register(), register({ brokerId: 1, brokerAddr: "b:1", channel: "c2" })), unregister())
    expect(addresses(next)).toEqual({ "broker-a": { "1": "b:1" } })
    expect(live(next)).toEqual(["b:1"])
    expect(perms(next)).toEqual({ t: { "broker-a": 6 } })
  })

  test("not under that id: a new master stays when the old one leaves (S27)", () => {
    const self = after(register({ term: 1 }), register({ brokerAddr: "b:1", channel: "c2", term: 2 }))
    const { verdict, next, outputs } = take(self, unregister())
    expect(verdict).toBe("not under that id")
    expect(next).toBe(self)
    expect(outputs).toEqual([success])
  })

  test("not under that id: it is a slave by now", () => {
    expect(take(after(register(), register({ brokerId: 2 })), unregister()).verdict).toBe("not under that id")
  })

  test("registered over another channel: a late unregister does not remove the broker's next life (S27)", () => {
    const self = after(register(), register({ channel: "c2" }))
    const { verdict, next, outputs } = take(self, unregister())
    expect(verdict).toBe("registered over another channel")
    expect(next).toBe(self)
    expect(outputs).toEqual([success])
  })
})
