import { expect, test } from "vitest"
import { faultyFiles } from "./faulty.ts"
import { MemoryFiles } from "./memory-files.ts"

const made = () => {
  const waiting: { readonly ms: number; readonly callback: () => void }[] = []
  const disk = new MemoryFiles()
  const files = { open: disk.open.bind(disk), exists: disk.exists.bind(disk), list: disk.list.bind(disk), remove: disk.remove.bind(disk), rename: disk.rename.bind(disk), mkdir: disk.mkdir.bind(disk), syncDir: disk.syncDir.bind(disk) }
  const faulty = faultyFiles(files, { after: (ms, callback) => (waiting.push({ ms, callback }), () => {}) })
  return { ...faulty, disk, waiting }
}

const outcome = (sync: (done: (error?: Error) => void) => void): Promise<string> => new Promise((resolve) => sync((error) => resolve(error?.message ?? "done")))

test("the nth write fails with EIO, and writes nothing; so does the nth fsync", async () => {
  const { files, set, disk } = made()
  const file = files.open("/f")
  set({ failWrite: 2, failFsync: 1 })
  file.write(Buffer.from("a"), 0)
  expect(() => file.write(Buffer.from("b"), 1)).toThrow(/^EIO: write '\/f'/)
  expect(await outcome((done) => file.sync(done))).toMatch(/^EIO: sync '\/f'/)
  expect(await outcome((done) => file.sync(done))).toBe("done")
  expect(disk.contentOf("/f")?.durableBytes().toString()).toBe("a")
  set({ failWrite: 1 })
  set({ failWrite: null })
  file.write(Buffer.from("b"), 1)
})

test("a slow disk fsyncs later, and the file stays open for it", async () => {
  const { files, set, disk, waiting } = made()
  set({ slowMs: 50 })
  const file = files.open("/f")
  file.write(Buffer.from("a"), 0)
  const ended = outcome((done) => file.sync(done))
  file.close()
  expect(waiting.map(({ ms }) => ms)).toEqual([50])
  expect(disk.contentOf("/f")?.durableBytes().toString()).toBe("")
  waiting[0]?.callback()
  expect(await ended).toBe("done")
  expect(disk.contentOf("/f")?.durableBytes().toString()).toBe("a")
  set({ slowMs: 0 })
})
