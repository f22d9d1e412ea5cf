import { expect, test } from "vitest"
import { follower, leader, mapOf, reply, take, topic } from "../../broker/testing.ts"

const remove = (name: string) => ({ _tag: "DeleteTopic", request: "r1", topic: name }) as const

test("not here: only the master keeps topics", () => {
  expect(take(follower(), remove("t"))).toEqual({ verdict: "not here", changed: {}, outputs: [reply("SYSTEM_BUSY", "topics are kept by the master: send this to it")] })
})

test("not here: a slave follows its master, and 5.x's tools ask it, too", () => {
  const slave = (compatibility: "4.9" | "5") => follower({ topics: mapOf({ t: topic() }), config: { brokerRole: "SLAVE", compatibility } })
  expect(take(slave("5"), remove("t"))).toEqual({ verdict: "not here", changed: {}, outputs: [reply("SUCCESS")] })
  expect(take(slave("4.9"), remove("t")).outputs).toMatchObject([{ code: "SYSTEM_BUSY" }])
})

test.each(["TBW102", "SELF_TEST_TOPIC", "broker-a", "DefaultCluster"])("system topic: %s stays", (name) => {
  expect(take(leader(), remove(name))).toEqual({
    verdict: "system topic",
    changed: {},
    outputs: [reply("INVALID_PARAMETER", `The topic[${name}] is conflict with system topic.`)]
  })
})

test("system topic: TBW102 is none where topics are not created by sends", () => {
  expect(take(leader({ config: { autoCreateTopicEnable: false } }), remove("TBW102")).verdict).toBe("removed")
})

test("removed: from the disk, the followers and the routes; its queues stay", () => {
  const self = leader({ topics: mapOf({ t: topic(), u: topic() }), queues: mapOf({ "t@0": { end: 1, next: 1 } }) })
  const { verdict, changed, outputs } = take(self, remove("t"))
  expect({ verdict, changed }).toEqual({ verdict: "removed", changed: { topics: { u: topic() }, topicVersion: 1 } })
  const copy = { _tag: "CopyMetadataTo", topics: [["u", topic()]] }
  expect(outputs).toMatchObject([{ _tag: "SaveTopics" }, { ...copy, to: "n1" }, { ...copy, to: "n2" }, { _tag: "RegisterBroker", topics: [["u", topic()]] }, reply("SUCCESS")])
})
