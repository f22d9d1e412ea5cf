import { expect, test } from "vitest"
import { follower, leader, mapOf, reply, take, topic } from "../../broker/testing.ts"

const create = (name: string, config = topic()) => ({ _tag: "UpdateAndCreateTopic", request: "r1", topic: name, config }) as const

test("not here: only the master keeps topics", () => {
  expect(take(follower(), create("t"))).toEqual({ verdict: "not here", changed: {}, outputs: [reply("SYSTEM_BUSY", "topics are kept by the master: send this to it")] })
})

test.each(["", "a b", "ä", "a/b", "x".repeat(128)])("illegal name: %j", (name) => {
  const { verdict, changed, outputs } = take(leader(), create(name))
  expect({ verdict, changed }).toEqual({ verdict: "illegal name", changed: {} })
  expect(outputs).toMatchObject([{ _tag: "Reply", request: "r1", code: "INVALID_PARAMETER", remark: expect.stringContaining(`[${name}]`) }])
})

test.each(["SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC", "TRANS_CHECK_MAX_TIME_TOPIC", "rmq_sys_wheel_timer", "rmq_sys_mine", "TBW102"])("system topic: %s stays as it is", (name) => {
  expect(take(leader(), create(name))).toEqual({ verdict: "system topic", changed: {}, outputs: [reply("INVALID_PARAMETER", `The topic[${name}] is conflict with system topic.`)] })
})

test.each([{ readQueueNums: 0 }, { writeQueueNums: 0 }])("no queues: %j", (none) => {
  expect(take(leader(), create("t", topic(none)))).toEqual({
    verdict: "no queues",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", "readQueueNums, writeQueueNums: must be 1 or more")]
  })
})

test("kept: on disk, on every follower and in the routes at once", () => {
  const self = leader({ log: [3], topicVersion: 6, topics: mapOf({ t: topic({ perm: 2 }) }) })
  const copy = { _tag: "CopyMetadataTo", term: 3, topicVersion: 7, topics: [["t", topic()]], offsets: [] }
  expect(take(self, create("t"))).toEqual({
    verdict: "kept",
    changed: { topics: { t: topic() }, topicVersion: 7 },
    outputs: [
      { _tag: "SaveTopics" },
      { ...copy, to: "n1" },
      { ...copy, to: "n2" },
      { _tag: "RegisterBroker", brokerId: 0, term: 3, topics: [["t", topic()]] },
      reply("SUCCESS")
    ]
  })
})

test("kept: the longest name, of all characters allowed", () => {
  expect(take(leader(), create(`%|aZ09_-${"x".repeat(119)}`)).verdict).toBe("kept")
})

const typed = topic({ attributes: { "message.type": "FIFO" } })
const changed = (name: string, attributes: readonly (readonly [string, string | null])[], before = mapOf({ t: typed })) => take(leader({ topics: before }), { ...create(name), attributes })

test("kept: attributes stay until they are changed or taken away", () => {
  expect(changed("t", []).changed).toEqual({ topicVersion: 1 })
  expect(changed("t", [["message.type", "DELAY"]]).changed).toMatchObject({ topics: { t: { attributes: { "message.type": "DELAY" } } } })
  expect(changed("t", [["message.type", null]]).changed).toMatchObject({ topics: { t: topic() } })
  expect(changed("u", [["queue.type", "SimpleCQ"]]).changed).toMatchObject({ topics: { u: { attributes: { "queue.type": "SimpleCQ" } } } })
})

test("attribute is fixed: of a topic that is there, and the others are not changed either", () => {
  expect(changed("t", [["message.type", "NORMAL"], ["cleanup.policy", "DELETE"]])).toEqual({ verdict: "attribute is fixed", changed: {}, outputs: [reply("SYSTEM_ERROR", "attempt to update an unchangeable attribute. key: cleanup.policy")] })
})

test.each([["t", "reserve.time"], ["u", "message.type"]])("no such attribute: topic %s has no %s to take away", (name, key) => {
  expect(changed(name, [[key, null]])).toEqual({ verdict: "no such attribute", changed: {}, outputs: [reply("SYSTEM_ERROR", `attempt to delete a nonexistent key: ${key}`)] })
})
