import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import mermaidLibrary from "mermaid"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Trace } from "../../models/engine/result.ts"
import { rerun, type WrittenRun } from "../../properties/telling/rerun.ts"
import { some, walk } from "../../properties/telling/testing.ts"
import { explore } from "../../models/engine/index.ts"
import { suiteOf, type Suite } from "../../properties/suites.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { modelWith, type Mutant } from "../../properties/mutants/mutant.ts"
import { tell } from "../../properties/telling/tell.ts"
import type { Telling } from "../../properties/telling/telling.ts"
import { itf } from "./itf.ts"
import { mermaid } from "./mermaid.ts"
import { readTrace, type ReadTrace } from "./replay.ts"
import { PATTERN, shiviz } from "./shiviz.ts"
import { vitest } from "./vitest.ts"
import { traceLines } from "./write.ts"

let dir = ""
let mutant: Mutant
let suite: Suite
let trace: Trace
let read: ReadTrace
let telling: Telling
const walks: { readonly suite: Suite; readonly telling: Telling; readonly read: ReadTrace }[] = []

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "views-"))
  mutant = mutants.find(({ id }) => id === "ack-before-fsync") as Mutant
  suite = suiteOf(mutant.model)
  const model = modelWith(suite, mutant)
  const found = explore(model, { stopAt: [mutant.property] }).properties.find(({ id }) => id === mutant.property)
  trace = found?.trace as Trace
  read = opened(suite, trace, mutant)
  telling = tell(suite, { id: mutant.property }, trace, { model, mutant: mutant.id })
  for (const one of some.filter((_, i) => i % 5 === 1)) {
    const run = walk(one, 3, 12)
    walks.push({ suite: one, telling: tell(one, undefined, run), read: opened(one, run) })
  }
})
afterAll(() => rmSync(dir, { recursive: true }))

const opened = (of: Suite, run: Trace, bug?: Mutant): ReadTrace => {
  const file = join(dir, "trace.json")
  writeFileSync(file, [...traceLines(of, bug && { id: bug.property, verdict: "violated" }, run, bug && { mutant: bug.id, model: modelWith(of, bug) })].join(""))
  return readTrace(file)
}

/** Longer than any diagram may be, with what Mermaid and HTML would take as theirs. */
const long = (): Telling => ({
  ...telling,
  steps: Array.from({ length: 1_200 }, (_, i) => ({ ...(telling.steps[i % telling.steps.length] as Telling["steps"][number]), n: i + 1, text: `<script>alert("#${i}");</script> end %% note\nover` }))
})

describe("mermaid", () => {
  test("its own parser takes it, of every kind of world", async () => {
    for (const each of [telling, ...walks.map((one) => one.telling)]) expect(await mermaidLibrary.parse(mermaid(each))).toMatchObject({ diagramType: "sequence" })
    await expect(mermaidLibrary.parse("sequenceDiagram\n  p0->>p1 no colon")).rejects.toThrow(/Parse error/)
  })

  test("a long run is cut at its beginning, within GitHub's limits, and nothing in it is taken as a statement", async () => {
    const text = mermaid(long())
    expect(text.length).toBeLessThan(50_000)
    expect(text.split("\n").length).toBeLessThan(500)
    expect(text).toMatch(/the first \d+ steps are left out/)
    expect(text).toMatch(/1197 #60;script#62;/)
    expect(text).not.toMatch(/<script>/)
    expect(await mermaidLibrary.parse(text)).toMatchObject({ diagramType: "sequence" })
  })

  test("a loop is a loop, even when its beginning is left out", async () => {
    expect(mermaid({ ...telling, loopFrom: 4 })).toMatch(/loop over and over\n.* 5 /)
    for (const loopFrom of [0, 4, telling.steps.length]) expect(await mermaidLibrary.parse(mermaid({ ...telling, loopFrom }))).toMatchObject({ diagramType: "sequence" })
    expect(await mermaidLibrary.parse(mermaid({ ...long(), loopFrom: 2 }))).toMatchObject({ diagramType: "sequence" })
  })
})

describe("shiviz", () => {
  test("each line is what the first one says, own clocks count from 1, and others' come from messages", () => {
    for (const each of [telling, ...walks.map((one) => one.telling), long()]) {
      const [pattern, delimiter, ...lines] = shiviz(each).trimEnd().split("\n")
      expect([pattern, delimiter]).toEqual([PATTERN, ""])
      const counts = new Map<string, number>()
      expect(lines).toHaveLength(each.steps.length)
      for (const line of lines) {
        const { host, clock } = (new RegExp(`^${PATTERN}$`).exec(line) as RegExpExecArray).groups as { readonly host: string; readonly clock: string }
        const vector = JSON.parse(clock) as Record<string, number>
        expect(vector[host]).toBe((counts.get(host) ?? 0) + 1)
        counts.set(host, vector[host] as number)
        for (const [other, time] of Object.entries(vector)) expect(time).toBeLessThanOrEqual(counts.get(other) ?? 0)
      }
    }
    expect(shiviz(telling)).toMatch(/^n1 \{"n0":1,"n1":1\} n1 receives RequestVote/m)
  })
})

describe("itf", () => {
  /** As ADR-015 has expressions: no null, integers as big ones here, and no field of a record begins with #. */
  const isExpression = (value: unknown): boolean => {
    if (typeof value === "string" || typeof value === "boolean") return true
    if (Array.isArray(value)) return value.every(isExpression)
    if (typeof value !== "object" || value === null) return false
    const entries = Object.entries(value)
    const [[key, of] = ["", undefined]] = entries
    if (entries.length === 1 && key === "#bigint") return typeof of === "string" && /^-?\d+$/.test(of)
    if (entries.length === 1 && (key === "#set" || key === "#tup")) return Array.isArray(of) && of.every(isExpression)
    if (entries.length === 1 && key === "#map") return Array.isArray(of) && of.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isExpression))
    return entries.every(([name, each]) => !name.startsWith("#") && isExpression(each))
  }

  test("every state has every variable, and every value is an expression of the format", () => {
    for (const each of [read, ...walks.map((one) => one.read)]) {
      const { "#meta": meta, vars, states, loop } = JSON.parse(itf(each)) as { readonly "#meta": object; readonly vars: readonly string[]; readonly states: readonly { readonly [name: string]: unknown }[]; readonly loop?: number }
      expect(meta).toMatchObject({ format: "ITF", source: each.suite.name })
      expect(loop).toBeUndefined()
      expect(states).toHaveLength(each.trace.steps.length + 1)
      states.forEach(({ "#meta": of, ...values }, index) => {
        expect(of).toEqual({ index })
        expect(Object.keys(values).sort()).toEqual([...vars].sort())
        expect(Object.values(values).every(isExpression)).toBe(true)
      })
    }
    expect(isExpression(null) || isExpression({ "#map": [[1]] }) || isExpression(1.5)).toBe(false)
  })

  test("maps are maps, and a lasso's loop begins at its state", () => {
    const { states } = JSON.parse(itf(read)) as { readonly states: readonly { readonly n0: { readonly broker: { readonly topics: unknown; readonly raft: { readonly term: unknown } } } }[] }
    expect(states.at(-1)?.n0.broker.topics).toMatchObject({ "#map": [["t", expect.anything()]] })
    expect(states.at(-1)?.n0.broker.raft.term).toEqual({ "#bigint": "1" })
    expect(JSON.parse(itf({ ...read, trace: { ...trace, loopFrom: 3 } }))).toMatchObject({ loop: 3 })
  })
})

describe("test", () => {
  /** What the generated test would run. */
  const written = (): WrittenRun => {
    const text = vitest(read, telling)
    expect(text).toContain('import { rerun, type WrittenRun } from "rocketproof/properties"')
    const moves = JSON.parse(/moves: WrittenRun\["moves"\] = (\[[\s\S]*?\n {2}\])/.exec(text)?.[1] as string) as WrittenRun["moves"]
    return { model: suite.name, mutant: mutant.id, property: mutant.property, moves }
  }

  test("passes while the bug is there", () => {
    expect(() => rerun(written())).not.toThrow()
  })

  test("says that the bug is fixed, that a rule was renamed, and what is gone", () => {
    const run = written()
    const { mutant: _mutant, ...fixed } = run
    // Without the bug the last step decides something else.
    expect(() => rerun(fixed)).toThrow(/step 7 \(n0: the log is on disk\)|cannot be made any more|the bug is fixed/)
    const renamed = run.moves.map((move) => ({ ...move, verdicts: move.verdicts.map((verdict) => verdict.replace("grant", "vote")) }))
    expect(() => rerun({ ...run, moves: renamed })).toThrow(/step 2 .*: rules decided dledger RequestVote: grant.*, where they decided dledger RequestVote: vote.*its verdict renamed/)
    expect(() => rerun({ ...run, moves: run.moves.slice(0, -1) })).toThrow(/the bug is fixed: every step can be made, and S9 CommitRule holds at the end/)
    expect(() => rerun({ ...run, property: "S9 CommitRules" })).toThrow(/the property S9 CommitRules is gone/)
    expect(() => rerun({ ...run, model: "dledger/none" })).toThrow(/the model dledger\/none is gone/)
    expect(() => rerun({ ...run, mutant: "none" })).toThrow(/the mutant none is gone/)
  })

  test("of a run that shows nothing there is none", () => {
    const [one] = walks
    expect(() => vitest((one as (typeof walks)[number]).read, (one as (typeof walks)[number]).telling)).toThrow(/shows nothing in particular/)
  })
})
