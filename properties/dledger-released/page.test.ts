import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { beyond, releasedBoundsOf, releasedNameOf, releasedMachine } from "../../models/dledger-released/models.ts"
import { explore, findAsymmetry } from "../../models/engine/index.ts"
import { localsAfter } from "../../models/engine/trace.ts"
import { pins } from "../pins.ts"
import { keyOf, type Moves, pageOf, runOf } from "./page.ts"
import { isFinding, releasedModelOf, releasedModels, releasedPropertiesOf } from "./suites.ts"
import { told } from "./told.ts"

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")
const moves = JSON.parse(read("traces.json")) as Moves

describe.each(told.map((one) => [keyOf(one), one] as const))("%s", (_key, one) => {
  const bounds = releasedBoundsOf(`${one.version}/${one.topic}`)

  test("its trace is a run of the model, ends in the finding and in no state before", () => {
    const model = releasedModelOf(bounds)
    const finding = model.properties.find(({ id }) => id === one.finding)
    if (finding?.kind !== "sometimes") throw new Error("not a finding")
    const trace = runOf(moves, one)
    const states = [trace.initial, ...trace.steps.map(({ locals }) => locals)]
    expect(states.map((locals) => finding.holds(locals as never)).indexOf(true)).toBe(trace.steps.length)
    expect(finding.holds(localsAfter(trace) as never)).toBe(true)
  })
})

const exhausted = told.filter(({ version, topic }) => !beyond.includes(releasedBoundsOf(`${version}/${topic}`)))

test.each(exhausted.map((one) => [keyOf(one), one] as const))("%s: its trace is as long as the pinned one", (key, { version, topic, finding }) => {
  expect(moves[key]?.length).toBe(pins[releasedNameOf(releasedBoundsOf(`${version}/${topic}`))]?.witnesses[finding])
})

test("the page says what the models show: after a change that was meant, npx tsx properties/dledger-released/write-page.ts", () => {
  expect(pageOf(moves)).toBe(read("../../docs/dledger-as-released.md"))
})

test("every model has properties, and every finding is in a model", () => {
  expect(exhausted.length).toBe(told.length - beyond.length)
  expect(releasedModels.filter(({ properties }) => properties.length === 0)).toEqual([])
  expect(told.every((one) => releasedPropertiesOf(releasedBoundsOf(`${one.version}/${one.topic}`)).some((p) => p.id === one.finding && isFinding(p)))).toBe(true)
})

test("the promise that 0.4.0 keeps without a no-op is one that 0.3.1.2 does not keep", { timeout: 100_000 }, () => {
  const model = releasedModelOf({ ...releasedBoundsOf("0.4.0/without-no-op"), version: "0.3.1.2" })
  const { properties } = explore({ ...model, properties: releasedModelOf(releasedBoundsOf("0.4.0/without-no-op")).properties })
  const verdict = (id: string) => properties.find((p) => p.id === id)?.verdict
  expect(verdict("an inherited entry is never committed")).toBe("violated")
  expect(verdict("S9 CommitOwnTerm")).toBe("violated")
})

test("renaming nodes commutes with the rules", { timeout: 100_000 }, () => {
  const bounds = { ...releasedBoundsOf("0.4.0/elections"), topic: "elections", terms: 4, messages: 4, inFlight: 6, fine: ["log", "vote"] as const, faults: { crash: 1, powerLoss: 1 }, config: { enableFastAdvanceCommitIndex: true } }
  expect(findAsymmetry(releasedModelOf(bounds), { seed: 5, runs: 6, steps: 150 })).toBeUndefined()
  expect(releasedMachine.name).toBe("dledger-released")
})
