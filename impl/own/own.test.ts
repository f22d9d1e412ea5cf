import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { suiteNamed } from "../page/explore/spaces.ts"
import { openTrace } from "../trace/read.ts"
import { follow } from "../trace/replay.ts"
import { check } from "../cli/check.ts"
import { simulate } from "../cli/simulate.ts"
import { trace } from "../cli/trace.ts"
import { isModelFile, loadNamed, loadOwn } from "./load.ts"

const file = fileURLToPath(new URL("./testing.ts", import.meta.url))
const dir = mkdtempSync(join(tmpdir(), "rocketproof-own-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let said: string[] = []
beforeEach(() => {
  said = []
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text))
  vi.spyOn(process.stdout, "write").mockImplementation((text, ...rest) => {
    said.push(String(text))
    for (const each of rest) if (typeof each === "function") each()
    return true
  })
})
afterEach(() => vi.restoreAllMocks())
const all = (): string => said.join("\n")

test("what a file exports is what is explored; anything else in it is left alone", async () => {
  expect((await loadOwn(file)).map(({ name }) => name)).toEqual(["a vote, 1 needed", "a vote, 2 needed"])
  expect(suiteNamed("a vote, 2 needed").about).toBe(relative(process.cwd(), file))
  expect(["a.ts", "a.mjs", "b/c.cjs", "dledger/replication", "W12"].map(isModelFile)).toEqual([true, true, true, false, false])
  expect((await loadNamed([file, "replication"])).names).toEqual(["replication"])
})

test("a file that is not there, and one without a model", async () => {
  await expect(loadOwn("nowhere.mjs")).rejects.toThrow("nowhere.mjs: no such file")
  const empty = join(dir, "empty.mjs")
  writeFileSync(empty, "export const x = 1\n")
  await expect(loadOwn(empty)).rejects.toThrow(/empty\.mjs: it exports no model: export const model = defineModel/)
})

describe("check", () => {
  const options = { symmetry: true }
  test("shows the run, and writes results, traces and annotations", async () => {
    const [json, junit, github] = ["o.json", "j.xml", "g.txt"].map((name) => join(dir, name)) as [string, string, string]
    expect(await check([file], { ...options, json, traces: dir, exact: true, reporter: [`junit=${junit}`, `github=${github}`] })).toBe(1)
    expect(all()).toMatch(/FAILED {2}a vote, 1 needed(.*\n)* +violated {2}nobody is passed over, 3 steps\n +1 {2}chair: asks\n/)
    expect(all()).toMatch(/ok {2}a vote, 2 needed/)
    const [hasty] = JSON.parse(readFileSync(json, "utf8")) as readonly { readonly properties: readonly { readonly traceFile: string }[] }[]
    expect(hasty).toMatchObject({ model: "a vote, 1 needed", mode: "own", exhausted: true, collisionProbability: 0, properties: [{ verdict: "violated", traceLength: 3 }, { verdict: "reached" }, { verdict: "holds" }] })
    expect(readFileSync(junit, "utf8")).toContain("1  chair: asks")
    const line = readFileSync(file, "utf8").split("\n").findIndex((text) => text.includes('"nobody is passed over":')) + 1
    expect(readFileSync(github, "utf8")).toContain(`file=${relative(process.cwd(), file)},line=${line},title=a vote%2C 1 needed%3A nobody is passed over is violated`)

    const written = hasty?.properties[0]?.traceFile as string
    expect(openTrace(written).head.module).toBe(relative(process.cwd(), file))
    expect(follow(written, openTrace(written)).trace.steps).toHaveLength(3)
    for (const [format, expected] of [["text", /^nobody is passed over\n(.*\n)*.*chair: asks(.*\n)*It could be avoided|Why:/], ["html", /<html/], ["mermaid", /sequenceDiagram\n {2}participant p0 as alice/], ["shiviz", /chair \{"chair":1\} chair: asks/], ["itf", /"source": "a vote, 1 needed"/]] as const) {
      said = []
      expect(await trace(written, { format })).toBe(0)
      expect(all()).toMatch(expected)
    }
    await expect(trace(written, { format: "test" })).rejects.toThrow(/a model of your own: a test of that calls explore\(model\)/)
  })

  test("keeps what is done, and refuses to go on with another file", async () => {
    const resume = join(dir, "run")
    expect(await check([file], { ...options, resume, maxStates: 2 })).toBe(3)
    expect(await check([file], { ...options, resume })).toBe(1)
    expect(await check([file], { ...options, resume, maxStates: 2 })).toBe(3)
    await expect(check(["group-of-one"], { ...options, resume })).rejects.toThrow(/another version of the models/)
  })
})

test("simulate shortens what it finds, and says how to do it again", async () => {
  expect(await simulate([file], { seed: 1, runs: 60, steps: 20, schedule: "uniform", depth: 3 })).toBe(1)
  expect(all()).toMatch(/FAILED {2}a vote, 1 needed(.*\n)*nobody is passed over\n1 {2}chair: asks\n/)
  expect(all()).toContain(`again: npx rocketproof simulate ${relative(process.cwd(), file)} --seed 1 --run`)
})
