import * as Schema from "effect/Schema"
import { expect, test } from "vitest"
import { MemoryFiles } from "../files/memory-files.ts"
import { JsonFile, type JsonShape } from "./json-file.ts"

const PATH = "/config/topics.json"
const Versions = Schema.Struct({ dataVersion: Schema.Int })
const Topics: JsonShape<typeof Versions.Type> = { read: (text) => Schema.decodeUnknownSync(Versions)(JSON.parse(text)), write: (value) => JSON.stringify(value) }

const disk = () => {
  const files = new MemoryFiles({ schedule: (complete) => complete() })
  files.mkdir("/config")
  return files
}

const save = (files: MemoryFiles, ...versions: number[]): (string | undefined)[] => {
  const file = new JsonFile(files, PATH, Topics)
  const errors: (string | undefined)[] = []
  file.load()
  for (const dataVersion of versions) file.save({ dataVersion }, (error) => errors.push(error?.message))
  return errors
}

const load = (files: MemoryFiles) => new JsonFile(files, PATH, Topics).load()
const damage = (files: MemoryFiles, path: string) => files.contentOf(path)?.truncate(5)

test("saves, keeps the one before, and loads after a power loss", () => {
  const files = disk()
  expect(load(files)).toBeUndefined()
  expect(save(files, 1, 2)).toEqual([undefined, undefined])
  files.powerLoss(() => 0.999)
  expect(files.list("/config")).toEqual(["topics.json", "topics.json.bak"])
  expect(load(files)).toEqual({ value: { dataVersion: 2 } })
  damage(files, PATH)
  expect(load(files)).toMatchObject({ value: { dataVersion: 1 }, fallback: expect.stringContaining(PATH) })
  // What is damaged must not become the backup.
  expect(save(files, 3)).toEqual([undefined])
  damage(files, PATH)
  expect(load(files)?.value).toEqual({ dataVersion: 1 })
  damage(files, `${PATH}.bak`)
  expect(() => load(files)).toThrow(/topics.json: .*Repair the JSON by hand/)
})

test("a value of another shape is not taken", () => {
  const files = disk()
  save(files, 1, 2)
  const content = files.contentOf(PATH)
  content?.truncate(0)
  content?.write(Buffer.from('{"dataVersion":"two"}'), 0)
  expect(load(files)).toMatchObject({ value: { dataVersion: 1 }, fallback: expect.stringContaining("dataVersion") })
})

test("the power is cut at every operation: the value is one of the last two, and whole", () => {
  const found = new Set<number | undefined>()
  for (let n = 0; n < 40; n++) {
    for (let seed = 0; seed < 16; seed++) {
      let left = Infinity
      const files = new MemoryFiles({
        schedule: (complete) => complete(),
        onOperation: () => {
          if (left-- <= 0) throw new Error("off")
        }
      })
      files.mkdir("/config")
      save(files, 1, 2)
      left = n
      try {
        save(files, 3)
      } catch {
        // off
      }
      left = Infinity
      let bits = seed
      files.powerLoss(() => ((bits = (bits >> 1) | ((bits & 1) << 3)) & 1) * 0.9)
      found.add(load(files)?.value.dataVersion)
    }
  }
  expect([...found].toSorted()).toEqual([2, 3])
})

test("values in between are skipped; after an error the old file stands and the next save works", () => {
  const pending: (() => void)[] = []
  const files = new MemoryFiles({ schedule: (complete) => pending.push(complete) })
  files.mkdir("/config")
  const file = new JsonFile(files, PATH, Topics)
  const told: [number, string | undefined][] = []
  for (const dataVersion of [1, 2, 3]) file.save({ dataVersion }, (error) => told.push([dataVersion, error?.message]))
  while (pending.length > 0) pending.shift()?.()
  expect(told).toEqual([[1, undefined], [2, undefined], [3, undefined]])
  expect(load(files)?.value).toEqual({ dataVersion: 3 })
  files.fail({ on: "write", nth: 1, code: "ENOSPC" })
  file.save({ dataVersion: 4 }, (error) => told.push([4, error?.message]))
  expect(told[3]?.[1]).toMatch(/ENOSPC/)
  expect(load(files)?.value).toEqual({ dataVersion: 3 })
  files.fail({ on: "sync", nth: 1, code: "EIO" })
  file.save({ dataVersion: 4 }, (error) => told.push([4, error?.message]))
  while (pending.length > 0) pending.shift()?.()
  expect(told[4]?.[1]).toMatch(/EIO/)
  expect(load(files)?.value).toEqual({ dataVersion: 3 })
  file.save({ dataVersion: 5 }, () => {})
  while (pending.length > 0) pending.shift()?.()
  expect(load(files)?.value).toEqual({ dataVersion: 5 })
})
