/**
 * What the models keep of a history says the same as the full history does: on any history, whatever it was told.
 */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { abandoned, answered, initialList, invoked, type ListHistory } from "../models/world/list-history.ts"
import { isAppendOnlyList, linearize, type Operation } from "./append-only-list.ts"

/** What happens to one of the clients: it asks, it is told, or it gives up. */
type Step = { readonly asks: "append" | "length" } | { readonly told: number; readonly who: number } | { readonly givesUp: number }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ asks: fc.constantFrom("append" as const, "length" as const) }),
    fc.record({ told: fc.nat(3), who: fc.nat(3) }),
    fc.record({ givesUp: fc.nat(3) })
  ),
  { maxLength: 14 }
)

/** The history of these steps, in full and as the models keep it. */
const both = (script: readonly Step[]): { readonly full: readonly Operation[]; readonly kept: ListHistory } => {
  const full: Operation[] = []
  let kept = initialList
  let [appends, reads] = [0, 0]
  const open: { readonly at: number; readonly name: string }[] = []
  script.forEach((step, at) => {
    if ("asks" in step) {
      const name = step.asks === "append" ? `m${++appends}` : `r${++reads}`
      open.push({ at: full.length, name })
      full.push({ kind: step.asks, invoked: at })
      kept = invoked(kept, name) ?? kept
    } else if ("told" in step) {
      const [one] = open.splice(step.who % Math.max(1, open.length), 1)
      if (one === undefined) return
      full[one.at] = { ...(full[one.at] as Operation), answered: { at, value: step.told } }
      kept = answered(kept, one.name, step.told)
    } else {
      const [one] = open.splice(step.givesUp % Math.max(1, open.length), 1)
      if (one !== undefined) kept = abandoned(kept, one.name)
    }
  })
  return { full, kept }
}

/** By trying out every order: for short histories, and with nothing in it to be wrong about. */
const search = (history: readonly Operation[], length = 0): boolean => {
  const before = Math.min(...history.map(({ answered }) => answered?.at ?? Infinity))
  if (before === Infinity) return true
  return history.some((operation, i) => {
    const { kind, invoked, answered } = operation
    if (invoked > before || (answered === undefined ? kind === "length" : answered.value !== length)) return false
    return search(history.toSpliced(i, 1), kind === "append" ? length + 1 : length)
  })
}

test("the kept history is broken exactly where the full one is that of no list, and where no order of it can be found", { timeout: 60_000 }, () => {
  let [lists, others] = [0, 0]
  fc.assert(
    fc.property(steps, (script) => {
      const { full, kept } = both(script)
      const isList = isAppendOnlyList(full)
      if (full.some((operation) => operation.answered !== undefined)) {
        if (isList) lists++
        else others++
      }
      expect(kept.broken === null).toBe(isList)
      expect(search(full)).toBe(isList)
    }),
    { numRuns: 20_000, seed: 21 }
  )
  // Both kinds are tried, often.
  expect(Math.min(lists, others)).toBeGreaterThan(1_000)
})

describe("append-only lists", () => {
  const append = (from: number, to: number, value: number): Operation => ({ kind: "append", invoked: from, answered: { at: to, value } })
  const length = (from: number, to: number, value: number): Operation => ({ kind: "length", invoked: from, answered: { at: to, value } })
  const lost = (from: number): Operation => ({ kind: "append", invoked: from })

  test("a length read after an answered append misses it: no list", () => {
    expect(isAppendOnlyList([append(0, 1, 0), length(2, 3, 0)])).toBe(false)
    expect(isAppendOnlyList([append(0, 3, 0), length(1, 2, 0)])).toBe(true)
  })

  test("a length tells of an append that was asked later: no list", () => {
    expect(isAppendOnlyList([length(0, 1, 1), append(2, 3, 0)])).toBe(false)
    expect(isAppendOnlyList([length(0, 2, 1), append(1, 3, 0)])).toBe(true)
  })

  test("an append of unknown outcome takes effect once, later, or never", () => {
    expect(isAppendOnlyList([lost(0), length(1, 2, 0), length(3, 4, 1)])).toBe(true)
    expect(isAppendOnlyList([lost(0), length(1, 2, 2)])).toBe(false)
    expect(isAppendOnlyList([lost(0), append(1, 2, 1)])).toBe(true)
    expect(isAppendOnlyList([append(0, 1, 1), lost(2)])).toBe(false)
  })

  test("one length seen goes back: no list, whoever has seen it", () => {
    expect(isAppendOnlyList([lost(0), length(1, 2, 1), length(3, 4, 0)])).toBe(false)
  })

  test("one offset twice: no list", () => {
    expect(isAppendOnlyList([append(0, 1, 0), append(0, 1, 0)])).toBe(false)
  })

  test("the order found is that of the list", () => {
    const history = [append(0, 5, 1), lost(0), length(1, 2, 1)]
    expect(linearize(history)).toEqual([history[1], history[2], history[0]])
  })
})
