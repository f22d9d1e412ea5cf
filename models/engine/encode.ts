/**
 * A canonical, injective text for plain immutable data: two values have the same text exactly when they are the same data.
 *
 * Every value starts with a tag and ends where its length says, so no two texts run together. What the encoder cannot tell
 * apart it refuses, naming the place: a text that is silently too coarse merges states, and a checker that merges states
 * proves nothing.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"

/**
 * Keys of records and entries of maps and sets are sorted, so their order of insertion does not show. Encodes objects
 * without a class, arrays, finite numbers (−0 as 0), strings, booleans, null, bigints, `Map`, `Set`, and effect's `HashMap`,
 * `HashSet` and `Option`; throws a `TypeError` on anything else.
 */
export const encode = (value: unknown): string => {
  try {
    return quick.text(value)
  } catch {
    // Once more, to say where and why.
    return new Encoding(true).text(value)
  }
}

class Encoding {
  /** Does it keep an eye on where it is? Without, it fails on the same values, and only cannot say why. */
  private readonly watches: boolean
  /** Keys from the top to where the encoding is. */
  private readonly path: (string | number)[] = []
  /** The objects on that path, to notice a cycle. */
  private readonly above: object[] = []

  constructor(watches: boolean) {
    this.watches = watches
  }

  text(value: unknown): string {
    switch (typeof value) {
      case "number":
        // A template writes −0 as 0.
        return Number.isFinite(value) ? `n${value};` : this.refuse(String(value))
      case "string":
        return stringText(value)
      case "boolean":
        return value ? "t" : "f"
      case "bigint":
        return `i${value};`
      case "object":
        return value === null ? "_" : this.object(value)
      default:
        return this.refuse(typeof value === "undefined" ? "undefined" : `a ${typeof value}`)
    }
  }

  private object(value: object): string {
    if (!this.watches) return this.body(value)
    if (this.above.includes(value)) return this.refuse("a cycle")
    this.above.push(value)
    const text = this.body(value)
    this.above.pop()
    return text
  }

  private body(value: object): string {
    if (Array.isArray(value)) return this.array(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return this.record(value as Readonly<Record<string, unknown>>)
    if (prototype === Map.prototype) return this.map("M", (value as ReadonlyMap<unknown, unknown>).entries())
    if (prototype === Set.prototype) return this.set("S", value as ReadonlySet<unknown>)
    if (HashMap.isHashMap(value)) return this.map("H", HashMap.entries(value))
    if (HashSet.isHashSet(value)) return this.set("h", value)
    if (Option.isOption(value)) return Option.isSome(value) ? `o${this.at("value", value.value)}` : "o-"
    return this.refuse(`an instance of ${(prototype as { constructor?: { name?: string } }).constructor?.name ?? "a class"}`)
  }

  private at(key: string | number, value: unknown): string {
    if (!this.watches) return this.text(value)
    this.path.push(key)
    const text = this.text(value)
    this.path.pop()
    return text
  }

  private array(array: readonly unknown[]): string {
    if (Object.keys(array).length > array.length) return this.refuse("an array with keys of its own")
    let text = `[${array.length}:`
    // By index: a hole reads as undefined, and is refused as such.
    for (let i = 0; i < array.length; i++) text += this.at(i, array[i])
    return text
  }

  private record(record: Readonly<Record<string, unknown>>): string {
    if (Object.getOwnPropertySymbols(record).length > 0) return this.refuse("an object with a symbol for a key")
    const keys = Object.keys(record).sort()
    let text = `{${keys.length}:`
    for (const key of keys) text += stringText(key) + this.at(key, record[key])
    return text
  }

  private map(tag: string, entries: Iterable<readonly [unknown, unknown]>): string {
    const texts: string[] = []
    for (const [key, value] of entries) {
      const name = this.at("(key)", key)
      texts.push(name + this.at(typeof key === "string" || typeof key === "number" ? key : name, value))
    }
    return `${tag}${texts.length}:${texts.sort().join("")}`
  }

  private set(tag: string, values: Iterable<unknown>): string {
    const texts: string[] = []
    for (const value of values) texts.push(this.at("(member)", value))
    return `${tag}${texts.length}:${texts.sort().join("")}`
  }

  private refuse(what: string): never {
    throw new NotPlainData(this.path, what)
  }
}

const quick = new Encoding(false)

/** Somewhere in a value is something that the encoder cannot tell apart from its like. */
export class NotPlainData extends TypeError {
  readonly path: readonly (string | number)[]
  readonly what: string

  constructor(path: readonly (string | number)[], what: string) {
    super(`${path.length === 0 ? "the value itself" : path.join(".")} is ${what}: not plain data, so the checker could not tell apart the states that hold it; ${insteadOf(what)}`)
    this.name = "NotPlainData"
    this.path = [...path]
    this.what = what
  }
}

/** What to write in its place. */
const insteadOf = (what: string): string => {
  switch (what) {
    case "undefined":
      return "leave the key out, or write null"
    case "a function":
      return "keep the data that the function would close over, and the function outside of the state"
    case "a symbol":
      return "write a string"
    case "NaN":
    case "Infinity":
    case "-Infinity":
      return "write null, or a word that says what is meant"
    case "an instance of Date":
      return "write a number of milliseconds; better still, leave time out and let a timer fire by an action"
    case "a cycle":
      return "let one of the two name the other by a key"
    case "an array with keys of its own":
      return "write an object with the array as one of its fields"
    case "an object with a symbol for a key":
      return "write a string for the key"
    default:
      return "write a plain object, with a field that says its kind; Map, Set and effect's HashMap, HashSet and Option are taken too"
  }
}

const stringText = (value: string): string => `s${value.length}:${value}`
