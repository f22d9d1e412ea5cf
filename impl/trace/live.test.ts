import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { defaults } from "../../spec/broker/config.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import * as Log from "../../spec/log/log.ts"
import { step, type Tagged } from "../../spec/machine.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { type JournalHead, openJournal } from "../journal/journal.ts"
import { liveHead, liveRun, liveRunIn, liveTelling } from "./live.ts"
import { openTrace } from "./read.ts"
import { fileLines } from "./write.ts"

let dir = ""

/** A group elects n0: two nodes, each with a journal, and every message arrives. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "live-"))
  const nodes = ["n0", "n1"].map((name) => {
    const config = { ...defaults, dLegerSelfId: name, peers: ["n0", "n1"].filter((other) => other !== name) }
    const head: JournalHead = { journal: "rocketproof", version: 1, machine: "dledger", node: `broker-a/${name}`, life: 1, config }
    mkdirSync(join(dir, `broker-a-${name}`))
    return { name, journal: openJournal(join(dir, `broker-a-${name}`, "journal-1.jsonl"), head), state: dledger.init(config) }
  })
  const queue: { readonly to: string; readonly event: BrokerEvent }[] = [
    ...nodes.map(({ name }) => ({ to: name, event: { _tag: "Recovered", term: 0, votedFor: null, voter: true, blank: true, bootstrap: true, log: Log.empty, baseEnds: [], topics: [], offsets: [] } as BrokerEvent })),
    { to: "n0", event: { _tag: "ElectionTimeout" } }
  ]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const node = nodes.find(({ name }) => name === next?.to) as (typeof nodes)[number]
    const [state, outputs] = step(dledger, node.state, next.event)
    node.state = state
    node.journal.record(next.event, outputs)
    for (const output of outputs) {
      if (output._tag === "SendToPeer") queue.push({ to: output.to, event: { ...output.message, from: node.name } as BrokerEvent })
      if (output._tag === "SaveHardState") queue.push({ to: node.name, event: { _tag: "HardStateSaved", term: output.term, votedFor: output.votedFor, voter: output.voter } })
    }
  }
  for (const { journal } of nodes) journal.close()
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
