import { expect, test } from "vitest"
import { type HeldFiles, heldFiles } from "./held.ts"
import { MemoryFiles } from "./memory-files.ts"

const kindOf = (path: string) => (path.startsWith("/log") ? "log" : path.startsWith("/vote") ? "vote" : undefined) as "log" | "vote" | undefined

/** Files in memory whose fsyncs end when `run` is called; what has ended, in order. */
const disk = () => {
  const due: (() => void)[] = []
  const ended: string[] = []
  const held: HeldFiles = heldFiles(new MemoryFiles({ schedule: (complete) => due.push(complete) }), kindOf)
  const sync = (path: string, name: string): void => held.files.open(path).sync((error) => ended.push(error === undefined ? name : `${name}: ${error.message}`))
  const run = (order: (due: (() => void)[]) => (() => void)[] = (all) => all): void => {
    for (const complete of order(due.splice(0))) complete()
  }
  return { held, ended, sync, run }
}

test("a held fsync is not begun before it is released, and one that fails never is", () => {
  const { held, ended, sync, run } = disk()
  held.hold("log", true)
  sync("/log", "first")
  sync("/log", "second")
  sync("/vote", "vote")
  run()
  expect([ended, held.held("log"), held.busy()]).toEqual([["vote"], 2, 0])
  held.release("log")
  expect(held.busy()).toBe(1)
  run()
  expect(ended).toEqual(["vote", "first"])
  held.release("log", new Error("EIO"))
  expect(ended).toEqual(["vote", "first", "second: EIO"])
  expect(() => held.release("log")).toThrow("nothing of the log is held")
})

test("those that nobody holds end in the order in which they began, whatever the disk makes of it", () => {
  const { held, ended, sync, run } = disk()
  sync("/log", "first")
  sync("/vote", "second")
  run((all) => all.toReversed())
  expect([ended, held.busy()]).toEqual([["first", "second"], 0])
})

test("what is held is done once nothing is held any more", () => {
  const { held, ended, sync, run } = disk()
  held.hold("vote", true)
  sync("/vote", "vote")
  held.hold("vote", false)
  run()
  expect(ended).toEqual(["vote"])
})

test("something else than an fsync waits for its turn, too, where its kind is held", () => {
  const done: number[] = []
  const held = heldFiles(new MemoryFiles(), () => undefined)
  held.wait("queues", () => done.push(1))
  held.hold("queues", true)
  held.wait("queues", () => done.push(2))
  held.wait("queues", () => done.push(3))
  expect([held.held("queues"), done]).toEqual([2, [1]])
  held.release("queues")
  expect(done).toEqual([1, 2])
  held.hold("queues", false)
  expect(done).toEqual([1, 2, 3])
})
