import * as HashMap from "effect/HashMap"
import { describe, expect, test } from "vitest"
import { addresses, after, empty, expiryOf, live, perms, register, take, TOPIC } from "../testing.ts"

const armed = (brokerAddr: string) => ({ _tag: "ArmTimer", event: expiryOf(brokerAddr), ms: [120_000, 120_000] })
const cancelled = (brokerAddr: string) => ({ _tag: "CancelTimer", event: expiryOf(brokerAddr) })
const registered = (masterAddr: string | null = null, haServerAddr: string | null = null) => ({
  _tag: "ReplyRegistered",
  request: "r",
  masterAddr,
  haServerAddr
})
const slave = { brokerId: 1, brokerAddr: "b:1", haServerAddr: "b:2", channel: "c2", topics: [] }

describe("RegisterBroker", () => {
  test("new: a master stands under 0, publishes its topics, and is waited for", () => {
    const { verdict, next, outputs } = take(empty, register())
    expect(verdict).toBe("new")
    expect(addresses(next)).toEqual({ "broker-a": { "0": "a:1" } })
    expect(perms(next)).toEqual({ t: { "broker-a": 6 } })
    expect(HashMap.toEntries(next.brokerLiveTable)).toEqual([
      ["a:1", { channel: "c1", term: 0, haServerAddr: "a:2", brokerName: "broker-a", brokerId: 0 }]
    ])
    expect(outputs).toEqual([armed("a:1"), registered()])
  })

  test("new: a slave publishes nothing, and learns where its master is", () => {
    const { verdict, next, outputs } = take(after(register()), register({ ...slave, topics: [["u", TOPIC]] }))
    expect(verdict).toBe("new")
    expect(addresses(next)).toEqual({ "broker-a": { "0": "a:1", "1": "b:1" } })
    expect(perms(next)).toEqual({ t: { "broker-a": 6 } })
    expect(outputs).toEqual([armed("b:1"), registered("a:1", "a:2")])
  })

  test("new: a slave whose master is away publishes in its place, until it is back (#3003)", () => {
    const { next } = take(empty, register({ ...slave, topics: [["u", TOPIC]] }))
    expect(perms(next)).toEqual({ u: { "broker-a": 6 } })
    const further = take(next, register({ ...slave, brokerId: 2, brokerAddr: "c:1", topics: [["v", TOPIC]] })).next
    expect(perms(further)).toEqual({ u: { "broker-a": 6 } })
    expect(perms(take(further, register()).next)).toEqual({ t: { "broker-a": 6 }, u: { "broker-a": 6 } })
  })

  test("new: a slave whose master is not registered learns nothing", () => {
    expect(take(empty, register(slave)).outputs).toEqual([armed("b:1"), registered()])
  })

  test("new: a oneway registration gets no answer", () => {
    expect(take(empty, register({ oneway: true })).outputs).toEqual([armed("a:1")])
  })

  test("renewed: the timer starts again, the connection and the term are the new ones", () => {
    const { verdict, next, outputs } = take(after(register()), register({ channel: "c9", term: 3 }))
    expect(verdict).toBe("renewed")
    expect(HashMap.getUnsafe(next.brokerLiveTable, "a:1")).toMatchObject({ channel: "c9", term: 3 })
    expect(outputs).toEqual([armed("a:1"), registered()])
  })

  test("renewed: topics that were wiped stay so while nothing else is published", () => {
    const wiped = after(register(), { _tag: "WipeWritePermOfBroker", request: "w", brokerName: "broker-a" })
    expect(perms(take(wiped, register()).next)).toEqual({ t: { "broker-a": 4 } })
    expect(perms(take(wiped, register({ topics: [["t", { ...TOPIC, readQueueNums: 8 }]] })).next)).toEqual({ t: { "broker-a": 6 } })
  })

  test("renewed: new topics are added, missing ones stay until they are deleted", () => {
    expect(perms(take(after(register()), register({ topics: [["u", TOPIC]] })).next)).toEqual({ t: { "broker-a": 6 }, u: { "broker-a": 6 } })
  })

  test("moves: a slave that became master leaves its old id, and publishes", () => {
    const { verdict, next, outputs } = take(after(register({ ...slave })), register({ ...slave, brokerId: 0, topics: [["t", TOPIC]] }))
    expect(verdict).toBe("moves")
    expect(addresses(next)).toEqual({ "broker-a": { "0": "b:1" } })
    expect(perms(next)).toEqual({ t: { "broker-a": 6 } })
    expect(outputs).toEqual([armed("b:1"), registered()])
  })

  test("moves: a master that became a slave is no master any more; its queues stay", () => {
    const { verdict, next } = take(after(register({ term: 1 })), register({ brokerId: 2, term: 2, topics: [] }))
    expect(verdict).toBe("moves")
    expect(addresses(next)).toEqual({ "broker-a": { "2": "a:1" } })
    expect(perms(next)).toEqual({ t: { "broker-a": 6 } })
  })

  test("moves: to another brokerName, leaving nothing under the first", () => {
    const { verdict, next } = take(after(register({ term: 9 })), register({ brokerName: "broker-b", topics: [["u", TOPIC]] }))
    expect(verdict).toBe("moves")
    expect(addresses(next)).toEqual({ "broker-b": { "0": "a:1" } })
    expect(perms(next)).toEqual({ u: { "broker-b": 6 } })
  })

  test.each([0, 1])("takes over: an equal or later term replaces the holder (S26), term %i", (term) => {
    const { verdict, next, outputs } = take(after(register()), register({ ...slave, brokerId: 0, term }))
    expect(verdict).toBe("takes over")
    expect(addresses(next)).toEqual({ "broker-a": { "0": "b:1" } })
    expect(live(next)).toEqual(["b:1"])
    expect(perms(next)).toEqual({ t: { "broker-a": 6 } })
    expect(outputs).toEqual([cancelled("a:1"), armed("b:1"), registered()])
  })

  test("takes over: a follower elected in a later term is not its own slave", () => {
    const { next } = take(after(register({ term: 1 }), register({ ...slave, term: 1 })), register({ ...slave, brokerId: 0, term: 2 }))
    expect(addresses(next)).toEqual({ "broker-a": { "0": "b:1" } })
    expect(addresses(take(next, register({ brokerId: 1, term: 2 })).next)).toEqual({ "broker-a": { "0": "b:1", "1": "a:1" } })
  })

  test("older than the holder's: a deposed leader does not hide its successor (S26)", () => {
    const self = after(register({ term: 2 }))
    const { verdict, next, outputs } = take(self, register({ ...slave, brokerId: 0, term: 1 }))
    expect(verdict).toBe("older than the holder's")
    expect(next).toBe(self)
    expect(outputs).toEqual([registered()])
    expect(take(self, register({ ...slave, brokerId: 0, term: 1, oneway: true })).outputs).toEqual([])
  })

  test("older than its own: a late registration does not undo the role that came after it", () => {
    const self = after(register({ term: 2 }))
    const { verdict, next, outputs } = take(self, register({ brokerId: 1, term: 1 }))
    expect(verdict).toBe("older than its own")
    expect(next).toBe(self)
    expect(outputs).toEqual([registered()])
  })
})
