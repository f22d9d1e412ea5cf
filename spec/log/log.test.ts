import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import * as Log from "./log.ts"

/** The naive log: one term an entry, after (base, baseTerm). */
interface Model {
  readonly base: number
  readonly baseTerm: number
  readonly terms: readonly number[]
  readonly durable: number
}

const lastOf = ({ base, terms }: Model): number => base + terms.length
const at = ({ base, baseTerm, terms }: Model, index: number): number | undefined => (index === base ? baseTerm : terms[index - base - 1])

const logOf = ({ base, baseTerm, terms, durable }: Model): Log.Log => {
  const runs = terms.flatMap((term, i) => (term === terms[i - 1] ? [] : [{ first: base + 1 + i, term }]))
  return { baseIndex: base, baseTerm, runs, lastIndex: base + terms.length, durableIndex: durable }
}

const sliceOf = (model: Model, first: number, last: number): Log.Slice => {
  const { runs, lastIndex, baseIndex, baseTerm } = logOf({ base: first - 1, baseTerm: at(model, first - 1) ?? -1, terms: model.terms.slice(first - model.base - 1, last - model.base), durable: first - 1 })
  return { prevLogIndex: baseIndex, prevLogTerm: baseTerm, runs, lastIndex }
}

/** Terms that never fall, beginning at `from` or later. */
const ascending = (from: number, maxLength = 12): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.constantFrom(0, 0, 0, 1, 2), { maxLength }).map((steps) => {
    let term = from
    return steps.map((step) => (term += step))
  })

const models: fc.Arbitrary<Model> = fc
  .oneof(fc.constant({ base: -1, baseTerm: Log.NO_TERM }), fc.record({ base: fc.nat(20), baseTerm: fc.nat(3) }))
  .chain(({ base, baseTerm }) => ascending(Math.max(0, baseTerm)).map((terms) => ({ base, baseTerm, terms })))
  .chain((model) => fc.nat(model.terms.length).map((written) => ({ ...model, durable: model.base + written })))

/** A log and an index in it, or beside it. */
const withIndex = models.chain((model) => fc.integer({ min: model.base - 2, max: lastOf(model) + 3 }).map((index) => [model, index] as const))

const forAll = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void =>
  fc.assert(
    fc.property(arbitrary, (value) => {
      holds(value)
    }),
    { numRuns: 500 }
  )

describe("a log says what the array of its terms says", () => {
  test("lastTerm", () => forAll(models, (model) => expect(Log.lastTerm(logOf(model))).toBe(model.terms.at(-1) ?? model.baseTerm)))

  test("termAt, from the base to the last entry; undefined outside", () => forAll(withIndex, ([model, index]) =>
    expect(Log.termAt(logOf(model), index)).toBe(index < model.base ? undefined : at(model, index))
  ))

  test("matches exactly where termAt agrees", () => forAll(fc.tuple(withIndex, fc.integer({ min: -1, max: 8 })), ([[model, index], term]) =>
    expect(Log.matches(logOf(model), index, term)).toBe(index >= model.base && at(model, index) === term)
  ))

  test("isUpToDate: the later last term wins, then the longer log", () => forAll(fc.tuple(models, fc.integer({ min: -1, max: 8 }), fc.integer({ min: -1, max: 35 })), ([model, term, index]) => {
    const own = model.terms.at(-1) ?? model.baseTerm
    expect(Log.isUpToDate(logOf(model), term, index)).toBe(term > own || (term === own && index >= lastOf(model)))
  }))

  test("firstOfTermAt: back to where the term of this entry begins", () => forAll(withIndex, ([model, index]) => {
    fc.pre(index > model.base && index <= lastOf(model))
    let first = index
    while (first - 1 > model.base && at(model, first - 1) === at(model, index)) first--
    expect(Log.firstOfTermAt(logOf(model), index)).toBe(first)
  }))

  test("slice: the entries of a range, with what precedes them", () => forAll(fc.tuple(models, fc.nat(15), fc.nat(15)), ([model, a, b]) => {
    const first = model.base + 1 + Math.min(a, model.terms.length)
    const last = Math.min(lastOf(model), first - 1 + b)
    expect(Log.slice(logOf(model), first, last)).toEqual(sliceOf(model, first, last))
  }))
})

describe("a log changes as the array of its terms does", () => {
  test("append", () => forAll(fc.tuple(models, fc.integer({ min: 1, max: 5 }), fc.nat(2)), ([model, count, more]) => {
    const term = Math.max(0, model.terms.at(-1) ?? model.baseTerm) + more
    expect(Log.append(logOf(model), term, count)).toEqual(logOf({ ...model, terms: [...model.terms, ...Array.from({ length: count }, () => term)] }))
  }))

  test("append: one entry unless said", () => forAll(models, (model) => expect(Log.append(logOf(model), 9).lastIndex).toBe(lastOf(model) + 1)))

  test("appendSlice: adds what is behind the last entry, whatever of the slice is there already", () => forAll(fc.tuple(models, fc.nat(12), ascending(0)), ([model, back, steps]) => {
    const known = Math.min(back, model.terms.length)
    const top = Math.max(0, model.terms.at(-1) ?? model.baseTerm)
    const whole = { ...model, terms: [...model.terms, ...steps.map((term) => top + term)] }
    expect(Log.appendSlice(logOf(model), sliceOf(whole, lastOf(model) + 1 - known, lastOf(whole)))).toEqual(logOf(whole))
  }))

  test("truncate: removes from an index on, and what was durable there", () => forAll(withIndex, ([model, from]) => {
    const terms = model.terms.slice(0, Math.max(0, from - model.base - 1))
    expect(Log.truncate(logOf(model), from)).toEqual(logOf({ ...model, terms, durable: Math.min(model.durable, model.base + terms.length) }))
  }))

  test("flushed: as far as the log goes, and never back", () => forAll(withIndex, ([model, index]) => {
    expect(Log.flushed(logOf(model), index)).toEqual(logOf({ ...model, durable: Math.max(model.durable, Math.min(index, lastOf(model))) }))
  }))

  test("compact: the entry becomes the base; one outside the log changes nothing", () => forAll(withIndex, ([model, index]) => {
    const cut = index > model.base && index <= lastOf(model)
    const compacted = { base: index, baseTerm: at(model, index) ?? -1, terms: model.terms.slice(index - model.base), durable: Math.max(model.durable, index) }
    expect(Log.compact(logOf(model), index)).toEqual(logOf(cut ? compacted : model))
  }))
})

/** Two logs that agree up to somewhere: what a leader has, and what a follower has of it and beyond. */
const rivals = fc
  .tuple(models, fc.nat(12), ascending(0, 6), ascending(0, 6), fc.nat(2))
  .map(([model, agreed, ours, theirs, apart]) => {
    const common = model.terms.slice(0, agreed)
    const top = Math.max(0, common.at(-1) ?? model.baseTerm)
    const own: Model = { ...model, terms: [...common, ...ours.map((term) => top + term)], durable: model.base }
    const leader: Model = { ...model, terms: [...common, ...theirs.map((term) => top + apart + term)], durable: model.base }
    return { own, leader }
  })

describe("what a follower makes of its leader's entries", () => {
  test("firstConflict: the first entry that both have, with unlike terms", () => forAll(fc.tuple(rivals, fc.nat(12), fc.nat(12)), ([{ own, leader }, from, length]) => {
    const first = own.base + 1 + Math.min(from, leader.terms.length)
    const last = Math.min(lastOf(leader), first - 1 + length)
    let expected: number | undefined
    for (let index = Math.min(lastOf(own), last); index >= first; index--) if (at(own, index) !== at(leader, index)) expected = index
    expect(Log.firstConflict(logOf(own), sliceOf(leader, first, last))).toBe(expected)
  }))

  test("cutting the first conflict and appending the rest gives the leader's log", () => forAll(rivals, ({ own, leader }) => {
    const slice = sliceOf(leader, leader.base + 1, lastOf(leader))
    const from = Log.firstConflict(logOf(own), slice)
    const taken = Log.appendSlice(from === undefined ? logOf(own) : Log.truncate(logOf(own), from), slice)
    const longer = from === undefined && lastOf(own) > lastOf(leader)
    expect({ ...taken, durableIndex: -1 }).toEqual({ ...logOf(longer ? own : leader), durableIndex: -1 })
  }))

  test("a slice fits behind a snapshot that has swallowed its beginning", () => forAll(fc.tuple(models, fc.nat(12)), ([model, swallowed]) => {
    const index = model.base + Math.min(swallowed, model.terms.length)
    const slice = sliceOf(model, model.base + 1, lastOf(model))
    const behind = Log.afterSnapshot(index, at(model, index) ?? -1)
    expect(Log.firstConflict(behind, slice)).toBeUndefined()
    expect(Log.appendSlice(behind, slice)).toEqual(logOf({ base: index, baseTerm: at(model, index) ?? -1, terms: model.terms.slice(index - model.base), durable: index }))
  }))
})

describe("a log costs what its terms cost, not what its entries do", () => {
  const MILLION = 1_000_000
  const big = Log.append(Log.append(Log.append(Log.empty, 1, 4 * MILLION), 2, 5 * MILLION), 7, MILLION)

  test("ten million entries of three terms are three runs", () => {
    expect(big.lastIndex).toBe(10 * MILLION - 1)
    expect(big.runs).toEqual([{ first: 0, term: 1 }, { first: 4 * MILLION, term: 2 }, { first: 9 * MILLION, term: 7 }])
  })

  test("so are the slices of it, and what is left when it is cut or compacted", () => {
    expect(Log.slice(big, 1, 10 * MILLION - 1).runs).toHaveLength(3)
    expect(Log.truncate(big, 9 * MILLION).runs).toHaveLength(2)
    expect(Log.compact(big, 4 * MILLION).runs).toEqual([{ first: 4 * MILLION + 1, term: 2 }, { first: 9 * MILLION, term: 7 }])
    expect(Log.append(big, 7, MILLION).runs).toHaveLength(3)
  })

  test("questions are answered by looking at runs alone", () => {
    const touched: number[] = []
    const runs = new Proxy(big.runs, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) touched.push(Number(key))
        return Reflect.get(target, key) as unknown
      }
    })
    const watched = { ...big, runs }
    expect(Log.termAt(watched, 5 * MILLION)).toBe(2)
    expect(Log.firstOfTermAt(watched, 9 * MILLION - 1)).toBe(4 * MILLION)
    expect(Log.firstConflict(watched, Log.slice(Log.append(Log.append(Log.empty, 1, 4 * MILLION), 3, 6 * MILLION), 0, 10 * MILLION - 1))).toBe(4 * MILLION)
    expect(touched.length).toBeLessThan(30)
  })
})

test("the empty log: no entry, no term", () => {
  expect([Log.lastTerm(Log.empty), Log.empty.lastIndex, Log.termAt(Log.empty, 0), Log.firstOfTermAt(Log.empty, -1)]).toEqual([-1, -1, undefined, 0])
  expect(Log.matches(Log.empty, -1, Log.NO_TERM)).toBe(true)
})
