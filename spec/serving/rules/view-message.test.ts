import { expect, test } from "vitest"
import { leader, reply, take } from "../../broker/testing.ts"

const view = (index: number) => ({ _tag: "ViewMessage", request: "r1", index }) as const
const self = leader({ log: [1, 1, 1], commit: 1 })

test.each([-1, 2])("not found: entry %i is none, or not committed", (index) => {
  expect(take(self, view(index))).toEqual({ verdict: "not found", changed: {}, outputs: [reply("SYSTEM_ERROR", "can not find message by the offset")] })
})

test("readable: up to what is committed", () => {
  expect(take(self, view(1))).toEqual({ verdict: "readable", changed: {}, outputs: [{ _tag: "ReplyMessage", request: "r1", index: 1 }] })
})
