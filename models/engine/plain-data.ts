/**
 * Data as a person is shown it: copies, what differs between two values, and short texts.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"

/** A place where two values differ. What is not there is `undefined`: it is no plain data, so it means nothing else. */
export interface Difference {
  readonly path: readonly (string | number)[]
  readonly before: unknown
  readonly after: unknown
}

/** A deep copy of plain data; whatever else is in it (effect's collections, which do not change) is shared. */
export const copyOf = <T>(value: T): T => copied(value) as T

const copied = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copied)
  if (value instanceof Map) return new Map([...value].map(([key, held]) => [copied(key), copied(held)]))
  if (value instanceof Set) return new Set([...value].map(copied))
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, held]) => [key, copied(held)])) : value
}

/** Places at which two values differ, as deep as both have the same shape; at most `most`. */
export const differences = (before: unknown, after: unknown, most = 100): readonly Difference[] => {
  const found: Difference[] = []
  /** What is being compared, to go round in no circles. */
  const above: unknown[] = []
  const compare = (path: readonly (string | number)[], x: unknown, y: unknown): void => {
    if (found.length >= most || Object.is(x, y) || above.includes(x)) return
    const a = partsOf(x)
    const b = partsOf(y)
    if (a === undefined || b === undefined || a.kind !== b.kind) {
      if (!(a === undefined && b === undefined && x === y)) found.push({ path, before: x, after: y })
      return
    }
    above.push(x)
    for (const key of new Set([...a.parts.keys(), ...b.parts.keys()])) compare([...path, key], a.parts.get(key), b.parts.get(key))
    above.pop()
  }
  compare([], before, after)
  return found
}

/** `votes.2`; the whole value is `itself`. */
export const pathText = (path: readonly (string | number)[]): string => (path.length === 0 ? "itself" : path.join("."))

/** A value in a line, cut where it gets long. */
export const show = (value: unknown, most = 120): string => {
  const text = shown(value)
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

const shown = (value: unknown): string => {
  if (value === undefined) return "nothing"
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`
  if (typeof value === "string") return /^[\w][\w .:/-]*$/.test(value) ? value : JSON.stringify(value)
  if (typeof value === "bigint") return String(value)
  if (typeof value === "function") return "a function"
  const found = partsOf(value)
  if (found === undefined) return String(value)
  const { kind, parts } = found
  if (kind === "set") return `{${[...parts.keys()].sort().join(", ")}}`
  if (kind === "option") return parts.size === 0 ? "none" : `some ${shown(parts.get("value"))}`
  return `{${[...parts].map(([key, held]) => `${key}: ${shown(held)}`).join(", ")}}`
}

interface Parts {
  readonly kind: "array" | "record" | "map" | "set" | "option"
  readonly parts: ReadonlyMap<string | number, unknown>
}

/** What a value consists of, by key; a member of a set stands under its text. `undefined`: it has no parts. */
export const partsOf = (value: unknown): Parts | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  if (Array.isArray(value)) return { kind: "array", parts: new Map(Array.from(value, (held: unknown, i) => [i, held])) }
  if (value instanceof Map) return { kind: "map", parts: keyed(value.entries()) }
  if (value instanceof Set) return { kind: "set", parts: members(value) }
  if (HashMap.isHashMap(value)) return { kind: "map", parts: keyed(HashMap.entries(value)) }
  if (HashSet.isHashSet(value)) return { kind: "set", parts: members(value) }
  if (Option.isOption(value)) return { kind: "option", parts: Option.isSome(value) ? new Map([["value", value.value]]) : new Map() }
  return isRecord(value) ? { kind: "record", parts: new Map(Object.entries(value)) } : undefined
}

const keyed = (entries: Iterable<readonly [unknown, unknown]>): ReadonlyMap<string | number, unknown> =>
  new Map([...entries].map(([key, held]) => [typeof key === "number" ? key : shown(key), held] as const).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))

const members = (values: Iterable<unknown>): ReadonlyMap<string, unknown> => new Map([...values].map((value) => [shown(value), true]))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
