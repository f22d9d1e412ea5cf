import * as fs from "node:fs"
import * as path from "node:path"
import { expect, test } from "vitest"
import { BrokerEvent } from "../broker/events.ts"
import { dledger } from "./dledger.ts"

const SPEC = path.join(import.meta.dirname, "..")
const files = ["raft", "store", "serving", "registration", "metadata"].flatMap((part) =>
  fs
    .readdirSync(path.join(SPEC, part, "rules"))
    .filter((name) => !name.endsWith(".test.ts"))
    .map((name) => path.join(part, "rules", name))
)
const read = (file: string): string => fs.readFileSync(path.join(SPEC, file), "utf8")
const testOf = (file: string): string => file.replace(/\.ts$/, ".test.ts")

/** The cases of the rule's exhaustive match: TypeScript holds them equal to its verdicts. */
const verdictsOf = (source: string): readonly string[] =>
  [...source.matchAll(/\.with\(((?:\s*"[^"]+",)+)\s*\(/g)].flatMap(([, list = ""]) => [...list.matchAll(/"([^"]+)"/g)].map(([, verdict = ""]) => verdict))

/** A title is a verdict, or begins with one and a colon. */
const titlesOf = (source: string): readonly string[] => [...source.matchAll(/^test(?:\.each\([\s\S]*?\))?\("([^"]+)"/gm)].map(([, title = ""]) => title)

/** No run can reach these; the reason beside each. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  // Messages do not expire, so every queue still has its first message.
  "query-consumer-offset.ts: unknown"
])

test("every event has its rule, under its own name", () => {
  const rules: Record<string, { readonly event: string }> = dledger.rules
  const events = Object.keys(BrokerEvent.cases)
  expect(events.length).toBeGreaterThan(40)
  expect(events.map((event) => rules[event]?.event)).toEqual(events)
  expect(Object.keys(rules).sort()).toEqual(events.sort())
})

test("every rule has a file of its own", () => {
  const named = files.map((file) => [...read(file).matchAll(/\brule\(\s*"(\w+)"/g)].map(([, event]) => event))
  expect(named.every((events) => events.length === 1)).toBe(true)
  expect(named.flat().sort()).toEqual(Object.keys(BrokerEvent.cases).sort())
})

test.each(files)("%s has a test beside it", (file) => {
  expect(fs.existsSync(path.join(SPEC, testOf(file)))).toBe(true)
})

test.each(files)("%s: a test names each of its verdicts", (file) => {
  const verdicts = verdictsOf(read(file))
  expect(verdicts).not.toEqual([])
  const titles = titlesOf(read(testOf(file)))
  const named = (verdict: string): boolean => titles.some((title) => title === verdict || title.startsWith(`${verdict}: `))
  expect(verdicts.filter((verdict) => !named(verdict) && !UNREACHABLE.has(`${path.basename(file)}: ${verdict}`))).toEqual([])
})

test("the verdicts found in the sources are those of the rules", () => {
  const found = Object.fromEntries(files.map((file) => [path.basename(file, ".ts"), verdictsOf(read(file))]))
  expect(found["append-entries"]).toEqual(expect.arrayContaining(["gap", "other term at prevLogIndex", "from a second leader", "nothing new"]))
  expect(found["request-vote"]).toEqual(["not a voter", "old term", "log behind", "voted for another", "grant"])
  expect(found["heartbeat"]).toEqual(["new", "known"])
})
