import { describe, expect, test } from "vitest"
import { localsAfter } from "../../../models/engine/trace.ts"
import { explore } from "../../../models/engine/explore.ts"
import { fields, preview, at } from "./requests.ts"
import { Catalogue, choicesAt } from "./choices.ts"
import { seek } from "./seek.ts"
import { NoSuchPath, Space } from "./space.ts"
import { entries, NoSuchModel, Spaces, suiteNamed } from "./spaces.ts"
import { wander } from "./wander.ts"

const spaces = new Spaces()
const MODEL = suiteNamed("quorum-of-four").name
const { space, catalogue } = spaces.of({ model: MODEL })

/** The choice with this text. */
const choose = (path: readonly number[], text: string): readonly number[] => {
  const found = choicesAt(space, catalogue, space.at(path)).choices.find((choice) => choice.text === text)
  if (found === undefined) throw new Error(`${text}: not among ${choicesAt(space, catalogue, space.at(path)).choices.map((choice) => choice.text).join("; ")}`)
  return [...path, found.index]
}

describe("walking by hand", () => {
  const voted = choose([], "n0: election timeout")

  test("a choice does what its preview says", () => {
    const told = preview(spaces, { model: MODEL, path: [], choice: voted[0] })
    expect(space.at(voted).last?.told).toEqual(told.step)
    expect(told.step.sends).toHaveLength(3)
  })

  test("a way back and another way on share what they have in common", () => {
    const [a, b] = [choose(voted, "n1 receives RequestVote(term 1, log ends at -1 of term -1) from n0"), choose(voted, "n2 receives RequestVote(term 1, log ends at -1 of term -1) from n0")]
    expect(space.at(a).last?.from).toBe(space.at(b).last?.from)
    expect(space.at(a).world.locals[1]).not.toBe(space.at(b).world.locals[1])
  })

  test("what cannot happen says why", () => {
    const because = new Map(choicesAt(space, catalogue, space.at(voted)).refused.map((refused) => [refused.text, refused.because]))
    expect(because.get("n0: election timeout")).toMatch(/a bound of the model keeps it from firing/)
    expect(because.get("n0: heartbeat")).toBe("its timer is not armed")
  })

  test("a path that the model does not have is refused", () => {
    expect(() => space.at([999])).toThrow(NoSuchPath)
    expect(() => space.at([-1])).toThrow(NoSuchPath)
  })

  test("a trace is found again choice by choice", () => {
    const found = explore(space.model, { stopAt: [], maxDepth: 7 }).properties.find(({ verdict, trace }) => verdict === "reached" && trace !== undefined && trace.steps.length > 3)
    const moves = (found?.trace?.steps ?? []).map(({ move }) => move)
    expect(moves.length).toBeGreaterThan(3)
    const path = space.pathOf([], moves)
    expect(space.at(path).world.locals).toEqual(localsAfter(found?.trace as NonNullable<typeof found>["trace"] & object))
  })
})

describe("reasons come from the model", () => {
  const why = (model: string, path: readonly number[], text: RegExp): readonly string[] => {
    const explored = spaces.of({ model })
    return choicesAt(explored.space, explored.catalogue, explored.space.at(path)).refused.filter((refused) => text.test(refused.text)).map(({ because }) => because)
  }
  const after = (model: string, ...texts: readonly RegExp[]): readonly number[] => {
    const explored = spaces.of({ model })
    return texts.reduce<readonly number[]>((path, text) => {
      const found = choicesAt(explored.space, explored.catalogue, explored.space.at(path)).choices.find((choice) => text.test(choice.text))
      if (found === undefined) throw new Error(`no choice ${text}`)
      return [...path, found.index]
    }, [])
  }

  test("a budget that is spent", () => {
    const model = suiteNamed("dledger/elections").name
    expect(why(model, after(model, /^n0: crashes/), /^n1: crashes/)).toEqual(["no crash is left in the budget"])
  })

  test("a link that is cut, and a message that nobody takes", () => {
    const model = suiteNamed("dledger/elections-partition").name
    expect(why(model, after(model, /^n0: election timeout/, /cuts n0>n1, n0>n2$/), /^n1 receives/)).toEqual(["the link n0>n1 is cut"])
    expect(why(model, [], /heals/)).toEqual(["no link is cut"])
  })
})

describe("looking for a state", () => {
  test("the nearest one is found, from here and from the start", async () => {
    const end = await seek(space, [], { condition: "n2.role = LEADER" })
    expect(end).toMatchObject({ is: "found" })
    const path = end.is === "found" ? end.path : []
    expect(path).toHaveLength(5)
    expect((space.at(path).world.locals[2] as { broker: { raft: { role: string } } }).broker.raft.role).toBe("LEADER")
    expect(await seek(space, path, { condition: "n2.role = LEADER" })).toEqual({ is: "found", path })
  })

  test("none says so, and that a field is not known", async () => {
    const small = spaces.of({ model: suiteNamed("group-of-one").name }).space
    expect(await seek(small, [], { condition: "n0.term > 2" })).toMatchObject({ is: "none", note: expect.stringMatching(/^There is none: all/) })
    expect(await seek(small, [], { condition: "n0.colour = red" })).toMatchObject({ is: "none", note: expect.stringMatching(/has no n0.colour/) })
  })

  test("it can be stopped", async () => {
    expect(await seek(space, [], { condition: "n2.term > 1", signal: AbortSignal.abort() })).toMatchObject({ is: "stopped", note: expect.stringMatching(/^Stopped after/) })
  })

  test("a property of a mutant breaks, on the shortest way", async () => {
    const subject = { model: suiteNamed("multi-master/power-loss-1master-SYNC_FLUSH").name, mutant: "ack-before-flush" }
    const end = await seek(spaces.of(subject).space, [], {})
    expect(end).toMatchObject({ is: "found" })
    expect(end.is === "found" && at(spaces, { ...subject, path: end.path, known: 0 }).properties.filter(({ is }) => is === "broken").map(({ id }) => id)).toContain(end.is === "found" && end.property)
  })
})

test("random steps are those of their seed, and leave faults out when told to", () => {
  const go = (seed: number, faults: boolean) => wander(space, [], { steps: 12, seed, faults }).path
  expect(go(3, true)).toEqual(go(3, true))
  expect(go(3, true)).not.toEqual(go(4, true))
  for (const spot of space.along(go(5, false)).slice(1)) expect(spot.last?.told.fault).toBe(false)
})

test("fields of every slot are told", () => {
  expect(Object.keys(fields(spaces, { model: MODEL, path: [] }))).toEqual(space.model.slots)
})

test("every model of every mode can be begun, and told two steps on", () => {
  const wrong = entries().filter(({ name }) => {
    const suite = suiteNamed(name)
    const each = new Space(suite, suite.model())
    const { path } = wander(each, [], { steps: 2, seed: 1, faults: true })
    const { choices, refused } = choicesAt(each, new Catalogue(each), each.at(path))
    return path.length !== 2 || each.at(path).place.snapshots.length === 0 || choices.length + refused.length === 0
  })
  expect(wrong).toEqual([])
})

test("a model that there is not is refused, with what may be meant", () => {
  expect(() => spaces.of({ model: "dledger/quorum-of-for" })).toThrow(NoSuchModel)
  expect(() => spaces.of({ model: MODEL, mutant: "quorum-is-hal" })).toThrow(/did you mean quorum-is-half/)
})
