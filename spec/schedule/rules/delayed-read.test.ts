// Clauses: E13
import { expect, test } from "vitest"
import { after, follower, leader, mapOf, only, take, topic } from "../../broker/testing.ts"
import type { EventOf } from "../../broker/events.ts"

const key = "SCHEDULE_CONSUMER@SCHEDULE_TOPIC_XXXX@2"
const waiting = { delaying: [3], topics: mapOf({ t: topic() }), queues: mapOf({ "SCHEDULE_TOPIC_XXXX@2": { end: 2, next: 2 } }) }
const read = (over: Partial<EventOf<"DelayedRead">> = {}): EventOf<"DelayedRead"> => ({ _tag: "DelayedRead", level: 3, offset: 0, index: 0, target: { topic: "t", queueId: 1 }, ...over })

test.each([
  ["a follower", follower(waiting), read()],
  ["a level that does not wait", leader({ ...waiting, delaying: [] }), read()],
  ["a message delivered since", leader({ ...waiting, offsets: mapOf({ [key]: 1 }) }), read()]
])("of an earlier wait: %s", (_why, self, event) => {
  expect(take(self, event)).toEqual({ verdict: "of an earlier wait", changed: {}, outputs: [] })
})

test.each([null, { topic: "", queueId: 0 }, { topic: "RMQ_SYS_TRANS_HALF_TOPIC", queueId: 0 }])("goes nowhere: %j is passed over, the next one waits", (target) => {
  expect(take(leader(waiting), read({ target }))).toEqual({
    verdict: "goes nowhere",
    changed: { offsets: { [key]: 1 } },
    outputs: [{ _tag: "ArmTimerSinceStored", event: { _tag: "DelayTimeout", level: 3 }, ms: 10_000, queue: "SCHEDULE_TOPIC_XXXX@2", offset: 1 }]
  })
})

test("delivers: into its real queue through the log; the level goes on when that is committed, and not before", () => {
  const self = leader({ ...waiting, log: [1] })
  const { verdict, outputs } = take(self, read())
  expect(verdict).toBe("delivers")
  expect(only(outputs, "WriteCopy")).toEqual([
    { _tag: "WriteCopy", source: 0, index: 1, term: 1, topic: "t", queueId: 1, queueOffset: 0, rewrite: { set: [], remove: [] } }
  ])
  expect(outputs.some(({ _tag }) => _tag === "ArmTimerSinceStored")).toBe(false)
  const committed = take(after(self, read(), { _tag: "Flushed", index: 1, term: 1 }), { _tag: "AppendEntriesReply", from: "n1", term: 1, success: true, index: 1 })
  expect(committed.changed).toMatchObject({ offsets: { [key]: 1 }, pending: [] })
  expect(only(committed.outputs, "ArmTimerSinceStored")).toMatchObject([{ offset: 1 }])
  expect(committed.outputs.filter(({ _tag }) => _tag.startsWith("Reply"))).toEqual([])
})
