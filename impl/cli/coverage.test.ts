import { expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import { checksOf } from "../../properties/coverage/checks.ts"
import { reached } from "../../properties/coverage/reached.ts"
import { machines, places, rules } from "../../properties/coverage/verdicts.ts"
import { suiteOf } from "../../properties/suites.ts"
import { coverageLines, coverageOf, judgedLines, totalOf, whyNever } from "./coverage.ts"

test("every rule of every machine lists its verdicts, each once", () => {
  expect(Object.keys(machines)).toEqual(["multi-master", "async-replication", "sync-double-write", "dledger", "dledger-released", "name-server", "producer", "consumer"])
  const tables = Object.values(machines).flatMap((table) => Object.values(table))
  expect(tables.filter(({ verdicts }) => verdicts.length === 0 || new Set(verdicts).size < verdicts.length)).toEqual([])
  expect(places).toContainEqual({ machine: "dledger", rule: "AppendEntries", verdict: "gap" })
  expect(places).toContainEqual({ machine: "dledger", rule: "AppendEntries", verdict: "disk does not work" })
})

test("of a model: what was taken, and what kept the others from it", () => {
  const result = explore(suiteOf("dledger/quorum-of-four").model(), { maxStates: 3000 })
  expect(result.verdicts.size).toBeGreaterThan(5)
  const known = new Set(places.map(({ machine, rule, verdict }) => `${machine} ${rule}: ${verdict}`))
  expect([...result.verdicts.keys()].filter((key) => !known.has(key))).toEqual([])
  const all = coverageOf(result.verdicts)
  expect(all.filter(({ times }) => times > 0).map(({ machine, rule, verdict, times }) => [`${machine} ${rule}: ${verdict}`, times])).toEqual(expect.arrayContaining([...result.verdicts].slice(0, 1)))
  expect(all.filter(({ times, because }) => (times > 0) !== (because === ""))).toEqual([])
  const find = (rule: string, verdict: string) => all.find((each) => each.rule === rule && each.verdict === verdict)
  expect(find("LeadershipTransfer", "does not lead")?.because).toBe("its event never came: nobody sent it")
  expect(find("RequestVote", "not a voter")?.because).toMatch(/^asked [\d,]+ times, and never was !raft\.voter/)
  expect(find("TransactionTimeout", "given up")?.because).toBe("its timer never fired")
})

test("totals and lines", () => {
  const total = totalOf([{ verdicts: new Map([["producer Send: queued", 2]]) }, { verdicts: new Map([["producer Send: queued", 3]]) }])
  expect(total).toEqual(new Map([["producer Send: queued", 5]]))
  expect(coverageLines(total)[0]).toMatch(/^coverage: \d+ of \d+ verdicts of \d+ rules were taken$/)
})

test("what kept a verdict from being taken: its event, its own check, or an earlier one", () => {
  const pull = (times: Readonly<Record<string, number>>) => new Map(rules.find(({ name }) => name === "brokers PullMessage")?.verdicts.map((verdict) => [verdict, times[verdict] ?? 0]))
  expect(whyNever("PullMessage", "waits", pull({}))).toBe("its event never came: nobody sent it")
  expect(whyNever("HoldTimeout", "held", new Map([["held", 0], ["answered before", 0]]))).toBe("its timer never fired")
  expect(whyNever("PullMessage", "waits", pull({ reads: 3, "nothing yet": 1200 }))).toBe("asked 1,200 times, and never was pull.suspendTimeoutMillis > 0; before it came reads 3 times (pull.offset < endOf(self, queue))")
  expect(whyNever("PullMessage", "nothing yet", pull({ "no such topic": 2 }))).toBe("never asked: an earlier check was met each time: no such topic 2 times (topic === undefined)")
})

test("the checks of every rule are read off its source, in order", () => {
  const of = (name: string) => checksOf(rules.find((rule) => rule.name === name) as (typeof rules)[number])
  // What may not be popped is asked in one place for three rules (`spec/pop/asks.ts`); the released vote is decided by another rule.
  const elsewhere = ["brokers PopMessage", "brokers PeekMessage", "brokers Notification", "dledger-released VoteRequest"]
  expect(rules.filter((rule) => rule.verdicts.some((verdict) => !checksOf(rule).some((check) => check.verdict === verdict))).map(({ name }) => name)).toEqual(elsewhere)
  expect(of("dledger HardStateSaved")).toEqual([
    { verdict: "disk does not work", condition: "!self.running || self.diskFailed" },
    { verdict: "saved before", condition: "isSaved(self)" },
    { verdict: "saved", condition: "isSaved(saved(self, event))" },
    { verdict: "outdated" }
  ])
  expect(of("producer SendReply").map(({ verdict }) => verdict)).toEqual(["late", "acked", "stored, not acked: tries again", "stored, not acked", "refused: tries again", "refused"])
  expect(of("dledger-released PushAppend").find(({ verdict }) => verdict === "has it")?.condition).toBe("event.entries.lastIndex <= log.lastIndex && Log.firstConflict(log, event.entries) === undefined")
})

test("check of all models: a verdict that is neither taken nor listed is missing, one that is listed and taken is stale", () => {
  const all = new Map(Object.entries(reached).map(([verdict, [times]]) => [verdict, times]))
  expect(judgedLines(all, false).lines).toHaveLength(1)
  const other = new Map(all).set("dledger GetMaxOffset: not here", 1)
  other.delete("dledger RequestVote: grant")
  const { lines } = judgedLines(other, false)
  expect(lines[1]).toMatch(/^ {4}missing {3}dledger RequestVote: grant: (?:asked|never asked).*Let a model come there, or list it$/)
  expect(lines[2]).toBe("    stale     brokers GetMaxOffset: not here: a model comes there; take it off the list")
})
