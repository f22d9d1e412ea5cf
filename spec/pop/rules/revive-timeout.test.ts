import { expect, test } from "vitest"
import { follower, leader, take } from "../../broker/testing.ts"
import { checkPoint, KEY, popOf, threeMessages } from "../testing.ts"

const due = { _tag: "ReviveTimeout", checkPoint: KEY } as const
const handedOut = { ...threeMessages, pop: popOf({ checkPoints: [checkPoint({ closing: [0] })] }) }

test("not here: another broker is the master by now", () => {
  expect(take(follower(handedOut), due)).toEqual({ verdict: "not here", changed: {}, outputs: [] })
})

test.each([
  ["all are acked", popOf({})],
  ["all are about to be", popOf({ checkPoints: [checkPoint({ closing: [0, 1] })] })]
])("done with: %s", (_why, pop) => {
  expect(take(leader({ ...threeMessages, pop }), due)).toEqual({ verdict: "done with", changed: {}, outputs: [] })
})

test("not now: a leader that hands over looks again soon", () => {
  expect(take(leader({ ...handedOut, transferee: "n1" }), due)).toEqual({ verdict: "not now", changed: {}, outputs: [{ _tag: "ArmTimer", event: due, ms: [100, 100] }] })
})

test("due: what is not acked is read", () => {
  expect(take(leader(handedOut), due)).toEqual({ verdict: "due", changed: {}, outputs: [{ _tag: "ReadCheckPoint", checkPoint: KEY, queue: "t@0", offsets: [1] }] })
})
