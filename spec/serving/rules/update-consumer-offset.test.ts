import { expect, test } from "vitest"
import { follower, leader, mapOf, reply, take } from "../../broker/testing.ts"

const update = (offset: number) => ({ _tag: "UpdateConsumerOffset", request: "r1", group: "g", topic: "t", queueId: 0, offset }) as const
const offsets = mapOf({ "g@t@0": 4, "h@t@0": 9 })

test.each([7, 2])("taken: %i, forward or back, for this group alone", (offset) => {
  expect(take(leader({ offsets }), update(offset))).toEqual({
    verdict: "taken",
    changed: { offsets: { "g@t@0": offset, "h@t@0": 9 } },
    outputs: [reply("SUCCESS")]
  })
})

test.each([
  ["a follower", follower({ offsets })],
  ["a leader that is not ready", leader({ log: [1, 2], commit: 0, offsets })]
])("not here: %s does not keep offsets", (_who, self) => {
  expect(take(self, update(7))).toEqual({
    verdict: "not here",
    changed: {},
    outputs: [reply("SYSTEM_BUSY", "broker-a does not keep consumer offsets here: it is not the master")]
  })
})
