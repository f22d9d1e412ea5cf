import { describe, expect, test } from "vitest"
import { defineModel, explore, node, report, simulate } from "./index.ts"

/** What a newcomer reads of a definition of one node, or of what it is explored to. */
const told = (over: object, more: object = {}): string => {
  try {
    const model = defineModel({ name: "m", nodes: { a: { initial: 0, ...over } }, ...more } as never)
    return report(model, explore(model, { maxStates: 2000 }))
  } catch (error) {
    return (error as Error).message
  }
}
const doing = (go: (self: never) => unknown): string => told({ actions: { go } })

describe("words that mean nothing here are named, with those that do", () => {
  test.each([
    ["of a definition", () => told({}, { invariants: {} }), /^the definition has "invariants", which means nothing here; it may have name, nodes,/],
    ["of a node", () => told({ acitons: {} }), /^node a has "acitons".* it may have initial, actions,/],
    ["of the network", () => told({}, { network: { loses: true } }), /^network has "loses"/],
    ["of what a rule returns", () => doing(() => ({ state: 1, sends: [] })), /threw: what a returned has "sends".*state, send, as/],
    ["a list for names", () => told({}, { always: [() => true] }), /^always is a list; write \{ name:/],
    ["a claim for a promise", () => told({}, { eventually: { p: () => true } }), /^"p" of eventually is a function; write \{ holds:/],
    ["no function", () => told({ actions: { go: 1 } }), /^"go" of a is 1; it must be a function/],
    ["a definition that was not made a model", () => { try { return explore({ name: "m", nodes: {} } as never).model } catch (error) { return (error as Error).message } }, /^this is no model, it has name, nodes; defineModel/]
  ])("%s", (_, text, expected) => expect(text()).toMatch(expected))
})

describe("what is no answer is not taken for one", () => {
  test.each([
    ["a claim without return", () => told({}, { always: { p: () => {} } }), /property "p" returned nothing; it must say true or false: is there a return\?\n {2}in the initial state:\n {4}a: 0/],
    ["a claim that is async", () => told({}, { sometimes: { p: async () => true } }), /returned a promise; .* must not be async/],
    ["a promise without return", () => told({}, { eventually: { p: { holds: () => {} } } }), /property "p" returned nothing.*\n {2}in the initial state/],
    ["a way back without return", () => told({}, { recoverable: { p: () => {} } }), /property "p" returned nothing.*\n {2}in the initial state/],
    ["a claim of steps without return", () => told({ actions: { go: (n: number) => (n < 1 ? { state: 1 } : undefined) } }, { steps: { p: () => {} } }), /property "p" returned nothing(.*\n)*.*1 {2}a: go/],
    ["a history without return", () => told({ actions: { go: (n: number) => (n < 1 ? { state: 1 } : undefined) } }, { history: { initial: 0, note: () => {} } }), /history\.note returned nothing/],
    ["a bound without return", () => told({ within: () => {} }), /^within of a returned nothing/],
    ["a bound that forbids the beginning", () => told({ within: (n: number) => n > 0 }), /^within of a is false of the state that it begins in, 0/],
    ["a rule that is async", () => doing(async () => ({ state: 1 })), /a returned a promise: .* must not be async/],
    ["one message for a list", () => doing(() => ({ state: 1, send: { to: "a", message: 1 } })), /`send` is a list/],
    ["a message to nobody", () => doing(() => ({ state: 1, send: [{ message: 1 }] })), /a sends \{message: 1\}; write \{ to:/],
    ["a message to a node that receives nothing", () => doing(() => ({ state: 1, send: [{ to: "a", message: "x" }] })), /a sends x to a, which has no `receive`/]
  ])("%s", (_, text, expected) => expect(text()).toMatch(expected))
})

describe("chance and the clock give themselves away in one call", () => {
  test.each([
    ["a coin", () => (Math.random() < 0.5 ? 1 : 2)],
    ["the time", () => Date.now()],
    ["a date", () => new Date().getFullYear() + new Date().getDate()],
    ["a date as a text", () => Date()],
    ["a stopwatch", () => Math.floor(performance.now() / 1e6)]
  ])("%s", (_, of) => expect(doing(() => ({ state: of() }))).toMatch(/act of a on go is not deterministic/))

  test("a date of something else is none of them, and the world is as it was", () => {
    expect(told({ actions: { go: (n: number) => (n === 0 ? { state: new Date(86_400_000).getTime() } : undefined) } })).toContain("m: 2 states")
    expect([Math.random() < 1, new Date() instanceof Date, Math.abs(Date.now() - new Date().getTime()) < 1000]).toEqual([true, true, true])
  })
})

describe("what cannot be told apart", () => {
  const cycle = (): object => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    return loop
  }
  test.each([
    // oxlint-disable-next-line no-sparse-arrays
    ["a hole", () => [, 1], /local\.0 is undefined/],
    ["a symbol", () => Symbol("x"), /local is a symbol/],
    ["a circle, new each time", cycle, /local\.self is a cycle/]
  ])("%s", (_, state, expected) => expect(doing(() => ({ state: state() }))).toMatch(expected))
  test("−0 is 0, and a bigint is taken", () => {
    expect(told({ actions: { go: (n: number) => (n === 0 ? { state: -0 } : undefined) } })).toContain("m: 1 state of")
    expect(told({ actions: { go: (n: number) => (n === 0 ? { state: 1n } : undefined) } })).toContain("m: 2 states of")
  })
})

test("what never happens and what nobody receives is told", () => {
  const model = defineModel({
    name: "m",
    nodes: {
      a: node<number, string>({ initial: 0, actions: { greets: (n) => (n === 0 ? { state: 1, send: [{ to: "b", message: "helo" }] } : undefined), leaves: (n) => (n === 7 ? { state: 8 } : undefined) } }),
      b: node<number, string>({ initial: 0, receive: (_, message) => (message === "hello" ? { state: 1 } : undefined) })
    }
  })
  expect(explore(model).never).toEqual({ actions: ["a: leaves"], messages: ["helo from a to b"] })
  expect(report(model, explore(model))).toMatch(/never happens: a: leaves\n {2}never received: helo from a to b$/)
  expect(explore(model, { maxStates: 1 }).never).toBeUndefined()
})

describe("a symmetry that is none", () => {
  const racing = (most: (me: string) => number, claim: (a: number) => boolean = () => true) => {
    const racer = (me: string) => node<number, never>({ initial: 0, actions: { runs: (n) => (n < most(me) ? { state: n + 1 } : undefined) } })
    return () => explore(defineModel({ name: "race", nodes: { a: racer("a"), b: racer("b") }, symmetric: ["a", "b"], always: { claim: ({ a }) => claim(a) } }))
  }
  test("is found, and told in words", () => {
    expect(racing(() => 2)().uniqueStates).toBe(6)
    expect(racing((me) => (me === "a" ? 1 : 2))).toThrow(/race: what symmetric calls alike is not: "b: runs" is a step from a 1, b 1, and with b for a, a for b, from .*, no step comes to the same/)
    expect(racing(() => 2, (a) => a < 2)).toThrow(/"claim" holds in one of/)
  })
  test("is refused where the beginning shows it", () => {
    const one = (initial: unknown, actions = {}) => ({ initial, actions })
    expect(() => defineModel({ name: "m", nodes: { a: one(0), b: one(1) }, symmetric: ["a", "b"] })).toThrow("a and b are alike; they begin as 0 and 1")
    expect(() => defineModel({ name: "m", nodes: { a: one(0), b: one(0, { votes: () => undefined }) }, symmetric: ["a", "b"] })).toThrow("they may do nothing and votes")
    expect(() => defineModel({ name: "m", nodes: { a: one(0) }, symmetric: [["a", "z"]] })).toThrow('symmetric names "z"; the nodes are a')
    expect(() => defineModel({ name: "m", nodes: { a: one(0) }, symmetric: [["v", "w"], ["w", "x"]] })).toThrow('symmetric names "w" twice')
  })
})

describe("an account of what is under way", () => {
  const model = (network: object, claimed = true) =>
    defineModel({
      name: "mail",
      nodes: {
        a: node<number, number>({ initial: 0, actions: { sends: (n) => (n < 3 ? { state: n + 1, send: [{ to: "b", message: n % 2 }] } : undefined) } }),
        b: node<number, number>({ initial: 0, receive: (n, m) => ({ state: Math.min(3, n + m + 1) }) })
      },
      network,
      ...(claimed ? { sometimes: { "two alike": (_nodes: unknown, _history: unknown, underWay: readonly { readonly message: number }[]) => underWay.filter(({ message }) => message === 0).length === 2, "three, and none is there": ({ a }: { readonly a: number }, _history: unknown, underWay: readonly unknown[]) => a === 3 && underWay.length === 0 } } : {})
    })
  test.each([
    ["each is delivered once", {}, ["reached", "reached"]],
    ["each may get lost", { lossy: true }, ["reached", "reached"]],
    ["one may come once more", { repeats: 1 }, ["reached", "reached"]],
    ["delivery consumes nothing", { repeats: true }, ["missing", "missing"]],
    ["in order", { ordered: true }, ["reached", "reached"]],
    ["in order, and lossy", { ordered: true, lossy: 1 }, ["reached", "reached"]]
  ])("%s: it is right, and there are as many states", (_, network, verdicts) => {
    const seeing = explore(model(network), { exact: true })
    const { uniqueStates, generatedStates, depth } = explore(model(network, false))
    expect(seeing).toMatchObject({ uniqueStates, generatedStates, depth })
    expect(seeing.properties.slice(0, 2).map(({ verdict }) => verdict)).toEqual(verdicts)
    const { reached } = simulate(model(network), { seed: 1, runs: 60, steps: 30 })
    expect(reached.length).toBe(verdicts.filter((verdict) => verdict === "reached").length)
  })
})
