import * as fs from "node:fs"
import * as path from "node:path"
import { expect, test } from "vitest"
import { DLedgerEvent } from "../dledger/events.ts"
import { dledgerReleased } from "./dledger-released.ts"
import { untested, verdictsOf } from "../testing.ts"

const FOLDER = path.join(import.meta.dirname, "..", "dledger", "rules")
const files = fs.readdirSync(FOLDER).filter((name) => !name.endsWith(".test.ts"))
const read = (file: string): string => fs.readFileSync(path.join(FOLDER, file), "utf8")
const testOf = (file: string): string => file.replace(/\.ts$/, ".test.ts")

test("every event has its rule, under its own name", () => {
  const rules: Record<string, { readonly event: string }> = dledgerReleased.rules
  const events = Object.keys(DLedgerEvent.cases)
  expect(events).toEqual(expect.arrayContaining(["VoteRequest", "HeartBeatRequest", "PushCompare", "PushTruncate", "PushAppend", "PushCommit", "PushTimeout"]))
  expect(events.map((event) => rules[event]?.event)).toEqual(events)
  expect(Object.keys(rules).sort()).toEqual(events.sort())
})

test("every rule has a file of its own", () => {
  const named = files.map((file) => [...read(file).matchAll(/\brule\(\s*"(\w+)"/g)].map(([, event]) => event))
  expect(named.every((events) => events.length === 1)).toBe(true)
})

test.each(files)("%s has a test beside it that names each of its verdicts", (file) => {
  const verdicts = verdictsOf(read(file))
  expect(verdicts).not.toEqual([])
  expect(untested(verdicts, read(testOf(file)))).toEqual([])
})
