import { describe, expect, test } from "vitest"
import { raft } from "../reference/raft.ts"
import { twoPhaseCommit } from "../reference/two-phase-commit.ts"
import { replay, simulate } from "./index.ts"
import { naive } from "./testing.naive.ts"
import { drawnModel, type Tiny } from "./testing.ts"

/** One slot that counts up and down, freely. */
const counter = (over: Partial<Tiny> = {}): Tiny => ({
  name: "counter",
  slots: ["c"],
  initial: { locals: [0] },
  actions: () => [1, -1],
  act: (_slot, local, by) => ({ local: local + by, verdicts: [by > 0 ? "up" : "down"] }),
  receive: () => undefined,
  observe: () => undefined,
  network: { kind: "multiset" },
  properties: [{ kind: "always", id: "low", holds: ([a]) => (a as number) < 4 }],
  ...over
})

describe("random walks", () => {
  test("are the same for the same seed, and others for another", () => {
    const of = (seed: number) => {
      const { seconds: _seconds, ...rest } = simulate(raft({ nodes: 3, crashes: 1 }), { seed, runs: 2_000, steps: 40, stopAt: ["election safety"], shrink: false })
      return rest
    }
    expect(of(7)).toEqual(of(7))
    expect(of(7).violation).not.toEqual(of(8).violation)
  })

  test("visit only states that the search would visit, and violate only what it finds violated", () => {
    for (let seed = 0; seed < 60; seed++) {
      const model = drawnModel(seed, seed % 2 === 0)
      const { decided, states } = naive(model)
      const visited = new Set([...states.values()].map(({ locals }) => locals.join()))
      const { violation, reached } = simulate(model, { seed, runs: 30, steps: 20 })
      for (const id of reached) expect(decided.has(id)).toBe(true)
      for (const { locals } of violation?.found.steps ?? []) expect(visited.has(locals.join())).toBe(true)
      const shortest = violation === undefined ? 0 : (decided.get(violation.property) ?? Number.POSITIVE_INFINITY)
      expect(violation === undefined || shortest <= violation.trace.steps.length).toBe(true)
      expect(violation === undefined || violation.trace.steps.length <= violation.found.steps.length).toBe(true)
    }
  })

  test("stop at the first violation, with the trace as found and the shortest known", () => {
    const { violation } = simulate(counter(), { seed: 1, runs: 100, steps: 200 })
    expect([violation?.property, violation?.trace.steps.map(({ move }) => move)]).toEqual(["low", Array.from({ length: 4 }, () => ({ kind: "act", slot: 0, action: 1 }))])
    expect(violation?.found.steps.length).toBeGreaterThan(4)
    expect(replay(counter(), violation?.found.steps.map(({ move }) => move) ?? [])).toEqual(violation?.found)
  })

  test("go on when what is violated is not asked for, and find what lies behind it", () => {
    const model = counter({
      properties: [
        { kind: "always", id: "not low", holds: ([a]) => (a as number) > -1 },
        { kind: "always", id: "not too low", holds: ([a]) => (a as number) > -6 },
        { kind: "sometimes", id: "minus two", holds: ([a]) => a === -2 }
      ]
    })
    const { violation, reached } = simulate(model, { seed: 3, runs: 100, steps: 100, stopAt: ["not too low"] })
    expect([violation?.property, violation?.trace.steps.length, reached]).toEqual(["not too low", 6, ["minus two"]])
    expect(simulate(model, { seed: 3, runs: 3, steps: 100, stopAt: [] }).violation).toBeUndefined()
  })

  test("count the verdicts that they take", () => {
    const { verdicts, steps, runs } = simulate(counter({ properties: [] }), { seed: 1, runs: 5, steps: 100 })
    expect([runs, steps, (verdicts.get("up") ?? 0) + (verdicts.get("down") ?? 0)]).toEqual([5, 500, 500])
  })

  test("end where nothing can be done", () => {
    const { steps } = simulate(counter({ within: (_slot, local) => local === 0 }), { seed: 1, runs: 5, steps: 100 })
    expect(steps).toBe(0)
  })

  test("find a step that violates a property, and end their trace with it", () => {
    const model = counter({ properties: [{ kind: "step", id: "never from 2 to 1", concerns: (before) => before === 2, holds: (_before, _move, _outcome, [after]) => after !== 1 }] })
    const { violation } = simulate(model, { seed: 5, runs: 50, steps: 50 })
    expect(violation?.trace.steps.map(({ locals }) => locals[0])).toEqual([1, 2, 1])
  })

  test("find throws, with the throwing move at the end", () => {
    const boom = (): never => {
      throw new Error("boom")
    }
    const inAct = simulate(counter({ properties: [], act: (_slot, local, by) => (local === 3 ? boom() : { local: local + by }) }), { seed: 1, runs: 50, steps: 100 })
    expect([inAct.violation?.property, inAct.violation?.trace.error, inAct.violation?.trace.steps.length]).toEqual(["no rule throws", "boom", 4])
    const inActions = simulate(counter({ properties: [], actions: (_slot, local) => (local === 3 ? boom() : [1, -1]) }), { seed: 1, runs: 50, steps: 100 })
    expect([inActions.violation?.trace.error, inActions.violation?.trace.steps.length]).toEqual(["actions of c: boom", 3])
  })

  test("ask no rule about what the network refuses, and no property of steps about what nobody makes", () => {
    const asked = { receive: 0, concerns: 0 }
    const property: Tiny["properties"][number] = {
      kind: "step",
      id: "none",
      concerns: (_before, move) => {
        if (move.kind === "act" && move.action === 2) asked.concerns++
        return false
      },
      holds: () => false
    }
    const { steps } = simulate(
      counter({
        slots: ["c", "budget"],
        initial: { locals: [0, 0], inFlight: [{ from: 0, to: 0, message: 1 }] },
        actions: (slot) => (slot === 0 ? [1, -1, 2] : []),
        act: (_slot, local, by) => (by === 2 ? { local, signals: [{ to: 1, signal: 1 }] } : { local: local + by }),
        receive: (_slot, local) => {
          asked.receive++
          return { local }
        },
        network: { kind: "multiset", carry: () => [{ to: 1, signal: 1 }] },
        properties: [property]
      }),
      { seed: 1, runs: 20, steps: 50 }
    )
    expect([steps, asked]).toEqual([1_000, { receive: 0, concerns: 0 }])
  })

  test("walk through sets of messages as the search does", () => {
    const { reached, violation } = simulate(twoPhaseCommit(3), { seed: 1, runs: 300, steps: 30 })
    expect([reached, violation]).toEqual([["all abort", "all commit"], undefined])
  })
})
