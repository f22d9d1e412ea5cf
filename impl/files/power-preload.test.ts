// Of what was built: a process loads it before anything else.
import { execFile } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, expect, test } from "vitest"

const url = (file: string): string => new URL(`../../dist/impl/files/${file}`, import.meta.url).href

let dir = ""
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rocketproof-test-"))
  writeFileSync(join(dir, "there"), "there before")
})
afterEach(() => rmSync(dir, { recursive: true }))

/** Runs a program that ends with a loss of power, in a process whose file calls are watched; what is left. */
const run = async (program: string): Promise<Readonly<Record<string, string>>> => {
  const text = `import * as fs from "node:fs"; import { writeFileSync } from "node:fs"; import { interceptor } from ${JSON.stringify(url("interceptor.js"))}; const dir = ${JSON.stringify(dir)}
  const syncDir = () => { const fd = fs.openSync(dir, "r"); fs.fsyncSync(fd); fs.closeSync(fd) }
  ${program}
  interceptor.get().powerLoss()`
  await promisify(execFile)(process.execPath, ["--import", url("power-preload.js"), "--input-type=module", "--eval", text])
  return Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), "utf8")]))
}

test("what was written and not synced is gone: appended, overwritten, cut off, made, removed and renamed", async () => {
  const left = await run(`
    const fd = fs.openSync(dir + "/there", "r+")
    fs.writeSync(fd, "THERE", 0)
    fs.writeSync(fd, Buffer.from(" and more"), 0, 9, 12)
    fs.ftruncateSync(fd, 3)
    fs.closeSync(fd)
    writeFileSync(dir + "/new", "new")
    fs.renameSync(dir + "/there", dir + "/other")
    fs.writeFileSync(dir + "/removed", "x")
    fs.unlinkSync(dir + "/removed")`)
  expect(left).toEqual({ there: "there before" })
})

test("what an fsync covers stays, however it was asked for", async () => {
  const left = await run(`
    const synced = async (name, sync) => {
      const fd = fs.openSync(dir + "/" + name, "w+")
      fs.writeSync(fd, name)
      await sync(fd)
      fs.writeSync(fd, " and more")
    }
    await synced("a", (fd) => fs.fsyncSync(fd))
    await synced("b", (fd) => fs.fdatasyncSync(fd))
    await synced("c", (fd) => new Promise((resolve) => fs.fdatasync(fd, resolve)))
    await synced("d", () => {})
    fs.rmSync(dir + "/there")
    syncDir()`)
  expect(left).toEqual({ a: "a", b: "b", c: "c", d: "" })
})

test("an fsync that has not ended covers nothing, and none covers what is written while it runs", async () => {
  const left = await run(`
    const fd = fs.openSync(dir + "/there", "r+")
    fs.writeSync(fd, "T", 0)
    fs.fdatasync(fd, () => {})
    const other = fs.openSync(dir + "/other", "w+")
    syncDir()
    fs.writeSync(other, "one", 0)
    const ended = new Promise((resolve) => fs.fsync(other, resolve))
    fs.writeSync(other, "O", 0)
    fs.writeSync(other, "two", 3)
    await ended
    const late = fs.openSync(dir + "/late", "w+")
    syncDir()
    fs.writeSync(late, "late")
    fs.fdatasync(late, () => {})`)
  expect(left).toEqual({ there: expect.stringMatching(/^[tT]here before$/), other: "one", late: "" })
})

test("journals are no part of it", async () => {
  expect(await run('fs.writeFileSync(dir + "/journal-1.jsonl", "kept")')).toEqual({ there: "there before", "journal-1.jsonl": "kept" })
})
