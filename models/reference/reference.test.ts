import { describe, expect, test } from "vitest"
import { explore, replay, simulate } from "../engine/index.ts"
import type { AnyModel } from "../engine/model.ts"
import type { ExploreOptions } from "../engine/result.ts"
import { lamportMutex } from "./lamport-mutex.ts"
import { paxos } from "./paxos.ts"
import { raft } from "./raft.ts"
import { singleCopyRegister } from "./single-copy-register.ts"
import { twoPhaseCommit } from "./two-phase-commit.ts"

const counts = (model: AnyModel, options: ExploreOptions = {}) => {
  const { uniqueStates, generatedStates, depth, exhausted } = explore(model, options)
  return { uniqueStates, generatedStates, depth, exhausted }
}

const verdicts = (model: AnyModel, options: ExploreOptions = {}) => Object.fromEntries(explore(model, options).properties.map(({ id, verdict }) => [id, verdict]))

const bounded = { nodes: 3, crashes: 0, term: 1, log: 1, inFlight: 5 }
const crashing = { nodes: 3, crashes: 1 }

// Counts that Stateright 0.31 reports too (TLC as well, for two-phase commit).
describe("two-phase commit", () => {
  test.each([
    [5, 8_832, 58_146, 17],
    [7, 296_448, 2_744_706, 23],
    [8, 1_745_408, 18_507_778, 26]
  ])("of %i managers has its known states", (managers, uniqueStates, generatedStates, depth) => {
    expect(counts(twoPhaseCommit(managers), { symmetry: false })).toEqual({ uniqueStates, generatedStates, depth, exhausted: true })
  })

  test.each([
    [5, 314],
    [7, 920]
  ])("of %i managers has its known orbits", (managers, uniqueStates) => {
    expect(counts(twoPhaseCommit(managers))).toMatchObject({ uniqueStates, exhausted: true })
  })

  test("is consistent, and may end either way", () => {
    const expected = { "all abort": "reached", "all commit": "reached", consistent: "holds", "no rule throws": "holds" }
    expect(verdicts(twoPhaseCommit(5))).toEqual(expected)
    expect(verdicts(twoPhaseCommit(5), { symmetry: false })).toEqual(expected)
  })
})

test("Lamport's mutual exclusion, in small: bounded by its clocks", () => {
  expect(counts(lamportMutex(3))).toMatchObject({ uniqueStates: 10_209, exhausted: true })
  expect(explore(lamportMutex(3)).properties.map(({ verdict }) => verdict)).toEqual(["holds", "reached", "holds"])
})

describe("Raft", () => {
  test.each([
    [8, 73_408, 211_510],
    [10, 1_062_112, 3_184_717]
  ])("to depth %i has its known states", (maxDepth, uniqueStates, generatedStates) => {
    expect(counts(raft(crashing), { maxDepth, symmetry: false })).toEqual({ uniqueStates, generatedStates, depth: maxDepth, exhausted: false })
  })

  test("to depth 10 has its known orbits", () => {
    expect(counts(raft(crashing), { maxDepth: 10 })).toMatchObject({ uniqueStates: 177_747, generatedStates: 535_329 })
  })

  test("of one term, one entry and five messages has its known states", () => {
    expect(counts(raft(bounded), { symmetry: false })).toEqual({ uniqueStates: 1_227_464, generatedStates: 5_390_977, depth: 32, exhausted: true })
  })

  test("and its known orbits", () => {
    expect(counts(raft(bounded))).toEqual({ uniqueStates: 204_678, generatedStates: 899_002, depth: 32, exhausted: true })
  })

  test.each([true, false])("that forgets its vote elects two leaders in 8 steps (symmetry: %s)", (symmetry) => {
    const { properties } = explore(raft(crashing), { stopAt: ["election safety"], symmetry })
    const trace = properties.find(({ id }) => id === "election safety")?.trace
    expect(trace?.steps.length).toBe(8)
    expect(replay(raft(crashing), trace?.steps.map(({ move }) => move) ?? [])).toEqual(trace)
  })

  test("and random walks find it too, and shrink to 8 steps", () => {
    for (const seed of [1, 2, 3]) {
      const { violation } = simulate(raft(crashing), { seed, runs: 2_000, steps: 40, stopAt: ["election safety"] })
      expect([violation?.property, violation?.trace.steps.length]).toEqual(["election safety", 8])
    }
  })

  test("that never crashes elects one leader a term", () => {
    expect(verdicts(raft({ ...bounded, inFlight: 4 }))).toEqual({
      "election liveness": "reached",
      "log liveness": "reached",
      "election safety": "holds",
      "state machine safety": "holds",
      "no rule throws": "holds"
    })
  })
})

describe("Paxos", () => {
  test.each([
    [2, 16_668, 32_971, 21],
    [3, 1_194_428, 2_420_477, 28]
  ])("of three servers and %i clients has its known states", (clients, uniqueStates, generatedStates, depth) => {
    expect(counts(paxos({ servers: 3, clients }))).toEqual({ uniqueStates, generatedStates, depth, exhausted: true })
  })

  test("looks like one register to its clients", () => {
    const model = paxos({ servers: 3, clients: 2 })
    expect(verdicts(model)).toEqual({ linearizable: "holds", "value read": "reached", "no rule throws": "holds" })
    // Put, two rounds with one other server, the answer; the other learns of it, is asked, and answers.
    expect(explore(model).properties.find(({ id }) => id === "value read")?.trace?.steps.length).toBe(9)
  })
})

describe("the single-copy register", () => {
  test.each([
    [1, 2, 93, 121, 9],
    [1, 3, 4_243, 6_778, 13],
    [1, 4, 400_233, 731_789, 17]
  ])("of %i server and %i clients has its known states", (servers, clients, uniqueStates, generatedStates, depth) => {
    expect(counts(singleCopyRegister({ servers, clients }))).toEqual({ uniqueStates, generatedStates, depth, exhausted: true })
  })

  test("is linearizable, and is not once there are two copies", () => {
    expect(verdicts(singleCopyRegister({ servers: 1, clients: 3 }))).toEqual({ linearizable: "holds", "value read": "reached", "no rule throws": "holds" })
    const { properties } = explore(singleCopyRegister({ servers: 2, clients: 2 }))
    const linearizable = properties.find(({ id }) => id === "linearizable")
    expect([linearizable?.verdict, linearizable?.trace?.steps.length]).toEqual(["violated", 4])
  })
})
