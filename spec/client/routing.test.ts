import { describe, expect, test } from "vitest"
import { askNextNameServer, askRoute, initialRouting, learnRoute, masterOf, nameServerOf, pollRoute, slaveOf } from "./routing.ts"
import { armedPoll, askedRoute, routeTo } from "./testing.ts"

const client = (nameServers: readonly string[]) => ({
  config: { nameServers, topic: "t", pollNameServerIntervalMs: [30_000, 30_000] as const },
  routing: initialRouting
})

describe("asking for a route", () => {
  test("one question at a time", () => {
    const [self, asked] = askRoute(client(["ns0", "ns1"]))
    expect(asked).toEqual([askedRoute("ns0")])
    expect(askRoute(self)).toEqual([self, []])
  })

  test("each NameServer is asked once, then the next question begins where this one ended", () => {
    const [first] = askRoute(client(["ns0", "ns1"]))
    const [second, asked] = askNextNameServer(first)
    expect(asked).toEqual([askedRoute("ns1")])
    const [none, nothing] = askNextNameServer(second)
    expect(nothing).toEqual([])
    expect(none.routing).toEqual({ route: null, nameServer: 0, asking: null })
  })

  test("a poll leaves a NameServer that owes an answer", () => {
    const [self, outputs] = pollRoute(client(["ns0", "ns1"]))
    expect(outputs).toEqual([askedRoute("ns0"), armedPoll])
    expect(pollRoute(self)[1]).toEqual([askedRoute("ns1"), armedPoll])
    expect(pollRoute(learnRoute(self, null))[1]).toEqual([askedRoute("ns0"), armedPoll])
  })

  test("without NameServers nobody is asked", () => {
    expect(nameServerOf(client([]))).toBeUndefined()
    expect(pollRoute(client([]))).toEqual([client([]), [armedPoll]])
  })

  test("an unknown topic keeps the route that was known", () => {
    const known = learnRoute(client(["ns0"]), routeTo({ "broker-a": { "0": "a:1" } }))
    expect(learnRoute(known, null)).toEqual(known)
  })
})

test("the master is 0, and the slave the smallest of the others", () => {
  const broker = (brokerAddrs: Record<string, string>) => ({ cluster: "c", brokerName: "broker-a", brokerAddrs })
  expect(masterOf(broker({ "0": "a:1", "1": "b:1" }))).toBe("a:1")
  expect(masterOf(broker({ "1": "b:1" }))).toBeUndefined()
  expect(slaveOf(broker({ "0": "a:1", "2": "c:1", "10": "d:1" }))).toBe("c:1")
  expect(slaveOf(broker({ "0": "a:1" }))).toBeUndefined()
})
