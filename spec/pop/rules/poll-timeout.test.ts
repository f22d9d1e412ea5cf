import { expect, test } from "vitest"
import { leader, take } from "../../broker/testing.ts"
import { heldPop, popOf, threeMessages } from "../testing.ts"

const late = { _tag: "PollTimeout", request: "r1", topic: "t" } as const

test("answered before", () => {
  expect(take(leader(threeMessages), late)).toEqual({ verdict: "answered before", changed: {}, outputs: [] })
})

test("held: its client is told that nothing has come", () => {
  const self = leader({ pop: popOf({ held: [heldPop(), heldPop({ request: "r2" })] }) })
  expect(take(self, late)).toMatchObject({ verdict: "held", outputs: [{ _tag: "ReplyPop", request: "r1", code: "POLLING_TIMEOUT", messages: [] }] })
})
