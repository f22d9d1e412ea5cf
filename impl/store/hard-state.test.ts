import { expect, test } from "vitest"
import type { HardState } from "../../spec/raft/state.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { commitCheckpointFile, hardStateFile } from "./hard-state.ts"

const PATH = "/store/hard-state"
const state = (term: number): HardState => ({ term, votedFor: term % 2 === 0 ? null : `n${term}`, voter: term !== 3 })

const randomFrom = (seed: number): (() => number) => {
  let value = seed
  return () => {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0
    return value / 0x1_0000_0000
  }
}

const disk = () => {
  const pending: (() => void)[] = []
  const files = new MemoryFiles({ schedule: (complete) => pending.push(complete) })
  files.mkdir("/store")
  const drain = (): void => {
    while (pending.length > 0) pending.shift()?.()
  }
  return { files, pending, drain, open: () => hardStateFile(files, PATH) }
}

test("what was saved is there in the next life, and nothing before the first save", () => {
  const { files, drain, open } = disk()
  const file = open()
  expect(file.load()).toBeUndefined()
  for (let term = 1; term <= 4; term++) {
    let saved = false
    file.save(state(term), (error) => (saved = error === undefined))
    expect(saved).toBe(false)
    drain()
    expect(saved).toBe(true)
    files.powerLoss(() => 0)
    const next = open()
    expect(next.load()).toEqual({ value: state(term), otherSlotDamaged: false })
    next.close()
    files.crash()
    file.close()
    Object.assign(file, open())
    file.load()
  }
})

test("what is loaded after a crash is on disk, though its save never ended", () => {
  const { files, pending, drain, open } = disk()
  const file = open()
  file.save(state(1), () => {})
  drain()
  file.save(state(2), () => {})
  pending.length = 0
  files.crash()
  expect(open().load()?.value).toEqual(state(2))
  files.powerLoss(() => 0)
  expect(open().load()?.value).toEqual(state(2))
})

test("saves that come while one runs: the newest is written, all are told when it is durable", () => {
  const { pending, open } = disk()
  const file = open()
  const told: number[] = []
  for (let term = 1; term <= 4; term++) file.save(state(term), () => told.push(term))
  expect(pending).toHaveLength(1)
  pending.shift()?.()
  expect([told, pending.length]).toEqual([[1], 1])
  pending.shift()?.()
  expect([told, pending.length]).toEqual([[1, 2, 3, 4], 0])
  expect(open().load()?.value).toEqual(state(4))
})

class PowerCut extends Error {}

test("the power is cut at every operation: the state is the last one confirmed, or one saved after it", () => {
  const found = new Set<string>()
  for (let n = 0; n < 60; n++) {
    for (let seed = 0; seed < 20; seed++) {
      let left = n
      const files = new MemoryFiles({
        schedule: (complete) => complete(),
        onOperation: () => {
          if (left-- <= 0) throw new PowerCut()
        }
      })
      let confirmed = 0
      let begun = 0
      try {
        files.mkdir("/store")
        const file = hardStateFile(files, PATH)
        file.load()
        for (let term = 1; term <= 6; term++) {
          begun = term
          file.save(state(term), (error) => {
            if (!error) confirmed = term
          })
        }
      } catch {
        // off
      }
      left = Infinity
      files.powerLoss(randomFrom(seed * 31 + n), { holes: seed % 2 === 0 })
      files.mkdir("/store")
      const file = hardStateFile(files, PATH)
      const term = file.load()?.value.term ?? 0
      found.add(term < confirmed ? "forgotten" : term > begun ? "invented" : term === confirmed ? "confirmed" : "later")
      // The next save must work whatever state the slots are in.
      file.save(state(term + 1), () => {})
      files.powerLoss(() => 0)
      found.add(hardStateFile(files, PATH).load()?.value.term === term + 1 ? "saves again" : "saves no more")
    }
  }
  expect([...found].toSorted()).toEqual(["confirmed", "later", "saves again"])
})

test("one damaged slot leaves the other value, two are refused with advice", () => {
  const { files, drain, open } = disk()
  const file = open()
  file.save(state(1), () => {})
  drain()
  file.save(state(2), () => {})
  drain()
  const content = files.contentOf(PATH)
  const newest = content?.written.toBuffer().indexOf('"term":2') as number
  content?.write(Buffer.from("X"), newest + 8)
  expect(open().load()).toEqual({ value: state(1), otherSlotDamaged: true })
  content?.write(Buffer.from("X"), (newest + 4096) % 8192)
  expect(() => open().load()).toThrow(/hard-state: both copies of its value are damaged. The member could vote twice/)
})

test("an empty file, and one with another content, are refused", () => {
  const { files, open } = disk()
  files.open(PATH)
  expect(() => open().load()).toThrow(/damaged/)
})

test("after an error of fsync every save fails", () => {
  const { files, drain, open } = disk()
  const file = open()
  file.save(state(1), () => {})
  drain()
  files.fail({ on: "sync", nth: 1, code: "EIO" })
  const errors: (string | undefined)[] = []
  file.save(state(2), (error) => errors.push(error?.message))
  file.save(state(3), (error) => errors.push(error?.message))
  drain()
  file.save(state(4), (error) => errors.push(error?.message))
  expect(errors).toEqual(Array.from({ length: 3 }, () => `${PATH} takes no more writes since one failed: EIO: sync '${PATH}.tmp'`))
})

test("the commit checkpoint", () => {
  const { files, drain } = disk()
  commitCheckpointFile(files, "/store/checkpoint").save({ committedIndex: 17 }, () => {})
  drain()
  expect(commitCheckpointFile(files, "/store/checkpoint").load()?.value).toEqual({ committedIndex: 17 })
})

test("what is loaded after an fsync that failed is on disk, though the kernel took its page for clean", () => {
  const { files, drain, open } = disk()
  const file = open()
  file.load()
  file.saveNow(state(1))
  files.fail({ on: "sync", nth: 1, code: "EIO" })
  file.save(state(2), () => {})
  drain()
  files.crash()
  expect(open().load()?.value).toEqual(state(2))
  files.powerLoss(() => 0)
  expect(open().load()?.value).toEqual(state(2))
})
