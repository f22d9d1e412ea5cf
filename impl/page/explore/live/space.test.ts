import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { liveRun, liveRunIn, liveTelling } from "../../../trace/live.ts"
import { openTrace } from "../../../trace/read.ts"
import { writeGroupJournals } from "../../../trace/testing.ts"
import { choicesAt } from "../choices.ts"
import { at, file, preview } from "../requests.ts"
import { seek } from "../seek.ts"
import { Spaces } from "../spaces.ts"
import { wander } from "../wander.ts"
import { liveExplored, type LiveExplored } from "./space.ts"

let dir = ""
let live: LiveExplored
let spaces: Spaces
const NODES = ["broker-a/n0", "broker-a/n1"]

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "explore-live-"))
  writeGroupJournals(dir)
  live = liveExplored(dir, liveRun(dir))
  spaces = new Spaces(new Map([[dir, live.explored]]))
})
afterAll(() => rmSync(dir, { recursive: true }))

/** The step in which n0 stands. */
const standing = (): number => live.explored.space.along(live.path).findIndex(({ last }) => last?.told.text === "broker-a/n0: ElectionTimeout")
const choose = (path: readonly number[], text: RegExp): readonly number[] => {
  const { space, catalogue } = live.explored
  const found = choicesAt(space, catalogue, space.at(path)).choices.find((choice) => text.test(choice.text))
  if (found === undefined) throw new Error(`no choice ${text}`)
  return [...path, found.index]
}

test("the way that was gone is that of the journals, step by step", () => {
  const { run, properties } = at(spaces, { model: dir, path: live.path, known: 0 })
  const { steps } = liveTelling(dir, liveRun(dir))
  expect(run.steps.map(({ text, n }) => `${n} ${text}`)).toEqual(steps.map(({ text, n }) => `${n} ${text}`))
  expect(live.explored.space.at(live.path).place.snapshots).toEqual(steps.at(-1)?.after)
  expect(properties.map(({ is }) => is)).toEqual(["holds", "holds", "holds"])
})

test("a step that was not made has others beside it: a timer that was armed, a message that is lost, a crash", () => {
  const before = live.path.slice(0, standing() - 1)
  const { choices } = choicesAt(live.explored.space, live.explored.catalogue, live.explored.space.at(before))
  const texts = choices.map(({ text }) => text)
  expect(texts).toContain("broker-a/n1: ElectionTimeout")
  expect(texts).toContain("broker-a/n1 crashes, and starts again with what was written")
  const after = choicesAt(live.explored.space, live.explored.catalogue, live.explored.space.at(choose(choose(before, /^broker-a\/n1: ElectionTimeout/), /^broker-a\/n1: HardStateSaved\(term 1/)))
  expect(after.choices.map(({ text }) => text)).toContain("RequestVote(term 1, lastLogIndex -1, lastLogTerm -1) from broker-a/n1 to broker-a/n0 is lost")
})

describe("another way", () => {
  /** The nearest state in which n1 leads, from where n0 stood. */
  let other: readonly number[]
  beforeAll(async () => {
    const end = await seek(live.explored.space, live.path.slice(0, standing() - 1), { condition: "broker-a/n1.role = LEADER" })
    other = end.is === "found" ? end.path : []
  })

  test("is what the rules make of it: n1 leads, and it is said where it parts from its journal", () => {
    const path = other
    const { run } = at(spaces, { model: dir, path, known: 0 })
    const parts = run.steps.find(({ changes }) => changes.some(({ text }) => text === "here broker-a/n1 parts from its journal"))
    expect(parts?.text).toBe("broker-a/n1: ElectionTimeout")
    expect(live.explored.space.at(path).place.snapshots[1]?.headline).toBe("leader of term 1")
    const choice = choicesAt(live.explored.space, live.explored.catalogue, live.explored.space.at(path)).choices.find(({ text }) => text.startsWith("broker-a/n1 crashes"))
    expect(preview(spaces, { model: dir, path, choice: choice?.index }).step.changes.map(({ text }) => text)).toContain("is follower of term 1")
  })

  test("is saved as a trace of a live run, which is read back, and explored again", () => {
    const text = file(spaces, { model: dir, path: choose(other, /^broker-a\/n0 crashes/) })
    writeFileSync(join(dir, "branch.json"), text)
    const again = liveExplored("branch.json", liveRunIn(openTrace(join(dir, "branch.json"))))
    const end = again.explored.space.at(again.path)
    expect(end.place.snapshots.map(({ headline }) => headline)).toEqual(["follower of term 1", "leader of term 1"])
    expect(end.last?.told.text).toMatch(/^broker-a\/n0: Recovered/)
  })

  test("is gone at random", () => {
    expect(wander(live.explored.space, live.path, { steps: 15, seed: 2, faults: true }).path.length).toBe(live.path.length + 15)
  })
})

test("of a long run the last events, from the state before them", () => {
  const { explored, path, skipped } = liveExplored(dir, liveRun(dir), undefined, 5)
  expect([path.length, skipped]).toEqual([5, live.path.length - 5])
  expect(explored.space.at(path).place.snapshots).toEqual(live.explored.space.at(live.path).place.snapshots)
  expect(explored.space.suite.about).toMatch(/its last 5 events of \d+/)
  expect(() => explored.save(explored.space.along(path))).toThrow(/trace .* --format json writes the run as it was/)
})

test("its nodes are those of the journals", () => {
  expect(live.explored.space.model.slots).toEqual(NODES)
})
