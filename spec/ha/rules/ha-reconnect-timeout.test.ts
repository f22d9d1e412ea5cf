import { expect, test } from "vitest"
import { slave, take } from "../testing.ts"

const timeout = { _tag: "HaReconnectTimeout" } as const

test("tries: to reach its master", () => {
  expect(take(slave(), timeout)).toEqual({ verdict: "tries", changed: {}, outputs: [{ _tag: "ConnectToMaster", to: "a0" }] })
})

test("tries: a slave without a master has nobody to try", () => {
  expect(take(slave({ config: { haMaster: null } }), timeout).outputs).toEqual([])
})

test("connected: nothing to do", () => {
  expect(take(slave({ connection: "c1" }), timeout)).toEqual({ verdict: "connected", changed: {}, outputs: [] })
})
