/**
 * Random walks: where the states are too many to visit, some of them, far from the start. The model is called directly, and
 * a seed says which walks.
 *
 * @module
 */
import type { AnyModel, AnyMove, AnyOutcome } from "./model.ts"
import { NO_THROW } from "./properties.ts"
import { Random } from "./random.ts"
import type { Trace } from "./result.ts"
import { shrink } from "./shrink.ts"
import { replay, withThrow } from "./trace.ts"
import { ActionsThrew, initialWorld, Judge, movesOf, step, type Violation, type World } from "./world.ts"

export interface SimulateOptions {
  readonly seed: number
  /** Walks, each from the initial state. */
  readonly runs: number
  /** Steps a walk, at most. */
  readonly steps: number
  /** Only violations of these properties end the simulation (default: of any). */
  readonly stopAt?: readonly string[]
  readonly timeoutSeconds?: number
  /** Look for a shorter trace to the same violation (default true). */
  readonly shrink?: boolean
}

export interface SimulatedViolation {
  readonly property: string
  /** The walk that found it; the first is 0. */
  readonly run: number
  /** As found. */
  readonly found: Trace
  /** The shortest known. */
  readonly trace: Trace
}

export interface Simulation {
  readonly model: string
  readonly seed: number
  /** Walks and steps made. */
  readonly runs: number
  readonly steps: number
  readonly seconds: number
  /** Witnesses that a walk came by. */
  readonly reached: readonly string[]
  /** How often each verdict was taken. */
  readonly verdicts: ReadonlyMap<string, number>
  readonly violation?: SimulatedViolation
}

export const simulate = (model: AnyModel, options: SimulateOptions): Simulation => {
  const started = performance.now()
  const deadline = started + (options.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000
  const judge = new Judge(model, options.stopAt)
  const tally: Tally = { steps: 0, open: new Set(model.properties.filter(({ kind }) => kind === "sometimes").map(({ id }) => id)), verdicts: new Map() }
  const witnesses = [...tally.open]
  const throws = options.stopAt?.includes(NO_THROW) ?? true
  let runs = 0
  let violation: SimulatedViolation | undefined
  while (runs < options.runs && violation === undefined && performance.now() < deadline) {
    const run = runs++
    const { moves, violation: met } = walk(model, judge, new Random(options.seed, run), options.steps, throws, tally)
    if (met === undefined) continue
    const found = traceOf(model, moves, met)
    violation = { property: met.id, run, found, trace: options.shrink === false ? found : traceOf(model, ...shrink(model, moves, met)) }
  }
  const seconds = (performance.now() - started) / 1000
  const reached = witnesses.filter((id) => !tally.open.has(id))
  return { model: model.name, seed: options.seed, runs, steps: tally.steps, seconds, reached, verdicts: tally.verdicts, ...(violation === undefined ? {} : { violation }) }
}

/** The moves as a trace; the last of them is the one that threw, if one did. */
const traceOf = (model: AnyModel, moves: readonly AnyMove[], { error }: Violation): Trace => {
  const last = moves[moves.length - 1]
  if (error === undefined) return replay(model, moves)
  if (last === undefined || error.startsWith("actions of ")) return { ...replay(model, moves), error }
  return withThrow(model, replay(model, moves.slice(0, -1)), last, error)
}

interface Tally {
  steps: number
  /** Witnesses that were not reached yet. */
  readonly open: Set<string>
  readonly verdicts: Map<string, number>
}

interface Walk {
  readonly moves: readonly AnyMove[]
  readonly violation?: Violation
}

/** One walk: each step is drawn from the moves that can be made, all as likely. A throw ends it, and is a violation if `throws`. */
const walk = (model: AnyModel, judge: Judge, random: Random, steps: number, throws: boolean, tally: Tally): Walk => {
  const moves: AnyMove[] = []
  let world = initialWorld(model)
  const note = (locals: readonly unknown[]): void => {
    for (const id of tally.open.size === 0 ? [] : judge.witnesses(locals, tally.open)) tally.open.delete(id)
  }
  note(world.locals)
  const first = judge.state(world.locals)
  if (first !== undefined) return { moves, violation: first }
  while (moves.length < steps) {
    const drawn = draw(model, world, random)
    if (drawn === undefined) break
    if ("error" in drawn) {
      const violation = { id: NO_THROW, error: drawn.error }
      if (drawn.move !== undefined) moves.push(drawn.move)
      return throws ? { moves, violation } : { moves }
    }
    const { move, outcome, world: after } = drawn
    moves.push(move)
    tally.steps++
    for (const verdict of outcome.verdicts ?? []) tally.verdicts.set(verdict, (tally.verdicts.get(verdict) ?? 0) + 1)
    const violation = judge.step(world.locals, move, outcome, after.locals)
    if (violation !== undefined) return { moves, violation }
    note(after.locals)
    world = after
  }
  return { moves }
}

type Drawn =
  | { readonly move: AnyMove; readonly outcome: AnyOutcome; readonly world: World }
  | { readonly move?: AnyMove; readonly error: string }

/** A step from here; `undefined` if there is none. */
const draw = (model: AnyModel, world: World, random: Random): Drawn | undefined => {
  let left: { readonly move: AnyMove; readonly position: number }[]
  try {
    left = [...movesOf(model, world)]
  } catch (thrown) {
    if (thrown instanceof ActionsThrew) return { error: thrown.message }
    throw thrown
  }
  while (left.length > 0) {
    const at = random.below(left.length)
    const { move, position } = left[at] as (typeof left)[number]
    const stepped = step(model, world, move, position)
    if (stepped.kind === "stepped") return { move, outcome: stepped.outcome, world: stepped.world }
    if (stepped.kind === "threw") return { move, error: stepped.error }
    left[at] = left[left.length - 1] as (typeof left)[number]
    left.pop()
  }
  return undefined
}
