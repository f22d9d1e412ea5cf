import { expect, test } from "vitest"
import { leader, mapOf, take, topic } from "../../broker/testing.ts"

const getMaxOffset = (name: string, queueId = 0) => ({ _tag: "GetMaxOffset", request: "r1", topic: name, queueId }) as const
const self = leader({ topics: mapOf({ t: topic() }), queues: mapOf({ "t@0": { end: 5, next: 7 } }) })

test("known: one past the last visible message, not the last one in the log", () => {
  expect(take(self, getMaxOffset("t"))).toEqual({ verdict: "known", changed: {}, outputs: [{ _tag: "ReplyOffset", request: "r1", offset: 5 }] })
})

test("known: a queue without messages ends at 0", () => {
  expect(take(self, getMaxOffset("t", 1)).outputs).toEqual([{ _tag: "ReplyOffset", request: "r1", offset: 0 }])
})

test("no such topic: ends at 0 too, as on the real broker", () => {
  expect(take(self, getMaxOffset("u"))).toEqual({ verdict: "no such topic", changed: {}, outputs: [{ _tag: "ReplyOffset", request: "r1", offset: 0 }] })
})
