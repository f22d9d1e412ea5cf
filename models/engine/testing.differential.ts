/**
 * For the engine's own tests: our search against the naive one, on models drawn at random, with and without symmetry.
 *
 * @module
 */
import { explore } from "./explore.ts"
import { type Naive, naive, orbitOf, textOf, TooMany } from "./testing.naive.ts"
import type { AnyModel } from "./model.ts"
import { whyNotReduced } from "./reduction.ts"
import type { Result, Trace } from "./result.ts"
import { drawnFairModel, drawnModel, drawnSymmetricModel, dressed, type Tiny, withRecoverable } from "./testing.ts"
import { replay } from "./trace.ts"
import { initialWorld, movesOf, step, type Stepped, type World } from "./world.ts"

/** Steps to what was decided, by id of the property; a lasso counts as 0, since the naive search has no lengths for them. */
const decidedBy = ({ properties }: Result): Record<string, number> =>
  Object.fromEntries(properties.flatMap(({ id, kind, trace }) => (trace === undefined ? [] : [[id, kind === "eventually" ? 0 : trace.steps.length]])))

const decidedIn = ({ decided }: Naive): Record<string, number> => Object.fromEntries(decided)

export const tracesOf = ({ properties }: Result) => properties.flatMap(({ trace, ...rest }) => (trace === undefined ? [] : [{ trace, ...rest }]))

/** The same moves, made again by calling the model. */
export const again = (model: AnyModel, { steps }: Trace): Trace => replay(model, steps.map(({ move }) => move))

/** Models of every kind, some with throws, some with values that have parts. The same seed draws the same one. */
export const drawn = (seed: number): AnyModel => {
  const kind = seed % 10
  if (kind === 0) return drawnFairModel(seed) as AnyModel
  if (kind === 1) return dressed(drawnModel(seed, false))
  if (kind === 2) return dressed(withRecoverable(drawnModel(seed, false)))
  if (kind === 3) return withRecoverable(echoing(drawnModel(seed, false))) as AnyModel
  if (kind === 4) return drawnModel(seed, true) as AnyModel
  if (kind === 8) return losing(drawnModel(seed, false) as AnyModel)
  if (kind === 9) return losing(drawnSymmetricModel(seed))
  return drawnSymmetricModel(seed, kind === 5)
}

/** One slot answers one message, whatever else it knows, and nothing is lost or comes twice. */
const echoing = ({ network: { maxInFlight = 2 }, ...model }: Tiny): Tiny => ({
  ...model,
  receive: (slot, local, from, message) => (slot === 2 && message === 1 ? { local, sends: [{ to: from === 2 ? 0 : from, message: 0 }] } : model.receive(slot, local, from, message)),
  network: { kind: "multiset", maxInFlight }
})

/** With two messages in flight, any of which may be lost at no cost. */
const losing = (model: AnyModel): AnyModel => ({ ...model, network: { ...model.network, kind: "multiset", lose: [], maxInFlight: 2 } })

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
  found.push(...reducedDifferences(model, slow))
  if (model.symmetry !== undefined) {
    const orbits = new Set([...slow.states.values()].map((state) => orbitOf(model, state)))
    compare("with symmetry", true, ({ generatedStates }) => ({ states: orbits.size, generated: generatedStates, depth, exhausted: true, decided }))
  }
  return found
}

/**
 * Where the reduced search differs: it must come to the same verdicts, to every combination of locals, and to every step that
 * changes a local, and to no others.
 */
const reducedDifferences = (given: AnyModel, slow: Naive): readonly string[] => {
  const model: AnyModel = { ...given, properties: given.properties.filter(({ kind }) => kind !== "recoverable" && kind !== "eventually") }
  if (whyNotReduced(model) !== undefined) return []
  const ids = new Set(model.properties.map(({ id }) => id))
  const decided = [...slow.decided.keys()].filter((id) => ids.has(id) || id === "no rule throws").sort()
  const found: string[] = []
  for (const symmetry of given.symmetry === undefined ? [false] : [false, true]) {
    const how = `${model.name}, reduced${symmetry ? " with symmetry" : ""}`
    const orbit = (...worlds: readonly (readonly unknown[])[]): string => (symmetry ? orbitOf(given, { locals: worlds.flat(), inFlight: [] }) : textOf(worlds))
    try {
      const came = new Set<string>()
      const made = new Set<string>()
      const watched: AnyModel = {
        ...model,
        properties: [
          ...model.properties,
          { kind: "always", id: "came by", holds: (locals) => came.add(orbit(locals)) !== undefined },
          { kind: "step", id: "made", concerns: (before, move, { local }) => move.kind !== "lose" && textOf(before) !== textOf(local), holds: (before, _move, _outcome, after) => symmetry || made.add(textOf([before, after])) !== undefined }
        ]
      }
      const result = explore(watched, { symmetry, reduction: true, maxStates: slow.states.size + 1 })
      const verdicts = tracesOf(result).map(({ id }) => id).sort()
      if (verdicts.join() !== decided.join()) found.push(`${how}: decided are ${verdicts.join()} instead of ${decided.join()}`)
      if (!result.exhausted) found.push(`${how}: more states than the plain search has`)
      const all = new Set([...slow.states.values()].map(({ locals }) => orbit(locals)))
      if (came.size !== all.size || [...came].some((one) => !all.has(one))) found.push(`${how}: ${came.size} combinations of locals instead of ${all.size}`)
      if (!symmetry) {
        const steps = new Set<string>()
        for (const { locals, changes } of slow.states.values()) for (const after of changes) steps.add(textOf([locals, after]))
        if (made.size !== steps.size || [...made].some((one) => !steps.has(one))) found.push(`${how}: ${made.size} steps between them instead of ${steps.size}`)
      }
      for (const { id, trace } of tracesOf(result)) if (trace.error === undefined && !isRun(model, trace)) found.push(`${how}: the trace to "${id}" is no run of the model`)
    } catch (thrown) {
      found.push(`${how}: threw ${String(thrown)}`)
    }
  }
  return found
}

/** Can these steps be made one after the other, messages in flight and their number minded? */
const isRun = (model: AnyModel, { steps }: Trace): boolean => {
  let world: World = initialWorld(model)
  for (const { move, locals } of steps) {
    const at: number | undefined = movesOf(model, world).find((one) => textOf(one.move) === textOf(move))?.position
    const stepped: Stepped | undefined = at === undefined ? undefined : step(model, world, move, at)
    if (stepped?.kind !== "stepped" || textOf(stepped.world.locals) !== textOf(locals)) return false
    world = stepped.world
  }
  return true
}

const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value
