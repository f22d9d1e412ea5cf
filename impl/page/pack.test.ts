import { expect, test } from "vitest"
import { pack, unpack } from "./pack.ts"
import { toldByHand } from "./testing.ts"

test("what was packed is the same again, and what did not change is one object", () => {
  const again = unpack(JSON.parse(JSON.stringify(pack(toldByHand()))) as ReturnType<typeof pack>)
  expect(again).toEqual(toldByHand())
  expect(again.steps[3]?.after[1]).toBe(again.steps[2]?.after[1])
  expect(again.steps[2]?.message).toBe(again.steps[1]?.sends[0])
})

test("a state that comes again is carried once", () => {
  const { snapshots } = pack(toldByHand())
  expect(new Set(snapshots.map((snapshot) => JSON.stringify(snapshot))).size).toBe(snapshots.length)
})
