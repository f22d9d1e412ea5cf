/**
 * How `check` explores: with threads, exactly, with states on disk, and on from where it was killed. As it is installed:
 * `npm run build` comes first.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, test } from "vitest"
import { temporaryDir } from "../testing/clusters.ts"
import { until } from "../testing/client.ts"

const MAIN = fileURLToPath(new URL("../../dist/impl/cli/main.js", import.meta.url))
const dir = temporaryDir()
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const tiny = "dledger/group-of-one-1n-2t-2m-1net-1crash"
const middling = "dledger/no-majority-3n-2t-1m-2net-lossy-2kill"

const start = (...args: readonly string[]) => {
  const child = spawn(process.execPath, [MAIN, "check", ...args], { stdio: ["ignore", "pipe", "pipe"] })
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
  return { child, ended: once(child, "close").then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null, out, err })) }
}

/** What is the same whoever explores, and however often it was interrupted. */
const report = (file: string): unknown =>
  (JSON.parse(readFileSync(file, "utf8")) as readonly Record<string, unknown>[]).map(({ model, uniqueStates, generatedStates, depth, exhausted, properties }) => ({
    model,
    uniqueStates,
    generatedStates,
    depth,
    exhausted,
    properties
  }))

test("one thread, two threads, and states on disk come to the same", async () => {
  const files = ["one", "two", "disk"].map((name) => join(dir, `${name}.json`))
  const ways = [["--workers", "1"], ["--workers", "2"], ["--workers", "2", "--max-memory", "200"]]
  for (const [i, way] of ways.entries()) {
    const { code, err } = await start(middling, ...way, "--json", files[i] as string).ended
    expect([code, err]).toEqual([0, ""])
  }
  const [one, two, disk] = files.map(report)
  expect(two).toEqual(one)
  expect(disk).toEqual(one)
})

test("a check that was killed goes on, and ends as one that was not", async () => {
  const [file, whole, rest] = ["run", "whole.json", "rest.json"].map((name) => join(dir, name)) as [string, string, string]
  const first = start(tiny, middling, "--resume", file)
  await until("one model is done", async () => (existsSync(file) && readFileSync(file, "utf8").split("\n").length > 2 ? true : undefined))
  first.child.kill("SIGKILL")
  expect((await first.ended).signal).toBe("SIGKILL")
  const second = await start(tiny, middling, "--resume", file, "--json", rest).ended
  expect([second.code, second.err]).toEqual([0, ""])
  expect(second.out).toContain(`going on with ${file}: 1 model is done`)
  expect((await start(tiny, middling, "--json", whole).ended).code).toBe(0)
  expect(report(rest)).toEqual(report(whole))
  // What has ended has nothing to go on with.
  expect(existsSync(file)).toBe(false)
})

test("an interrupt prints what is known, and how to go on", async () => {
  const file = join(dir, "interrupted")
  const { child, ended } = start(tiny, "dledger/combined-3n", "--deep", "--resume", file)
  await until("one model is done", async () => (existsSync(file) && readFileSync(file, "utf8").split("\n").length > 2 ? true : undefined))
  child.kill("SIGINT")
  const { code, out } = await ended
  expect(code).toBe(130)
  expect(out).toMatch(/interrupted {2}dledger\/combined-3n.* states of .* generated, every run of up to \d+ steps/)
  expect(out).toContain(`with --resume ${file}`)
})

test("a file of another check is refused, and said of what it is", async () => {
  const file = join(dir, "other")
  writeFileSync(file, `${JSON.stringify({ rocketproof: "check", source: "0123", options: "{}" })}\n`)
  const { code, err } = await start(tiny, "--resume", file).ended
  expect([code, err]).toEqual([2, expect.stringContaining("it is of another version of the models (0123")])
  writeFileSync(file, "notes\n")
  expect((await start(tiny, "--resume", file).ended).err).toContain("that is no file of a check")
  expect(readFileSync(file, "utf8")).toBe("notes\n")
})

test("an exact check has no chance left", async () => {
  const file = join(dir, "exact.json")
  expect((await start(tiny, "--exact", "--json", file).ended).code).toBe(0)
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject([{ collisionProbability: 0, exhausted: true }])
})
