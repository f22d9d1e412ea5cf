import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { walked } from "../../properties/walked.ts"
import { merge } from "./merge.ts"
import { simulate, type SimulateFlags } from "./simulate.ts"

let dir = ""
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "simulate-"))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const said = async (ask: () => Promise<number>): Promise<{ readonly code: number; readonly out: string }> => {
  const lines: string[] = []
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line))
  try {
    return { code: await ask(), out: lines.join("\n") }
  } finally {
    log.mockRestore()
  }
}

const flags: SimulateFlags = { seed: 3, runs: 150, steps: 60, schedule: "mix", depth: 3 }
const run = (names: readonly string[], more: Partial<SimulateFlags> = {}) => said(() => simulate(names, { ...flags, ...more }))
const file = (name: string): string => join(dir, name)
const timeless = (name: string): unknown => JSON.parse(readFileSync(file(name), "utf8"), (key, value: unknown) => (key === "seconds" ? 0 : value))
const merged = (names: readonly string[], json?: string) => said(() => merge(names.map(file), json === undefined ? {} : { json: file(json) }))

describe("simulate", () => {
  test("--list names all four modes and says what each model is for", async () => {
    const { code, out } = await run([], { list: true })
    expect(code).toBe(0)
    for (const { name, about } of walked) expect(out).toContain(`    ${name}\n    ${about}`)
    for (const mode of ["dledger", "multi-master", "async-replication", "sync-double-write"]) expect(out).toContain(`    ${mode}/`)
  })

  test("prints the seed, also one of its own, and exits with 0 if nothing is found", async () => {
    expect(await run(["multi-master"], { runs: 3 })).toEqual({ code: 0, out: expect.stringMatching(/^ok .* 3 runs, .*; seed 3$/) })
    const { seed: _seed, ...rest } = flags
    expect((await said(() => simulate(["multi-master"], { ...rest, runs: 3 }))).out).toMatch(/; seed \d+$/)
  })

  test.each(["vote-lost-on-restart", "votes-kept-for-next-term"])("the line that it prints makes the same trace again: %s", async (mutant) => {
    const found = await run(["wide"], { mutant, runs: 600, steps: 120 })
    expect(found.code).toBe(1)
    const [, line = ""] = /^again: npx rocketproof simulate (.*)$/m.exec(found.out) ?? []
    const words = line.split(" ")
    const value = (name: string): string => words[words.indexOf(`--${name}`) + 1] as string
    const again = await said(() => simulate([words[0] as string], { seed: Number(value("seed")), run: Number(value("run")), runs: Number(value("runs")), steps: Number(value("steps")), schedule: value("schedule"), depth: Number(value("depth")), mutant: value("mutant") }))
    const told = (out: string): string => out.slice(out.indexOf("\n"))
    expect(again.code).toBe(1)
    expect(told(again.out)).toBe(told(found.out))
  })

  test.each([
    [["nothing"], {}, /there is no "nothing" to simulate/],
    [["wide"], { schedule: "fifo" }, /--schedule fifo: must be one of mix, uniform, pct, coverage/],
    [["wide"], { shard: "0/4" }, /--shard 0\/4: must be I\/N with I from 1 to N/],
    [["wide"], { shard: "5/4" }, /--shard 5\/4/],
    [["wide"], { shard: "one" }, /--shard one/],
    [["wide"], { run: 150 }, /--run 150: there are runs 0 to 149/],
    [["wide"], { mutant: "nothing" }, /--mutant nothing: no such mutant/]
  ] as const)("%j %j is refused", async (names, more, says) => {
    await expect(run(names, more)).rejects.toThrow(says)
  })
})

describe("merge", () => {
  const names = ["multi-master", "wide-service"]
  beforeAll(async () => {
    for (const i of [1, 2]) await run(names, { shard: `${i}/2`, json: file(`part-${i}.json`) })
    await run(names, { json: file("whole.json") })
  })

  test("two shards are one run of the same seeds, times apart", async () => {
    expect((await merged(["part-2.json", "part-1.json"], "merged.json")).code).toBe(0)
    expect(timeless("merged.json")).toEqual(timeless("whole.json"))
  })

  test("so they are where something is violated: what came after it in the other shard does not count", async () => {
    const more = { mutant: "votes-kept-for-next-term", runs: 600, steps: 120 }
    for (const i of [1, 2]) await run(["wide"], { ...more, shard: `${i}/2`, json: file(`broken-${i}.json`) })
    expect((await run(["wide"], { ...more, json: file("broken.json") })).code).toBe(1)
    const { code, out } = await merged(["broken-1.json", "broken-2.json"], "merged.json")
    expect([code, out]).toEqual([1, expect.stringMatching(/again: npx rocketproof simulate wide --seed 3 --run \d+/)])
    expect(timeless("merged.json")).toEqual(timeless("broken.json"))
  })

  test("a lost shard is named, with the line that makes it", async () => {
    const { code, out } = await merged(["part-2.json"])
    expect([code, out]).toEqual([3, expect.stringMatching(/^lost: shard 1\/2; again: npx rocketproof simulate wide-service multi-master\/wide --seed 3 .*--shard 1\/2 --json FILE$/m)])
  })

  test.each([
    ["rocketproof", "9.9.9"],
    ["seed", 4],
    ["runs", 7],
    ["steps", 7],
    ["schedule", "pct"],
    ["depth", 9],
    ["mutant", "ack-before-fsync"]
  ])("a part of another whole is refused by the field: %s", async (field, value) => {
    writeFileSync(file("other.json"), JSON.stringify({ ...(timeless("part-2.json") as object), [field]: value }))
    await expect(merged(["part-1.json", "other.json"])).rejects.toThrow(new RegExp(`other\\.json: ${field} is ${String(value)}, and .* in .*part-1\\.json`))
  })

  test("so are other models, a shard twice, shards of another number, a version that is not known, and no report", async () => {
    const part = timeless("part-2.json") as { models: readonly object[] }
    const write = (content: unknown) => writeFileSync(file("other.json"), JSON.stringify(content))
    write({ ...part, models: part.models.slice(1) })
    await expect(merged(["part-1.json", "other.json"])).rejects.toThrow(/other\.json: models are /)
    await expect(merged(["part-1.json", "part-1.json"])).rejects.toThrow(/shard is 1\/2, as in/)
    write({ ...part, shard: { index: 2, count: 3 } })
    await expect(merged(["part-1.json", "other.json"])).rejects.toThrow(/other\.json: shard is one of 3, and one of 2/)
    write({ ...part, version: 2 })
    await expect(merged(["part-1.json", "other.json"])).rejects.toThrow(/other\.json: version 2 of rocketproof-simulation/)
    write({ some: "thing" })
    await expect(merged(["other.json"])).rejects.toThrow(/neither of simulate --json nor of check --json/)
    writeFileSync(file("other.json"), "{")
    await expect(merged(["other.json"])).rejects.toThrow(/not JSON, or cut off/)
  })

  test("reports of check: models of all of them, the worst decides", async () => {
    const model = (name: string, verdict: string, exhausted = true) => ({ model: name, exhausted, uniqueStates: 5, properties: [{ id: "p", verdict }] })
    const write = (name: string, ...models: readonly object[]) => writeFileSync(file(name), JSON.stringify(models))
    write("a.json", model("a", "holds"))
    write("b.json", model("b", "holds"), model("c", "undecided", false))
    write("d.json", model("d", "missing"))
    expect((await merged(["a.json"])).code).toBe(0)
    expect(await merged(["a.json", "b.json"], "merged.json")).toMatchObject({ code: 3, out: expect.stringMatching(/^not finished {2}c /m) })
    expect(timeless("merged.json")).toHaveLength(3)
    expect(await merged(["a.json", "b.json", "d.json"])).toMatchObject({ code: 1, out: expect.stringMatching(/missing {2}p in d/) })
    await expect(merged(["a.json", "a.json"])).rejects.toThrow(/model a is in .* too/)
    await expect(merged(["a.json", "part-1.json"])).rejects.toThrow(/some files are of simulate and some of check/)
  })
})
