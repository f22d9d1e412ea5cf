import { expect, test } from "vitest"
import { IndexTable } from "./index-table.ts"

const filled = (first: number, count: number): IndexTable => {
  const table = new IndexTable(first)
  for (let i = 0; i < count; i++) table.push(100 + i * 10, 10)
  return table
}

test("entries over many chunks, dropped at both ends", () => {
  const table = filled(5, 50_000)
  table.dropBefore(20_005)
  table.truncate(40_005)
  expect([table.first, table.next]).toEqual([20_005, 40_005])
  for (let index = 20_005; index < 40_005; index += 777) {
    const position = 100 + (index - 5) * 10
    expect([table.position(index), table.size(index), table.end(index), table.indexAt(position), table.indexAt(position + 1)]).toEqual([position, 10, position + 10, index, undefined])
  }
  expect([table.indexAt(100), table.indexAt(400_100)]).toEqual([undefined, undefined])
  table.push(7_000_000, 3)
  expect([table.indexAt(7_000_000), table.end(40_005)]).toEqual([40_005, 7_000_003])
})

test("emptied at any place, it goes on from there", () => {
  for (const at of [16_383, 16_384, 16_385, 32_768]) {
    const truncated = filled(0, 40_000)
    truncated.truncate(at)
    truncated.push(5_000_000, 1)
    expect([truncated.position(at - 1), truncated.position(at), truncated.next]).toEqual([100 + (at - 1) * 10, 5_000_000, at + 1])
    const dropped = filled(0, at)
    dropped.dropBefore(at)
    dropped.push(5_000_000, 1)
    expect([dropped.first, dropped.position(at), dropped.next]).toEqual([at, 5_000_000, at + 1])
    dropped.reset(3)
    dropped.push(1, 2)
    expect([dropped.first, dropped.end(3), dropped.indexAt(1)]).toEqual([3, 3, 3])
  }
})
