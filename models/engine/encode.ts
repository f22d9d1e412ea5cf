/**
 * A canonical, injective text for plain immutable data: two values have the same text exactly when they are the same. What
 * it cannot tell apart it refuses, with the place: a key that is silently too coarse merges states, and a checker that
 * merges states proves nothing.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"

/** Throws a `TypeError` that names the place of what is not plain data. */
export const encode = (value: unknown): string => text(value, [], [])

const text = (value: unknown, path: readonly (string | number)[], above: readonly object[]): string => {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw refusal(path, String(value))
      return Object.is(value, -0) ? "0" : String(value)
    case "string":
      return JSON.stringify(value)
    case "boolean":
      return value ? "t" : "f"
    case "bigint":
      return `${value}n`
    case "object":
      if (value === null) return "_"
      if (above.includes(value)) throw refusal(path, "a cycle")
      return object(value, path, [...above, value])
    default:
      throw refusal(path, typeof value)
  }
}

const object = (value: object, path: readonly (string | number)[], above: readonly object[]): string => {
  if (Array.isArray(value)) {
    // A hole reads as undefined, and is refused as such.
    const items: string[] = []
    for (let i = 0; i < value.length; i++) items.push(text(value[i], [...path, i], above))
    return `[${items.join(",")}]`
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) {
    if (Object.getOwnPropertySymbols(value).length > 0) throw refusal(path, "a symbol key")
    const record = value as Readonly<Record<string, unknown>>
    const keys = Object.keys(record).sort()
    return `{${keys.map((key) => `${JSON.stringify(key)}:${text(record[key], [...path, key], above)}`).join(",")}}`
  }
  if (HashMap.isHashMap(value)) return pairs("H", HashMap.entries(value), path, above)
  if (value instanceof Map) return pairs("M", value.entries(), path, above)
  if (HashSet.isHashSet(value)) return items("h", value, path, above)
  if (value instanceof Set) return items("S", value, path, above)
  if (Option.isOption(value)) return Option.isSome(value) ? `O(${text(value.value, [...path, "value"], above)})` : "O()"
  throw refusal(path, `an instance of ${(prototype as { constructor?: { name?: string } }).constructor?.name ?? "a class"}`)
}

const pairs = (tag: string, entries: Iterable<readonly [unknown, unknown]>, path: readonly (string | number)[], above: readonly object[]): string =>
  `${tag}{${[...entries]
    .map(([key, value]) => `${text(key, [...path, "key"], above)}:${text(value, [...path, String(key)], above)}`)
    .sort()
    .join(",")}}`

const items = (tag: string, values: Iterable<unknown>, path: readonly (string | number)[], above: readonly object[]): string =>
  `${tag}[${[...values]
    .map((value) => text(value, [...path, "item"], above))
    .sort()
    .join(",")}]`

const refusal = (path: readonly (string | number)[], what: string): TypeError =>
  new TypeError(`at ${path.length === 0 ? "the top" : path.join(".")}: ${what} is not plain data; the checker cannot tell states that hold it apart`)

/** A 64-bit content hash of a text, as two 32-bit lanes; `seed` keeps kinds of values apart. */
export const hashText = (value: string, seed: number): readonly [number, number] => {
  let a = (0x9e3779b9 ^ seed) | 0
  let b = (0x41c6ce57 + Math.imul(seed, 0x27d4eb2f)) | 0
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i)
    a = Math.imul(a ^ c, 0x85ebca6b)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b ^ c, 0xc2b2ae35)
    b = (b << 15) | (b >>> 17)
  }
  a = scramble(a ^ value.length)
  b = scramble(b + Math.imul(a, 5))
  return [scramble(a + b), scramble(b + Math.imul(a, 0x27d4eb2f))]
}

/** Every bit of the result depends on every bit of the argument (MurmurHash3's finalizer). */
const scramble = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}
