// Clauses: E13
import { expect, test } from "vitest"
import { follower, leader, mapOf, take } from "../../broker/testing.ts"

const due = { _tag: "DelayTimeout", level: 3 } as const
const waiting = { delaying: [3], queues: mapOf({ "SCHEDULE_TOPIC_XXXX@2": { end: 5, next: 5 } }), offsets: mapOf({ "SCHEDULE_CONSUMER@SCHEDULE_TOPIC_XXXX@2": 4 }) }

test("not here: another broker is the master by now", () => {
  expect(take(follower(waiting), due)).toEqual({ verdict: "not here", changed: { delaying: [] }, outputs: [] })
})

test("not here: nothing waits in this level", () => {
  expect(take(leader({ ...waiting, delaying: [1] }), due)).toEqual({ verdict: "not here", changed: {}, outputs: [] })
})

test.each([
  ["hands over", leader({ ...waiting, transferee: "n1" })],
  ["has too many sends pending", leader({ ...waiting, config: { maxPendingRequestsNum: 0 } })]
])("not now: a leader that %s looks again soon", (_why, self) => {
  expect(take(self, due)).toEqual({ verdict: "not now", changed: {}, outputs: [{ _tag: "ArmTimer", event: due, ms: [100, 100] }] })
})

test("due: the first message that is not delivered yet is read", () => {
  expect(take(leader(waiting), due)).toEqual({ verdict: "due", changed: {}, outputs: [{ _tag: "ReadDelayed", level: 3, offset: 4 }] })
})
