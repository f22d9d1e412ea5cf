/**
 * Where two values differ first.
 *
 * @module
 */

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null

const short = (value: unknown): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** As `outputs[1].message.term: 3 recorded, 2 by the spec`. */
export const firstDifference = (recorded: unknown, expected: unknown, path = "outputs"): string => {
  if (isObject(recorded) && isObject(expected) && Array.isArray(recorded) === Array.isArray(expected) && recorded["_tag"] === expected["_tag"]) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(expected)]))
      if (JSON.stringify(recorded[key]) !== JSON.stringify(expected[key]))
        return firstDifference(recorded[key], expected[key], Array.isArray(recorded) ? `${path}[${key}]` : `${path}.${key}`)
    return `${path}: the same fields in another order`
  }
  return `${path}: ${short(recorded)} recorded, ${short(expected)} by the spec`
}
