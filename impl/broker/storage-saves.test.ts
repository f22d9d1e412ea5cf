// Clauses: A6, E3
import { expect, test } from "vitest"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { initialBroker } from "../../spec/broker/state.ts"
import { configOf, topic } from "../../spec/broker/testing.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { nodeTimers } from "../layers/timers.ts"
import { makeBodies } from "./bodies.ts"
import { openStorage } from "./storage.ts"

test("what answers an operator waits until the topics that the request changed are on disk; other answers do not", () => {
  const syncs: (() => void)[] = []
  const files = new MemoryFiles({ schedule: (complete) => syncs.push(complete) })
  files.mkdir("/data")
  const storage = openStorage({ files, timers: nodeTimers, dir: "/data", config: configOf(), bodies: makeBodies(), bootstrap: true, advertised: () => ({ host: "127.0.0.1", port: 1 }) })
  const create: BrokerEvent = { _tag: "UpdateAndCreateTopic", request: "r", topic: "t", config: topic() }
  const other: BrokerEvent = { _tag: "RegisterTimeout" }
  const told: string[] = []
  const state = () => initialBroker(configOf())
  expect(storage.perform({ _tag: "SaveTopics" }, create, () => {}, state)).toBe(true)
  expect(storage.afterSave(other, () => told.push("other"))).toBe(false)
  expect(storage.afterSave(create, () => told.push("created"))).toBe(true)
  expect(told).toEqual([])
  while (syncs.length > 0) syncs.shift()?.()
  expect(told).toEqual(["created"])
  expect(files.exists("/data/config/topics.json")).toBe(true)
  expect(storage.afterSave(create, () => told.push("again"))).toBe(false)
  storage.close()
})
