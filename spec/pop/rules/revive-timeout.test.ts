import { expect, test } from "vitest"
import { follower, leader, mapOf, take } from "../../broker/testing.ts"
import { checkPoint, heldPop, KEY, known, popOf, threeMessages } from "../testing.ts"

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

test("in order: it stays in its queue, and whoever waits for that gets it", () => {
  const pop = popOf({ cursors: { "g@t@0": { popped: 2, handing: 2, ordered: [KEY] } }, checkPoints: [checkPoint({ order: { times: [] }, closing: [0] })], held: [heldPop({ order: true, suspendTimeoutMillis: 9 })] })
  const taken = take(leader({ ...threeMessages, pop }), due)
  expect(taken).toMatchObject({ verdict: "in order", outputs: [{ _tag: "ReadPop", queues: [{ queue: "t@0", offset: 1, end: 3 }] }] })
  expect(known(taken)).toMatchObject({ checkPoints: { [KEY]: { over: true, offsets: [0, 1], closing: [0] } } })
})

test("due: in order, of a topic that is gone: it ends as any other does", () => {
  const pop = popOf({ checkPoints: [checkPoint({ order: { times: [] } })] })
  expect(take(leader({ ...threeMessages, topics: mapOf({}), pop }), due).verdict).toBe("due")
})
