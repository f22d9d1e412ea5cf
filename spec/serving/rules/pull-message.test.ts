import { expect, test } from "vitest"
import { follower, leader, mapOf, only, pullMessage, reply, subscriptionGroup, take, topic } from "../../broker/testing.ts"

const topics = mapOf({ t: topic() })
const queues = mapOf({ "t@0": { end: 5, next: 7 } })
const serving = leader({ topics, queues })
const empty = (code: string, nextBeginOffset: number) => ({ _tag: "ReplyPull", request: "r1", code, queue: "t@0", offsets: [], nextBeginOffset, minOffset: 0, maxOffset: 5 })
const pull = { request: "r1", channel: "c1", queue: "t@0", offset: 5, maxMsgNums: 32, codeSet: [], suspendTimeoutMillis: 15_000 }
const nobody = (id: string) => `${id} is not the leader, and followers do not serve reads here (enableSlaveActingMaster, readFromFollower)`

test.each([
  ["a follower", follower({ topics, queues })],
  ["a leader that is not ready, whatever is asked of it", leader({ log: [1, 2], commit: 0, topics, queues, config: { enableSlaveActingMaster: true } })]
])("not here: %s does not serve reads", (_who, self) => {
  expect(take(self, pullMessage())).toEqual({ verdict: "not here", changed: {}, outputs: [reply("SYSTEM_BUSY", nobody("n0"))] })
})

const group = { consumeType: "CONSUME_PASSIVELY", messageModel: "BROADCASTING", consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", subscriptions: [], members: [] }

test.each([
  ["may not consume", subscriptionGroup({ consumeEnable: false }), "subscription group no permission, g"],
  ["may not broadcast", subscriptionGroup({ consumeBroadcastEnable: false }), "the consumer group[g] can not consume by broadcast way"]
])("group not permitted: an operator has said that it %s", (_what, config, remark) => {
  const self = leader({ topics, queues, groups: mapOf({ g: group }), subscriptionGroups: mapOf({ g: config }) })
  expect(take(self, pullMessage())).toEqual({ verdict: "group not permitted", changed: {}, outputs: [reply("NO_PERMISSION", remark)] })
})

test("a group that may not broadcast, and does not, is served", () => {
  const self = leader({ topics, queues, subscriptionGroups: mapOf({ g: subscriptionGroup({ consumeBroadcastEnable: false }) }) })
  expect(take(self, pullMessage({ offset: 0 })).verdict).toBe("reads")
})

test("no such topic", () => {
  expect(take(serving, pullMessage({ topic: "u" }))).toEqual({ verdict: "no such topic", changed: {}, outputs: [reply("TOPIC_NOT_EXIST", "topic[u] not exist, apply first please!")] })
})

test("not readable: a topic without read permission", () => {
  expect(take(leader({ topics: mapOf({ t: topic({ perm: 2 }) }) }), pullMessage())).toEqual({
    verdict: "not readable",
    changed: {},
    outputs: [reply("NO_PERMISSION", "the topic[t] pulling message is forbidden")]
  })
})

test.each([-1, 4])("no such queue: %i is not one of the read queues", (queueId) => {
  expect(take(serving, pullMessage({ queueId }))).toEqual({
    verdict: "no such queue",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", `queueId[${queueId}] is illegal, topic:[t] topicConfig.readQueueNums:[4]`)]
  })
})

test("before the first: is told where the queue begins", () => {
  expect(take(serving, pullMessage({ offset: -1 }))).toEqual({ verdict: "before the first", changed: {}, outputs: [empty("PULL_OFFSET_MOVED", 0)] })
})

test("past the end: is told where the queue ends", () => {
  expect(take(serving, pullMessage({ offset: 6 }))).toEqual({ verdict: "past the end", changed: {}, outputs: [empty("PULL_OFFSET_MOVED", 5)] })
})

test("nothing yet: a follower that lags does not send a consumer back", () => {
  const lagging = { ...serving, config: { ...serving.config, enableSlaveActingMaster: true }, raft: { ...serving.raft, role: "FOLLOWER" as const, progress: {}, noopIndex: -1 } }
  expect(take(lagging, pullMessage({ offset: 6 }))).toEqual({ verdict: "nothing yet", changed: {}, outputs: [empty("PULL_NOT_FOUND", 6)] })
})

test("reads: what is visible, and not what is merely in the log", () => {
  expect(take(serving, pullMessage({ offset: 2 }))).toEqual({
    verdict: "reads",
    changed: { reading: { r1: { ...pull, offset: 2, suspendTimeoutMillis: 0 } } },
    outputs: [{ _tag: "ReadQueue", request: "r1", queue: "t@0", offset: 2, maxMsgNums: 32, end: 5 }]
  })
})

test.each([
  ["enableSlaveActingMaster", { config: { enableSlaveActingMaster: true } }, {}],
  ["readFromFollower on the request", {}, { readFromFollower: true }]
])("reads: from a follower with %s", (_how, shape, request) => {
  expect(take(follower({ topics, queues, ...shape }), pullMessage(request)).verdict).toBe("reads")
})

test("waits: as long as its client does", () => {
  expect(take(serving, pullMessage({ offset: 5, suspendTimeoutMillis: 15_000 }))).toEqual({
    verdict: "waits",
    changed: { held: { "t@0": [pull] } },
    outputs: [{ _tag: "ArmTimer", event: { _tag: "HoldTimeout", request: "r1", queue: "t@0" }, ms: [15_000, 15_000] }]
  })
})

test("waits: behind those that wait already", () => {
  const self = leader({ topics, queues, held: mapOf({ "t@0": [{ ...pull, request: "r0" }] }) })
  expect(take(self, pullMessage({ offset: 5, suspendTimeoutMillis: 15_000 })).changed).toEqual({ held: { "t@0": [{ ...pull, request: "r0" }, pull] } })
})

test("nothing yet: a client that does not wait is told so", () => {
  expect(take(serving, pullMessage({ offset: 5 }))).toEqual({ verdict: "nothing yet", changed: {}, outputs: [empty("PULL_NOT_FOUND", 5)] })
})

test.each([-1, 0, 5, 6])("from %i, whether there is something or not, the keeper of offsets takes the progress that comes with a pull", (offset) => {
  expect(take(serving, pullMessage({ offset, commitOffset: 3 })).changed).toMatchObject({ offsets: { "g@t@0": 3 } })
})

test("reads: a follower does not take the progress that comes with a pull", () => {
  const { verdict, changed } = take(follower({ topics, queues }), pullMessage({ commitOffset: 3, readFromFollower: true }))
  expect(verdict).toBe("reads")
  expect(changed).not.toHaveProperty("offsets")
})

const sql = { codeSet: [], expression: "a = 1" }

test("no filter by expressions: the broker was told not to look at properties", () => {
  expect(take(leader({ topics, config: { enablePropertyFilter: false } }), pullMessage(sql))).toMatchObject({
    verdict: "no filter by expressions",
    outputs: [{ code: "SYSTEM_ERROR", remark: "The broker does not support consumer to filter message by SQL92" }]
  })
})

test("no expression: the pull's own, or its group's", () => {
  const refused = { verdict: "no expression", outputs: [{ code: "SUBSCRIPTION_PARSE_FAILED", remark: "parse the consumer's subscription failed" }] }
  expect(take(leader({ topics }), pullMessage({ ...sql, expression: "a =" }))).toMatchObject(refused)
  const subscription = { topic: "t", subString: "a =", codeSet: [], expressionType: "SQL92", subVersion: 0 }
  const group = { consumeType: "", messageModel: "", consumeFromWhere: "", subscriptions: [subscription], members: [] }
  expect(take(leader({ topics, groups: mapOf({ g: group }) }), pullMessage({ codeSet: null }))).toMatchObject(refused)
})

test("reads: with their properties, where an expression wants them", () => {
  const { outputs } = take(serving, pullMessage({ ...sql, offset: 0 }))
  expect(only(outputs, "ReadQueue")).toMatchObject([{ properties: true }])
})
