import { expect, test } from "vitest"
import { leader, mapOf, take } from "../../broker/testing.ts"

const pull = { request: "r1", channel: "c1", queue: "t@0", offset: 5, maxMsgNums: 32, codeSet: [], suspendTimeoutMillis: 15_000 }
const timeout = { _tag: "HoldTimeout", request: "r1", queue: "t@0" } as const
const queues = mapOf({ "t@0": { end: 5, next: 5 } })

test("held: is told that nothing has come", () => {
  const other = { ...pull, request: "r2" }
  expect(take(leader({ queues, held: mapOf({ "t@0": [pull, other] }) }), timeout)).toEqual({
    verdict: "held",
    changed: { held: { "t@0": [other] } },
    outputs: [{ _tag: "ReplyPull", request: "r1", code: "PULL_NOT_FOUND", queue: "t@0", offsets: [], nextBeginOffset: 5, minOffset: 0, maxOffset: 5 }]
  })
})

test("held: the last one of a queue leaves nothing behind", () => {
  expect(take(leader({ queues, held: mapOf({ "t@0": [pull] }) }), timeout).changed).toEqual({ held: {} })
})

test("answered before: nothing to tell", () => {
  expect(take(leader({ queues, held: mapOf({ "t@0": [{ ...pull, request: "r2" }] }) }), timeout)).toEqual({ verdict: "answered before", changed: {}, outputs: [] })
})
