/**
 * States, actions and messages as JSON.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** As what a file holds: maps are lists of pairs, sets are lists, ascending; objects keep the order of their fields. */
export const jsonOf = (value: unknown): Json => {
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? value.toString() : (value as Json)
  if (Array.isArray(value)) return value.map(jsonOf)
  if (HashMap.isHashMap(value)) return ascending([...HashMap.entries(value)].map(jsonOf))
  if (value instanceof Map) return ascending([...value.entries()].map(jsonOf))
  if (HashSet.isHashSet(value) || value instanceof Set) return ascending([...(value as Iterable<unknown>)].map(jsonOf))
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, jsonOf(of)]))
}

const ascending = (items: readonly Json[]): readonly Json[] => {
  const keyed = items.map((item) => [JSON.stringify(item), item] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}
