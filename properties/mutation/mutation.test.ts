import { fileURLToPath } from "node:url"
import { parseSync } from "oxc-parser"
import { expect, test } from "vitest"
import { mutantsIn, mutantsOf, type SpecMutant } from "./generate.ts"
import { planted, plantedIn } from "./planted.ts"
import { isSame } from "./probe.ts"
import { reasonFor, reasons } from "./reasons.ts"
import { isReordered } from "./reordered.ts"
import { fatesOf, render } from "./report.ts"
import { isDrawn, type Line } from "./results.ts"
import { ASK, withMutants } from "./schemata.ts"
import type { Node } from "./syntax.ts"
import { DoesNotEnd, install } from "./switch.ts"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))

const mutantsOfText = (source: string): readonly SpecMutant[] => mutantsIn("a.ts", source, parseSync("a.ts", source).program as unknown as Node)

const changes = (source: string): readonly string[] => mutantsOfText(source).map(({ operator, start, end, text }) => `${operator}: ${source.slice(start, end)} → ${text}`)

test.each([
  ["const f = (x) => (x < 1 ? 2 : 3)", ["condition: x < 1 → !(x < 1)", "condition: x < 1 → (0 > 1)", "bound: x < 1 → x <= 1", "bound: 2 → 3", "bound: 3 → 4"]],
  ["const f = (a, b) => a && b", ["clause: a && b → a", "clause: a && b → b", "clause: a && b → (a) || (b)"]],
  ["const f = (a, b) => a === b", ["condition: a === b → a !== b"]],
  ["const f = (a) => chain(a, save, send)", ["output: chain(a, save, send) → chain(a, send)", "order: chain(a, save, send) → chain(a, send, save)", "output: chain(a, save, send) → chain(a, save)"]],
  ["const f = (a) => ({ ...a, x: g(), y })", ["field: { ...a, x: g(), y } → { ...a, y }", "field: { ...a, x: g(), y } → { ...a, x: g() }"]],
  ["const f = (v) => match(v).with('a', g).with('b', h).exhaustive()", ["arm: h → g", "arm: g → h"]],
  ["const f = (xs, p) => xs.filter(p).length + 1", ["bound: xs.filter(p).length + 1 → xs.filter(p).length", "filter: xs.filter(p) → xs"]],
  ["const f = (a, b) => Math.min(a, b) ?? true", ["none: Math.min(a, b) ?? true → true", "bound: Math.min(a, b) → Math.max(a, b)", "boolean: true → false"]],
  ['const f = (x: "a" | 1): x is 1 => g(x as 1)', []]
])("what becomes of %s", (source, expected) => {
  expect(changes(source)).toEqual(expected)
})

test("an id stays where other places change, and no two are equal", () => {
  const [one] = mutantsOfText("const f = (a, b) => a === b")
  expect(mutantsOfText("const g = () => 7\nconst f = (a, b) => a === b").map(({ id }) => id)).toContain(one?.id)
  const ids = mutantsOfText("const f = (a, b) => [a === b, a === b]").map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test("each mutant can be switched on, and without one the text does what it did", () => {
  const source = "const f = (a, b) => (a > 1 && b ? [a + 1, b] : [])"
  const mutants = mutantsOfText(source)
  const switches = install()
  const f = new Function(`${withMutants(source, new Map(mutants.entries()))}; return f`)() as (a: number, b: boolean) => unknown
  const wanted = new Function(`${source}; return f`)() as typeof f
  const inputs = [[0, true], [1, true], [2, true], [2, false]] as const
  for (const [a, b] of inputs) expect(f(a, b)).toEqual(wanted(a, b))
  mutants.forEach(({ start, end, text }, number) => {
    const changed = new Function(`${source.slice(0, start)}(${text})${source.slice(end)}; return f`)() as typeof f
    switches.turnOn(number)
    for (const [a, b] of inputs) expect(f(a, b)).toEqual(changed(a, b))
    switches.turnOn(-1)
  })
})

test("the switch tells which places were passed, and stops what does not end", () => {
  const switches = install()
  const ask = (globalThis as unknown as Record<string, (mutant: number) => boolean>)[ASK] as (mutant: number) => boolean
  expect(switches.passed(() => [ask(3), ask(5), ask(3)])).toEqual([3, 5])
  switches.begin()
  expect(() => {
    for (;;) ask(1)
  }).toThrow(DoesNotEnd)
})

test("what is compared is what it says, not where it is", () => {
  expect(isSame({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true)
  expect(isSame({ a: [1, { b: null }] }, { a: [1, {}] })).toBe(false)
  expect(isSame(new Map([[1, 2]]), new Map([[1, 3]]))).toBe(false)
  expect(isSame([], {})).toBe(false)
})

test("only outputs of which nobody can tell the order count as swapped", () => {
  const outcome = (...signals: readonly object[]) => ({ local: { a: 1 }, signals: signals.map((signal) => ({ to: 1, signal })) })
  const [arm, wake, save, reply, first, second] = [{ _tag: "ArmTimer", ms: 1 }, { _tag: "CancelTimer" }, { _tag: "SaveTopics" }, { _tag: "ReplyRoute", request: "r" }, { _tag: "Send", to: "n1", n: 1 }, { _tag: "Send", to: "n1", n: 2 }]
  expect(isReordered(outcome(arm, wake), outcome(wake, arm))).toBe(true)
  expect(isReordered(outcome(arm, wake), outcome(wake))).toBe(false)
  expect(isReordered(outcome(save, reply), outcome(reply, save))).toBe(false)
  expect(isReordered(outcome(first, second), outcome(second, first))).toBe(false)
  expect(isReordered(outcome(arm, first), { ...outcome(first, arm), local: { a: 2 } })).toBe(false)
})

test("the spec has mutants in every folder, and what was planted is there to be changed", async () => {
  const mutants = await mutantsOf(ROOT)
  const folders = new Set(mutants.map(({ file }) => file.split("/")[0]))
  for (const folder of ["raft", "store", "master", "ha", "serving", "name-server", "client", "schedule", "transaction", "filter"]) expect(folders).toContain(folder)
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
  expect(new Set((await plantedIn(ROOT)).map(({ id }) => id)).size).toBe(planted.length)
  // A reason that speaks of no mutant is stale.
  const stale = reasons.flatMap(({ of }) => of).filter(([where, what]) => !mutants.some(({ file, says }) => file.startsWith(where) && (what === undefined || what === says)))
  expect(stale).toEqual([])
})

test("the report counts a mutant once, and only properties kill", () => {
  const mutants = mutantsOfText("const f = (a, b) => a === b && a !== 7 && b")
  const [killed, crashes, differs, same] = mutants.map(({ id }) => id) as [string, string, string, string]
  const invalid = mutants.slice(4).map(({ id }) => id)
  const lines: readonly Line[] = [
    { kind: "begun", digest: "d", date: "2026-11-24", machine: "a machine", mutants: mutants.length, invalid, fixed: [], oneIn: 1 },
    { kind: "odd", id: killed, model: "m", what: "crashes" },
    { kind: "odd", id: crashes, model: "m", what: "crashes" },
    { kind: "kill", id: killed, model: "m", property: "S1", verdict: "violated" },
    { kind: "asked", model: "m", states: null, survived: [differs, killed] }
  ]
  expect(Object.fromEntries(fatesOf(lines))).toEqual({ [killed]: "killed", [crashes]: "crashes", [differs]: "differs" })
  const text = render(mutants, lines)
  expect(text).toContain("properties kill 1: **25.0 %**")
  expect(text.split("\n").filter((line) => line.startsWith("- ") && line.includes("(no model differs)")).length).toBe(same === undefined ? 0 : 1)
})

test("a sample has its share of every file, and a reason is found by where it stands", async () => {
  const mutants = await mutantsOf(ROOT)
  const of = (file: string): number => mutants.filter(({ id }) => id.startsWith(file)).length
  const drawn = (file: string): number => mutants.filter(({ id }) => id.startsWith(file) && isDrawn(id, 5)).length
  for (const folder of ["raft/", "serving/", "client/"]) expect(drawn(folder) / of(folder)).toBeCloseTo(0.2, 1)
  expect(reasonFor({ file: "filter/sql92.ts", says: "1 becomes 2" })?.whole).toBe(true)
  expect(reasonFor({ file: "raft/quorum.ts", says: "1 becomes 2" })).toBeUndefined()
})
