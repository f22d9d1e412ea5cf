import { execFile } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { allEntries } from "../../models/world/disk.ts"
import type { Node } from "../../models/world/node.ts"
import { mutants } from "../../properties/mutants/index.ts"
import type { Mutant } from "../../properties/mutants/mutant.ts"
import { suiteOf } from "../../properties/suites.ts"
import { traceJson } from "../cli/trace-file.ts"
import { temporaryDir } from "../testing/clusters.ts"
import { replayAgainstReal } from "./real/against-real.ts"
import { liveWorldOf, replayLive, type Replayed } from "./replay.ts"
import { counterexampleOf, type Found, witnessOf } from "./traces-of.ts"

const live = async (found: Found, over: { readonly mutant?: string } = {}): Promise<Replayed> => {
  const dir = temporaryDir()
  try {
    return await replayLive({ ...found, dir, processes: false, ...over })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const mutantNamed = (id: string): Mutant => mutants.find((mutant) => mutant.id === id) as Mutant

const ofGroup = witnessOf("dledger/page-cache-power-loss-of-all", "acked message lost")
const ofMaster = witnessOf("multi-master/power-loss", "acked message lost")

test("dledger: a whole group loses power and an acked message; a client that reads the queue finds it empty", async () => {
  const { verdict, clients } = await live(ofGroup)
  expect(verdict).toBe("reproduced")
  expect(clients?.told).toMatchObject([{ operation: "m1", code: "SEND_OK" }])
  expect(clients?.later).toMatchObject([{ code: "PULL_NOT_FOUND", bodies: [] }])
  expect(clients?.lost).toEqual([{ message: "m1", heldBy: [] }])
})

test("multi-master, from the command line, the broker in a process of its own: what is not on disk goes with its power", async () => {
  const found = ofMaster
  const dir = temporaryDir()
  const [file, json] = [join(dir, "trace.json"), join(dir, "result.json")]
  writeFileSync(file, traceJson(found.suite, { id: found.property, kind: "sometimes", verdict: "reached" }, found.trace))
  const { stdout } = await promisify(execFile)(process.execPath, ["dist/impl/cli/main.js", "replay", file, "--processes", "--json", json])
  expect(stdout).toMatch(/^reproduced: acked message lost in multi-master\/power-loss.*: 2 steps on 1 broker process over TCP; /)
  expect(stdout).toContain("lost: m1 was acked and nobody serves it; no broker's log has it")
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ verdict: "reproduced", steps: 2, processes: true })
  rmSync(dir, { recursive: true, force: true })
})

test("async-replication: the master's disk is destroyed before the slave has everything", async () => {
  const { verdict, clients } = await live(witnessOf("async-replication/disk-loss", "acked message lost"))
  expect(verdict).toBe("reproduced")
  expect(clients?.lost).toEqual([{ message: "m1", heldBy: [] }])
})

test("sync-double-write: connections, copies and a timer by command: FLUSH_SLAVE_TIMEOUT", async () => {
  const { verdict, clients } = await live(witnessOf("sync-double-write/slave-down-1master", "FLUSH_SLAVE_TIMEOUT"))
  expect(verdict).toBe("reproduced")
  expect(clients?.told).toMatchObject([{ code: "FLUSH_SLAVE_TIMEOUT" }])
})

test("a consumer group: its members ask over connections of their own, and are told what the trace says", async () => {
  const found = witnessOf("multi-master/orderly", "taken over")
  expect(await live(found)).toMatchObject({ verdict: "reproduced" })
  // An answer that is none of the brokers' is a divergence.
  const at = found.trace.steps.findIndex(({ outcome }) => (outcome.sends ?? []).some(({ message }) => (message as { readonly is?: string }).is === "answers"))
  const steps = found.trace.steps.map((step, i) => (i === at ? { ...step, outcome: { ...step.outcome, sends: [] } } : step))
  expect(await live({ ...found, trace: { ...found.trace, steps } })).toMatchObject({ verdict: "diverged", step: at + 1, differences: [{ what: "members are told", expected: "nothing" }] })
})

test("messages that come later: delays, half messages and what was sent back stand where the trace has them", async () => {
  expect(await live(witnessOf("later/retries", "dead letter"))).toMatchObject({ verdict: "reproduced", steps: 7 })
  expect(await live(witnessOf("later/transactions", "committed message twice"))).toMatchObject({ verdict: "reproduced" })
})

test("what is committed and not yet in the queues waits there until the trace goes on", async () => {
  expect(await live(witnessOf("dledger/linearizable-reads-slow-queues", "deposed leader asked"))).toMatchObject({ verdict: "reproduced" })
})

test("a mutant's trace is reproduced with the mutant, and without it diverges at the step in which the rule differs", async () => {
  const mutant = mutantNamed("ack-before-fsync")
  const found = counterexampleOf(mutant)
  expect(await live(found, { mutant: mutant.id })).toMatchObject({ verdict: "reproduced" })
  const without = await live(found)
  const tooEarly = found.trace.steps.findIndex(({ outcome }) => (outcome.sends ?? []).some(({ message }) => (message as { readonly _tag: string })._tag === "AppendEntriesReply"))
  expect(without).toMatchObject({ verdict: "diverged", step: tooEarly + 1 })
  expect(without.differences?.[0]).toMatchObject({ what: "messages sent", expected: expect.stringContaining("AppendEntriesReply") as string, got: "nothing" })
})

test("a log that is not the trace's is a divergence, whatever the step", async () => {
  const found = ofGroup
  const at = found.trace.steps.findIndex(({ locals }) => allEntries((locals[0] as Node).disk).length > 0)
  const steps = found.trace.steps.map((step, i) => {
    const node = step.locals[0] as Node
    const entries = node.disk.entries.map((entry) => ({ ...entry, payload: "m2" }))
    return i < at ? step : { ...step, locals: [{ ...node, disk: { ...node.disk, entries } }, ...step.locals.slice(1)] }
  })
  expect(await live({ ...found, trace: { ...found.trace, steps } })).toMatchObject({ verdict: "diverged", step: at + 1, differences: [{ what: "n0 log", expected: '"0:1 m2"', got: '"0:1 no-op"' }] })
})

test("NameServers and clients: registrations are held and passed on, routes and acks are what the trace says", async () => {
  const found = witnessOf("dledger/failover", "W17 deposed leader still registered")
  expect(await live(found)).toMatchObject({ verdict: "reproduced", steps: 13 })
  // A registration that is not sent, in the trace, is a divergence; so is a NameServer that knows less.
  const at = found.trace.steps.findIndex(({ outcome }) => (outcome.sends ?? []).some(({ message }) => (message as { readonly is?: string }).is === "nameServer"))
  const unsent = found.trace.steps.map((step, i) => (i === at ? { ...step, outcome: { ...step.outcome, sends: (step.outcome.sends ?? []).filter(({ message }) => (message as { readonly is?: string }).is !== "nameServer") } } : step))
  expect((await live({ ...found, trace: { ...found.trace, steps: unsent } })).differences?.[0]).toMatchObject({ what: "registrations, and what clients are told", expected: "nothing", got: expect.stringMatching(/^n\d registers at ns0: brokerId \d, term 1$/) as string })
  const slot = found.model.slots.indexOf("ns0")
  const ignorant = found.trace.steps.map((step) => ({ ...step, locals: step.locals.with(slot, found.trace.initial[slot]) }))
  expect((await live({ ...found, trace: { ...found.trace, steps: ignorant } })).differences?.[0]).toMatchObject({ what: "ns0 brokers", expected: "[]" })
  const routed = witnessOf("multi-master/write-permission", "acked through a route")
  expect(await live(routed)).toMatchObject({ verdict: "reproduced" })
})

test("nodes of a released DLedger, and steps that brokers never make, are not performable", async () => {
  const found = ofGroup
  expect(() => liveWorldOf(suiteOf("dledger-0.4.0/page-cache"))).toThrow("released DLedger")
  const compact = { ...found.trace, steps: [{ ...(found.trace.steps[0] as (typeof found.trace.steps)[number]), move: { kind: "act" as const, slot: 0, action: { do: "compact" } } }] }
  expect(await live({ ...found, trace: compact })).toMatchObject({ verdict: "not performable", step: 1, why: expect.stringContaining("by a snapshot") as string })
})

test("against RocketMQ's own brokers: what no black box can be told to do is said before one is started", async () => {
  expect(await replayAgainstReal({ ...ofMaster, dir: "/nowhere" })).toMatchObject({ verdict: "not performable", step: 2, why: expect.stringContaining("page cache") as string })
  expect(await replayAgainstReal({ ...ofGroup, dir: "/nowhere" })).toMatchObject({ verdict: "not performable", step: 0 })
})
