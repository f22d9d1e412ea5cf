/**
 * Data of states as text for a person.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"

/** JSON in which a table is an object, its keys ascending. (A table's own `toJSON` is for a program.) */
export const plainText = (value: unknown): string => JSON.stringify(plain(value))

const plain = (value: unknown): unknown => {
  if (HashMap.isHashMap(value)) return Object.fromEntries([...HashMap.entries(value)].map(([key, inner]) => [String(key), plain(inner)] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
  if (Array.isArray(value)) return value.map(plain)
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) : value
}
