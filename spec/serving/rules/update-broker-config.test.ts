import { expect, test } from "vitest"
import { follower, leader, reply, sendMessage, take } from "../../broker/testing.ts"
import { step } from "../../machine.ts"
import { dledger } from "../../modes/dledger.ts"

const update = (settings: { readonly autoCreateTopicEnable?: boolean; readonly maxMessageSize?: number }) => ({ _tag: "UpdateBrokerConfig", request: "r1", settings }) as const

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
