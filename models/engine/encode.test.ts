import { isDeepStrictEqual } from "node:util"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { decode } from "./decode.ts"
import { encode } from "./encode.ts"

// Few distinct leaves, so that two drawn values are often equal, and often nearly so.
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 10, 0.5, 1e21, 0n, 1n, -1n, "", "0", "1", "n1;", "a", "ab", "s1:a", "[0:", "{0:", "é", "\ud800"),
  fc.string({ maxLength: 2 }),
  fc.double({ noNaN: true, noDefaultInfinity: true })
)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "ab", "", "__proto__x"), tie("value"), { maxKeys: 3 }),
    fc.array(fc.tuple(leaf, tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(leaf, { maxLength: 3 }).map((members) => new Set(members))
  )
}))

/** Zeros without a sign, objects without a prototype: what counts as the same data. */
const plain = (v: unknown): unknown => {
  if (typeof v === "number") return v === 0 ? 0 : v
  if (Array.isArray(v)) return v.map(plain)
  if (v instanceof Map) return new Map([...v].map(([k, w]) => [plain(k), plain(w)]))
  if (v instanceof Set) return new Set([...v].map(plain))
  if (typeof v === "object" && v !== null) return Object.fromEntries(Object.entries(v).map(([k, w]) => [k, plain(w)]))
  return v
}

/** The same data, put together the other way round. */
const reversed = (v: unknown): unknown => {
  if (Array.isArray(v)) return v.map(reversed)
  if (v instanceof Map) return new Map([...v].reverse().map(([k, w]) => [k, reversed(w)]))
  if (v instanceof Set) return new Set([...v].reverse())
  if (typeof v === "object" && v !== null) return Object.fromEntries(Object.entries(v).reverse().map(([k, w]) => [k, reversed(w)]))
  return v
}

describe("the text of a value", () => {
  test("is the same exactly when the data is", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(encode(a) === encode(b)).toBe(isDeepStrictEqual(plain(a), plain(b)))
      }),
      { numRuns: 3000 }
    )
  })

  test("does not depend on the order in which keys, entries and members were put in", () => {
    fc.assert(
      fc.property(value, (v) => {
        expect(encode(reversed(v))).toBe(encode(v))
      })
    )
  })

  test("never begins another value's text, so that texts can stand side by side", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(encode(a).startsWith(encode(b))).toBe(encode(a) === encode(b))
      }),
      { numRuns: 3000 }
    )
  })

  test("tells apart what looks alike", () => {
    const alike: readonly unknown[] = [
      null, 0, "0", 0n, false, "", [], {}, [[]], [null], [0], ["0"], { 0: 0 }, new Map(), new Set(), new Map([[0, 0]]), new Set([0]), new Map([["0", 0]]),
      [1, 2], [12], ["1", "2"], ["1,2"], [["a"], "b"], [["a", "b"]], { a: { b: 1 } }, { a: {}, b: 1 },
      HashMap.empty(), HashSet.empty(), HashMap.make(["a", 1]), HashSet.make("a"), Option.none(), Option.some(null), Option.some(Option.none())
    ]
    expect(new Set(alike.map(encode)).size).toBe(alike.length)
  })

  test("takes −0 for 0, and an object without a prototype for a plain one", () => {
    expect(encode(-0)).toBe(encode(0))
    expect(encode(Object.assign(Object.create(null) as object, { a: 1 }))).toBe(encode({ a: 1 }))
  })

  test("of effect's collections does not depend on the order of insertion", () => {
    expect(encode(HashMap.make(["a", 1], ["b", 2]))).toBe(encode(HashMap.make(["b", 2], ["a", 1])))
    expect(encode(HashSet.make("a", "b", "c"))).toBe(encode(HashSet.make("c", "b", "a")))
  })
})

describe("what is not plain data is refused, with its place", () => {
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  class Thing {}
  test.each<[unknown, RegExp]>([
    [undefined, /^the value itself is undefined/],
    [{ a: [1, { b: undefined }] }, /^a\.1\.b is undefined/],
    [[Number.NaN], /^0 is NaN/],
    [{ a: Number.POSITIVE_INFINITY }, /^a is Infinity/],
    [{ f: () => 1 }, /^f is a function/],
    [[Symbol("s")], /^0 is a symbol/],
    [{ when: new Date(0) }, /^when is an instance of Date/],
    [{ thing: new Thing() }, /^thing is an instance of Thing/],
    [new Map([["k", new Thing()]]), /^k is an instance of Thing/],
    [HashMap.make(["k", new Date(0)]), /^k is an instance of Date/],
    [Option.some(undefined), /^value is undefined/],
    [cycle, /^self is a cycle/],
    [[1, , 2], /^1 is undefined/], // oxlint-disable-line no-sparse-arrays
    [Object.assign([1], { extra: 1 }), /keys of its own/],
    [{ [Symbol("s")]: 1 }, /symbol for a key/],
    [new Uint8Array(1), /an instance of Uint8Array/],
    [new (class extends Map {})(), /an instance of/]
  ])("%#", (v, message) => {
    expect(() => encode(v)).toThrow(message)
  })

  test("an object that is there twice is no cycle", () => {
    const shared = { a: 1 }
    expect(encode([shared, shared])).toBe(encode([{ a: 1 }, { a: 1 }]))
  })
})

describe("the way back", () => {
  test("a text leads to the data that it was written of", () => {
    fc.assert(
      fc.property(value, (v) => {
        expect(encode(decode(encode(v)))).toBe(encode(v))
        expect(plain(decode(encode(v)))).toEqual(plain(v))
      })
    )
    const collections = HashMap.make(["a", Option.some(HashSet.make(1, 2))], ["b", Option.none()])
    const again = decode(encode(collections)) as typeof collections
    expect(HashMap.isHashMap(again) && Option.isNone(Option.getOrThrow(HashMap.get(again, "b")))).toBe(true)
    expect(encode(again)).toBe(encode(collections))
  })

  test.each(["", "n1", "s5:ab", "x", "[2:n1;", "tt", "{1:"])("%j is no text of data", (text) => {
    expect(() => decode(text)).toThrow(SyntaxError)
  })
})
