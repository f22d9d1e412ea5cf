import { expect, test } from "vitest"
import { beatsNoMore, closed, connected, connectsLater, master, slave, take, unwatched } from "../testing.ts"

const timeout = { _tag: "HaHousekeepingTimeout", connection: "c1" } as const

test("silent: the master closes and counts the slave no more", () => {
  expect(take(master({ slaves: { a1: connected(0) } }), timeout)).toEqual({
    verdict: "silent",
    changed: { ha: { serving: true, slaves: {}, connection: null } },
    outputs: [closed(), unwatched(), beatsNoMore()]
  })
})

test("silent: the slave closes and tries again later", () => {
  expect(take(slave({ connection: "c1" }), timeout).outputs).toEqual([closed(), unwatched(), connectsLater])
})

test("closed before: nothing to do", () => {
  expect(take(slave({ connection: "c2" }), timeout)).toEqual({ verdict: "closed before", changed: {}, outputs: [] })
})
