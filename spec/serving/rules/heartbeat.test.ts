import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, only, reply, take, topic } from "../../broker/testing.ts"
import { retryTopic } from "../retry.ts"

const subscription = (name: string) => ({ topic: name, subString: "*", codeSet: [], expressionType: "TAG", subVersion: 1 })
const kind = { consumeType: "CONSUME_PASSIVELY", messageModel: "CLUSTERING", consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET" }
const consumer = (group: string, ...topics: string[]) => ({ group, ...kind, subscriptions: topics.map(subscription) })
const groupOf = (topics: string[], ...members: readonly (readonly [clientId: string, channel: string])[]) => ({
  ...kind,
  subscriptions: topics.map(subscription),
  members: members.map(([clientId, channel]) => ({ clientId, channel }))
})
const beat = (over: Partial<EventOf<"Heartbeat">> = {}): EventOf<"Heartbeat"> => ({
  _tag: "Heartbeat",
  request: "r1",
  channel: "c1",
  clientId: "a",
  producers: [],
  consumers: [consumer("g", "t")],
  ...over
})
const end = [{ _tag: "ArmTimer", event: { _tag: "ClientExpired", clientId: "a" }, ms: [120_000, 120_000] }, reply("SUCCESS")]
const notified = (...channels: string[]) => ({ _tag: "NotifyConsumerIdsChanged", group: "g", channels })
const retry = topic({ readQueueNums: 1, writeQueueNums: 1 })
const topics = mapOf({ "%RETRY%g": retry })

test("new: the first member makes the group, and its retry topic on the broker that keeps the topics", () => {
  const { verdict, changed, outputs } = take(leader(), beat())
  expect(verdict).toBe("new")
  expect(changed).toEqual({ groups: { g: groupOf(["t"], ["a", "c1"]) }, topics: { [retryTopic("g")]: retry }, topicVersion: 1 })
  const copy = { _tag: "CopyMetadataTo", topics: [["%RETRY%g", retry]] }
  expect(outputs).toMatchObject([notified("c1"), { _tag: "SaveTopics" }, { ...copy, to: "n1" }, { ...copy, to: "n2" }, { _tag: "RegisterBroker", brokerId: 0 }, ...end])
})

test("new: a follower makes no topic", () => {
  expect(take(follower(), beat())).toEqual({ verdict: "new", changed: { groups: { g: groupOf(["t"], ["a", "c1"]) } }, outputs: [notified("c1"), ...end] })
})

test("new: members stand in the order of their ids, and all are told", () => {
  const self = leader({ topics, groups: mapOf({ g: groupOf(["t"], ["b", "c2"]) }) })
  expect(take(self, beat())).toEqual({
    verdict: "new",
    changed: { groups: { g: groupOf(["t"], ["a", "c1"], ["b", "c2"]) } },
    outputs: [notified("c1", "c2"), ...end]
  })
})

test("known: a member that beats again disturbs nobody", () => {
  const self = leader({ topics, groups: mapOf({ g: groupOf(["t"], ["a", "c1"]) }) })
  expect(take(self, beat())).toEqual({ verdict: "known", changed: {}, outputs: end })
})

test("known: a member that returns on another connection is told where it is now", () => {
  const self = leader({ topics, groups: mapOf({ g: groupOf(["t"], ["a", "c0"]) }) })
  expect(take(self, beat())).toEqual({ verdict: "known", changed: { groups: { g: groupOf(["t"], ["a", "c1"]) } }, outputs: [notified("c1"), ...end] })
})

test("known: a topic more makes the group rebalance", () => {
  const self = leader({ topics, groups: mapOf({ g: groupOf(["t"], ["a", "c1"]) }) })
  const { verdict, outputs } = take(self, beat({ consumers: [consumer("g", "t", "u")] }))
  expect(verdict).toBe("known")
  expect(only(outputs, "NotifyConsumerIdsChanged")).toEqual([notified("c1")])
})

test("known: a producer is noted by client and group, where it is connected now", () => {
  const self = leader({ producers: mapOf({ "a p": "c0" }) })
  expect(take(self, beat({ producers: ["p", "q"], consumers: [] }))).toEqual({ verdict: "known", changed: { producers: { "a p": "c1", "a q": "c1" } }, outputs: end })
})
