import { expect, test, vi } from "vitest"
import { defineModel, explore, report } from "./index.ts"
import { isHeapFull } from "./memory.ts"

vi.mock("./memory.ts", { spy: true })

const endless = defineModel({
  name: "endless",
  nodes: { a: { initial: [] as readonly number[], choices: { appends: (log: readonly number[]) => [1, 2].map((x) => ({ as: String(x), state: [...log, x] })) } } }
})

test("a search without a budget ends before the heap is full, and says what grew", () => {
  expect(isHeapFull()).toBe(false)
  vi.mocked(isHeapFull).mockReturnValue(true)
  const result = explore(endless, { maxStates: 3_000_000 })
  expect(result).toMatchObject({ exhausted: false, stopped: "memory", growing: [{ slot: "a", path: "", what: "length" }] })
  expect(report(endless, result)).toMatch(/stopped since the heap is nearly full.*\n(.*\n)* {2}still growing when it stopped:\n +a \(length/)
})
