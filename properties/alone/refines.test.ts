import * as HashMap from "effect/HashMap"
import { expect, test } from "vitest"
import { machines } from "../coverage/verdicts.ts"
import { ofConsumers } from "./consumer.ts"
import { ofNameServers } from "./name-server.ts"
import { ofProducers } from "./producer.ts"
import { differences } from "./refines.ts"
import { same } from "../same.ts"
import { ofBrokers } from "./suites.ts"

const before = { a: 1, table: HashMap.make(["x", [1]]) }

test("what is not said to change stays, and what is not said to leave does not", () => {
  const saves = { _tag: "SaveOffsets" }
  const reply = { _tag: "Reply", request: "r", remark: "for people" }
  expect(differences(before, {}, before, [])).toEqual([])
  expect(differences(before, { next: { a: 2 } }, before, [])).toEqual(["a is 1, should be 2"])
  expect(differences(before, {}, { ...before, table: HashMap.make(["x", [2]]) }, [])).toEqual(["table x is [2], should be [1]"])
  expect(differences(before, { says: [saves] }, before, [])).toEqual(["it should give out SaveOffsets, and does not"])
  expect(differences(before, {}, before, [saves])).toEqual(["it gives out SaveOffsets, and should not"])
  expect(differences(before, { says: [saves, { ...reply, remark: "" }] }, before, [saves, reply])).toEqual([])
  expect(differences(before, { says: [saves, reply] }, before, [reply, saves])).toEqual(["somebody is told before it is kept"])
  const [one, two, elsewhere] = [{ _tag: "UpdateConsumerOffset", to: "x" }, { _tag: "UnlockBatchMQ", to: "x" }, { _tag: "Heartbeat", to: "y" }]
  expect(differences(before, { says: [one, two, elsewhere] }, before, [elsewhere, one, two])).toEqual([])
  expect(differences(before, { says: [one, two, elsewhere] }, before, [two, one, elsewhere])).toEqual(["what goes to x goes in another order"])
})

test("plain data are the same whatever holds them", () => {
  expect(same({ a: [1, { b: HashMap.make(["x", 1], ["y", 2]) }] }, { a: [1, { b: HashMap.make(["y", 2], ["x", 1]) }] })).toBe(true)
  for (const [a, b] of [[{ a: 1 }, { a: 1, b: 2 }], [[1], { 0: 1 }], [HashMap.make(["x", 1]), HashMap.make(["x", 2])], [HashMap.make(["x", 1]), { x: 1 }], [null, {}], [[1, 2], [1]]]) expect(same(a, b)).toBe(false)
})

test.each([
  ["name-server", ofNameServers],
  ["producer", ofProducers],
  ["consumer", ofConsumers],
  ["async-replication", ofBrokers]
] as const)("something is said of every event of a %s", (name, refinements) => {
  const events = Object.entries(machines[name] ?? {}).flatMap(([event, { verdicts }]) => (verdicts.join() === "not in this mode" ? [] : [event]))
  const spoken = new Set(refinements.flatMap(({ speaksOf }) => speaksOf))
  expect(events.length).toBeGreaterThan(5)
  expect(events.filter((event) => !spoken.has(event))).toEqual([])
})
