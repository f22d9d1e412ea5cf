// Clauses: A6, B5
// Of what was built: the processes of a cluster run that.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"

type Testkit = typeof import("../testkit/index.ts")

const built = (file: string): string => new URL(`../../dist/impl/${file}`, import.meta.url).href

/** A broker whose shell forgets to sync its log: what it is told of an fsync comes without there having been one. */
const FORGETS = `import ${JSON.stringify(built("files/power-preload.js"))}
import { createRequire, syncBuiltinESMExports } from "node:module"
const fs = createRequire(import.meta.url)("node:fs")
const { openSync, fdatasync } = fs
const logs = new Set()
fs.openSync = (path, ...rest) => {
  const fd = openSync(path, ...rest)
  if (/commitlog\\/\\d+$/.test(path)) logs.add(fd)
  return fd
}
fs.fdatasync = (fd, done) => (logs.has(fd) ? void setImmediate(() => done(null)) : fdatasync(fd, done))
syncBuiltinESMExports()`

const environment = process.env["NODE_OPTIONS"]
let dir: string | undefined
afterEach(() => {
  if (environment === undefined) delete process.env["NODE_OPTIONS"]
  else process.env["NODE_OPTIONS"] = environment
  if (dir !== undefined) rmSync(dir, { recursive: true })
  dir = undefined
})

/** One message to a master with SYNC_FLUSH, which loses its power and comes back: what is left of it, and what the promises say. */
const loseAndReturn = async (): Promise<{ readonly left: readonly string[]; readonly promises: string }> => {
  const { startCluster } = (await import(built("testkit/index.js"))) as Testkit
  await using cluster = await startCluster({ mode: "multi-master", groups: 1, flush: "sync", processes: true })
  await cluster.createTopic("orders", 1)
  await cluster.send("orders", "one")
  await cluster.restart(await cluster.powerLoss("broker-a/master"))
  await cluster.ready()
  const left = (await cluster.messages("orders")).map(({ body }) => body.toString())
  const promises = await cluster.assertPromises().then(() => "kept", (error: Error) => error.message)
  return { left, promises }
}

test("a process that loses its power keeps what an fsync covers", async () => {
  expect(await loseAndReturn()).toEqual({ left: ["one"], promises: "kept" })
})

test("an fsync that the shell forgets is missed", async () => {
  dir = mkdtempSync(join(tmpdir(), "rocketproof-test-"))
  const forgets = join(dir, "forgets.mjs")
  writeFileSync(forgets, FORGETS)
  process.env["NODE_OPTIONS"] = `--import ${forgets}`
  const { left, promises } = await loseAndReturn()
  expect(left).toEqual([])
  expect(promises).toMatch(/LOST {9}orders, queue 0, offset 0: broker-a\/n0 answered SEND_OK/)
})
