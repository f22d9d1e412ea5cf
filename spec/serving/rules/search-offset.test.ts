import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

const search = { _tag: "SearchOffset", request: "r1", topic: "t", queueId: 0, timestamp: 1_000, boundary: "UPPER" } as const

test("empty queue: there is nothing to search", () => {
  const self = leader({ queues: mapOf({ "t@0": { end: 0, next: 2 } }) })
  expect(take(self, search)).toEqual({ verdict: "empty queue", changed: {}, outputs: [{ _tag: "ReplyOffset", request: "r1", offset: 0 }] })
})

test("searches: among visible messages only", () => {
  const self = leader({ queues: mapOf({ "t@0": { end: 5, next: 7 } }) })
  expect(take(self, search)).toEqual({
    verdict: "searches",
    changed: {},
    outputs: [{ _tag: "ReplyOffsetByTime", request: "r1", queue: "t@0", timestamp: 1_000, boundary: "UPPER", end: 5 }]
  })
})

test("searches: 4.9 says the nearest one", () => {
  const self = leader({ queues: mapOf({ "t@0": { end: 5, next: 7 } }), config: { compatibility: "4.9" } })
  expect(take(self, search).outputs).toMatchObject([{ boundary: "NEAREST" }])
})
