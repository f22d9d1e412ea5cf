import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Tagged } from "../../spec/machine.ts"
import { liveHead, liveRun, liveRunIn, liveTelling } from "./live.ts"
import { openTrace } from "./read.ts"
import { writeGroupJournals } from "./testing.ts"
import { fileLines } from "./write.ts"

let dir = ""

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "live-"))
  writeGroupJournals(dir)
})
afterAll(() => rmSync(dir, { recursive: true }))

test("journals are put in an order in which nothing arrives before it was sent, and each delivery names its send", () => {
  const { lanes, steps, initial } = liveTelling(dir, liveRun(dir))
  expect(lanes.map(({ id }) => id)).toEqual(["broker-a/n0", "broker-a/n1"])
  expect(initial.every(({ alive }) => !alive)).toBe(true)
  const deliveries = steps.filter(({ kind }) => kind === "deliver")
  expect(deliveries.length).toBeGreaterThan(2)
  for (const { n, message, lane } of deliveries) expect([message?.to, (message?.sentAt ?? n) < n]).toEqual([lane, true])
  expect(steps.at(-1)?.after.map(({ headline }) => headline)).toContain("leader of term 1")
  expect(steps.some(({ text }) => text.startsWith("broker-a/n1 receives RequestVote(term 1"))).toBe(true)
})

test("it is written as a trace and read back by giving the events to the machines again", () => {
  const file = join(dir, "live.json")
  const actions = [...liveRun(dir).steps].map(({ action }) => action)
  writeFileSync(file, [...fileLines(liveHead(dir, liveRun(dir), actions.length), actions)].join(""))
  const again = [...liveRunIn(openTrace(file)).steps].map(({ action }) => action)
  expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(actions)))
  const altered = actions.map((action) => ({ ...action, outputs: (action.outputs as Tagged[]).map((output) => (output._tag === "SendToPeer" ? { ...output, to: "n7" } : output)) }))
  writeFileSync(file, [...fileLines(liveHead(dir, liveRun(dir), actions.length), altered)].join(""))
  expect(() => [...liveRunIn(openTrace(file)).steps]).toThrow(/step \d+, dledger .* of broker-a\/n0: outputs\[\d+\]\.to: "n7" recorded, "n1" by the spec/)
})
