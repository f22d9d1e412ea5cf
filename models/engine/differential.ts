/**
 * For the engine's own tests: our search against the naive one, on models drawn at random, with and without symmetry.
 *
 * @module
 */
import { explore } from "./explore.ts"
import { type Naive, naive, orbitOf, TooMany } from "./naive.ts"
import type { AnyModel } from "./model.ts"
import type { Result, Trace } from "./result.ts"
import { drawnFairModel, drawnModel, drawnSymmetricModel, dressed, withRecoverable } from "./testing.ts"
import { replay } from "./trace.ts"

/** Steps to what was decided, by id of the property; a lasso counts as 0, since the naive search has no lengths for them. */
const decidedBy = ({ properties }: Result): Record<string, number> =>
  Object.fromEntries(properties.flatMap(({ id, kind, trace }) => (trace === undefined ? [] : [[id, kind === "eventually" ? 0 : trace.steps.length]])))

const decidedIn = ({ decided }: Naive): Record<string, number> => Object.fromEntries(decided)

export const tracesOf = ({ properties }: Result) => properties.flatMap(({ trace, ...rest }) => (trace === undefined ? [] : [{ trace, ...rest }]))

/** The same moves, made again by calling the model. */
export const again = (model: AnyModel, { steps }: Trace): Trace => replay(model, steps.map(({ move }) => move))

/** Models of every kind, some with throws, some with values that have parts. The same seed draws the same one. */
export const drawn = (seed: number): AnyModel => {
  const kind = seed % 8
  if (kind === 0) return drawnFairModel(seed) as AnyModel
  if (kind === 1) return dressed(drawnModel(seed, false))
  if (kind === 2) return dressed(withRecoverable(drawnModel(seed, false)))
  if (kind === 3) return withRecoverable(drawnModel(seed, false)) as AnyModel
  if (kind === 4) return drawnModel(seed, true) as AnyModel
  return drawnSymmetricModel(seed, kind === 5)
}

/** What a search came to, for comparison. */
interface Facts {
  readonly states: number
  readonly generated: number
  readonly depth: number
  readonly exhausted: boolean
  readonly decided: Record<string, number>
}

/** Models of more states are left out: the naive search takes a while. */
const MOST = 800

/**
 * Where our search and the naive one differ, as sentences; none: they agree in counts, verdicts and lengths, with symmetry
 * and without. `undefined`: the model is too large to say. A search that throws differs, too.
 */
export const differences = (model: AnyModel): readonly string[] | undefined => {
  let slow: Naive
  try {
    slow = naive(model, MOST)
  } catch (thrown) {
    if (thrown instanceof TooMany) return undefined
    throw thrown
  }
  const decided = decidedIn(slow)
  const depth = 1 + Math.max(...[...slow.states.values()].map(({ steps }) => steps))
  const found: string[] = []
  const compare = (how: string, symmetry: boolean, expected: (result: Result) => Facts): void => {
    try {
      // One more than there are: a search that goes astray ends.
      const result = explore(model, { symmetry, maxStates: slow.states.size + 1 })
      const facts: Facts = { states: result.uniqueStates, generated: result.generatedStates, depth: result.depth, exhausted: result.exhausted, decided: decidedBy(result) }
      const wanted = expected(result)
      for (const key of Object.keys(wanted) as (keyof Facts)[])
        if (JSON.stringify(sorted(facts[key])) !== JSON.stringify(sorted(wanted[key]))) found.push(`${model.name}, ${how}: ${key} is ${JSON.stringify(facts[key])} instead of ${JSON.stringify(wanted[key])}`)
      for (const { id, trace } of tracesOf(result)) if (trace.error === undefined && JSON.stringify(again(model, trace).steps) !== JSON.stringify(trace.steps)) found.push(`${model.name}, ${how}: the trace to "${id}" is no run of the model`)
    } catch (thrown) {
      found.push(`${model.name}, ${how}: threw ${String(thrown)}`)
    }
  }
  compare("plain", false, () => ({ states: slow.states.size, generated: slow.generated, depth, exhausted: true, decided }))
  if (model.symmetry !== undefined) {
    const orbits = new Set([...slow.states.values()].map((state) => orbitOf(model, state)))
    compare("with symmetry", true, ({ generatedStates }) => ({ states: orbits.size, generated: generatedStates, depth, exhausted: true, decided }))
  }
  return found
}

const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value
