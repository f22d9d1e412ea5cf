/**
 * What is published installs without this checkout and runs: `npm pack`, install, then the commands, the exports and their
 * types as a user has them. It needs npm's cache or registry for the three dependencies, and fails without.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { installPacked, runIn } from "../testing/packed.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies: Readonly<Record<string, string>>
}
/** What a user writes after `from`; package.json is JSON, not code. */
const specifiers = Object.keys(manifest.exports).filter((path) => !path.endsWith(".json") && !path.endsWith("/vitest")).map((path) => manifest.name + path.slice(1))

let dir: string

const run = (command: string, ...args: readonly string[]): string => runIn(dir, command, ...args)

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "rocketproof-pack-"))
  installPacked(dir)
}, 300_000)

afterAll(() => {
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true })
})

test("brings its dependencies and nothing of its tests", () => {
  const installed = readdirSync(join(dir, "node_modules"))
  expect(installed).toEqual(expect.arrayContaining([manifest.name, ...Object.keys(manifest.dependencies)]))
  expect(installed).not.toContain("vitest")
  const files = readdirSync(join(dir, "node_modules", manifest.name), { recursive: true, encoding: "utf8" })
  expect(files.filter((file) => /\.test\.|(^|\/)testing(\.|\/)|\.tsbuildinfo$/.test(file))).toEqual([])
  expect(files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "CHANGELOG.md"]))
})

test("npx rocketproof --help lists the commands", () => {
  const help = run("npx", "--no-install", "rocketproof", "--help")
  for (const command of ["check", "mutants", "simulate", "trace", "cluster", "validate"]) expect(help).toMatch(new RegExp(`^  ${command} `, "m"))
  expect(run("npx", "--no-install", "rocketproof", "--version").trim()).toBe(manifest.version)
})

test("check quorum-of-four: everything is as promised", () => {
  expect(run("npx", "--no-install", "rocketproof", "check", "quorum-of-four")).toMatch(/^ok {2}dledger\/quorum-of-four-/m)
})

test("cluster --port 0 says when it is ready, and SIGTERM ends it with 0", async () => {
  const cluster = spawn(join(dir, "node_modules/.bin/rocketproof"), ["cluster", "--port", "0"], { cwd: dir, stdio: ["ignore", "pipe", "pipe"] })
  try {
    let said = ""
    cluster.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()))
    const ended = once(cluster, "exit")
    const lines = createInterface({ input: cluster.stdout })
    const first = await Promise.race([once(lines, "line").then(([line]) => String(line)), ended.then(([code]) => `ended with ${code}: ${said}`)])
    expect(JSON.parse(first)).toMatchObject({ ready: true, namesrv: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
    cluster.kill("SIGTERM")
    expect(await ended).toEqual([0, null])
  } finally {
    cluster.kill("SIGKILL")
  }
})

test.each(specifiers)("%s imports", (specifier) => {
  const names = run(process.execPath, "--input-type=module", "-e", `console.log(Object.keys(await import(${JSON.stringify(specifier)})).length)`)
  expect(Number(names)).toBeGreaterThan(0)
})

test("rocketproof/vitest asks for vitest, which is the user's own", () => {
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", 'await import("rocketproof/vitest")'], { cwd: dir, encoding: "utf8" })
  expect(stderr).toContain("Cannot find package 'vitest'")
})

test("the types of every export resolve under NodeNext", () => {
  writeFileSync(
    join(dir, "consumer.ts"),
    `${specifiers.map((specifier, i) => `import * as module${i} from "${specifier}"`).join("\n")}
import { type BrokerEvent, defaults, dledger, step } from "rocketproof"
import { explore } from "rocketproof/checker"
import { boundsOf } from "rocketproof/models"
import { modelOf } from "rocketproof/properties"

const event: BrokerEvent = { _tag: "ElectionTimeout" }
const [next, outputs] = step(dledger, dledger.init({ ...defaults, dLegerSelfId: "n0", peers: ["n1", "n2"] }), event)
export const term: number = next.raft.term
export const tags: readonly string[] = outputs.map(({ _tag }) => _tag)
export const states: number = explore(modelOf(boundsOf("quorum-of-four"))).uniqueStates
// @ts-expect-error: an export that resolves to nothing would be any, and take this
export const wrong: string = defaults.maxMessageSize
export const modules = [${specifiers.map((_, i) => `module${i}`).join(", ")}]
`
  )
  const options = { module: "NodeNext", target: "ES2022", lib: ["ES2023", "ESNext.Disposable"], strict: true, noEmit: true, skipLibCheck: true, types: [] }
  writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["consumer.ts"] }))
  expect(run(process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", ".")).toBe("")
})

test("rocketproof/checker alone checks a protocol of one's own", () => {
  const program = `
import { defineModel, explore, report } from "rocketproof/checker"
const lamp = defineModel({
  name: "lamp",
  nodes: { switch: { initial: "off", actions: { press: () => ({ state: "on", send: [{ to: "bulb", message: "light" }] }) } }, bulb: { initial: "dark", receive: () => ({ state: "lit" }) } },
  always: { "stays dark": ({ bulb }) => bulb === "dark" },
  network: { maxInFlight: 1 }
})
console.log(report(lamp, explore(lamp)))`
  const shown = run(process.execPath, "--input-type=module", "-e", program)
  expect(shown).toContain("violated  stays dark, 2 steps")
  expect(shown).toContain("2  bulb receives light from switch")
})
