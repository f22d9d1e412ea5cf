import * as fc from "fast-check"
import { expect, test } from "vitest"
import { MemoryFiles } from "./memory-files.ts"

const disk = () => {
  const pending: (() => void)[] = []
  const files = new MemoryFiles({ schedule: (complete) => pending.push(complete) })
  files.mkdir("/d")
  const drain = (): void => pending.splice(0).forEach((complete) => complete())
  return { files, drain }
}

const contentOf = (files: MemoryFiles, path: string): string | undefined =>
  files.contentOf(path)?.written.toBuffer().toString()

const never = () => 0
const always = () => 0.999

test("a power loss takes what no completed sync covers", () => {
  const { files, drain } = disk()
  const file = files.open("/d/f")
  files.syncDir("/d")
  file.write(Buffer.from("one"), 0)
  file.sync(() => {})
  drain()
  file.write(Buffer.from("two"), 3)
  file.sync(() => expect.unreachable())
  files.powerLoss(never)
  drain()
  expect(contentOf(files, "/d/f")).toBe("one")
})

test("a sync covers what was written before it was requested, not what came since", () => {
  const { files, drain } = disk()
  const file = files.open("/d/f")
  files.syncDir("/d")
  file.write(Buffer.from("one"), 0)
  file.sync(() => {})
  file.write(Buffer.from("two"), 3)
  drain()
  files.powerLoss(never)
  expect(contentOf(files, "/d/f")).toBe("one")
})

test("what is left of unsynced writes is a prefix, the last one torn at any byte", () => {
  const seen = new Set<string | undefined>()
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(999)), (stream) => {
      const { files } = disk()
      const file = files.open("/d/f")
      files.syncDir("/d")
      file.write(Buffer.from("ab"), 0)
      file.write(Buffer.from("cd"), 2)
      files.powerLoss(() => (stream.next().value as number) / 1000)
      const content = contentOf(files, "/d/f")
      expect("abcd".startsWith(content as string)).toBe(true)
      seen.add(content)
    }),
    { seed: 1, numRuns: 300 }
  )
  expect([...seen].toSorted()).toEqual(["", "a", "ab", "abc", "abcd"])
})

test("with holes, a later write may be left without an earlier one", () => {
  const { files } = disk()
  const file = files.open("/d/f")
  files.syncDir("/d")
  file.write(Buffer.from("ab"), 0)
  file.write(Buffer.from("cd"), 2)
  const random = [0, 0, 0.9, 0, 0.1, 0.9]
  files.powerLoss(() => random.shift() as number, { holes: true })
  expect(contentOf(files, "/d/f")).toBe("\0\0cd")
})

test("a name is durable once its directory is synced, a rename is lost or kept as a whole", () => {
  const build = (): MemoryFiles => {
    const { files } = disk()
    const old = files.open("/d/f")
    old.write(Buffer.from("old"), 0)
    old.syncNow()
    files.syncDir("/d")
    const tmp = files.open("/d/f.tmp")
    tmp.write(Buffer.from("new"), 0)
    tmp.syncNow()
    files.rename("/d/f.tmp", "/d/f")
    return files
  }
  const lost = build()
  lost.powerLoss(always)
  expect([lost.list("/d"), contentOf(lost, "/d/f")]).toEqual([["f"], "old"])
  const kept = build()
  kept.powerLoss(never)
  expect([kept.list("/d"), contentOf(kept, "/d/f")]).toEqual([["f"], "new"])
  const synced = build()
  synced.syncDir("/d")
  synced.powerLoss(always)
  expect(contentOf(synced, "/d/f")).toBe("new")
})

test("a removal that was not synced may come back", () => {
  const { files } = disk()
  files.open("/d/f")
  files.syncDir("/d")
  files.remove("/d/f")
  expect(files.exists("/d/f")).toBe(false)
  files.powerLoss(always)
  expect(files.exists("/d/f")).toBe(true)
})

test("a crash keeps the page cache, kills the handles and swallows the completions", () => {
  const { files, drain } = disk()
  const file = files.open("/d/f")
  file.write(Buffer.from("one"), 0)
  file.sync(() => expect.unreachable())
  files.crash()
  drain()
  expect(contentOf(files, "/d/f")).toBe("one")
  expect(() => file.write(Buffer.from("x"), 0)).toThrow(/before the machine died/)
})

test("after a failed sync the next one succeeds without having written anything: so does the kernel", () => {
  const { files, drain } = disk()
  const file = files.open("/d/f")
  files.syncDir("/d")
  files.fail({ on: "sync", nth: 1, code: "EIO" })
  file.write(Buffer.from("lost"), 0)
  const outcomes: (string | undefined)[] = []
  file.sync((error) => outcomes.push((error as NodeJS.ErrnoException | undefined)?.code))
  drain()
  file.sync((error) => outcomes.push(error?.message))
  drain()
  expect(outcomes).toEqual(["EIO", undefined])
  expect(contentOf(files, "/d/f")).toBe("lost")
  files.powerLoss(always)
  expect(contentOf(files, "/d/f")).toBe("")
})

test("the nth write fails; a full disk takes a part", () => {
  const { files } = disk()
  const file = files.open("/d/f")
  files.fail({ on: "write", nth: 2, code: "ENOSPC", path: "/f" })
  file.write(Buffer.from("1234"), 0)
  expect(() => file.write(Buffer.from("5678"), 4)).toThrow(/ENOSPC/)
  expect(contentOf(files, "/d/f")).toBe("123456")
  file.write(Buffer.from("5678"), 4)
  files.fail({ on: "write", nth: 1, code: "EIO", forever: true })
  expect(() => file.write(Buffer.from("x"), 0)).toThrow(/EIO/)
  expect(() => file.write(Buffer.from("x"), 0)).toThrow(/EIO/)
  files.heal()
  file.write(Buffer.from("x"), 0)
})

test("wipe leaves an empty disk; operations are logged", () => {
  const { files } = disk()
  files.open("/d/f").write(Buffer.from("x"), 5)
  files.wipe()
  expect(files.exists("/d")).toBe(false)
  expect(files.operations.map(({ name }) => name)).toEqual(["mkdir", "open", "write", "wipe"])
})
