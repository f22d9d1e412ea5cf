import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { called, emptyHistory, hasRead, type History, isLinearizable, returned, type Value } from "./linearizability.ts"

type Event = readonly [client: number, what: "writes A" | "writes B" | "reads" | "gets nothing" | "gets A" | "gets B"]

const valueIn = (what: string): Value => (what.endsWith("nothing") ? null : (what.at(-1) as string))

const history = (clients: number, events: readonly Event[]): History =>
  events.reduce((before, [client, what]) => {
    if (what.startsWith("gets")) return returned(before, client, valueIn(what))
    return called(before, client, what === "reads" ? { kind: "read" } : { kind: "write", value: valueIn(what) })
  }, emptyHistory(clients))

describe("a history", () => {
  test("says what returned before each call", () => {
    expect(history(2, [[0, "writes A"], [1, "writes B"], [0, "gets nothing"], [0, "reads"], [1, "gets nothing"], [0, "gets B"]])).toBe("wA@00= r@10=B|wB@00=")
  })

  test("is of clients that do one thing at a time", () => {
    expect(() => history(1, [[0, "reads"], [0, "reads"]])).toThrow("before the last one returned")
    expect(() => history(1, [[0, "gets A"]])).toThrow("that it did not call")
  })

  test("knows of a read that brought something", () => {
    expect(hasRead(history(1, [[0, "reads"], [0, "gets nothing"]]))).toBe(false)
    expect(hasRead(history(1, [[0, "reads"], [0, "gets A"]]))).toBe(true)
  })
})

const events: readonly (readonly [string, boolean, readonly Event[]])[] = [
  ["nothing happened", true, []],
  ["a read before any write brings nothing", true, [[0, "reads"], [0, "gets nothing"]]],
  ["a read brings what nobody wrote", false, [[0, "reads"], [0, "gets A"]]],
  ["a read brings a write that is still open", true, [[0, "writes A"], [1, "reads"], [1, "gets A"]]],
  ["a read misses a write that is still open", true, [[0, "writes A"], [1, "reads"], [1, "gets nothing"]]],
  ["a read misses a write that had returned", false, [[0, "writes A"], [0, "gets nothing"], [1, "reads"], [1, "gets nothing"]]],
  ["of two reads the later one goes back", false, [[0, "writes A"], [1, "reads"], [1, "gets A"], [1, "reads"], [1, "gets nothing"]]],
  ["two reads at the same time see it differently", true, [[0, "writes A"], [1, "reads"], [2, "reads"], [1, "gets A"], [2, "gets nothing"]]],
  ["two readers see two writes in two orders", false, [[0, "writes A"], [1, "writes B"], [2, "reads"], [3, "reads"], [2, "gets A"], [3, "gets B"], [2, "reads"], [3, "reads"], [2, "gets B"], [3, "gets A"]]],
  ["the same value is written twice", true, [[0, "writes A"], [1, "writes A"], [2, "writes B"], [0, "gets nothing"], [3, "reads"], [3, "gets A"], [3, "reads"], [3, "gets B"], [3, "reads"], [3, "gets A"]]]
]

test.each(events)("%s: %s", (_, verdict, list) => {
  expect(isLinearizable(history(4, list))).toBe(verdict)
})

/** The definition, tried out: some order of all that returned and some of what is open. */
const byDefinition = (clients: number, list: readonly Event[]): boolean => {
  interface Done { readonly kind: string; readonly value: Value; readonly from: number; to: number; brought: Value }
  const all: Done[] = []
  const open: (Done | undefined)[] = Array.from({ length: clients })
  list.forEach(([client, what], at) => {
    const now = open[client]
    if (now === undefined) all.push((open[client] = { kind: what === "reads" ? "read" : "write", value: valueIn(what), from: at, to: Number.POSITIVE_INFINITY, brought: null }))
    else {
      now.to = at
      now.brought = valueIn(what)
      open[client] = undefined
    }
  })
  const goesOn = (left: readonly Done[], value: Value): boolean =>
    left.every(({ to }) => to === Number.POSITIVE_INFINITY) ||
    left.some((one) => {
      if (left.some(({ to }) => to < one.from)) return false
      if (one.kind === "read" && one.to < Number.POSITIVE_INFINITY && one.brought !== value) return false
      return goesOn(left.filter((other) => other !== one), one.kind === "write" ? one.value : value)
    })
  return goesOn(all, null)
}

test("the verdict is the definition's, on histories drawn at random", () => {
  const verdicts = { true: 0, false: 0 }
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.constantFrom("writes A", "writes B", "reads"), fc.constantFrom("gets nothing", "gets A", "gets B")), { maxLength: 14 }), (drawn) => {
      const busy = [false, false, false]
      const list = drawn.map(([client, call, ending]): Event => {
        busy[client] = !busy[client]
        return [client, busy[client] ? call : ending]
      })
      const verdict = isLinearizable(history(3, list))
      verdicts[`${verdict}`]++
      expect(verdict).toBe(byDefinition(3, list))
    }),
    { seed: 1, numRuns: 5_000 }
  )
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(500)
})
