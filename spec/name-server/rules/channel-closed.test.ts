import { describe, expect, test } from "vitest"
import { addresses, after, empty, expiryOf, perms, register, take } from "../testing.ts"

const closed = (channel: string) => ({ _tag: "ChannelClosed", channel }) as const

describe("ChannelClosed", () => {
  test("brokers leave: at once, all that registered over it, in order", () => {
    const self = after(register({ brokerName: "broker-b", brokerAddr: "b:1" }), register())
    const { verdict, next, outputs } = take(self, closed("c1"))
    expect(verdict).toBe("brokers leave")
    expect(next).toEqual(empty)
    expect(outputs).toEqual([
      { _tag: "CancelTimer", event: expiryOf("a:1") },
      { _tag: "CancelTimer", event: expiryOf("b:1") }
    ])
  })

  test("brokers leave: a dead leader's slaves and queues stay (C5)", () => {
    const { next } = take(after(register(), register({ brokerId: 1, brokerAddr: "b:1", channel: "c2" })), closed("c1"))
    expect(addresses(next)).toEqual({ "broker-a": { "1": "b:1" } })
    expect(perms(next)).toEqual({ t: { "broker-a": 6 } })
  })

  test("no broker's: one that has registered again over another connection stays (S27)", () => {
    const self = after(register(), register({ channel: "c2" }))
    const { verdict, next, outputs } = take(self, closed("c1"))
    expect(verdict).toBe("no broker's")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
