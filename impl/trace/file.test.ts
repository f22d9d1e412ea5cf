import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { encode } from "../../models/engine/encode.ts"
import { some, walk } from "../../properties/telling/testing.ts"
import { explore } from "../../models/engine/index.ts"
import type { Trace } from "../../models/engine/result.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { modelWith, type Mutant } from "../../properties/mutants/mutant.ts"
import { suiteOf } from "../../properties/suites.ts"
import { tell } from "../../properties/telling/tell.ts"
import { oneFile } from "../page/one-file.ts"
import { BadTrace, openTrace } from "./read.ts"
import { follow, readTrace } from "./replay.ts"
import type { TraceFile } from "./schema.ts"
import { vitest } from "./vitest.ts"
import { traceLines } from "./write.ts"

let dir = ""
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "trace-"))
})
afterAll(() => rmSync(dir, { recursive: true }))

const saved = (text: string): string => {
  const file = join(dir, "trace.json")
  writeFileSync(file, text)
  return file
}

test.each(some.filter((_, i) => i % 4 === 0).map((suite) => [suite.name, suite] as const))("%s: a run that was written is read back", (_name, suite) => {
  const trace = walk(suite, 11, 12)
  const read = readTrace(saved([...traceLines(suite, undefined, trace)].join("")))
  expect(read.warnings).toEqual([])
  expect(read.suite.name).toBe(suite.name)
  expect(encode(read.trace.steps.map(({ move, locals }) => [move, locals]))).toBe(encode(trace.steps.map(({ move, locals }) => [move, locals])))
})

describe("a very long file", () => {
  test("is read a line at a time: what is wrong at its end is found at its end, and nothing of it is held", () => {
    const file = join(dir, "long.json")
    const head = { format: "rocketproof-trace", version: 2, run: "live", mode: "live", about: "", spec: "", slots: ["a"], initial: { states: {}, sends: [] }, steps: 1_000_000 }
    const action = (n: number): string => JSON.stringify({ n, at: "a", kind: "event", text: "x".repeat(1_000), action: {}, sends: [], verdicts: [], changes: [] })
    const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    // Beyond the size up to which files are read as a whole: after a thousand actions one that is cut off, and padding.
    writeFileSync(file, `{\n${fields.join(",\n")},\n"actions":[\n${Array.from({ length: 1_000 }, (_, i) => `${action(i + 1)},\n`).join("")}{"n":1001,\n`)
    truncateSync(file, 65 * 2 ** 20)
    const read: number[] = []
    expect(() => {
      for (const { n } of openTrace(file).actions) read.push(n)
    }).toThrow(/the file is cut off/)
    expect(read).toHaveLength(1_000)
  })

  test("beyond the steps that are kept the last ones are told under their numbers, and it is too long for a test, and for a page", () => {
    const mutant = mutants.find(({ id }) => id === "awaits-a-lost-answer") as Mutant
    const suite = suiteOf(mutant.model)
    const model = modelWith(suite, mutant)
    const trace = explore(model, { stopAt: [mutant.property] }).properties.find(({ id }) => id === mutant.property)?.trace as Trace
    // The loop of a lasso, made so often.
    const loop = trace.steps.slice(trace.loopFrom)
    const steps = [...trace.steps.slice(0, trace.loopFrom), ...Array.from({ length: 60 }, () => loop).flat()]
    const file = saved([...traceLines(suite, { id: mutant.property, verdict: "violated" }, { initial: trace.initial, steps }, { mutant: mutant.id, model })].join(""))
    const read = follow(file, openTrace(file), undefined, 20)
    expect(read.start.n + read.trace.steps.length).toBe(steps.length)
    expect(read.trace.steps.length).toBeLessThan(40)
    const telling = tell(suite, read.about, read.trace, { model, start: read.start })
    expect(telling.steps[0]?.n).toBe(read.start.n + 1)
    expect(() => vitest(read, telling)).toThrow(/are too many for a test/)
    expect(() => oneFile({ ...telling, steps: Array.from({ length: 20_001 }, () => telling.steps[0] as (typeof telling.steps)[number]) })).toThrow(/a page holds 20,000: use --format text/)
  })
})

describe("a file that is not as it was written", () => {
  const suite = suiteOf("page-cache")
  let text = ""
  beforeAll(() => {
    const { trace } = explore(suite.model(), { stopAt: ["message acked before the faults"] }).properties.find(({ id }) => id === "message acked before the faults") ?? {}
    text = [...traceLines(suite, { id: "message acked before the faults", verdict: "reached" }, trace as never)].join("")
  })
  const problem = (change: (file: { -readonly [key in keyof TraceFile]: TraceFile[key] } & { [other: string]: unknown }) => void): string => {
    const file = JSON.parse(text)
    change(file)
    return refusal(JSON.stringify(file))
  }
  const refusal = (content: string): string => {
    const file = saved(content)
    try {
      return readTrace(file).warnings.join("\n").replaceAll(file, "FILE")
    } catch (error) {
      if (!(error instanceof BadTrace)) throw error
      return error.message.replaceAll(file, "FILE")
    }
  }

  test("is read however it is laid out", () => {
    expect(problem(() => {})).toBe("")
    expect(refusal(JSON.stringify(JSON.parse(text), null, 2))).toBe("")
  })

  test("of another spec is read with a warning as long as the rules do the same, and refused where they differ", () => {
    expect(problem((file) => (file.spec = "0".repeat(64)))).toMatch(/another version of spec.*its moves are made anew/)
    const altered = problem((file) => {
      file.spec = "0".repeat(64)
      const last = JSON.stringify(file.actions).replace('"path":"/n0/broker/raft/commitIndex","value":0', '"path":"/n0/broker/raft/commitIndex","value":7')
      file.actions = JSON.parse(last)
    })
    expect(altered).toMatch(/step \d+ \(.*\), \/n0\/broker\/raft\/commitIndex: 7 in the file, 0 here.*another version of spec/)
  })

  test("is refused with what is wrong, and where", () => {
    expect(problem((file) => (file.model = "dledger/page-cash-3n"))).toMatch(/there is no model "dledger\/page-cash-3n" here; did you mean dledger\/page-cache/)
    expect(problem((file) => (file.property = { ...(file.property as NonNullable<TraceFile["property"]>), id: "S12 AckDurabel" }))).toMatch(/no property "S12 AckDurabel".*did you mean/)
    expect(problem((file) => (file.mutant = "ack-before-fsink"))).toMatch(/no mutant "ack-before-fsink" here; did you mean ack-before-fsync/)
    expect(problem((file) => (file.actions = file.actions.slice(1)))).toMatch(/action 1 says n 2: actions are missing/)
    expect(problem((file) => (file.actions = file.actions.slice(0, -1)))).toMatch(/it says \d+ steps and has \d+ actions/)
    expect(problem((file) => (file.actions = file.actions.toSpliced(1, 1, { ...(file.actions[0] as TraceFile["actions"][number]), n: 2 })))).toMatch(/step 2 \(n0: election timeout\) cannot be followed: more messages are under way than the model's bounds allow/)
    expect(problem((file) => (file.slots = ["n0", "n1"]))).toMatch(/it has n0, n1; the model has n0, n1, n2, faults, history/)
    expect(problem((file) => (file.format = "other" as never))).toMatch(/format is "other", not "rocketproof-trace"/)
    expect(problem((file) => (file.version = 1 as never))).toMatch(/version is 1, this program reads 2: write it again/)
    expect(problem((file) => (file.version = 99 as never))).toMatch(/version is 99, this program reads 2: read it with the rocketproof that wrote it/)
    expect(problem((file) => (file.steps = "3" as never))).toMatch(/Expected.*at \["steps"\]/)
    expect(refusal(text.slice(0, -200))).toMatch(/the file is cut off/)
    expect(refusal("<html>")).toMatch(/not JSON: this is no trace/)
    expect(refusal('{"#meta":{},"vars":[],"states":[]}')).toMatch(/ITF trace/)
  })

  test("a verdict that the end does not show is refused", () => {
    const shorter = problem((file) => {
      file.actions = file.actions.slice(0, -1)
      file.steps -= 1
    })
    expect(shorter).toMatch(/its last state is a witness of "message acked before the faults"; here it is none/)
  })

  test("unknown fields are left out and named, without what a terminal would obey", () => {
    const warned = problem((file) => {
      file["comment\u001b[31m"] = "mine"
      ;(file.actions[2] as { [other: string]: unknown })["note"] = "<script>"
    })
    expect(warned).toMatch(/the field "comment\\u001b\[31m" is not known and is left out/)
    expect(warned).toMatch(/the field "note" of action 3 is not known/)
  })

  test("prototypes are out of reach of its differences", () => {
    problem((file) => {
      const [first] = file.actions as unknown as { changes: unknown[] }[]
      first?.changes.push({ op: "add", path: "/__proto__/polluted", value: true })
    })
    expect(({} as { polluted?: true }).polluted).toBeUndefined()
  })

  test("each action is a line, the last field of the file", () => {
    const file = saved(text)
    const lines = readFileSync(file, "utf8").split("\n")
    expect(lines.filter((line) => line.startsWith('{"n":'))).toHaveLength((JSON.parse(text) as TraceFile).steps)
  })
})
