import * as fs from "node:fs"
import * as path from "node:path"
import { expect, test } from "vitest"
import { BrokerEvent } from "../broker/events.ts"
import { configOf } from "../broker/testing.ts"
import { noHa, noRaft, noSyncFlush } from "./absent.ts"
import { asyncReplication } from "./async-replication.ts"
import { dledger } from "./dledger.ts"
import { modes } from "./index.ts"
import { multiMaster } from "./multi-master.ts"
import { syncDoubleWrite } from "./sync-double-write.ts"
import { untested, verdictsOf } from "../testing.ts"

const SPEC = path.join(import.meta.dirname, "..")
const files = ["raft", "ha", "master", "store", "serving", "registration", "metadata", "schedule", "transaction", "pop"].flatMap((part) =>
  fs
    .readdirSync(path.join(SPEC, part, "rules"))
    .filter((name) => !name.endsWith(".test.ts"))
    .map((name) => path.join(part, "rules", name))
)
const read = (file: string): string => fs.readFileSync(path.join(SPEC, file), "utf8")
const testOf = (file: string): string => file.replace(/\.ts$/, ".test.ts")

/** No run can reach these; the reason beside each. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  // Messages do not expire, so every queue still has its first message.
  "query-consumer-offset.ts: unknown"
])

const machines = Object.values(modes)

test.each(machines.map((machine) => [machine.name, machine] as const))("%s: every event has its rule, under its own name", (_name, machine) => {
  const rules: Record<string, { readonly event: string }> = machine.rules
  const events = Object.keys(BrokerEvent.cases)
  expect(events.length).toBeGreaterThan(40)
  expect(events.map((event) => rules[event]?.event)).toEqual(events)
  expect(Object.keys(rules).sort()).toEqual(events.sort())
})

test("every rule has a file of its own", () => {
  const named = files.map((file) => [...read(file).matchAll(/\brule\(\s*"(\w+)"/g)].map(([, event]) => event))
  expect(named.every((events) => events.length === 1)).toBe(true)
  // A life begins in one way in a DLedger group, and in another where roles are fixed.
  expect(named.flat().sort()).toEqual([...Object.keys(BrokerEvent.cases), "Recovered"].sort())
})

test.each(files)("%s has a test beside it", (file) => {
  expect(fs.existsSync(path.join(SPEC, testOf(file)))).toBe(true)
})

test.each(files)("%s: a test names each of its verdicts", (file) => {
  const verdicts = verdictsOf(read(file))
  expect(verdicts).not.toEqual([])
  const reachable = verdicts.filter((verdict) => !UNREACHABLE.has(`${path.basename(file)}: ${verdict}`))
  expect(untested(reachable, read(testOf(file)))).toEqual([])
})

test("the verdicts found in the sources are those of the rules", () => {
  const found = Object.fromEntries(files.map((file) => [path.basename(file, ".ts"), verdictsOf(read(file))]))
  expect(found["append-entries"]).toEqual(expect.arrayContaining(["gap", "other term at prevLogIndex", "from a second leader", "nothing new"]))
  expect(found["request-vote"]).toEqual(["not a voter", "old term", "log behind", "voted for another", "grant"])
  expect(found["heartbeat"]).toEqual(["new", "known"])
})

/** The rules of a mode that do nothing: the events are not its own. */
const absentIn = (machine: (typeof machines)[number]): readonly string[] =>
  Object.entries(machine.rules)
    .filter(([, rule]) => [noRaft, noHa, noSyncFlush].some((none) => (Object.values(none) as readonly unknown[]).includes(rule)))
    .map(([event]) => event)

test.each([
  ["multi-master", multiMaster, [...Object.keys(noRaft), ...Object.keys(noHa)]],
  ["async-replication", asyncReplication, Object.keys(noRaft)],
  ["sync-double-write", syncDoubleWrite, Object.keys(noRaft)],
  ["dledger", dledger, [...Object.keys(noHa), ...Object.keys(noSyncFlush)]]
] as const)("%s: what it does not know", (_name, machine, absent) => {
  expect([...absentIn(machine)].sort()).toEqual([...absent].sort())
})

test("not in this mode: nothing changes, and a request is answered", () => {
  const [, outputs] = multiMaster.rules.LeadershipTransfer(multiMaster.init(configOf()), { _tag: "LeadershipTransfer", request: "r1", to: "n1" })
  expect(outputs).toEqual([{ _tag: "Reply", request: "r1", code: "REQUEST_CODE_NOT_SUPPORTED", remark: "LeadershipTransfer has no meaning in this cluster mode" }])
  const self = multiMaster.init(configOf())
  expect(multiMaster.rules.SlaveTimeout(self, { _tag: "SlaveTimeout", request: "r1" })).toEqual([self, []])
})
