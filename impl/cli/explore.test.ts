import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { writeGroupJournals } from "../trace/testing.ts"
import { begin } from "./explore-start.ts"
import { explore } from "./explore.ts"

test.each([
  ["dledger/quorum-of-for", /there is no model "dledger\/quorum-of-for"; did you mean/],
  ["traces/gone.json", /traces\/gone\.json: no such file; check --traces DIR/],
  ["W3", /W3: there is no such run .*rocketproof check multi-master\/power-loss/],
  ["acked mesage lost in multi-master/disk-loss", /has no witness "acked mesage lost"; did you mean acked message lost/],
  ["acked message lost in multi-master/disk-los-2", /there is no model/]
])("%s is refused, with what to do", async (what, message) => {
  await expect(explore(what, { port: 0 })).rejects.toThrow(message)
})

test("a mutant that there is not is refused, too", async () => {
  await expect(explore("quorum-of-four", { port: 0, mutant: "quorum-is-hal" })).rejects.toThrow(/did you mean quorum-is-half/)
})

test("a file that is no trace is refused", async () => {
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-explore-"))
  try {
    writeFileSync(join(dir, "other.json"), "{}")
    await expect(explore(join(dir, "other.json"), { port: 0 })).rejects.toThrow(/format is null, not "rocketproof-trace"/)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test("a port that is taken is named", async () => {
  const other = createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => other.once("listening", resolve))
  const { port } = other.address() as AddressInfo
  try {
    await expect(explore("quorum-of-four", { port })).rejects.toThrow(`--port ${port}: it is taken; 0 takes any that is free`)
  } finally {
    other.close()
  }
})

test("it prints one line with the address, and ends when it is told to", async () => {
  const printed: string[] = []
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line))
  const over = explore("quorum-of-four", { port: 0, json: true })
  await expect.poll(() => printed.length).toBe(1)
  const { ready, url, steps } = JSON.parse(printed[0] as string) as { ready: boolean; url: string; steps: number }
  expect({ ready, steps }).toEqual({ ready: true, steps: 0 })
  expect((await fetch(url)).status).toBe(200)
  process.emit("SIGTERM")
  expect(await over).toBe(0)
  await expect(fetch(url)).rejects.toThrow("fetch failed")
  log.mockRestore()
})

test("a witness of the promise table is found and shown at its end, by its number or as the table writes it", () => {
  const { start } = begin("w4", undefined)
  expect(start).toMatchObject({ at: { model: expect.stringMatching(/^multi-master\/two-masters/) as string, path: { length: 3 } }, property: { id: "W4 cluster writable, queue unreadable", verdict: "reached" } })
  expect(begin("W4 cluster writable, queue unreadable in `multi-master/two-masters`", undefined).start).toEqual(start)
})

test("a directory with journals is a run to be walked through; one without says how to make them", () => {
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-explore-"))
  try {
    expect(() => begin(dir, undefined)).toThrow(/no journals in it. Run a cluster with --journal --data DIR/)
    writeGroupJournals(dir)
    const { start, spaces } = begin(dir, undefined)
    expect(start.at).toMatchObject({ model: dir })
    expect(start.models[0]).toMatchObject({ name: dir, mode: "live" })
    const path = start.at?.path ?? []
    expect(spaces.of({ model: dir }).space.at(path).place.n).toBe(path.length)
  } finally {
    rmSync(dir, { recursive: true })
  }
})
