/**
 * The models that can be explored, each made when it is first asked for.
 *
 * @module
 */
import { mutants } from "../../../properties/mutants/index.ts"
import { modelWith } from "../../../properties/mutants/mutant.ts"
import { type Suite, suiteOf, suites } from "../../../properties/suites.ts"
import { walked } from "../../../properties/walked.ts"
import { nearest } from "../../cli/nearest.ts"
import { ownSuites } from "../../own/load.ts"
import type { ModelEntry, Subject } from "../api.ts"
import { Catalogue } from "./choices.ts"
import { savedOf } from "./save.ts"
import { Space, type Spot } from "./space.ts"

export interface Explored {
  readonly space: Space
  readonly catalogue: Catalogue
  /** The way to the last of these spots as a trace file. */
  readonly save: (spots: readonly Spot[]) => string
}

/** A name that nothing has; the message says what may be meant. */
export class NoSuchModel extends Error {}

/** Models that are kept: each has its own tables. */
const KEPT = 6
/** Random steps for looking around in a model before it is shown. */
const LOOK = 150

const everything = (): readonly Suite[] => [...ownSuites(), ...suites, ...walked]

export const suiteNamed = (name: string): Suite => {
  const all = everything()
  const found = all.find((suite) => suite.name === name) ?? all.find(({ topic }) => topic === name || `dledger/${topic}` === name) ?? all.find((suite) => suite.name.startsWith(name) || suite.name.includes(`/${name}`))
  if (found === undefined) throw new NoSuchModel(`there is no model "${name}"; ${nearest(name, all.flatMap((suite) => [suite.name, suite.topic]))} (check --list names them)`)
  return found
}

export const entries = (): readonly ModelEntry[] => {
  const bugs = new Map<string, string[]>()
  for (const { id, model } of mutants) {
    const { name } = suiteOf(model)
    bugs.set(name, [...(bugs.get(name) ?? []), id])
  }
  return everything().map(({ name, topic, mode, about }) => ({ name, topic, mode, about, mutants: bugs.get(name) ?? [] }))
}

export class Spaces {
  private readonly made = new Map<string, Explored>()
  private readonly given: ReadonlyMap<string, Explored>

  /** `given`: what is known by a name besides the models. */
  constructor(given: ReadonlyMap<string, Explored> = new Map()) {
    this.given = given
  }

  of({ model: name, mutant: id }: Subject): Explored {
    const given = this.given.get(name)
    if (given !== undefined) return given
    const key = `${name} ${id ?? ""}`
    const known = this.made.get(key)
    // Last used, last out.
    this.made.delete(key)
    const explored = known ?? make(suiteNamed(name), id)
    this.made.set(key, explored)
    const oldest = this.made.keys().next().value
    if (this.made.size > KEPT && oldest !== undefined) this.made.delete(oldest)
    return explored
  }
}

const make = (suite: Suite, id: string | undefined): Explored => {
  const mutant = id === undefined ? undefined : mutants.find((known) => known.id === id)
  if (id !== undefined && mutant === undefined) throw new NoSuchModel(`there is no mutant "${id}"; ${nearest(id, mutants.map((known) => known.id))} (mutants --list names them)`)
  const space = new Space(suite, mutant === undefined ? suite.model() : modelWith(suite, mutant))
  const catalogue = new Catalogue(space)
  catalogue.learn(LOOK)
  return { space, catalogue, save: savedOf(suite, space, id) }
}
