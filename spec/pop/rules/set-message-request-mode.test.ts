import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, only, reply, take, topic } from "../../broker/testing.ts"

const set = (over: Partial<EventOf<"SetMessageRequestMode">> = {}): EventOf<"SetMessageRequestMode"> => ({ _tag: "SetMessageRequestMode", request: "r1", topic: "t", group: "g", mode: "POP", popShareQueueNum: 8, ...over })
const shape = { topics: mapOf({ t: topic(), "%RETRY%g": topic() }) }
const refused = (verdict: string, code: string) => ({ verdict, changed: {}, outputs: [{ _tag: "Reply", request: "r1", code, remark: expect.any(String) }] })

test("not here: the master keeps them", () => {
  expect(take(follower(shape), set())).toEqual(refused("not here", "SYSTEM_BUSY"))
})

test("retry topic: is always pulled", () => {
  expect(take(leader(shape), set({ topic: "%RETRY%g" }))).toEqual(refused("retry topic", "NO_PERMISSION"))
})

test("no such topic", () => {
  expect(take(leader(shape), set({ topic: "u" }))).toEqual(refused("no such topic", "TOPIC_NOT_EXIST"))
})

test("illegal group", () => {
  expect(take(leader(shape), set({ group: "g@" }))).toEqual(refused("illegal group", "SUBSCRIPTION_GROUP_NOT_EXIST"))
})

test("set: kept, and told to the other replicas at once", () => {
  const { verdict, changed, outputs } = take(leader(shape), set())
  const requestModes = [["t@g", { mode: "POP", popShareQueueNum: 8 }]]
  expect({ verdict, changed }).toEqual({ verdict: "set", changed: { requestModes: { "t@g": { mode: "POP", popShareQueueNum: 8 } } } })
  expect(only(outputs, "CopyMetadataTo")).toMatchObject([{ to: "n1", requestModes }, { to: "n2", requestModes }])
  expect(outputs.filter(({ _tag }) => _tag !== "CopyMetadataTo")).toEqual([{ _tag: "SaveRequestModes" }, reply("SUCCESS")])
  expect(take(follower(), { ...(only(outputs, "CopyMetadataTo")[0] as object), _tag: "CopyMetadata", from: "n1" } as EventOf<"CopyMetadata">).changed).toHaveProperty("requestModes")
})
