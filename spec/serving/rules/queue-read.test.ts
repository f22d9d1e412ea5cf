import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, take } from "../../broker/testing.ts"
import { MAX_TRANSFER_BYTES } from "./queue-read.ts"

const pull = { request: "r1", channel: "c1", queue: "t@0", offset: 2, maxMsgNums: 32, codeSet: [7], suspendTimeoutMillis: 0 }
const reading = (over: Partial<typeof pull> = {}, end = 5) => leader({ queues: mapOf({ "t@0": { end, next: end } }), reading: mapOf({ r1: { ...pull, ...over } }) })
const found = (...messages: readonly (readonly [offset: number, tagsCode: number, size?: number])[]): EventOf<"QueueRead"> => ({
  _tag: "QueueRead",
  request: "r1",
  found: messages.map(([offset, tagsCode, size = 100]) => ({ offset, size, tagsCode }))
})
const answer = (code: string, offsets: readonly number[], nextBeginOffset: number) => ({
  _tag: "ReplyPull",
  request: "r1",
  code,
  queue: "t@0",
  offsets,
  nextBeginOffset,
  minOffset: 0,
  maxOffset: 5
})

test("nobody waits: the pull is over", () => {
  expect(take(follower(), found([2, 7]))).toEqual({ verdict: "nobody waits", changed: {}, outputs: [] })
})

test("nothing found: the client asks again from where it was", () => {
  expect(take(reading(), found())).toEqual({ verdict: "nothing found", changed: { reading: {} }, outputs: [answer("PULL_NOT_FOUND", [], 2)] })
})

test("a damaged message is passed over, and what is behind it comes", () => {
  const event = found([2, 7], [3, 7], [4, 7])
  const self = reading()
  expect(take(self, { ...event, found: event.found.map((each) => (each.offset === 3 ? { ...each, damaged: true as const } : each)) }).outputs).toEqual([answer("SUCCESS", [2, 4], 5)])
  expect(take(self, { ...event, found: event.found.map((each) => ({ ...each, damaged: true as const })) }).outputs).toEqual([answer("PULL_RETRY_IMMEDIATELY", [], 5)])
})

test("none wanted, waits on: behind those that it does not want", () => {
  const self = reading({ suspendTimeoutMillis: 15_000 })
  expect(take(self, found([2, 1], [3, 1], [4, 1]))).toEqual({
    verdict: "none wanted, waits on",
    changed: { reading: {}, held: { "t@0": [{ ...pull, suspendTimeoutMillis: 15_000, offset: 5 }] } },
    // Its time goes on running.
    outputs: []
  })
})

test("none wanted: there is more, so the client asks on behind them", () => {
  const { verdict, outputs } = take(reading({ suspendTimeoutMillis: 15_000 }), found([2, 1], [3, 1]))
  expect(verdict).toBe("none wanted")
  expect(outputs).toEqual([{ _tag: "CancelTimer", event: { _tag: "HoldTimeout", request: "r1", queue: "t@0" } }, answer("PULL_RETRY_IMMEDIATELY", [], 4)])
})

test("none wanted: a client that does not wait asks on at once", () => {
  expect(take(reading(), found([2, 1], [3, 1], [4, 1])).outputs).toEqual([answer("PULL_RETRY_IMMEDIATELY", [], 5)])
})

test("found: those with the tags wanted; the next pull begins behind the last one looked at", () => {
  expect(take(reading(), found([2, 1], [3, 7], [4, 1]))).toEqual({
    verdict: "found",
    changed: { reading: {} },
    outputs: [answer("SUCCESS", [3], 5)]
  })
})

test("found: without tags all are wanted", () => {
  expect(take(reading({ codeSet: [] }), found([2, 1], [3, 7])).outputs).toEqual([answer("SUCCESS", [2, 3], 4)])
})

test("found: no more than the client asked for", () => {
  expect(take(reading({ maxMsgNums: 2 }), found([2, 7], [3, 7], [4, 7])).outputs).toEqual([answer("SUCCESS", [2, 3], 4)])
})

test("found: no more bytes than fit, but one message always", () => {
  expect(take(reading(), found([2, 7, MAX_TRANSFER_BYTES], [3, 7, 1])).outputs).toEqual([answer("SUCCESS", [2], 3)])
  expect(take(reading(), found([2, 7, MAX_TRANSFER_BYTES - 1], [3, 7, 1], [4, 7, 1])).outputs).toEqual([answer("SUCCESS", [2, 3], 4)])
  expect(take(reading(), found([2, 7, 2 * MAX_TRANSFER_BYTES])).outputs).toEqual([answer("SUCCESS", [2], 3)])
})

test("found: those that the expression wants, whatever their tags", () => {
  const self = leader({ queues: mapOf({ "t@0": { end: 5, next: 5 } }), reading: mapOf({ r1: { ...pull, expression: "a between 2 and 3" } }) })
  const messages = ["1", "2", "x", "3"].map((a, i) => ({ offset: 2 + i, size: 100, tagsCode: 0, properties: { a } }))
  expect(take(self, { _tag: "QueueRead", request: "r1", found: messages })).toMatchObject({ verdict: "found", outputs: [answer("SUCCESS", [3, 5], 6)] })
})
