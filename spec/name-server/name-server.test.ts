import * as Equal from "effect/Equal"
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { step, verdictOf } from "../machine.ts"
import type { EventOf, NameServerEvent } from "./events.ts"
import { nameServer } from "./index.ts"
import type { NameServerOutput } from "./outputs.ts"
import type { BrokerLive, NameServer } from "./state.ts"
import { addresses, empty, expiryOf, live, register, TOPIC, unregister } from "./testing.ts"

const pick = <const A>(...items: readonly A[]) => fc.constantFrom(...items)
const who = { brokerName: pick("broker-a", "broker-b"), brokerId: pick(0, 0, 1, 2), brokerAddr: pick("a:1", "b:1", "c:1", "d:1"), channel: pick("c1", "c2", "c3", "c4") }
const topics = fc.uniqueArray(pick("t", "u"), { maxLength: 2 }).map((names) => names.map((name) => [name, TOPIC] as const))

const event: fc.Arbitrary<NameServerEvent> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ ...who, term: fc.nat({ max: 3 }), topics }).map(register) },
  { weight: 2, arbitrary: fc.record(who).map(unregister) },
  who.channel.map((channel) => ({ _tag: "ChannelClosed", channel }) as const),
  who.brokerAddr.map(expiryOf),
  fc.record({ brokerName: who.brokerName }).map(({ brokerName }) => ({ _tag: "WipeWritePermOfBroker", request: "w", brokerName }) as const),
  fc.record({ topic: pick("t", "u"), clusterName: pick(null, "DefaultCluster") }).map((f) => ({ _tag: "DeleteTopic", request: "d", ...f }) as const)
)

const liveOf = (self: NameServer, addr: string): BrokerLive | undefined => {
  const found = HashMap.get(self.brokerLiveTable, addr)
  return found._tag === "Some" ? found.value : undefined
}
const masterOf = (self: NameServer, brokerName: string) => {
  const addr = addresses(self)[brokerName]?.["0"]
  return addr === undefined ? undefined : { addr, term: liveOf(self, addr)?.term ?? -1 }
}

/** Takes the events one by one, and looks at every step. */
const run = (
  events: readonly NameServerEvent[],
  look: (before: NameServer, event: NameServerEvent, after: NameServer, outputs: readonly NameServerOutput[]) => void
): NameServer => {
  let self = empty
  for (const e of events) {
    const [next, outputs] = step(nameServer, self, e)
    look(self, e, next, outputs)
    self = next
  }
  return self
}

const always = (look: Parameters<typeof run>[1]) =>
  fc.assert(fc.property(fc.array(event, { maxLength: 40 }), (events) => void run(events, look)), { numRuns: 1_000 })

describe("whatever brokers say, in any order", () => {
  test("an address stands exactly once, under the id and name of its registration; so there is at most one master (S25)", () =>
    always((_before, _event, self) => {
      const standing = Object.entries(addresses(self)).flatMap(([name, addrs]) => Object.entries(addrs).map(([id, addr]) => [addr, name, Number(id)]))
      const registered = live(self).map((addr) => [addr, liveOf(self, addr)?.brokerName, liveOf(self, addr)?.brokerId])
      expect(standing.sort()).toEqual(registered.sort())
      expect(new Set(standing.map(([addr]) => addr)).size).toBe(standing.length)
    }))

  test("ids ascend, nobody is left without an address, nothing has queues without a broker", () =>
    always((_before, _event, self) => {
      for (const { addrs } of HashMap.values(self.brokerAddrTable)) {
        expect(addrs.length).toBeGreaterThan(0)
        expect(addrs.map(([id]) => id)).toEqual(addrs.map(([id]) => id).sort((a, b) => a - b))
      }
      for (const queues of HashMap.values(self.topicQueueTable)) {
        expect(HashMap.size(queues)).toBeGreaterThan(0)
        for (const name of HashMap.keys(queues)) expect(HashMap.has(self.brokerAddrTable, name)).toBe(true)
      }
    }))

  test("the master of a term is never replaced by one of an earlier term (S26)", () =>
    always((before, _event, after) => {
      for (const name of ["broker-a", "broker-b"])
        expect(masterOf(after, name)?.term ?? Infinity).toBeGreaterThanOrEqual(masterOf(before, name)?.term ?? 0)
    }))

  test("an unregister or a close removes only what came over its own connection (S27)", () =>
    always((before, e, after) => {
      if (e._tag !== "UnregisterBroker" && e._tag !== "ChannelClosed") return
      for (const addr of live(before).filter((at) => liveOf(after, at) === undefined)) expect(liveOf(before, addr)?.channel).toBe(e.channel)
    }))

  test("every live broker is waited for, and nobody else", () => {
    const armed = new Set<string>()
    always((before, e, after, outputs) => {
      if (before === empty) armed.clear()
      if (e._tag === "BrokerExpired") armed.delete(e.brokerAddr)
      for (const output of outputs) {
        if (output._tag === "ArmTimer") armed.add(output.event.brokerAddr)
        if (output._tag === "CancelTimer") armed.delete(output.event.brokerAddr)
      }
      expect([...armed].sort()).toEqual(live(after))
    })
  })

  test("after all brokers have left, one way or another, the tables are empty", () =>
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.array(pick("unregister", "close", "expire"), { minLength: 4, maxLength: 4 }), (events, ways) => {
        let self = run(events, () => {})
        live(self).forEach((brokerAddr, i) => {
          const registration = liveOf(self, brokerAddr)
          if (registration === undefined) return
          const { channel, brokerName, brokerId } = registration
          const leaving = { unregister: unregister({ channel, brokerName, brokerId, brokerAddr }), close: { _tag: "ChannelClosed", channel }, expire: expiryOf(brokerAddr) } as const
          self = step(nameServer, self, leaving[ways[i] ?? "expire"])[0]
        })
        expect(self).toEqual(empty)
      })
    ))

  test("verdicts and answers do not depend on the order in which independent brokers came", () => {
    const one = [register(), register({ brokerName: "broker-b", brokerAddr: "b:1", channel: "c2", topics: [["u", TOPIC], ["t", TOPIC]] })]
    const ask: readonly NameServerEvent[] = [
      { _tag: "GetBrokerClusterInfo", request: "q" },
      { _tag: "GetAllTopicList", request: "q" },
      { _tag: "GetRouteInfoByTopic", request: "q", topic: "t" }
    ]
    const [x, y] = [run(one, () => {}), run(one.toReversed(), () => {})]
    expect(Equal.equals(x, y)).toBe(true)
    for (const e of ask) expect(step(nameServer, x, e)).toEqual(step(nameServer, y, e))
  })
})

test("the shortest ways to #1464 and #5374 end well", () => {
  const restarted: EventOf<"RegisterBroker"> = register({ brokerAddr: "b:1", channel: "c2", term: 1 })
  const led = step(nameServer, empty, register({ term: 2 }))[0]
  expect(verdictOf(nameServer, led, restarted)).toBe("RegisterBroker: older than the holder's")
  const back = step(nameServer, led, register({ term: 2, channel: "c9" }))[0]
  expect(verdictOf(nameServer, back, { _tag: "ChannelClosed", channel: "c1" })).toBe("ChannelClosed: no broker's")
})

test("state, events and outputs go through their codecs", () =>
  fc.assert(
    fc.property(fc.array(event, { maxLength: 15 }), (events) => {
      const self = run(events, (_before, e, _after, outputs) => {
        expect(Schema.decodeUnknownSync(nameServer.Event)(Schema.encodeSync(nameServer.Event)(e))).toEqual(e)
        for (const output of outputs) expect(Schema.decodeUnknownSync(nameServer.Output)(Schema.encodeSync(nameServer.Output)(output))).toEqual(output)
      })
      expect(Equal.equals(Schema.decodeUnknownSync(nameServer.State)(Schema.encodeSync(nameServer.State)(self)), self)).toBe(true)
    }),
    { numRuns: 50 }
  ))
