import * as fc from "fast-check"
import { expect, test } from "vitest"
import * as reference from "../reference/linearizability.ts"
import { called, type History, isLinearizable, returned } from "./linearizable.ts"

type Op = { readonly write: string } | "read"

const register = { initial: "", apply: (held: string, op: Op) => (op === "read" ? { state: held, returns: held } : { state: op.write, returns: "" }) }

/** A client calls what it has in mind, or is told the end of what it called. */
const script = fc.array(fc.record({ client: fc.nat({ max: 2 }), write: fc.boolean(), value: fc.constantFrom("A", "B") }), { maxLength: 12 })

test("says of registers what the search that is made for them says", () => {
  const said = new Set<boolean>()
  fc.assert(
    fc.property(script, (steps) => {
      let ours: History<Op, string> = {}
      let theirs = reference.emptyHistory(3)
      const open = new Map<number, boolean>()
      for (const { client, write, value } of steps) {
        const name = `c${client}`
        const wrote = open.get(client)
        if (wrote === undefined) {
          ours = called(ours, name, write ? { write: value } : "read")
          theirs = reference.called(theirs, client, write ? { kind: "write", value } : { kind: "read" })
          open.set(client, write)
        } else {
          ours = returned(ours, name, wrote ? "" : value)
          theirs = reference.returned(theirs, client, wrote ? null : value)
          open.delete(client)
        }
      }
      const answer = isLinearizable(register, ours)
      said.add(answer)
      expect(answer).toBe(reference.isLinearizable(theirs))
    }),
    { numRuns: 2000, seed: 7 }
  )
  expect(said.size).toBe(2)
})

test("a queue gives what was put in first", () => {
  const queue = { initial: [] as readonly number[], apply: (held: readonly number[], op: number | "take") => (op === "take" ? { state: held.slice(1), returns: held[0] ?? null } : { state: [...held, op], returns: null }) }
  const put = (history: History<number | "take", number | null>, client: string, value: number) => returned(called(history, client, value), client, null)
  const both = put(put({}, "a", 1), "b", 2)
  expect(isLinearizable(queue, returned(called(both, "c", "take"), "c", 1))).toBe(true)
  expect(isLinearizable(queue, returned(called(both, "c", "take"), "c", 2))).toBe(false)
  const atOnce = returned(called(called({} as History<number | "take", number | null>, "a", 1), "b", 2), "b", null)
  expect(isLinearizable(queue, returned(called(atOnce, "c", "take"), "c", 2))).toBe(true)
})

test("calls and returns that do not fit are refused", () => {
  expect(() => called(called({}, "a", "read"), "a", "read")).toThrow("a calls an operation before the last one returned")
  expect(() => returned({}, "a", 1)).toThrow("a is told the end of an operation that it did not call")
})
