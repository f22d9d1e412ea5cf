/**
 * Numbers for plain data that walks come by: the same data has the same number, told by a hash of 63 bits of what it holds.
 * The hash of an object that was seen before costs one lookup, so a state that shares most of its parts with the one before
 * it is numbered by looking at what is new. (`interning.ts` compares texts instead, which is exact, and ten times as slow.)
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import { encode } from "./encode.ts"
import { hashText, scramble } from "./hash.ts"
import { ABSENT, PairMemo } from "./memo.ts"

/** Objects whose hashes are remembered, at most. */
const REMEMBERED = 1 << 17

/** Objects of so few parts are hashed again. */
const SMALL = 3

/** Tell kinds of data apart that have the same parts. */
const ARRAY = 0x2545f491
const RECORD = 0x6a09e667
const MAP = 0x3c6ef372
const SET = 0x510e527f
const SOME = 0x1f83d9ab
const NONE = 0x5be0cd19
const INTEGER = 0x428a2f98

export class Sharing {
  /** How many numbers there are. */
  size = 0
  private readonly numbers = new PairMemo(1 << 14)
  /** Hash of the value that was hashed last. */
  private a = 0
  private b = 0
  /** By primitive, and by the text of whatever is rare: where its lanes are. */
  private readonly primitives = new Map<unknown, number>()
  private primitiveLanes: number[] = []
  private objects = new Map<object, number>()
  private lanes = new Int32Array(2 * REMEMBERED)
  private remembered = 0
  /** Hashes of keys, and sums of those of the keys of records that were met. */
  private readonly keys = new Map<string, number>()
  private readonly shapes = new Set<number>()

  /** Throws a `TypeError` that names the place of what is not plain data. */
  of(value: unknown): number {
    try {
      this.hash(value)
    } catch (thrown) {
      encode(value)
      throw thrown
    }
    // A key of the memo is not negative.
    const a = this.a >>> 1
    const known = this.numbers.get(a, this.b)
    if (known !== ABSENT) return known
    this.numbers.set(a, this.b, this.size)
    return this.size++
  }

  /** Leaves the hash in the lanes. */
  private hash(value: unknown): void {
    if (typeof value !== "object" || value === null) return this.primitive(value)
    const known = this.objects.get(value)
    if (known !== undefined) {
      this.a = this.lanes[known] as number
      this.b = this.lanes[known + 1] as number
      return
    }
    if (this.body(value) > SMALL) this.remember(value)
  }

  private remember(value: object): void {
    if (this.remembered === REMEMBERED) {
      this.objects = new Map()
      this.remembered = 0
    }
    const at = 2 * this.remembered++
    this.objects.set(value, at)
    this.lanes[at] = this.a
    this.lanes[at + 1] = this.b
  }

  private primitive(value: unknown): void {
    if (typeof value === "number" && (value | 0) === value) {
      this.a = scramble(value ^ INTEGER)
      this.b = scramble(value + ~INTEGER)
      return
    }
    let at = this.primitives.get(value)
    if (at === undefined) {
      const [a, b] = hashText(encode(value), 7)
      at = this.primitiveLanes.push(a, b) - 2
      this.primitives.set(value, at)
    }
    this.a = this.primitiveLanes[at] as number
    this.b = this.primitiveLanes[at + 1] as number
  }

  /** How many parts it has. */
  private body(value: object): number {
    if (Array.isArray(value)) return this.array(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return this.record(value as Readonly<Record<string, unknown>>)
    if (HashMap.isHashMap(value)) return this.entries(HashMap.entries(value))
    if (HashSet.isHashSet(value)) return this.members(value)
    if (Option.isOption(value)) return this.option(value)
    // The rest is rare, or refused.
    this.primitive(`=${encode(value)}`)
    return SMALL + 1
  }

  private array(array: readonly unknown[]): number {
    const { length } = array
    let a = ARRAY ^ length
    let b = length
    for (let i = 0; i < length; i++) {
      this.hash(array[i])
      a = mixed(a, this.a)
      b = mixed(b, this.b)
    }
    this.set(a, b)
    return length
  }

  /** In no order either: what a key and its value hash to adds up. */
  private record(record: Readonly<Record<string, unknown>>): number {
    let a = 0
    let b = 0
    let names = 0
    let count = 0
    for (const key in record) {
      const name = this.keyOf(key)
      names = (names + name) | 0
      this.hash(record[key])
      a = (a + scramble(mixed(name, this.a))) | 0
      b = (b + scramble(mixed(~name, this.b))) | 0
      count++
    }
    if (!this.shapes.has(names)) this.meet(record, names)
    this.set(mixed(RECORD ^ count, a), mixed(names, b))
    return count
  }

  private keyOf(key: string): number {
    const known = this.keys.get(key)
    if (known !== undefined) return known
    const [hash] = hashText(key, 3)
    this.keys.set(key, hash)
    return hash
  }

  /** The encoder's refusals, once for each set of keys. */
  private meet(record: object, names: number): void {
    if (Object.getOwnPropertySymbols(record).length > 0) encode(record)
    this.shapes.add(names)
  }

  /** In no order: the hashes of entries add up. */
  private entries(entries: Iterable<readonly [unknown, unknown]>): number {
    let a = 0
    let b = 0
    let count = 0
    for (const [key, value] of entries) {
      this.hash(key)
      const x = this.a
      const y = this.b
      this.hash(value)
      a = (a + scramble(mixed(mixed(MAP, x), this.a))) | 0
      b = (b + scramble(mixed(mixed(~MAP, y), this.b))) | 0
      count++
    }
    this.set(mixed(MAP ^ count, a), mixed(count, b))
    return SMALL + 1
  }

  private members(values: Iterable<unknown>): number {
    let a = 0
    let b = 0
    let count = 0
    for (const value of values) {
      this.hash(value)
      a = (a + scramble(mixed(SET, this.a))) | 0
      b = (b + scramble(mixed(~SET, this.b))) | 0
      count++
    }
    this.set(mixed(SET ^ count, a), mixed(count, b))
    return SMALL + 1
  }

  private option(option: Option.Option<unknown>): number {
    if (Option.isNone(option)) this.set(NONE, ~NONE)
    else {
      this.hash(option.value)
      this.set(mixed(SOME, this.a), mixed(~SOME, this.b))
    }
    return 1
  }

  /** Both lanes depend on both. */
  private set(a: number, b: number): void {
    this.a = scramble(a + Math.imul(b, 0x27d4eb2f))
    this.b = scramble(b ^ Math.imul(a, 0x85ebca6b))
  }
}

const mixed = (lane: number, part: number): number => {
  const h = Math.imul(lane ^ part, 0x9e3779b1)
  return ((h << 13) | (h >>> 19)) + 0x7f4a7c15 | 0
}
