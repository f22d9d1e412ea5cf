import { expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import { machines, places } from "../../properties/coverage/verdicts.ts"
import { suiteOf } from "../../properties/suites.ts"
import { coverageLines, coverageOf, totalOf } from "./coverage.ts"

test("every rule of every machine lists its verdicts, each once", () => {
  expect(Object.keys(machines)).toEqual(["multi-master", "async-replication", "sync-double-write", "dledger", "dledger-released", "name-server", "producer", "consumer"])
  const rules = Object.values(machines).flatMap((table) => Object.values(table))
  expect(rules.filter(({ verdicts }) => verdicts.length === 0 || new Set(verdicts).size < verdicts.length)).toEqual([])
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
  expect(find("RequestVote", "not a voter")?.because).toMatch(/^its event came, and was always another case: .*grant \d+/)
  expect(find("TransactionTimeout", "given up")?.because).toBe("its timer never fired")
})

test("totals and lines", () => {
  const total = totalOf([{ verdicts: new Map([["producer Send: queued", 2]]) }, { verdicts: new Map([["producer Send: queued", 3]]) }])
  expect(total).toEqual(new Map([["producer Send: queued", 5]]))
  expect(coverageLines(total)[0]).toMatch(/^coverage: \d+ of \d+ verdicts of the rules of 1 machines were taken$/)
})
