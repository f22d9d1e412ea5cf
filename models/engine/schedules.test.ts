import { describe, expect, test } from "vitest"
import { raft } from "../reference/raft.ts"
import type { AnyModel } from "./model.ts"
import { BLOCK, type ScheduleName, scheduleNames, simulate, type SimulateOptions } from "./simulate.ts"
import { naive } from "./testing.naive.ts"
import { drawnModel } from "./testing.ts"

const model = raft({ nodes: 3, crashes: 1 })
const timeless = (options: Partial<SimulateOptions>, of: AnyModel = model) => {
  const { seconds: _seconds, ...rest } = simulate(of, { seed: 5, runs: 200, steps: 40, shrink: false, ...options })
  return rest
}

/** Two slots that count to `n` each. The bug of depth 1: a ends before b begins; of depth 2: b makes one step while a is at 5. */
const race = (n: number, depth: 1 | 2): AnyModel => ({
  name: "race",
  slots: ["a", "b"],
  initial: { locals: [0, 0] },
  actions: (_slot: number, local: number) => (local < n ? ["go"] : []),
  act: (_slot: number, local: number) => ({ local: local + 1 }),
  receive: () => undefined,
  observe: () => undefined,
  network: { kind: "multiset" },
  properties: [
    { kind: "always", id: "fair race", holds: ([a, b]: readonly number[]) => (depth === 1 ? !(a === n && b === 0) : !(a === 5 && b === 1)) }
  ]
})

describe.each(scheduleNames)("walks by schedule %s", (schedule: ScheduleName) => {
  test("are a function of the seed", () => {
    expect(timeless({ schedule })).toEqual(timeless({ schedule }))
    expect(timeless({ schedule, seed: 6 }).steps).not.toBe(timeless({ schedule }).steps)
  })

  test("visit only states that the search visits", () => {
    for (let seed = 0; seed < 25; seed++) {
      const drawn = drawnModel(seed, seed % 2 === 0)
      const { decided, states } = naive(drawn)
      const visited = new Set([...states.values()].map(({ locals }) => locals.join()))
      const { violation, reached } = simulate(drawn, { seed, runs: 30, steps: 20, schedule, shrink: false })
      for (const id of reached) expect(decided.has(id)).toBe(true)
      for (const { locals } of violation?.found.steps ?? []) expect(visited.has(locals.join())).toBe(true)
    }
  })

  test("a run alone is what it was among the others", () => {
    const whole = timeless({ schedule, stopAt: ["election safety"], runs: 3_000 })
    const { violation } = whole
    if (violation === undefined) throw new Error("nothing was found")
    const alone = timeless({ schedule, stopAt: ["election safety"], runs: 3_000, run: violation.run })
    expect(alone.violation).toEqual(violation)
  })

  test("shards are parts of the whole, and share nothing", () => {
    const stopAt: readonly string[] = []
    const whole = timeless({ schedule, stopAt, runs: 5 * BLOCK })
    const parts = [0, 1, 2].map((index) => timeless({ schedule, stopAt, runs: 5 * BLOCK, shard: { index, count: 3 } }))
    expect(parts.flatMap(({ blocks }) => blocks).sort((a, b) => a.block - b.block)).toEqual(whole.blocks)
    expect(parts.map(({ blocks }) => blocks.length)).toEqual([2, 2, 1])
  })
})

describe("priorities", () => {
  const found = (depth: number, bug: 1 | 2, n: number): number => {
    let times = 0
    for (let seed = 0; seed < 400; seed++) if (simulate(race(n, bug), { seed, runs: 1, steps: 2 * n, schedule: "pct", depth, shrink: false }).violation !== undefined) times++
    return times / 400
  }

  // Two threads, 2n steps: one walk finds it with a probability of at least 1/(n·k^(d−1)), and much more often here.
  test("find what one order of two threads shows", () => expect(found(1, 1, 30)).toBeGreaterThan(1 / 2 - 0.1))

  test("find what one change of order shows as often as is stated, and without a change never", () => {
    expect(found(2, 2, 10)).toBeGreaterThan(1 / (2 * 20))
    expect(found(1, 2, 10)).toBe(0)
  })
})

test("guided walks come to more abstract states than the same number of walks that nothing guides", () => {
  // A lock with ten digits: each that is right is another abstract state, a wrong one leads back.
  const lock: AnyModel = {
    name: "lock",
    slots: ["lock"],
    initial: { locals: [0] },
    actions: () => [0, 1, 2, 3],
    act: (_slot: number, local: number, digit: number) => (digit === (local * 7) % 4 ? { local: local + 1, verdicts: [`digit ${local}`] } : { local: 0, verdicts: ["wrong"] }),
    receive: () => undefined,
    observe: () => undefined,
    network: { kind: "multiset" },
    properties: [{ kind: "always", id: "locked", holds: ([local]: readonly number[]) => (local as number) < 10 }]
  }
  const of = (schedule: ScheduleName) => simulate(lock, { seed: 1, runs: 20 * BLOCK, steps: 20, schedule, shrink: false, abstraction: (_slot, local) => String(local) })
  expect(of("coverage").violation).toBeDefined()
  expect(of("uniform").violation).toBeUndefined()
})
