import { join } from "node:path"
import { afterAll, describe, expect, test, vi } from "vitest"
import type { Rule } from "../../spec/machine.ts"
import { exempt, judge, keysOf, nameOf, points } from "./judge.ts"
import { reached } from "./reached.ts"
import { rules } from "./verdicts.ts"

// oxlint-disable-next-line typescript/no-explicit-any
type AnyRule = Rule<any, any, any>

/** What each test came to: the events of rules with all their verdicts, and the verdict. */
const { taken, watched } = vi.hoisted(() => {
  const taken = new Map<string, Set<string>>()
  const watched = (rule: AnyRule): AnyRule => {
    const { verdict } = rule
    const all = [...rule.verdicts].join("|")
    return Object.assign(rule, {
      // oxlint-disable-next-line typescript/no-explicit-any
      verdict: (self: any, event: any) => {
        const said = verdict(self, event)
        const test = expect.getState().currentTestName ?? ""
        taken.set(test, (taken.get(test) ?? new Set()).add(`${rule.event}|${all}: ${said}`))
        return said
      }
    })
  }
  return { taken, watched }
})

vi.mock("../../spec/machine.ts", async (original) => {
  const actual = await original<typeof import("../../spec/machine.ts")>()
  // oxlint-disable-next-line typescript/no-explicit-any
  return { ...actual, rulesFor: () => (...rule: [any, any, any]) => watched(actual.rulesFor<any, any, any>()(...rule)) }
})

vi.mock("../../spec/broker/while-disk-works.ts", async (original) => {
  const actual = await original<typeof import("../../spec/broker/while-disk-works.ts")>()
  return { ...actual, whileDiskWorks: (rule: AnyRule) => watched(actual.whileDiskWorks(rule)) }
})

const listed = points.flatMap((point) => {
  const test = exempt.get(nameOf(point))?.test
  return test === undefined ? [] : [{ point, ...test }]
})

const files = [...new Set(listed.map(({ file }) => file))].sort()

// They run here once more, and are watched.
describe.each(files)("%s", async (file) => {
  await import(join(import.meta.dirname, "..", "..", file))
})

describe("the list of what no model comes to", () => {
  test("names rules and verdicts that there are", () => {
    const known = new Set(points.map(nameOf))
    expect([...exempt.keys()].filter((name) => !known.has(name))).toEqual([])
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  })

  test.each(listed.map((each) => [nameOf(each.point), each] as const))("%s: its test comes to it", (_name, { point, file, title }) => {
    const name = [file, ...title.split(" > ")].join(" > ")
    expect([...(taken.get(name) ?? [])]).toContain(`${point.rule.event}|${point.rule.verdicts.join("|")}: ${point.verdict}`)
  })

  test("has everything else: every verdict is come to by a model, or listed", () => {
    const { missing, stale } = judge(new Map(Object.entries(reached).map(([verdict, [times]]) => [verdict, times])), false)
    // New: let a model come there and note it (check --pin-coverage properties/coverage/reached.ts), or list it with its reason.
    expect(missing.map(nameOf)).toEqual([])
    expect(stale.map(nameOf)).toEqual([])
  })

  test("what is missing, and what is listed in vain", () => {
    const all = points.filter((point) => !exempt.has(nameOf(point)))
    const reached = new Map(all.flatMap((point) => keysOf(point).slice(0, 1)).map((key) => [key, 1]))
    expect(judge(reached, false)).toEqual({ missing: [], stale: [] })
    const [one, ...others] = [...reached]
    expect(judge(new Map(others), false).missing.flatMap(keysOf)).toContain(one?.[0])
    const [exception] = points.filter((point) => exempt.has(nameOf(point)))
    expect(judge(new Map([...reached, [keysOf(exception as (typeof points)[number])[0] as string, 1]]), false).stale).toEqual([exception])
  })
})

afterAll(() => taken.clear())
