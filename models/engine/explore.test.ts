import { describe, expect, test } from "vitest"
import { explore } from "./index.ts"
import type { Property } from "./model.ts"
import type { Result } from "./result.ts"
import type { Tiny } from "./testing.ts"

type Prop = Property<number, number, number, number>

/** Slots that count up to `top`, each by itself. */
const counters = (slots: number, top: number, over: Partial<Tiny> = {}): Tiny => ({
  name: "counters",
  slots: Array.from({ length: slots }, (_, i) => `c${i}`),
  initial: { locals: Array.from({ length: slots }, () => 0) },
  actions: (_slot, local) => (local < top ? [1] : []),
  act: (_slot, local, by) => ({ local: local + by }),
  receive: (_slot, _local, _from, message) => ({ local: message }),
  observe: (_slot, local, signal) => (local >= signal ? local - signal : undefined),
  network: { kind: "multiset" },
  properties: [],
  ...over
})

const counts = (model: Tiny, options = {}) => {
  const { uniqueStates, generatedStates, depth, exhausted } = explore(model, { maxStates: 100_000, ...options })
  return [uniqueStates, generatedStates, depth, exhausted]
}

const verdictOf = ({ properties }: Result, id: string) => {
  const found = properties.find((property) => property.id === id)
  return [found?.verdict, found?.trace?.steps.length]
}

describe("counts", () => {
  test("a grid: (top + 1)² states, each left along two ways but for the last of each", () => {
    expect(counts(counters(2, 3))).toEqual([16, 1 + 2 * 12, 7, true])
  })

  test("a world in which nothing can happen has one state", () => {
    expect(counts(counters(3, 0))).toEqual([1, 1, 1, true])
  })

  test("what is out of bounds is not counted", () => {
    expect(counts(counters(1, 5, { within: (_slot, local) => local < 3 }))).toEqual([3, 3, 3, true])
  })

  test("what is out of bounds is not numbered either; a local that begins there may stay", () => {
    const within = (_slot: number, local: number): boolean => local < 3
    expect(explore(counters(1, 5, { within })).memo.locals).toBe(3)
    expect(counts(counters(1, 5, { within, initial: { locals: [4] }, act: (_slot, local, by) => ({ local: by === 1 ? local : local + 1 }), actions: () => [1, 2] }))).toEqual([1, 2, 1, true])
  })

  test("rules are called once per local and action, however many states there are", () => {
    let calls = 0
    const result = explore(counters(4, 9, { act: (_slot, local) => (calls++, { local: local + 1 }) }), { debug: false })
    expect([result.uniqueStates, calls, result.memo.calls]).toEqual([10_000, 36, 36])
    expect(result.memo.hitRatio).toBeGreaterThan(0.99)
  })

  test("symmetry of counters leaves the multisets of their values", () => {
    const permutations = [[0, 1], [1, 0]]
    const model = counters(2, 3, { symmetry: { permutations, renameLocal: (_slot, local) => local, renameMessage: (message) => message } })
    expect(counts(model)[0]).toBe(10)
    expect(counts(model, { symmetry: false })[0]).toBe(16)
  })

  test("the orbit of the initial state is known when another of its states comes", () => {
    const permutations = [[0, 1], [1, 0]]
    const flip: Partial<Tiny> = { initial: { locals: [0, 1] }, actions: () => [1], act: (_slot, local) => ({ local: 1 - local }) }
    const symmetry = { permutations, renameLocal: (_slot: number, local: number) => local, renameMessage: (message: number) => message }
    expect(counts(counters(2, 1, { ...flip, symmetry }))).toEqual([3, 7, 2, true])
  })

  test("permutations that are no group are refused", () => {
    const of = (permutations: readonly (readonly number[])[]) => () =>
      explore(counters(3, 1, { symmetry: { permutations, renameLocal: (_slot, local) => local, renameMessage: (message) => message } }))
    expect(of([[1, 0, 2]])).toThrow("identity")
    expect(of([[0, 1, 2], [1, 2, 0]])).toThrow("group")
    expect(of([[0, 1, 2], [1, 0, 2], [0, 2, 1]])).toThrow("group")
    expect(of([[0, 1, 2], [1, 2, 0], [2, 0, 1]])).not.toThrow()
    expect(of([[0, 1, 2], [0, 1, 1]])).toThrow("does not permute")
    expect(of([[0, 1, 2], [0, 1, 2]])).toThrow("twice")
  })
})

describe("the network", () => {
  const sender = (over: Partial<Tiny["network"]>, more: Partial<Tiny> = {}): Tiny =>
    counters(2, 1, {
      actions: (slot, local) => (slot === 0 && local === 0 ? [1] : []),
      act: () => ({ local: 1, sends: [{ to: 1, message: 7 }] }),
      network: { kind: "multiset", ...over },
      ...more
    })

  test("a message is delivered once", () => {
    expect(counts(sender({}))).toEqual([3, 3, 3, true])
  })

  test("in a set it comes again and again, and is there once", () => {
    expect(counts(sender({ kind: "set" }))).toEqual([3, 4, 3, true])
    const twice = sender({ kind: "set" }, { act: () => ({ local: 1, sends: [{ to: 1, message: 7 }, { to: 1, message: 7 }] }) })
    expect(counts(twice)).toEqual([3, 4, 3, true])
  })

  test("in a multiset two copies are two messages, alike", () => {
    const twice = sender({}, { act: () => ({ local: 1, sends: [{ to: 1, message: 7 }, { to: 1, message: 7 }] }) })
    expect(counts(twice)).toEqual([4, 4, 4, true])
  })

  test("a lost message is gone", () => {
    // Sent; then received or lost.
    expect(counts(sender({ lose: [] }))).toEqual([4, 4, 3, true])
  })

  test("a message delivered twice stays in flight", () => {
    // Sent; received and gone, or received and there, and then again both.
    expect(counts(sender({ duplicate: [] }))).toEqual([4, 6, 3, true])
  })

  test("a message that a slot does not take waits", () => {
    expect(counts(sender({}, { receive: () => undefined }))).toEqual([2, 2, 2, true])
  })

  test("no step leads beyond the messages that may be in flight", () => {
    expect(counts(sender({ maxInFlight: 0 }))).toEqual([1, 1, 1, true])
    expect(counts(sender({ kind: "set", maxInFlight: 0 }))).toEqual([1, 1, 1, true])
  })

  test("a budget in a slot limits losses and repetitions", () => {
    const budget = (over: Partial<Tiny["network"]>): Tiny => {
      const model = sender(over)
      return { ...model, slots: [...model.slots, "budget"], initial: { locals: [0, 0, 2] } }
    }
    const spend = [{ to: 2, signal: 1 }]
    expect(counts(budget({ lose: spend }))).toEqual([4, 4, 3, true])
    // With two repetitions to spend: 0, 1 or 2 spent, and the message there or gone.
    expect(counts(budget({ duplicate: spend }))).toEqual([7, 7, 5, true])
    expect(counts(budget({ duplicate: [{ to: 2, signal: 3 }] }))).toEqual([3, 3, 3, true])
  })

  test("a link that is cut carries nothing", () => {
    const model = sender({ carry: (from, to) => [{ to: 2, signal: from * 10 + to }] })
    const linked = (refused: number): Tiny => ({
      ...model,
      slots: [...model.slots, "links"],
      initial: { locals: [0, 0, 5] },
      observe: (_slot, local, link) => (link === refused ? undefined : local)
    })
    expect(counts(linked(10))[0]).toBe(3)
    expect(counts(linked(1))[0]).toBe(2)
  })

  test("a set is not said to lose or repeat", () => {
    expect(() => explore(sender({ kind: "set", lose: [] }))).toThrow("leave out lose")
  })
})

describe("signals", () => {
  const telling = (signals: readonly { readonly to: number; readonly signal: number }[], budget: number): Tiny =>
    counters(2, 1, { initial: { locals: [0, budget] }, actions: (slot, local) => (slot === 0 && local === 0 ? [1] : []), act: () => ({ local: 1, signals }) })

  test("reach their slot within the step, several in order", () => {
    const model = telling([{ to: 1, signal: 3 }, { to: 1, signal: 2 }], 5)
    const result = explore({ ...model, properties: [{ kind: "sometimes", id: "spent", holds: ([, left]) => left === 0 }] })
    expect([result.uniqueStates, ...verdictOf(result, "spent")]).toEqual([2, "reached", 1])
  })

  test("one that is refused takes the whole step back", () => {
    expect(counts(telling([{ to: 1, signal: 3 }, { to: 1, signal: 3 }], 5))).toEqual([1, 1, 1, true])
  })

  test("to the mover itself are observed by its new local", () => {
    const model = telling([{ to: 0, signal: 1 }], 0)
    expect(counts(model)).toEqual([1, 2, 1, true])
  })

  test("that lead out of bounds take the step back", () => {
    expect(counts({ ...telling([{ to: 1, signal: 3 }], 5), within: (slot, local) => slot === 0 || local > 2 })).toEqual([1, 1, 1, true])
  })
})

describe("verdicts", () => {
  const always: Prop = { kind: "always", id: "low", holds: ([a]) => (a as number) < 2 }
  const far: Prop = { kind: "sometimes", id: "far", holds: ([a]) => a === 3 }
  const never: Prop = { kind: "sometimes", id: "never", holds: () => false }

  test("a witness is missing once everything was seen, and undecided before", () => {
    expect(verdictOf(explore(counters(1, 3, { properties: [never] })), "never")).toEqual(["missing", undefined])
    expect(verdictOf(explore(counters(1, 3, { properties: [never] }), { maxDepth: 3 }), "never")).toEqual(["undecided", undefined])
    expect(verdictOf(explore(counters(1, 3, { properties: [never] }), { maxStates: 2 }), "never")).toEqual(["undecided", undefined])
    expect(verdictOf(explore(counters(9, 9, { properties: [never] }), { timeoutSeconds: 0 }), "never")).toEqual(["undecided", undefined])
  })

  test("a promise holds once everything was seen, and is undecided before", () => {
    expect(verdictOf(explore(counters(1, 1, { properties: [always] })), "low")).toEqual(["holds", undefined])
    expect(verdictOf(explore(counters(1, 3, { properties: [always] }), { maxDepth: 2 }), "low")).toEqual(["undecided", undefined])
  })

  test("the shortest traces are found, on the last level of a bounded search too", () => {
    const result = explore(counters(2, 3, { properties: [always, far] }), { maxDepth: 4 })
    expect([verdictOf(result, "low"), verdictOf(result, "far"), result.exhausted]).toEqual([["violated", 2], ["reached", 3], false])
  })

  test("a search that is stopped says no more than it knows", () => {
    const result = explore(counters(2, 9, { properties: [always, never] }), { stopAt: ["low"] })
    expect([verdictOf(result, "low"), verdictOf(result, "never"), result.exhausted]).toEqual([["violated", 2], ["undecided", undefined], false])
    const all = explore(counters(2, 9, { properties: [always, far] }), { stopAt: [] })
    expect([verdictOf(all, "low"), verdictOf(all, "far"), all.exhausted]).toEqual([["violated", 2], ["reached", 3], false])
  })

  test("a property is asked once per tuple of what it reads, and sees nothing else", () => {
    const seen: string[] = []
    explore(counters(3, 2, { properties: [{ kind: "always", id: "p", reads: [1], holds: (locals) => (seen.push(locals.map(String).join()), true) }] }))
    expect(seen).toEqual(["undefined,0,undefined", "undefined,1,undefined", "undefined,2,undefined"])
  })

  test("a property of a step is asked of steps into known states too, and its trace ends with that step", () => {
    // Down from 2 to 1 leads to a state known since the first step.
    const model = counters(1, 2, {
      actions: () => [1, -1],
      within: (_slot, local) => local >= 0 && local <= 2,
      properties: [{ kind: "step", id: "up only", concerns: () => true, holds: ([a], _move, _outcome, [b]) => (b as number) > (a as number) }]
    })
    const result = explore(model)
    expect(verdictOf(result, "up only")).toEqual(["violated", 2])
    const trace = result.properties[0]?.trace
    expect([trace?.steps[1]?.move, trace?.steps[1]?.outcome.local, trace?.steps[1]?.locals]).toEqual([{ kind: "act", slot: 0, action: -1 }, 0, [0]])
  })

  test("a property of a step is asked only of the steps that it concerns", () => {
    let asked = 0
    const model = counters(2, 2, { properties: [{ kind: "step", id: "p", concerns: (before, move) => before === 0 && move.slot === 1, holds: () => (asked++, true) }] })
    explore(model)
    expect(asked).toBe(3)
  })

  test("of seventy properties of steps each is decided by its own steps, though some share a bit", () => {
    const never = Array.from({ length: 70 }, (_, i): Prop => ({ kind: "step", id: `from ${i}`, concerns: (before) => before === i, holds: () => i % 3 !== 0 }))
    const result = explore(counters(2, 69, { properties: never }))
    expect(never.map(({ id }) => verdictOf(result, id))).toEqual(never.map((_, i) => (i % 3 === 0 && i < 69 ? ["violated", i + 1] : ["holds", undefined])))
  })

  test("how a step came about is told to properties of steps, and is no part of the state", () => {
    const told: unknown[] = []
    const model = counters(1, 3, { act: (_slot, local) => ({ local: local + 1, detail: { from: local } }), properties: [{ kind: "step", id: "p", concerns: (_before, _move, { detail }) => (told.push(detail), false), holds: () => true }] })
    expect([explore(model, { debug: false }).uniqueStates, told]).toEqual([4, [{ from: 0 }, { from: 1 }, { from: 2 }]])
  })

  test("a property that throws is a mistake, not a counterexample", () => {
    const broken = (): boolean => { throw new Error("oops") }
    expect(() => explore(counters(1, 1, { properties: [{ kind: "always", id: "p", holds: broken }] }))).toThrow('property "p" threw: oops')
    expect(() => explore(counters(1, 1, { properties: [{ kind: "step", id: "s", concerns: broken, holds: () => true }] }))).toThrow('property "s" threw: oops')
    expect(() => explore(counters(1, 1, { properties: [always, always] }))).toThrow("two properties")
  })

  test("taken verdicts are counted once per local and event", () => {
    const { verdicts } = explore(counters(3, 2, { act: (_slot, local) => ({ local: local + 1, verdicts: [local === 0 ? "first" : "more"] }) }))
    expect([...verdicts]).toEqual([["first", 3], ["more", 3]])
    const twice = counters(2, 0, { initial: { locals: [0, 0], inFlight: [{ from: 0, to: 1, message: 5 }] }, receive: () => ({ local: 5, verdicts: ["got it"] }), network: { kind: "multiset", duplicate: [] } })
    expect([...explore(twice).verdicts]).toEqual([["got it", 2]])
  })

  test("the chance of a collision is that of a birthday", () => {
    expect(explore(counters(2, 3)).collisionProbability).toBeCloseTo(256 / 2 ** 65, 30)
  })
})

describe("a throw is a counterexample", () => {
  const boom = (): never => { throw new Error("boom") }
  const thrown = (model: Tiny) => {
    const result = explore(model)
    const trace = result.properties.find(({ id }) => id === "no rule throws")?.trace
    return [result.uniqueStates, ...verdictOf(result, "no rule throws"), trace?.error, trace?.steps[trace.steps.length - 1]?.move]
  }
  const act = { kind: "act", slot: 0, action: 1 }

  test("in act: its trace ends with the throwing move, and the search goes on", () => {
    expect(thrown(counters(2, 3, { act: (slot, local) => (slot === 0 && local === 1 ? boom() : { local: local + 1 }) }))).toEqual([8, "violated", 2, "boom", act])
  })

  test("in receive", () => {
    const model = counters(2, 0, { initial: { locals: [0, 0], inFlight: [{ from: 1, to: 0, message: 5 }] }, receive: boom })
    expect(thrown(model)).toEqual([1, "violated", 1, "boom", { kind: "deliver", slot: 0, from: 1, message: 5 }])
    // What the link does not carry is not received, and cannot throw.
    const cut = { ...model, observe: () => undefined, network: { kind: "multiset", carry: () => [{ to: 1, signal: 0 }] } } as const
    expect(thrown(cut)).toEqual([1, "holds", undefined, undefined, undefined])
    const refused = { ...cut, network: { kind: "multiset", carry: () => [{ to: 0, signal: 0 }] } } as const
    expect(thrown(refused)).toEqual([1, "holds", undefined, undefined, undefined])
  })

  test("in observe, within, actions, and as data that cannot be encoded", () => {
    const tells = { act: (_slot: number, local: number) => ({ local: local + 1, signals: [{ to: 1, signal: 0 }] }), actions: (slot: number, local: number) => (slot === 0 && local < 2 ? [1] : []) }
    expect(thrown(counters(2, 2, { ...tells, observe: boom }))).toEqual([1, "violated", 1, "boom", act])
    expect(thrown(counters(1, 2, { within: (_slot, local) => (local === 2 ? boom() : true) }))).toEqual([2, "violated", 2, "boom", act])
    expect(thrown(counters(1, 2, { actions: (_slot, local) => (local === 1 ? boom() : [1]) }))).toEqual([2, "violated", 1, "actions of c0: boom", act])
    expect(thrown(counters(1, 2, { act: () => ({ local: Number.NaN }) }))[3]).toMatch(/^c0: local is NaN/)
    expect(thrown(counters(1, 2, { act: () => ({ local: 1, sends: [{ to: 9, message: 0 }] }) }))[3]).toMatch(/slot 9/)
    expect(thrown(counters(1, 2, { act: () => ({ local: 1, signals: [{ to: 9, signal: 0 }] }) }))[3]).toMatch(/slot 9/)
  })

  test("an initial state that is not plain data stops everything", () => {
    expect(() => explore(counters(1, 1, { initial: { locals: [Number.NaN] } }))).toThrow("local is NaN")
  })
})

test("progress is reported about once a second", () => {
  const reports: number[] = []
  let now = 0
  const clock = performance.now.bind(performance)
  performance.now = () => (now += 600)
  try {
    explore(counters(4, 9), { onProgress: ({ uniqueStates }) => reports.push(uniqueStates) })
  } finally {
    performance.now = clock
  }
  expect(reports.length).toBeGreaterThan(5)
  expect([...reports].sort((a, b) => a - b)).toEqual(reports)
})
