// Clauses: E3, E5, E9, E10, E11
import { describe, expect, test } from "vitest"
import { isAppendOnlyList } from "../../properties/append-only-list.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { simulateGroup, type SimulationOptions } from "./group.ts"

const everything: SimulationOptions = { faults: ["crash", "powerLoss", "partition", "pause"], config: { linearizableRead: true } }

const NO_LIST = "what clients were told is not the history of an append-only list"

/** Seeds whose run breaks a promise, with what broke. */
const broken = async (from: number, count: number, options: SimulationOptions): Promise<readonly string[]> => {
  const found: string[] = []
  for (let seed = from; seed < from + count; seed++) {
    const { lost, problem, acked, history, struck } = await simulateGroup(seed, options)
    const what = problem ?? (isAppendOnlyList(history) ? undefined : NO_LIST)
    if (lost.length > 0 || what !== undefined || acked === 0) found.push(`seed ${seed}: ${what ?? `${acked} acked, lost ${lost.join(", ")}`}; ${struck.join(", ")}`)
  }
  return found
}

describe("five hundred seeds: elections, sends, and three faults each", () => {
  test.each([1, 126, 251, 376])("from %i on: nothing acked is lost, no term has two leaders, no queue has a hole, and to its clients it is an append-only list", { timeout: 300_000 }, async (from) => {
    expect(await broken(from, 125, everything)).toEqual([])
  })
})

test("the same seed gives the same journal, byte for byte, whatever ran in between", { timeout: 120_000 }, async () => {
  for (const seed of [3, 77, 4242]) {
    const first = await simulateGroup(seed, everything)
    const other = await simulateGroup(seed + 1, everything)
    const again = await simulateGroup(seed, everything)
    expect(again).toEqual(first)
    expect(other.journal).not.toBe(first.journal)
  }
})

test("every fault strikes in some of them", { timeout: 120_000 }, async () => {
  const kinds = new Set<string>()
  for (let seed = 1; seed <= 20; seed++) for (const line of (await simulateGroup(seed, everything)).struck) kinds.add(line.split(" ")[2] ?? "")
  expect([...kinds].sort()).toEqual(["crash", "partition", "pause", "powerLoss"])
})

test("a bug that is put in shows: votes that ignore the log lose acked messages", { timeout: 120_000 }, async () => {
  const mutant = mutants.find(({ id }) => id === "vote-ignores-log")
  if (mutant === undefined) throw new Error("no such mutant")
  const options: SimulationOptions = { machine: mutant.machine, config: { linearizableRead: true }, faults: ["crash", "partition", "powerLoss"], faultEveryMs: 500, paceMs: 60 }
  expect((await broken(1, 40, options)).length).toBeGreaterThan(0)
  const { machine: _machine, ...unchanged } = options
  expect(await broken(1, 40, unchanged)).toEqual([])
})

describe("reads of where the queue ends, of every node that thinks it leads", () => {
  const parted: SimulationOptions = { faults: ["partition", "pause"], faultEveryMs: 2_000, messages: 100, paceMs: 60, readEveryMs: 20 }
  const stale = async (options: SimulationOptions, from = 1): Promise<readonly string[]> => (await broken(from, 15, options)).filter((line) => line.includes(NO_LIST))

  test("from its own state, as RocketMQ answers: a deposed leader tells an old end", { timeout: 120_000 }, async () => {
    expect((await stale(parted)).length).toBeGreaterThan(0)
  })

  test("with linearizableRead: never, and reads are answered", { timeout: 120_000 }, async () => {
    const options = { ...parted, config: { linearizableRead: true } }
    expect(await broken(1, 15, options)).toEqual([])
    const { history } = await simulateGroup(1, options)
    const reads = history.filter(({ kind, answered }) => kind === "length" && answered !== undefined)
    expect(reads.length).toBeGreaterThan(100)
    expect(new Set(reads.map(({ answered }) => answered?.value)).size).toBeGreaterThan(5)
  })

  test.each(["read-does-not-wait-for-round"])("with linearizableRead and the bug %s: an old end again", { timeout: 120_000 }, async (id) => {
    const mutant = mutants.find((m) => m.id === id)
    if (mutant === undefined) throw new Error("no such mutant")
    expect((await stale({ ...parted, faults: ["partition"], config: { linearizableRead: true }, machine: mutant.machine }, 16)).length).toBeGreaterThan(0)
  })
})
