import { expect, test } from "vitest"
import { follower, leader, mapOf, take } from "../../broker/testing.ts"

const query = (group: string) => ({ _tag: "QueryConsumerOffset", request: "r1", group, topic: "t", queueId: 0 }) as const
const offsets = mapOf({ "g@t@0": 4 })
const answer = (offset: number) => [{ _tag: "ReplyOffset", request: "r1", offset }]

test("known: how far the group has come, wherever it asks", () => {
  expect(take(leader({ offsets }), query("g"))).toEqual({ verdict: "known", changed: {}, outputs: answer(4) })
  expect(take(follower({ offsets }), query("g")).outputs).toEqual(answer(4))
})

test("a group that asks not to begin at 0 is told that it has no progress, of a young queue, too", () => {
  const asked = (group: string) => take(leader({ offsets }), { ...query(group), noZero: true })
  expect(asked("h")).toMatchObject({ verdict: "unknown", outputs: [{ code: "QUERY_NOT_FOUND", remark: "Not found, do not set to zero, maybe this group boot first" }] })
  expect(asked("g").verdict).toBe("known")
})

test("young queue: a group without progress starts at the first message", () => {
  expect(take(leader({ offsets }), query("h"))).toEqual({ verdict: "young queue", changed: {}, outputs: answer(0) })
})
