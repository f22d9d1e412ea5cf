import { expect, test } from "vitest"
import { follower, leader, mapOf, pullMessage, reply, sendMessage, take } from "../../broker/testing.ts"
import { step } from "../../machine.ts"
import { dledger } from "../../modes/dledger.ts"

const topicConfig = (over: { readonly perm?: number; readonly order?: boolean } = {}) => ({ readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0, order: false, ...over })
const update = (settings: { readonly autoCreateTopicEnable?: boolean; readonly maxMessageSize?: number; readonly brokerPermission?: number }) => ({ _tag: "UpdateBrokerConfig", request: "r1", settings }) as const

test.each([0, -1])("out of range: no message has %i bytes", (maxMessageSize) => {
  expect(take(follower(), update({ maxMessageSize, autoCreateTopicEnable: false }))).toEqual({
    verdict: "out of range",
    changed: {},
    outputs: [reply("SYSTEM_ERROR", `maxMessageSize: is ${maxMessageSize}; must be 1 or more`)]
  })
})

test("changed: what is said, and nothing else; the next send is judged by it", () => {
  const self = leader()
  const [changed, outputs] = step(dledger, self, update({ autoCreateTopicEnable: false }))
  expect(changed).toEqual({ ...self, config: { ...self.config, autoCreateTopicEnable: false } })
  expect(outputs).toEqual([reply("SUCCESS")])
  expect(take(self, update({ maxMessageSize: 5 })).verdict).toBe("changed")
  expect(take(self, sendMessage({ topic: "new" })).verdict).not.toBe("no such topic")
  expect(take(changed, sendMessage({ topic: "new" })).verdict).toBe("no such topic")
})

test("changed: a broker that is taken from writing or reading says so to the NameServers, in a new version; its own table stays", () => {
  const self = leader({ topics: mapOf({ t: topicConfig({ perm: 7 }), u: topicConfig({ perm: 4 }) }) })
  const permsAfter = (brokerPermission: number) => {
    const [changed, outputs] = step(dledger, self, update({ brokerPermission }))
    expect(changed).toEqual({ ...self, config: { ...self.config, brokerPermission }, topicVersion: self.topicVersion + 1 })
    return outputs.map((output) => (output._tag === "RegisterBroker" ? output.topics.map(([, { perm }]) => perm) : output._tag))
  }
  expect(permsAfter(4)).toEqual([[4, 4], "Reply"])
  expect(permsAfter(2)).toEqual([[2, 0], "Reply"])
  expect(permsAfter(6)).toEqual([[7, 4], "Reply"])
})

test("taken from writing, it still takes a message of whoever has not heard of it, but none of a topic with an order; taken from reading, nobody reads", () => {
  const at = (brokerPermission: number) => step(dledger, leader({ topics: mapOf({ t: topicConfig(), o: topicConfig({ order: true }) }) }), update({ brokerPermission }))[0]
  expect(take(at(4), sendMessage({ topic: "t" })).verdict).toBe("accepted")
  expect(take(at(4), sendMessage({ topic: "o" }))).toMatchObject({ verdict: "not writable", outputs: [{ code: "NO_PERMISSION" }] })
  expect(take(at(4), pullMessage({ topic: "t" })).verdict).not.toBe("not readable")
  expect(take(at(2), pullMessage({ topic: "t" }))).toMatchObject({ verdict: "not readable", outputs: [{ code: "NO_PERMISSION", remark: "the broker[broker-a] pulling message is forbidden" }] })
})
