import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { explore } from "./explore.ts"

test.each([
  ["dledger/quorum-of-for", /there is no model "dledger\/quorum-of-for"; did you mean/],
  ["traces/gone.json", /traces\/gone\.json: no such file; check --traces DIR/]
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
