import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { leader, mapOf, take } from "../../broker/testing.ts"

const member = (clientId: string) => ({ clientId, channel: clientId })
const group = (...clientIds: readonly string[]) => mapOf({ g: { consumeType: "CONSUME_POP", messageModel: "CLUSTERING", consumeFromWhere: "", subscriptions: [], members: clientIds.map(member) } })
const queue = (queueId: number, brokerName = "a") => ({ brokerName, queueId })
const all = [queue(0), queue(1), queue(0, "b"), queue(1, "b")]
const ask = (over: Partial<EventOf<"QueryAssignment">> = {}): EventOf<"QueryAssignment"> => ({ _tag: "QueryAssignment", request: "r1", group: "g", topic: "t", clientId: "c1", messageModel: "CLUSTERING", strategyName: "AVG", queues: all, ...over })
const answered = (queues: readonly object[] | null, mode = "PULL") => ({ changed: {}, outputs: [{ _tag: "ReplyAssignment", request: "r1", topic: "t", mode, queues }] })
const popping = (popShareQueueNum: number) => ({ requestModes: mapOf({ "t@g": { mode: "POP" as const, popShareQueueNum } }) })

test("no route: the member keeps what it has", () => {
  expect(take(leader({ groups: group("c1") }), ask({ queues: null }))).toEqual({ verdict: "no route", ...answered(null) })
})

test("broadcast: everybody has all", () => {
  expect(take(leader(), ask({ messageModel: "BROADCASTING" }))).toEqual({ verdict: "broadcast", ...answered(all) })
})

test("no members: this broker knows nobody of the group", () => {
  expect(take(leader(), ask())).toEqual({ verdict: "no members", ...answered(null) })
})

test("unknown strategy", () => {
  expect(take(leader({ groups: group("c1") }), ask({ strategyName: "ROOM" }))).toEqual({ verdict: "unknown strategy", ...answered(null) })
})

test.each([
  ["AVG", "c1", [queue(0), queue(1)]],
  ["AVG", "c2", [queue(0, "b")]],
  ["AVG_BY_CIRCLE", "c1", [queue(0), queue(1, "b")]],
  ["AVG_BY_CIRCLE", "c3", [queue(0, "b")]],
  ["AVG", "c9", []]
])("pulls: %s, %s has its share", (strategyName, clientId, queues) => {
  expect(take(leader({ groups: group("c1", "c2", "c3") }), ask({ strategyName, clientId, queues: [...all].reverse() }))).toEqual({ verdict: "pulls", ...answered(queues) })
})

test.each([
  ["all of them, any queue", 0, ["c1", "c2", "c3"], [queue(-1), queue(-1, "b")]],
  ["as many as there are, any queue", 2, ["c1", "c2", "c3"], [queue(-1), queue(-1, "b")]],
  ["one more, its share too", 1, ["c1", "c2", "c3"], [queue(0), queue(1), queue(0, "b")]],
  ["one of many, one queue", 1, ["c1", "c2", "c3", "c4", "c5"], [queue(0)]]
])("pops: with %s", (_with, share, clients, queues) => {
  expect(take(leader({ groups: group(...clients), ...popping(share) }), ask())).toEqual({ verdict: "pops", ...answered(queues, "POP") })
})

test("pops: one that nobody knows has nothing of its own", () => {
  for (const clients of [["c2", "c3", "c4"], ["c2", "c3", "c4", "c5", "c6"]]) expect(take(leader({ groups: group(...clients), ...popping(1) }), ask())).toEqual({ verdict: "pops", ...answered([], "POP") })
})
