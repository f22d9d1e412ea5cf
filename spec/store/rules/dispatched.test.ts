import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, take, topic } from "../../broker/testing.ts"

const dispatched = (index: number, ends: EventOf<"Dispatched">["ends"] = []): EventOf<"Dispatched"> => ({ _tag: "Dispatched", index, ends })
const pull = { request: "p1", channel: "c1", queue: "t@0", offset: 2, maxMsgNums: 32, codeSet: [], suspendTimeoutMillis: 15_000 }

test.each([1, 3])("of an earlier life: entry %i is not what was asked for", (index) => {
  const self = follower({ log: [1, 1, 1, 1], commit: 2, dispatchedIndex: 1, dispatchingIndex: 2 })
  expect(take(self, dispatched(index, [["t@0", 9]]))).toEqual({ verdict: "of an earlier life", changed: {}, outputs: [] })
})

test("visible: queues grow, and keep the offsets already given to messages behind", () => {
  const self = leader({ log: [1, 1, 1], commit: 1, dispatchedIndex: 0, dispatchingIndex: 1, queues: mapOf({ "t@0": { end: 1, next: 3 } }) })
  expect(take(self, dispatched(1, [["t@0", 2], ["t@1", 1]]))).toEqual({
    verdict: "visible",
    changed: { dispatchedIndex: 1, queues: { "t@0": { end: 2, next: 3 }, "t@1": { end: 1, next: 1 } } },
    outputs: []
  })
})

test("visible: asks for what was committed meanwhile", () => {
  const self = follower({ log: [1, 1, 1, 1], commit: 3, dispatchedIndex: 0, dispatchingIndex: 1 })
  expect(take(self, dispatched(1))).toEqual({
    verdict: "visible",
    changed: { dispatchedIndex: 1, dispatchingIndex: 3 },
    outputs: [{ _tag: "Dispatch", last: 3 }]
  })
})

test("visible: pulls that waited for this queue are read for", () => {
  const self = follower({ log: [1], commit: 0, dispatchedIndex: -1, dispatchingIndex: 0, held: mapOf({ "t@0": [pull], "t@1": [{ ...pull, request: "p2", queue: "t@1" }] }) })
  expect(take(self, dispatched(0, [["t@0", 3]]))).toMatchObject({
    verdict: "visible",
    changed: { held: { "t@1": [{ request: "p2" }] }, reading: { p1: pull } },
    outputs: [
      { _tag: "ReadQueue", request: "p1", queue: "t@0", offset: 2, maxMsgNums: 32, end: 3 }
    ]
  })
})

test("visible: with the no-op of its term a leader is ready, says so to the NameServers, and keeps its followers' metadata", () => {
  const topics = mapOf({ t: topic() })
  const self = leader({ log: [1, 2], commit: 1, dispatchedIndex: 0, dispatchingIndex: 1, topics })
  expect(take(self, dispatched(1))).toEqual({
    verdict: "visible",
    changed: { dispatchedIndex: 1 },
    outputs: [
      { _tag: "RegisterBroker", brokerId: 0, term: 2, topics: [["t", topic()]] },
      { _tag: "ArmTimer", event: { _tag: "MetadataTimeout" }, ms: [1_000, 1_000] }
    ]
  })
})

test("visible: a leader that was ready before does not say so again", () => {
  const self = leader({ log: [2, 2], commit: 1, dispatchedIndex: 0, dispatchingIndex: 1 })
  expect(take(self, dispatched(1)).outputs).toEqual([])
})

test("visible: a topic that came with its first message, and not with a copy of the table, is known from now on", () => {
  const self = follower({ log: [1, 1], commit: 1, dispatchedIndex: -1, dispatchingIndex: 1 })
  const created = topic({ readQueueNums: 8, writeQueueNums: 8 })
  expect(take(self, { ...dispatched(1, [["new@2", 1], ["wide@11", 1]]), arrived: ["new@2", "wide@11"] })).toMatchObject({
    changed: { topics: { new: created, wide: { ...created, readQueueNums: 12, writeQueueNums: 12 } } },
    outputs: [{ _tag: "SaveTopics" }]
  })
})

test("visible: entries of an earlier life bring no topic back", () => {
  const self = follower({ log: [1], commit: 0, dispatchedIndex: -1, dispatchingIndex: 0 })
  expect(take(self, dispatched(0, [["deleted@0", 1]])).changed["topics"]).toBeUndefined()
})
