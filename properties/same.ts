import * as HashMap from "effect/HashMap"

/** Are these the same plain data, tables included? `Equal.equals` would hash both, and nobody asks twice here. */
export const same = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  if (HashMap.isHashMap(a) || HashMap.isHashMap(b)) {
    if (!HashMap.isHashMap(a) || !HashMap.isHashMap(b) || HashMap.size(a) !== HashMap.size(b)) return false
    for (const [key, value] of HashMap.entries(a)) {
      const other = HashMap.get(b, key)
      if (other._tag === "None" || !same(value, other.value)) return false
    }
    return true
  }
  const keys = Object.keys(a)
  return Array.isArray(a) === Array.isArray(b) && keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}
