import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, subscriptionGroup, take, topic } from "../../broker/testing.ts"
import { heldPop, known, popOf, threeMessages } from "../testing.ts"

const ask = (over: Partial<EventOf<"Notification">> = {}): EventOf<"Notification"> => ({ _tag: "Notification", request: "r1", channel: "c1", group: "g", topic: "t", queueId: -1, suspendTimeoutMillis: 0, ...over })
const refused = (verdict: string, code: string) => ({ verdict, changed: {}, outputs: [{ _tag: "Reply", request: "r1", code, remark: expect.any(String) }] })

test("disk failed: nothing is handed out after that", () => {
  expect(take(leader({ ...threeMessages, diskFailed: true }), ask())).toEqual(refused("disk failed", "SERVICE_NOT_AVAILABLE"))
})

test("not here: only the leader knows", () => {
  expect(take(follower(threeMessages), ask())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE"))
})

test("no such topic", () => {
  expect(take(leader(threeMessages), ask({ topic: "u" }))).toEqual(refused("no such topic", "TOPIC_NOT_EXIST"))
})

test("not readable", () => {
  expect(take(leader({ topics: mapOf({ t: topic({ perm: 2 }) }) }), ask())).toEqual(refused("not readable", "NO_PERMISSION"))
})

test("no such queue", () => {
  expect(take(leader(threeMessages), ask({ queueId: 1 }))).toEqual(refused("no such queue", "INVALID_PARAMETER"))
})

test("illegal group", () => {
  expect(take(leader(threeMessages), ask({ group: "g@" }))).toEqual(refused("illegal group", "SUBSCRIPTION_GROUP_NOT_EXIST"))
})

test("group not permitted", () => {
  const self = leader({ ...threeMessages, subscriptionGroups: mapOf({ g: subscriptionGroup({ consumeEnable: false }) }) })
  expect(take(self, ask())).toEqual(refused("group not permitted", "NO_PERMISSION"))
})

const empty = { ...threeMessages, queues: mapOf<{ end: number; next: number }>({}) }

const told = (verdict: string, hasMsg: boolean, pollingFull = false) => ({ verdict, changed: {}, outputs: [{ _tag: "ReplyNotification", request: "r1", hasMsg, pollingFull }] })

test("there are: the next pop gets them, and nobody has yet", () => {
  expect(take(leader(threeMessages), ask({ suspendTimeoutMillis: 9 }))).toEqual(told("there are", true))
})

test("none: its client does not wait, or the others of its group have them all", () => {
  expect(take(leader(empty), ask())).toEqual(told("none", false))
  expect(take(leader({ ...threeMessages, pop: popOf({ cursors: { "g@t@0": { popped: 3, handing: 3 } } }) }), ask())).toEqual(told("none", false))
})

test("too many wait: its client is told to come again", () => {
  const held = Array.from({ length: 1_024 }, (_, i) => heldPop({ request: i }))
  expect(take(leader({ ...empty, pop: popOf({ held }) }), ask({ suspendTimeoutMillis: 9 }))).toEqual(told("too many wait", false, true))
})

test("waits: as long as its client does, and is told then that there are none", () => {
  const taken = take(leader(empty), ask({ suspendTimeoutMillis: 9 }))
  expect(taken).toMatchObject({ verdict: "waits", outputs: [{ _tag: "ArmTimer", event: { _tag: "PollTimeout", request: "r1", topic: "t" }, ms: [9, 9] }] })
  expect(known(taken)).toMatchObject({ held: { t: [{ request: "r1", is: "question" }] } })
  const late = take(leader({ ...empty, pop: popOf({ held: [heldPop({ is: "question" })] }) }), { _tag: "PollTimeout", request: "r1", topic: "t" })
  expect(late.outputs).toEqual([{ _tag: "ReplyNotification", request: "r1", hasMsg: false, pollingFull: false }])
})
