import { expect, test } from "vitest"
import { subscriptionGroupDefaults } from "../../broker/state.ts"
import { follower, leader, mapOf, reply, take, topic } from "../../broker/testing.ts"

const reset = (over: { readonly group?: string; readonly topic?: string; readonly only?: { readonly queueId: number; readonly offset: number | null } } = {}) => ({ _tag: "ResetOffset", request: "r1", group: "g", topic: "t", timestamp: 5, isForce: false, ...over }) as const
const state = { topics: mapOf({ t: topic({ writeQueueNums: 2 }) }), queues: mapOf({ "t@1": { end: 3, next: 4 } }), offsets: mapOf({ "g@t@1": 2, "h@u@0": 1 }) }

test("not here: only the keeper of offsets resets them", () => {
  expect(take(follower(state), reset())).toEqual({
    verdict: "not here",
    changed: {},
    outputs: [reply("SYSTEM_BUSY", "broker-a does not keep consumer offsets here: it is not the master")]
  })
})

const refused = (verdict: string, ...[code, remark]: Parameters<typeof reply>) => ({ verdict, changed: {}, outputs: [reply(code, remark)] })
const old = { config: { ...leader().config, compatibility: "4.9" } } as const

test("no such topic: said as each RocketMQ says it", () => {
  expect(take(leader(state), reset({ topic: "u" }))).toEqual(refused("no such topic", "TOPIC_NOT_EXIST", "Topic u does not exist"))
  expect(take(leader({ ...state, ...old }), reset({ topic: "u" }))).toEqual(refused("no such topic", "SYSTEM_ERROR", "[reset-offset] reset offset failed, no topic in this broker. topic=u"))
})

test("no such group: it has no offset on any queue of the topic, and nobody has set it up", () => {
  expect(take(leader(state), reset({ group: "h" }))).toEqual(refused("no such group", "SUBSCRIPTION_GROUP_NOT_EXIST", "Group h does not exist"))
  const setUp = { ...state, subscriptionGroups: mapOf({ h: subscriptionGroupDefaults }) }
  expect(take(leader(setUp), reset({ group: "h" })).verdict).toBe("searches")
  expect(take(leader({ ...setUp, ...old }), reset({ group: "h" }))).toEqual(refused("no such group", "SYSTEM_ERROR", "THe consumer group <h> not exist"))
})

test("no such queue", () => {
  for (const queueId of [2, -1]) expect(take(leader(state), reset({ only: { queueId, offset: 0 } }))).toEqual(refused("no such queue", "SYSTEM_ERROR", `queueId: t has no queue ${queueId}`))
})

test("no such offset: behind the end, or before the first that is kept", () => {
  for (const offset of [4, -1]) expect(take(leader(state), reset({ only: { queueId: 1, offset } }))).toEqual(refused("no such offset", "SYSTEM_ERROR", `Target offset ${offset} not in consume queue range [0-3]`))
})

test("searches: every queue, up to its visible end", () => {
  expect(take(leader(state), reset())).toEqual({
    verdict: "searches",
    changed: {},
    outputs: [{ _tag: "FindOffsets", request: "r1", group: "g", topic: "t", timestamp: 5, isForce: false, queues: [{ queueId: 0, end: 0 }, { queueId: 1, end: 3 }] }]
  })
})

test("searches: one queue, or goes to an offset of it", () => {
  const asks = (queue: object) => ({ verdict: "searches", changed: {}, outputs: [{ _tag: "FindOffsets", request: "r1", group: "g", topic: "t", timestamp: 5, isForce: false, queues: [queue] }] })
  expect(take(leader(state), reset({ only: { queueId: 1, offset: null } }))).toEqual(asks({ queueId: 1, end: 3 }))
  for (const offset of [0, 3]) expect(take(leader(state), reset({ only: { queueId: 1, offset } }))).toEqual(asks({ queueId: 1, end: 3, offset }))
})
