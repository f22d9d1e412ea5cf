import { expect, test } from "vitest"
import { arrowsOf, busyLanes, type Hidden, matching, messageNames, neighbour, rowOfSteps, rowsOf } from "./rows.ts"
import { toldByHand } from "./testing.ts"

const telling = toldByHand()
const hide = (lanes: readonly string[] = [], messages: readonly string[] = []): Hidden => ({ lanes: new Set(lanes), messages: new Set(messages) })
test("what is left out of a long run is in no row, and its numbers stay", () => {
  const cut = { ...telling, skipped: 100, steps: telling.steps.map((step) => ({ ...step, n: step.n + 100, ...(step.message === undefined ? {} : { message: { ...step.message, sentAt: step.message.sentAt + 100 } }) })) }
  expect(rowsOf(cut, hide()).map((row) => (row.is === "step" ? row.step.n : row.is))).toEqual(["start", 101, 102, 103, 104, 105])
  expect(rowOfSteps(rowsOf(cut, hide()))[103]).toBe(3)
  expect(neighbour(cut, hide(), 101, -1)).toBe(100)
  expect(neighbour(cut, hide(), 100, -1)).toBe(100)
})

const said = (hidden: Hidden, splitAt?: number) => rowsOf(telling, hidden, splitAt).map((row) => (row.is === "step" ? row.step.n : row.is === "gap" ? `${row.first}-${row.last}` : row.is))

test("hidden steps are one gap where they are next to each other", () => {
  expect(said(hide())).toEqual(["start", 1, 2, 3, 4, 5])
  expect(said(hide([], ["AppendEntries"]))).toEqual(["start", 1, 2, "3-3", 4, "5-5"])
  expect(said(hide([], ["AppendEntries", "AppendEntriesReply"]))).toEqual(["start", 1, 2, "3-5"])
  expect(said(hide(["n1"]))).toEqual(["start", 1, 2, "3-3", 4, "5-5"])
})

test("a split has a row of its own, behind its step", () => {
  expect(said(hide(), 2)).toEqual(["start", 1, 2, "split", 3, 4, 5])
  expect(said(hide(), 0)).toEqual(["start", "split", 1, 2, 3, 4, 5])
  expect(rowOfSteps(rowsOf(telling, hide(), 2))).toEqual([0, 1, 2, 4, 5, 6])
})

test("arrows go from the row of the send to that of the arrival, and what is lost says so", () => {
  const arrows = (hidden: Hidden) => arrowsOf(telling, rowsOf(telling, hidden), hidden).map(({ message, fromRow, toRow, how }) => [message.id, fromRow, toRow, how])
  expect(arrows(hide())).toEqual([[1, 2, 3, "deliver"], [2, 3, 4, "deliver"], [3, 4, 5, "lose"]])
  expect(arrows(hide([], ["AppendEntries"]))).toEqual([[2, 3, 4, "deliver"]])
  expect(arrows(hide(["n1"]))).toEqual([])
})

test("what was sent and never arrives is under way", () => {
  const short = { ...telling, steps: telling.steps.slice(0, 2) }
  expect(arrowsOf(short, rowsOf(short, hide()), hide()).map(({ how }) => how)).toEqual(["under way"])
})

test("the next step is the next that is not hidden", () => {
  const hidden = hide([], ["AppendEntries"])
  expect(neighbour(telling, hidden, 2, 1)).toBe(4)
  expect(neighbour(telling, hidden, 4, 1)).toBe(4)
  expect(neighbour(telling, hidden, 4, -1)).toBe(2)
  expect(neighbour(telling, hidden, 1, -1)).toBe(0)
})

test("words are looked for in everything that a step says, in any order", () => {
  expect(matching(telling, "granted n1")).toEqual([3, 4])
  expect(matching(telling, "SEND_OK")).toEqual([4])
  expect(matching(telling, "appended")).toEqual([3])
  expect(matching(telling, "  ")).toEqual([])
  expect(matching(telling, "constructor")).toEqual([])
})

test("names of messages are counted by their sends", () => {
  expect([...messageNames(telling)]).toEqual([["AppendEntries", 2], ["AppendEntriesReply", 1]])
})

test("a world in which nothing happens has no lane", () => {
  const lanes = [...telling.lanes, { id: "world", kind: "world" } as const]
  expect(busyLanes({ ...telling, lanes }).map(({ id }) => id)).toEqual(["n0", "n1"])
})
