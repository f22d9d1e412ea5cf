import { describe, expect, test } from "vitest"
import { debugged, defineModel, explore, type Model, type Outcome, replay, report } from "./index.ts"

interface Self {
  readonly votes: readonly string[]
  readonly at: { readonly time: number }
}

/** A node that may vote three times, and one that hears of it. */
const voting = (over: Partial<Model<Self, unknown, string, unknown>> = {}): Model<Self, unknown, string, unknown> => ({
  name: "voting",
  slots: ["alice", "bob"],
  initial: { locals: [{ votes: [], at: { time: 0 } }, { votes: [], at: { time: 0 } }] },
  actions: (slot, { votes }) => (slot === 0 && votes.length < 3 ? ["vote"] : []),
  act: (_slot, local) => ({ local: { ...local, votes: [...local.votes, "yes"] }, sends: [{ to: 1, message: { vote: "yes" } }] }),
  receive: (_slot, local) => ({ local }),
  observe: (_slot, local) => local,
  network: { kind: "multiset" },
  properties: [],
  ...over
})

const complaint = (model: Model<Self, unknown, string, unknown>, debug: boolean | undefined = true): string => {
  try {
    return `none: ${explore(model, debug === undefined ? {} : { debug }).properties.map(({ trace }) => trace?.error).join()}`
  } catch (error) {
    return (error as Error).message
  }
}

const acting = (act: (slot: number, local: Self, action: string) => unknown): Model<Self, unknown, string, unknown> => voting({ act: act as (slot: number, local: Self, action: string) => Outcome<Self, unknown, unknown> })

/** What a state may not hold. */
const holding = (at: unknown): Model<Self, unknown, string, unknown> => acting((_slot, local) => ({ local: { ...local, votes: ["x", "y", "z"], at: { time: at } } }))

describe("a rule that changes what it is given", () => {
  test("is named, with the event, the field, and the line", () => {
    const pushes = acting((_slot, local) => {
      ;(local.votes as string[]).push("yes")
      return { local }
    })
    expect(complaint(pushes)).toMatch(/^voting: act of alice on vote changes what it is given: local\.votes\.0 was nothing and is yes after the call \(debug\.test\.ts:\d+:\d+\)\. A rule must leave its arguments alone and return something new, as in \{ \.\.\.local, votes: … \}$/)
    const deep = voting({
      receive: (_slot, local) => {
        ;(local.at as { time: number }).time = 7
        return { local }
      }
    })
    expect(complaint(deep)).toContain("receive of bob on {vote: yes} from alice changes what it is given: local.at.time was 0 and is 7 after the call")
  })

  test("in a Map too, which cannot be frozen", () => {
    const counts = new Map([["yes", 1]])
    expect(complaint(voting({ initial: { locals: [{ votes: [], at: { time: 0 }, counts } as Self, { votes: [], at: { time: 0 } }] }, act: (_slot, local) => ((local as unknown as { counts: Map<string, number> }).counts.set("yes", 2), { local }) }))).toContain("local.counts.yes was 1 and is 2 after the call")
  })

  test("is found without asking for it, as long as the model is young", () => {
    const pushes = acting((_slot, local) => ((local.votes as string[]).push("yes"), { local }))
    expect(() => explore(pushes)).toThrow("changes what it is given")
    expect(complaint(pushes, false)).toMatch(/^none/)
  })
})

describe("a rule that is not deterministic", () => {
  test("is named, with the event and the field that differs", () => {
    let clock = 0
    expect(complaint(acting((_slot, local) => ({ local: { ...local, at: { time: ++clock } } })))).toMatch(/^voting: act of alice on vote is not deterministic: called twice with the same arguments, local\.at\.time was 1 and then 2\. A rule may depend on its arguments alone/)
    expect(complaint(acting((_slot, local) => ({ local, sends: [{ to: 1, message: { vote: ++clock } }] })))).toContain("sends.0.message.vote was 3 and then 4")
    let calls = 0
    expect(complaint(acting((_slot, local) => (calls++ % 2 === 0 ? { local: { ...local, votes: ["x", "x", "x"] } } : undefined)))).toContain("itself was {local: {votes: [x, x, x], at: {time: 0}}} and then nothing")
    expect(
      complaint(
        acting((_slot, local) => {
          if (calls++ % 2 === 0) throw new Error("no luck")
          return { local }
        })
      )
    ).toContain("it threw no luck and then nothing")
  })

  test("what lies beyond the first 300 calls is looked at when asked for", () => {
    let clock = 0
    const late = voting({
      actions: (slot, { votes }) => (slot === 0 && votes.length < 3000 ? ["vote"] : []),
      act: (_slot, local) => ({ local: { ...local, votes: [], at: { time: local.at.time < 2000 ? local.at.time + 1 : 2000 + (++clock % 2) } } })
    })
    expect(complaint(late)).toContain("local.at.time was 2001 and then 2000")
    expect(explore({ ...late, properties: [] }, { maxStates: 3000 }).uniqueStates).toBeGreaterThan(2000)
  })
})

describe("what is no plain data", () => {
  test.each([
    [new Date(0), "an instance of Date", "write a number of milliseconds"],
    [undefined, "undefined", "leave the key out, or write null"],
    [() => 1, "a function", "keep the data that the function would close over"],
    [new (class Ballot {})(), "an instance of Ballot", "write a plain object, with a field that says its kind; Map, Set and effect's HashMap"],
    [Number.NaN, "NaN", "write null"]
  ])("%s: slot, path, and what to write instead", (value, what, instead) => {
    expect(complaint(holding(value))).toMatch(new RegExp(`^none: alice: local\\.at\\.time is ${what}: not plain data, so the checker .*; ${instead}`))
    expect(complaint(voting({ initial: { locals: [{ votes: [], at: { time: 0 } }, { votes: [], at: { time: value as number } }] } }))).toMatch(new RegExp(`^voting: in the initial state of bob, local\\.at\\.time is ${what}: .*; ${instead}`))
  })

  test("a message is named as such", () => {
    expect(complaint(acting((_slot, local) => ({ local, sends: [{ to: 1, message: { due: new Date(0) } }] })))).toMatch(/^none: alice: message\.due is an instance of Date/)
  })

  test("a Map and a Set are taken", () => {
    expect(complaint(holding(new Map([["a", new Set([1])]])))).toBe("none: ")
  })
})

describe("a property that throws", () => {
  const asks = (reads?: readonly number[]) => voting({ properties: [{ kind: "always", id: "few votes", ...(reads && { reads }), holds: ([alice, bob]) => ((alice as Self).votes[1] === undefined ? true : (bob as unknown as { size: { n: boolean } }).size.n) }] })

  test("says which, on what state, and how it came there", () => {
    expect(complaint(asks())).toBe(`voting: property "few votes" threw: Cannot read properties of undefined (reading 'n')
  after 2 steps:
    alice: {votes: [yes, yes], at: {time: 0}}
    bob: {votes: [], at: {time: 0}}
  the run:
    1  alice: vote
    2  alice: vote`)
    expect(() => explore(asks())).toThrow(expect.objectContaining({ trace: expect.objectContaining({ steps: [expect.anything(), expect.anything()] }) }))
  })

  test("of what it does not read: says what it is given", () => {
    expect(complaint(asks([0]))).toContain("after 2 steps (it is given the slots of its `reads`, and no others):\n    alice: {votes: [yes, yes], at: {time: 0}}\n  the run")
  })

  test("of steps, too", () => {
    const step = voting({ properties: [{ kind: "step", id: "on", concerns: (before) => before.votes.length === 1, holds: () => (null as unknown as { x: boolean }).x }] })
    expect(complaint(step)).toMatch(/property "on" threw: .*\n  after 2 steps:/)
  })
})

describe("names", () => {
  test("that are there twice, or not at all", () => {
    expect(complaint(voting({ slots: ["alice", "alice"] }))).toBe('voting: two slots are called "alice"')
    expect(complaint(voting({ slots: ["alice", "bob", "carol"] }))).toBe("voting: 2 initial locals for 3 slots (0 alice, 1 bob, 2 carol)")
    const property = { kind: "always", id: "p", holds: () => true } as const
    expect(complaint(voting({ properties: [property, property] }))).toBe('voting: two properties are called "p"')
    expect(complaint(voting({ properties: [{ ...property, reads: [4] }] }))).toBe('voting: reads of "p" names slot 4; there are 0 alice, 1 bob')
    expect(complaint(acting((_slot, local) => ({ local, sends: [{ to: 5, message: 0 }] })))).toContain("something goes to slot 5; there are 2")
  })

  test("an action that is not listed", () => {
    const twice = { kind: "act", slot: 1, action: "vote" } as const
    expect(() => replay(debugged(voting()), [twice])).toThrow("voting: act of bob on vote was asked for, and actions does not list it there; it lists nothing")
  })

  test("an outcome that is none", () => {
    expect(complaint(acting((_slot, local) => ({ ...local })))).toContain("act of alice on vote returned {votes: [], at: {time: 0}}, which has no `local`; return { local: the next state, sends: […] }")
    const named = defineModel({ name: "named", nodes: { a: { initial: 0, actions: { go: () => ({ next: 1 }) as never } }, b: { initial: 0 } } })
    expect(explore(named).properties.at(-1)?.trace?.error).toContain("a returned {next: 1}, which has no `state`")
    const lost = defineModel({ name: "lost", nodes: { a: { initial: 0, actions: { go: () => ({ state: 1, send: [{ to: "bb", message: 1 }] }) } }, b: { initial: 0 } } })
    expect(explore(lost).properties.at(-1)?.trace?.error).toBe('a sends to "bb"; the nodes are a, b')
    expect(() => defineModel({ name: "alike", nodes: { a: { initial: 0 } }, symmetric: ["b" as "a"] })).toThrow('symmetric names "b"; the nodes are a')
  })
})

describe("a model without bounds", () => {
  const endless = voting({ actions: (slot) => (slot === 0 ? ["vote", "wait"] : []), act: (_slot, local, action) => (action === "vote" ? { local: { ...local, votes: [...local.votes, "yes"] }, sends: [{ to: 1, message: "yes" }] } : { local: { ...local, at: { time: local.at.time + 1 } } }) })

  test.each([{ maxStates: 3000 }, { maxDepth: 14 }])("names what grows: %o", (options) => {
    const result = explore(endless, options)
    expect(result.growing?.map(({ slot, path, what }) => `${slot} ${path} ${what}`).sort()).toEqual(["alice at.time value", "alice votes length", "network  messages in flight"])
    expect(result.growing?.every(({ from, to }) => to > from)).toBe(true)
    expect(report(endless, result)).toMatch(/still growing when it stopped:\n(.*\n)*.*alice\.votes \(length \d+ to \d+\)/)
  })

  test("one that ends has nothing to say", () => {
    expect(explore(voting()).growing).toBeUndefined()
    const bounded = voting({ actions: (slot, { at }) => (slot === 0 ? [String(at.time)] : []), act: (_slot, local) => ({ local: { ...local, at: { time: (local.at.time + 1) % 40 } } }) })
    expect(explore({ ...bounded, network: { kind: "set" } }).exhausted).toBe(true)
    // Numbers that come round again and again do not grow, however early it ends.
    const round = voting({ actions: (slot) => (slot === 0 ? ["on"] : []), act: (_slot, local) => ({ local: { ...local, at: { time: (local.at.time + 1) % 3 } }, sends: [] }) })
    expect(explore(round, { maxDepth: 3 }).growing).toEqual([])
  })
})

test("a long run pays for 300 calls, and no more", () => {
  const countedWith = (options: { readonly debug?: boolean }): number => {
    let calls = 0
    explore(voting({ actions: (slot, { at }) => (calls++, slot === 0 && at.time < 5000 ? ["on"] : []), act: (_slot, local) => (calls++, { local: { ...local, at: { time: local.at.time + 1 } } }) }), options)
    return calls
  }
  const needed = countedWith({ debug: false })
  const looked = countedWith({}) - needed
  expect([needed > 10_000, looked >= 300 && looked <= 600]).toEqual([true, true])
  expect(countedWith({ debug: true })).toBeGreaterThan(2 * needed)
})
