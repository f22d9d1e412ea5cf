import { expect, test } from "vitest"
import type { FileHandle, Files } from "./files.ts"
import { MemoryFiles } from "./memory-files.ts"
import { withPower } from "./power.ts"

const text = (files: Files, path: string): string => {
  const handle = files.open(path)
  const buffer = Buffer.alloc(handle.size())
  handle.read(buffer, 0, buffer.length)
  handle.close()
  return buffer.toString()
}

const synced = (handle: FileHandle): Promise<void> => new Promise((resolve, reject) => handle.sync((error) => (error ? reject(error) : resolve())))

test("power loss takes back what no completed fsync covers: appended, overwritten and cut off", async () => {
  const disk = new MemoryFiles()
  const { files, powerLoss } = withPower(disk)
  files.mkdir("/d")
  const log = files.open("/d/log")
  files.syncDir("/d")
  log.write(Buffer.from("durable"), 0)
  await synced(log)
  log.write(Buffer.from("+new"), 7)
  log.write(Buffer.from("D"), 0)
  log.truncate(3)
  log.write(Buffer.from("xyz"), 3)
  const other = files.open("/d/other")
  other.write(Buffer.from("never synced"), 0)
  expect(text(disk, "/d/log")).toBe("Durxyz")
  powerLoss()
  expect(text(disk, "/d/log")).toBe("durable")
  expect(disk.exists("/d/other")).toBe(false)
})

test("what was written while an fsync ran is not covered by it", async () => {
  const disk = new MemoryFiles()
  const { files, powerLoss } = withPower(disk)
  const log = files.open("/log")
  files.syncDir("/")
  log.write(Buffer.from("one"), 0)
  const first = synced(log)
  log.write(Buffer.from("two"), 3)
  log.write(Buffer.from("O"), 0)
  await first
  powerLoss()
  expect(text(disk, "/log")).toBe("one")
})

test("a process that was killed keeps what it wrote, and writes nothing more: its next life has the files", async () => {
  const disk = new MemoryFiles()
  const { files, kill } = withPower(disk)
  const log = files.open("/log")
  log.write(Buffer.from("written"), 0)
  let reported = false
  log.sync(() => {
    reported = true
    log.write(Buffer.from("after its end"), 0)
  })
  kill()
  await new Promise((resolve) => setImmediate(resolve))
  expect(reported).toBe(false)
  expect(() => log.write(Buffer.from("late"), 0)).toThrow(/the process that had it open is gone/)
  expect(() => files.open("/log")).toThrow(/gone/)
  expect(() => files.rename("/log", "/log2")).toThrow(/gone/)
  expect(text(disk, "/log")).toBe("written")
})

test("names that no fsync of their directory covers are as they were: made, removed, renamed, replaced", async () => {
  const disk = new MemoryFiles()
  const { files, powerLoss } = withPower(disk)
  files.mkdir("/d")
  for (const name of ["old", "gone", "moved"]) {
    const file = files.open(`/d/${name}`)
    file.write(Buffer.from(name), 0)
    await synced(file)
    file.close()
  }
  files.syncDir("/d")
  await synced(files.open("/d/made"))
  files.remove("/d/gone")
  files.rename("/d/moved", "/d/old")
  powerLoss()
  expect(disk.list("/d")).toEqual(["gone", "moved", "old"])
  expect(["gone", "moved", "old"].map((name) => text(disk, `/d/${name}`))).toEqual(["gone", "moved", "old"])
})

test("once the directory is synced, they stay", async () => {
  const disk = new MemoryFiles()
  const { files, powerLoss } = withPower(disk)
  files.mkdir("/d")
  const file = files.open("/d/new.tmp")
  file.write(Buffer.from("new"), 0)
  await synced(file)
  files.open("/d/old")
  files.rename("/d/new.tmp", "/d/new")
  files.remove("/d/old")
  files.syncDir("/d")
  powerLoss()
  expect(disk.list("/d")).toEqual(["new"])
  expect(text(disk, "/d/new")).toBe("new")
})
