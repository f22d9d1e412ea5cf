import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { directoryOf, Files, mkdirDurably } from "./files.ts"
import * as Memory from "./memory-files.ts"
import * as Node from "./node-files.ts"

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "rocketproof-files-"))
afterAll(() => fs.rmSync(temporary, { recursive: true }))

describe.each([
  ["memory", Memory.layer(), "/base"],
  ["node", Node.layer, temporary]
] as const)("%s files", (_name, layer, base) => {
  const files = Effect.runSync(Effect.provide(Effect.gen(function* () { return yield* Files }), layer))
  const dir = `${base}/a/b`
  mkdirDurably(files, dir)

  test("writes, reads, truncates", () => {
    const file = files.open(`${dir}/f`)
    file.write(Buffer.from("hello"), 3)
    expect(file.size()).toBe(8)
    const buffer = Buffer.alloc(10)
    expect(file.read(buffer, 1, 10)).toBe(7)
    expect(buffer.subarray(0, 7).toString()).toBe("\0\0hello")
    expect(file.read(buffer, 8, 10)).toBe(0)
    file.truncate(5)
    file.truncate(7)
    expect(file.read(buffer, 0, 10)).toBe(7)
    expect(buffer.subarray(0, 7).toString()).toBe("\0\0\0he\0\0")
    file.close()
    expect(() => file.write(buffer, 0)).toThrow(/closed/)
    expect(files.open(`${dir}/f`).size()).toBe(7)
  })

  test("lists, renames, removes", () => {
    files.open(`${dir}/y`).close()
    files.open(`${dir}/x`).close()
    expect(files.list(dir)).toEqual(["f", "x", "y"])
    files.rename(`${dir}/x`, `${dir}/y`)
    files.syncDir(dir)
    expect(files.list(dir)).toEqual(["f", "y"])
    files.remove(`${dir}/y`)
    expect(files.exists(`${dir}/y`)).toBe(false)
    files.remove(`${base}/a`)
    expect(files.exists(dir)).toBe(false)
    expect(() => files.remove(`${base}/a`)).toThrow(/ENOENT/)
    expect(() => files.list(dir)).toThrow(/ENOENT/)
    expect(() => files.open(`${dir}/f`)).toThrow(/ENOENT/)
  })

  test("sync reports later, also for a file closed meanwhile", async () => {
    const file = files.open(`${base}/s`)
    file.write(Buffer.from("x"), 0)
    let returned = false
    const ended = Promise.all([1, 2].map(() => new Promise<boolean>((resolve) => file.sync((error) => resolve(returned && error === undefined)))))
    file.close()
    returned = true
    expect(await ended).toEqual([true, true])
  })
})

test("directoryOf", () => {
  expect(["/a/b", "/a", "a", "a/b"].map(directoryOf)).toEqual(["/a", "/", ".", "a"])
})
