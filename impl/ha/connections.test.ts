import { expect, test } from "vitest"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { virtualClock } from "../simulated/clock.ts"
import { haConnections } from "./connections.ts"

const slave = () => {
  const clock = virtualClock()
  const asked: string[] = []
  const taken: BrokerEvent[] = []
  const ha = haConnections({ self: "n1", isSlave: true, life: "1", send: (_to, event) => void asked.push("connection" in event ? event.connection : ""), after: clock.after, take: (event) => void taken.push(event) })
  const wait = (ms: number): void => {
    while (clock.step(clock.now() + ms));
  }
  return { ha, asked, taken, wait }
}

test("a question for a connection that nobody answers is given up, so that the slave asks anew", () => {
  const { ha, asked, taken, wait } = slave()
  ha.perform({ _tag: "ConnectToMaster", to: "n0" })
  expect(asked).toEqual(["n1/1/1"])
  wait(2_000)
  expect(taken).toEqual([])
  wait(2_000)
  expect(taken).toEqual([{ _tag: "HaClosed", connection: "n1/1/1" }])
  ha.received({ _tag: "HaConnected", from: "n0", connection: "n1/1/1" })
  expect(taken).toHaveLength(1)
})

test("one that is answered stays", () => {
  const { ha, taken, wait } = slave()
  ha.perform({ _tag: "ConnectToMaster", to: "n0" })
  ha.received({ _tag: "HaConnected", from: "n0", connection: "n1/1/1" })
  wait(10_000)
  expect(taken).toEqual([{ _tag: "HaConnected", from: "n0", connection: "n1/1/1" }])
})
