/**
 * Text by which plain data is compared and put in order in worlds. A thread, and a search that goes on, has its states from texts in
 * which fields stand in an order of their own: what depended on the order in which a rule wrote them would be another state there.
 *
 * @module
 */

/** Of objects, which do not change: a list that grows is put in order again and again. */
const known = new WeakMap<object, string>()

/** JSON with the fields of every object in ascending order. */
export const keyText = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value, inOrder)
  const before = known.get(value)
  if (before !== undefined) return before
  const text = JSON.stringify(value, inOrder)
  known.set(value, text)
  return text
}

const inOrder = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  const names = Object.keys(value)
  if (names.every((name, i) => i === 0 || (names[i - 1] as string) < name)) return value
  return Object.fromEntries(names.sort().map((name) => [name, (value as { readonly [name: string]: unknown })[name]]))
}

/** Ascending by that text. */
export const byKeyText = (a: unknown, b: unknown): number => {
  const [x, y] = [keyText(a), keyText(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
