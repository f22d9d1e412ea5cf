import { expect, test } from "vitest"
import { flush, follower, take } from "../../broker/testing.ts"

const timeout = { _tag: "FlushTimeout" } as const
const again = { _tag: "ArmTimer", event: timeout, ms: [500, 500] }

test("flushes: what is written goes to disk, and the timer runs on", () => {
  expect(take(follower({ log: [1, 1], durable: 0 }), timeout)).toEqual({ verdict: "flushes", changed: {}, outputs: [flush, again] })
})

test("nothing to flush: the timer runs on", () => {
  expect(take(follower({ log: [1, 1] }), timeout)).toEqual({ verdict: "nothing to flush", changed: {}, outputs: [again] })
})
