import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, subscriptionGroup, take, topic } from "../../broker/testing.ts"
import { known, threeMessages } from "../testing.ts"

const peek = (over: Partial<EventOf<"PeekMessage">> = {}): EventOf<"PeekMessage"> => ({ _tag: "PeekMessage", request: "r1", channel: "c1", group: "g", topic: "t", queueId: -1, maxMsgNums: 99, ...over })
const refused = (verdict: string, code: string) => ({ verdict, changed: {}, outputs: [{ _tag: "Reply", request: "r1", code, remark: expect.any(String) }] })

test("disk failed: nothing is handed out after that", () => {
  expect(take(leader({ ...threeMessages, diskFailed: true }), peek())).toEqual(refused("disk failed", "SERVICE_NOT_AVAILABLE"))
})

test("not here: only the leader knows", () => {
  expect(take(follower(threeMessages), peek())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE"))
})

test("no such topic", () => {
  expect(take(leader(threeMessages), peek({ topic: "u" }))).toEqual(refused("no such topic", "TOPIC_NOT_EXIST"))
})

test("not readable", () => {
  expect(take(leader({ topics: mapOf({ t: topic({ perm: 2 }) }) }), peek())).toEqual(refused("not readable", "NO_PERMISSION"))
})

test("no such queue", () => {
  expect(take(leader(threeMessages), peek({ queueId: 1 }))).toEqual(refused("no such queue", "INVALID_PARAMETER"))
})

test("illegal group", () => {
  expect(take(leader(threeMessages), peek({ group: "g@" }))).toEqual(refused("illegal group", "SUBSCRIPTION_GROUP_NOT_EXIST"))
})

test("group not permitted", () => {
  const self = leader({ ...threeMessages, subscriptionGroups: mapOf({ g: subscriptionGroup({ consumeEnable: false }) }) })
  expect(take(self, peek())).toEqual(refused("group not permitted", "NO_PERMISSION"))
})

const empty = { ...threeMessages, queues: mapOf<{ end: number; next: number }>({}) }

test("nothing there", () => {
  expect(take(leader(empty), peek())).toMatchObject({ verdict: "nothing there", changed: {}, outputs: [{ _tag: "ReplyPop", request: "r1", code: "PULL_NOT_FOUND", restNum: 0, messages: [] }] })
})

test("reads: as a pop would, as many as one gets at once", () => {
  const taken = take(leader(threeMessages), peek())
  expect(taken).toMatchObject({ verdict: "reads", outputs: [{ _tag: "ReadPop", queues: [{ queue: "t@0", offset: 0, end: 3 }], maxMsgNums: 32 }] })
  expect(known(taken)).toMatchObject({ reading: { r1: { is: "peek" } } })
})
