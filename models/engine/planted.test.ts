/**
 * A test of tests: bugs put into the engine, each of which the comparison with the naive search must find.
 */
import { afterEach, expect, test, vi } from "vitest"
import { twoPhaseCommit } from "../reference/two-phase-commit.ts"
import { Candidates } from "./candidates.ts"
import { differences, drawn } from "./testing.differential.ts"
import { encode } from "./encode.ts"
import { Expansion } from "./expansion.ts"
import { explore } from "./explore.ts"
import { Fingerprints } from "./fingerprints.ts"
import { Frontier } from "./frontier.ts"
import { Graph } from "./graph.ts"
import { Inert, LIVE, SILENT } from "./inert.ts"
import { Interner } from "./interning.ts"
import { PairMemo } from "./memo.ts"
import { Notices, OUTSIDE, REFUSED } from "./notices.ts"
import { StateProperties } from "./properties.ts"
import { ReducedSearch } from "./reduced-search.ts"
import { StepProperties } from "./steps.ts"
import { SENT, Transitions, WIDTH } from "./transitions.ts"

/** A class by what its instances have; private methods too. */
// oxlint-disable-next-line typescript/no-explicit-any
type Insides = any

/** Puts `changed`, made of what was there, in the place of a method. */
// oxlint-disable-next-line typescript/no-explicit-any
const plant = (target: { readonly prototype: Insides }, method: string, changed: (before: (...args: any[]) => any) => (this: any, ...args: any[]) => any): void => {
  const before = target.prototype[method] as () => unknown
  if (typeof before !== "function") throw new Error(`there is no ${method} to break`)
  vi.spyOn(target.prototype, method).mockImplementation(changed(before) as never)
}

afterEach(() => void vi.restoreAllMocks())

/** The first difference that a bug makes, among so many drawn models. */
const caughtBy = (models: number): string | undefined => {
  for (let seed = 0; seed < models; seed++) {
    const found = differences(drawn(seed * 10 + ((seed * 7) % 10)))
    if (found !== undefined && found.length > 0) return found[0]
  }
  return undefined
}

const bugs: readonly { readonly bug: string; readonly put: () => void }[] = [
  {
    bug: "a text without lengths, so neighbouring lists run together",
    put: () => {
      const known = new WeakMap<object, Map<string, unknown>>()
      plant(Interner, "id", (before) => function (value: unknown) {
        const alike = encode(value).replaceAll(/[s{[]\d+:/g, "")
        const of = known.get(this) ?? new Map<string, unknown>()
        known.set(this, of)
        if (!of.has(alike)) of.set(alike, value)
        return before.call(this, of.get(alike))
      })
    }
  },
  {
    bug: "a text that forgets the content of a nested list",
    put: () => plant(Interner, "id", (before) => function (value: { local?: { y?: unknown } }) {
      return before.call(this, value.local !== undefined && typeof value.local === "object" && "y" in value.local ? { ...value, local: { ...value.local, y: [] } } : value)
    })
  },
  {
    bug: "a lost successor",
    put: () => plant(Candidates, "propose", (before) => function (list: Int32Array, length: number, at: number) {
      const some = list.subarray(0, length).filter((t) => (this.transitions.records[t * WIDTH + SENT] as number) < 2)
      before.call(this, some, some.length, at)
    })
  },
  {
    bug: "a successor counted twice",
    put: () => plant(Candidates, "propose", (before) => function (list: Int32Array, length: number, at: number) {
      const more = Int32Array.from([...list.subarray(0, length)].flatMap((t) => (t === 3 ? [t, t] : [t])))
      before.call(this, more, more.length, at)
    })
  },
  {
    bug: "locals under a wrong permutation",
    put: () => plant(Interner, "id", (before) => function (value: { slot?: number }) {
      const size = this.size as number
      const id = before.call(this, value) as number
      if (this.permutations > 2 && value.slot !== undefined && this.size > size) {
        const at = 2 * id * this.permutations
        for (const lane of [0, 1]) [this.hashes[at + 2 + lane], this.hashes[at + 4 + lane]] = [this.hashes[at + 4 + lane], this.hashes[at + 2 + lane]]
      }
      return id
    })
  },
  {
    bug: "a permutation that is left out of messages",
    put: () => plant(Interner, "id", (before) => function (value: { message?: unknown }) {
      const size = this.size as number
      const id = before.call(this, value) as number
      if (this.permutations > 1 && value.message !== undefined && this.size > size) {
        const at = 2 * id * this.permutations
        for (const lane of [0, 1]) this.hashes[at + 2 + lane] = this.hashes[at + lane]
      }
      return id
    })
  },
  { bug: "a memo keyed on one of the two", put: () => (["get", "set"] as const).forEach((name) => plant(PairMemo, name, (before) => function (a: number, _b: number, ...rest: number[]) { return before.call(this, a, 0, ...rest) as unknown })) },
  { bug: "a forgotten notice", put: () => plant(Notices, "taken", (before) => function (local: number, id: number) { return (before.call(this, local, id) as number) < 0 ? REFUSED : local }) },
  { bug: "a refusal that is overheard", put: () => plant(Notices, "taken", (before) => function (local: number, id: number) { const next = before.call(this, local, id) as number; return next === REFUSED ? local : next }) },
  { bug: "bounds of a told slot that nobody minds", put: () => plant(Notices, "taken", (before) => function (local: number, id: number) { const next = before.call(this, local, id) as number; return next === OUTSIDE ? local : next }) },
  { bug: "a throw that nobody hears", put: () => plant(Transitions, "addThrow", () => () => REFUSED) },
  { bug: "a level skipped", put: () => plant(Frontier, "advance", (before) => function () { before.call(this); this.levels = ((this.levels as number | undefined) ?? 0) + 1; if (this.levels === 4) before.call(this) }) },
  { bug: "a message that is delivered and stays", put: () => plant(Transitions, "push", (before) => function (move: unknown, outcome: unknown, record: number[], ...rest: unknown[]) { return before.call(this, move, outcome, [record[0], record[1], record[2], -1, record[4]], ...rest) as unknown }) },
  { bug: "repetitions that are forgotten", put: () => plant(Transitions, "repeat", () => () => REFUSED) },
  { bug: "losses that are forgotten", put: () => plant(Transitions, "lose", () => () => REFUSED) },
  { bug: "a slot's own moves asked of another local", put: () => plant(Transitions, "askOwn", (before) => function (l: number) { before.call(this, l); this.own[2 * l + 1] = Math.min(this.own[2 * l + 1] as number, 1) }) },
  { bug: "a change of the fingerprint that leaves out what was sent", put: () => plant(Transitions, "setDelta", (before) => function (t: number, l: number, next: number, _sent: unknown, consumed: number) { before.call(this, t, l, next, [], consumed) }) },
  { bug: "steps judged with the locals before for those after", put: () => plant(StepProperties, "judge", (before) => function (bits: number, state: number, via: number, was: unknown, move: unknown, outcome: unknown) { before.call(this, bits, state, via, was, move, outcome, was) }) },
  { bug: "steps judged once per transition", put: () => plant(StepProperties, "isNew", (before) => function (_a: number, _b: number, t: number) { return before.call(this, 0, 0, t) as unknown }) },
  { bug: "a property not asked again when another slot changes", put: () => plant(StateProperties, "look", (before) => function (words: Int32Array, offset: number, changed: Uint8Array, state: number, via: number) { const first = changed.map((x, slot) => (slot === 0 ? x : 0)); before.call(this, words, offset, state === 0 ? changed : first, state, via) }) },
  { bug: "an edge that is left out of the graph", put: () => plant(Graph, "edge", (before) => function (source: number, ...rest: unknown[]) { if (source % 3 !== 1) before.call(this, source, ...rest) }) },
  { bug: "the least of only some permutations", put: () => plant(Candidates, "setBase", (before) => function (words: Int32Array, at: number, sum: boolean) { before.call(this, words, at, sum); if (this.permutations > 1) { this.base[2] = this.base[0]; this.base[3] = this.base[1] } }) },
  { bug: "a bound on what is in flight that is one too many", put: () => plant(Candidates, "propose", (before) => function (...args: unknown[]) { this.maxInFlight++; before.apply(this, args); this.maxInFlight-- }) },
  { bug: "inert now is inert for ever", put: () => plant(Inert, "follows", () => () => undefined) },
  { bug: "a contradiction that nobody minds", put: () => plant(Inert, "contradict", () => () => undefined) },
  { bug: "an answer that is dropped with what it answers", put: () => plant(Inert, "answer", (before) => function (l: number, e: number) { const answer = before.call(this, l, e) as number; return answer === LIVE ? LIVE : SILENT }) },
  { bug: "inert in spite of what a repetition costs", put: () => plant(Inert, "isIdle", () => () => true) },
  { bug: "a refused message is inert though nothing is lost", put: () => plant(Inert, "answer", (before) => function (l: number, e: number) { return this.transitions.deliver(l, e) === REFUSED ? SILENT : (before.call(this, l, e) as unknown) }) },
  { bug: "a state without losses subsumes", put: () => plant(ReducedSearch, "begin", (before) => function () { this.isLossy = true; before.call(this) }) },
  { bug: "too many in flight, and only the first is ever lost", put: () => plant(ReducedSearch, "arrive", (before) => function (at: number, lost: readonly number[], ...rest: unknown[]) { if (lost.length === 0 || lost[0] === this.rows.current[at + 4 + this.slots]) before.call(this, at, lost, ...rest) }) },
  { bug: "expansion stops at the first new state", put: () => plant(Expansion, "commit", (before) => function () { this.candidates.count = Math.min(this.candidates.count as number, 3); before.call(this) }) }
]

test("without a planted bug there is nothing to find", () => {
  expect(caughtBy(40)).toBeUndefined()
})

test.each(bugs)("$bug", ({ put }) => {
  put()
  expect(caughtBy(200)).toBeDefined()
})

// Two lanes make 64 bits: that one of them is missing shows only where there are very many states.
test("a fingerprint without one of its lanes", () => {
  plant(Fingerprints, "add", (before) => function (_a: number, b: number) { return before.call(this, 1, b) as unknown })
  expect(explore(twoPhaseCommit(7), { symmetry: false }).uniqueStates).toBeLessThan(296_448)
})
