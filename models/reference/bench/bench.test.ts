import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, test, vi } from "vitest"
import { explore } from "../../engine/index.ts"
import { raft } from "../raft.ts"
import { twoPhaseCommit } from "../two-phase-commit.ts"
import { statsOf } from "./bench.ts"
import { cases, decides } from "./cases.ts"
import { countExactly } from "./exact.ts"
import type { Figures, Stats } from "./figures.ts"
import { median } from "./figures.ts"
import { page } from "./page.ts"
import { linesOf } from "./profile.ts"
import { alone, rows } from "./rows.ts"
import { changed, stateright } from "./stateright.ts"
import { countsIn, tlc } from "./tlc.ts"
import { reason } from "./tools.ts"

afterEach(() => vi.unstubAllEnvs())

const one = { generated: 20, unique: 10, seconds: 2, cpuSeconds: 3, peakBytes: 400 }

describe("figures", () => {
  test("are medians", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
    expect(statsOf([one, { ...one, seconds: 5 }, { ...one, seconds: 1, cpuSeconds: null }])).toEqual({ runs: 3, generated: 20, unique: 10, seconds: 2, between: [1, 5], cpuSeconds: null, peakBytes: 400 })
  })

  test("of runs that count differently are refused", () => {
    expect(() => statsOf([one, { ...one, unique: 11 }])).toThrow("differ from run to run")
  })

  test("every row names a case that there is", () => {
    expect([...rows, ...alone].map(({ ours }) => ours).filter((name) => cases[name] === undefined)).toEqual([])
  })
})

describe("another tool", () => {
  test("that is not installed is named, and why", () => {
    vi.stubEnv("PATH", "")
    const cache = mkdtempSync(join(tmpdir(), "rocketproof-bench-"))
    expect(stateright(cache, () => {})).toEqual({ missing: "cargo is not installed" })
    expect(tlc(cache, "a:b:1", () => {})).toEqual({ missing: "java is not installed" })
    rmSync(cache, { recursive: true })
  })

  test("is missing for a reason that fits in a table", () => {
    expect(reason(new Error("no artifact in (https://host/path)\n  twice"))).toBe("no artifact in (…) twice")
  })

  test("is changed in the place that was meant, or not at all", () => {
    expect(changed("a b c", { file: "f", find: "b", put: "x" })).toBe("a x c")
    expect(() => changed("a b b", { file: "f", find: "b", put: "x" })).toThrow("f: what is to be changed is there 2 times")
    expect(() => changed("a", { file: "f", find: "b", put: "x" })).toThrow("there 0 times")
  })

  test("TLC's counts count when it came to an end without an error", () => {
    const end = "Model checking completed. No error has been found.\n1,234 states generated, 567 distinct states found, 0 states left on queue.\n"
    expect(countsIn(end)).toEqual({ generated: 1234, unique: 567 })
    expect(() => countsIn(end.replace(" 0 states", " 3 states"))).toThrow("did not come to an end")
    expect(() => countsIn(end.replace("No error", "Error"))).toThrow("did not come to an end")
  })
})

test("exact counts are those of the search with fingerprints", () => {
  const bounded = raft({ nodes: 3, crashes: 1 })
  expect(countExactly(bounded, 6).unique).toBe(explore(bounded, { maxDepth: 6, symmetry: false }).uniqueStates)
  expect(countExactly(twoPhaseCommit(3), 100).unique).toBe(288)
})

test("two-phase commit decides in every fair run, and need not commit", () => {
  expect(explore(decides(4)).properties.map(({ id, verdict }) => [id, verdict])).toEqual([["decided", "holds"], ["need not commit", "reached"], ["no rule throws", "holds"]])
})

test("a profile sums up what each function spent in itself", () => {
  const nodes = [{ id: 1, callFrame: { functionName: "f", url: "file:///a/f.js" } }, { id: 2, callFrame: { functionName: "f", url: "file:///a/f.js" } }, { id: 3, callFrame: { functionName: "", url: "" } }]
  expect(linesOf({ nodes, samples: [1, 2, 3], timeDeltas: [10, 20, 10] })).toEqual([{ share: 0.75, name: "f", file: "f.js" }, { share: 0.25, name: "(nameless)", file: "" }])
})

describe("the page", () => {
  const stats: Stats = { runs: 1, generated: 20, unique: 10, seconds: 2, between: [2, 2], cpuSeconds: 3, peakBytes: 2 ** 20 }
  const figures: Figures = {
    date: "2026-01-01",
    machine: "a machine",
    load: 0.5,
    versions: ["Node 20"],
    rows: [
      {
        title: "a model",
        ours: stats,
        rivals: [
          { name: "fast", goal: 5, stats, ratio: 4, ratioOnTheClock: 4.5, sameCounts: true },
          { name: "slow", goal: 5, stats, ratio: 6, ratioOnTheClock: 4.5, sameCounts: false },
          { name: "gone", goal: 5, missing: "it is not installed" }
        ]
      }
    ],
    alone: [{ title: "memory", unit: "bytes a state", goal: 40, better: "less", value: 57, stats }],
    evidence: [],
    profiles: []
  }

  test("says what was missed, what was not measured, and where counts differ", () => {
    const text = page(figures)
    expect(text).toContain("| 4.0 | 4.5 | ≥ 5: **missed** |")
    expect(text).toContain("| 6.0 | 4.5 | ≥ 5: met |")
    expect(text.slice(text.indexOf("## Gaps"))).toBe(
      ["## Gaps", "", "- a model, against fast: 4.0 times as fast, aimed at 5.", "- a model, against slow: the counts differ.", "- a model, against gone: not measured. it is not installed.", "- memory: 57.0 bytes a state, aimed at 40.0.", ""].join("\n")
    )
  })
})

test("docs/benchmarks.md is the page of the figures that stand beside it", () => {
  const figures = JSON.parse(readFileSync(new URL("figures.json", import.meta.url), "utf8")) as Figures
  expect(readFileSync(new URL("../../../docs/benchmarks.md", import.meta.url), "utf8")).toBe(page(figures))
})
