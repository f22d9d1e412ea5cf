import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, only, reply, subscriptionGroup, take, topic } from "../../broker/testing.ts"

const message = { index: 0, topic: "t", retryTopic: null, messageId: "ID", originMessageId: null, reconsumeTimes: 0, propertiesSize: 10 }
const back = (over: Partial<EventOf<"ConsumerSendMsgBack">> = {}): EventOf<"ConsumerSendMsgBack"> => ({
  _tag: "ConsumerSendMsgBack",
  request: "r1",
  group: "g",
  message,
  delayLevel: 0,
  maxReconsumeTimes: null,
  ...over
})
const topics = mapOf({ t: topic(), "%RETRY%g": topic({ readQueueNums: 1, writeQueueNums: 1 }) })
const refused = (verdict: string, ...answer: Parameters<typeof reply>) => ({ verdict, changed: {}, outputs: [reply(...answer)] })

test("disk failed: stores nothing", () => {
  expect(take(leader({ diskFailed: true, topics }), back())).toMatchObject({ verdict: "disk failed", changed: {}, outputs: [{ code: "SERVICE_NOT_AVAILABLE" }] })
})

test("not here: a follower names its leader", () => {
  expect(take(follower({ topics }), back())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE", "n0 is not the leader; the leader is n1"))
})

test("illegal group: its topics could not be written", () => {
  for (const group of ["a/b", "g".repeat(121)]) expect(take(leader({ topics }), back({ group }))).toMatchObject({ verdict: "illegal group", changed: {}, outputs: [{ code: "SYSTEM_ERROR" }] })
})

test("too many pending: takes no more than maxPendingRequestsNum", () => {
  const self = leader({ topics, config: { maxPendingRequestsNum: 0 } })
  expect(take(self, back())).toMatchObject({ verdict: "too many pending", changed: {}, outputs: [{ code: "SYSTEM_BUSY" }] })
})

test("not writable: a retry topic without write permission", () => {
  const self = leader({ topics: mapOf({ "%RETRY%g": topic({ perm: 4 }) }) })
  expect(take(self, back())).toEqual(refused("not writable", "NO_PERMISSION", "the topic[%RETRY%g] sending message is forbidden"))
})

test("no such message: none at that place, or one that is not readable yet", () => {
  expect(take(leader({ topics }), back({ message: null }))).toEqual(refused("no such message", "SYSTEM_ERROR", "look message by offset failed"))
  expect(take(leader({ topics, log: [1, 1], commit: 0 }), back({ message: { ...message, index: 1 } })).verdict).toBe("no such message")
})

test("properties too large: they would not fit with what is added", () => {
  expect(take(leader({ topics }), back({ message: { ...message, propertiesSize: 32_000 } }))).toEqual(refused("properties too large", "SYSTEM_ERROR", "PROPERTIES_SIZE_EXCEEDED"))
})

const written = (self: Parameters<typeof take>[0], event: EventOf<"ConsumerSendMsgBack">) => {
  const { verdict, outputs } = take(self, event)
  const [copy] = only(outputs, "WriteCopy")
  return { verdict, place: `${copy?.topic}@${copy?.queueId}`, set: Object.fromEntries(copy?.rewrite.set ?? []), reconsumeTimes: copy?.rewrite.reconsumeTimes }
}

test.each([
  [0, 0, 3],
  [0, 2, 5],
  [0, 15, 18],
  [7, 2, 7],
  [99, 0, 18]
])("comes again: asked for level %i after %i times it waits in level %i", (delayLevel, reconsumeTimes, level) => {
  expect(written(leader({ topics }), back({ delayLevel, message: { ...message, reconsumeTimes } }))).toEqual({
    verdict: "comes again",
    place: `SCHEDULE_TOPIC_XXXX@${level - 1}`,
    set: { RETRY_TOPIC: "t", ORIGIN_MESSAGE_ID: "ID", DELAY: String(level), REAL_TOPIC: "%RETRY%g", REAL_QID: "0" },
    reconsumeTimes: reconsumeTimes + 1
  })
})

test("comes again: where it first came from is kept, and a retry topic is made", () => {
  const { verdict, changed, outputs } = take(leader({ topics: mapOf({ t: topic() }) }), back({ message: { ...message, topic: "%RETRY%g", retryTopic: "t", originMessageId: "FIRST" } }))
  expect(verdict).toBe("comes again")
  expect(changed["topics"]).toHaveProperty("%RETRY%g")
  expect(only(outputs, "WriteCopy")[0]?.rewrite.set).toContainEqual(["ORIGIN_MESSAGE_ID", "FIRST"])
  expect(only(outputs, "WriteCopy")[0]?.rewrite.set.map(([name]) => name)).not.toContain("RETRY_TOPIC")
})

test.each([
  ["has had it often enough", { message: { ...message, reconsumeTimes: 16 } }],
  ["has had it as often as it says", { maxReconsumeTimes: 2, message: { ...message, reconsumeTimes: 2 } }],
  ["never wants it again", { delayLevel: -1 }]
] as const)("dead letter: a group that %s", (_why, over) => {
  const { verdict, place, set } = written(leader({ topics }), back(over))
  expect({ verdict, place, delay: set["DELAY"] }).toEqual({ verdict: "dead letter", place: "%DLQ%g@0", delay: "0" })
})

test("dead letter: not before the last time", () => {
  expect(written(leader({ topics }), back({ maxReconsumeTimes: 2, message: { ...message, reconsumeTimes: 1 } })).verdict).toBe("comes again")
})

test("dead letter: as often as an operator said", () => {
  const self = leader({ topics, subscriptionGroups: mapOf({ g: subscriptionGroup({ retryMaxTimes: 1 }) }) })
  expect(written(self, back({ message: { ...message, reconsumeTimes: 1 } })).verdict).toBe("dead letter")
  expect(written(self, back({ message: { ...message, reconsumeTimes: 1 }, maxReconsumeTimes: 2 })).verdict).toBe("comes again")
})

test("not wanted again: a group without retry queues", () => {
  const self = leader({ topics, subscriptionGroups: mapOf({ g: subscriptionGroup({ retryQueueNums: 0 }) }) })
  expect(take(self, back())).toEqual(refused("not wanted again", "SUCCESS"))
})
