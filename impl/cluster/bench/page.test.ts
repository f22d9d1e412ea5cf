import { expect, test } from "vitest"
import { chosen, type RowFigures } from "./index.ts"
import { brokerPage, isMet } from "./page.ts"
import { rows } from "./rows.ts"

const measured = (median: number) => ({ median, min: median, max: median, runs: 1 })
const row = (over: Partial<RowFigures>): RowFigures => ({ id: "ms-1", section: "Groups", title: "sends", unit: "/s", ours: measured(50), real: measured(100), problems: [], date: "2026-11-30", load: 2, ...over })

test.each([
  ["as much as is aimed at", { of: "figure", bound: "at least", value: 50 }, true],
  ["more than may be", { of: "figure", bound: "at most", value: 49 }, false],
  ["half of theirs, and all is aimed at", { of: "ratio", bound: "at least", value: 1 }, false],
  ["half of theirs, and no more may be", { of: "ratio", bound: "at most", value: 0.5 }, true]
] as const)("a goal: %s", (_what, goal, met) => {
  expect(isMet(row({ goal }))).toBe(met)
})

test("a goal beside others is neither met nor missed where they were not measured", () => {
  expect([isMet(row({ goal: { of: "ratio", bound: "at least", value: 1 }, real: null })), isMet(row({}))]).toEqual([undefined, undefined])
})

test("the page names what was missed and what could not be measured, and what one ack more costs", () => {
  const page = brokerPage({
    machine: "one",
    rows: [row({ goal: { of: "ratio", bound: "at least", value: 1 } }), row({ id: "ms-sync-1", title: "double", ours: measured(40), real: null, problems: ["ours, run 2: no ack"] })]
  })
  expect(page).toContain("| sends | 50 /s (50–50) | 100 /s (100–100) | 0.50 | ≥ 1×: **missed** | 1 |")
  expect(page).toContain("- sends: 0.50 times RocketMQ's, aimed at at least 1 times.")
  expect(page).toContain("- double: not measured as it should be: ours, run 2: no ack.")
  expect(page).toContain("1 thread (D5): ours 20 % fewer sends, RocketMQ –.")
})

test("rows are chosen by what their ids begin with; every id is one row's", () => {
  expect(chosen(["start", "send-1"]).map(({ id }) => id)).toEqual(["start-node", "start-npx", "start-process", "send-1", "send-16"])
  expect(() => chosen(["sned"])).toThrow(/--only sned: there is no such row\. There are start-node, /)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})
