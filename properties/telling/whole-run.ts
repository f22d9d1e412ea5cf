/**
 * Does a run show what it is said to show of a property about what comes about in the end? Asked of the run itself: of a lasso,
 * that it goes round, is fair as the property says, and never comes to what was promised; of a run to a state that is stuck,
 * that nothing leads out of it.
 *
 * @module
 */
import type { AnyEventually, AnyModel, AnyMove, AnyRecoverable } from "../../models/engine/model.ts"
import { movesOf, step, type World } from "../../models/engine/world.ts"
import type { View } from "./view.ts"
import { WorldNumbers } from "./worlds.ts"

export interface WholeRun {
  /** The initial state, and the one after each move. */
  readonly worlds: readonly World[]
  readonly moves: readonly AnyMove[]
  /** Of a lasso: the moves behind this one are made over and over. */
  readonly loopFrom?: number
}

/** States that are looked at behind the end of a run: the way out of one that is stuck no more is short. */
const MAX_STATES = 5_000

/** What is otherwise, in a sentence; `undefined`: the run shows it, as far as the nearest `maxStates` behind its end tell. */
export const whatDiffers = (model: AnyModel, view: Pick<View, "did">, property: AnyEventually | AnyRecoverable, run: WholeRun, maxStates = MAX_STATES): string | undefined =>
  property.kind === "eventually" ? ofLasso(model, view, property, run) : ofStuck(model, view, property, run, maxStates)

const ofLasso = (model: AnyModel, view: Pick<View, "did">, property: AnyEventually, { worlds, moves, loopFrom = moves.length }: WholeRun): string | undefined => {
  const { id, from, holds, atBound, fairness } = property
  const numbers = new WorldNumbers()
  const end = worlds.length - 1
  if (loopFrom > end) return `the loop begins after step ${loopFrom}, and the run has ${end}`
  if (numbers.of(worlds[loopFrom] as World) !== numbers.of(worlds[end] as World)) return `the loop is none any more: after step ${end} the state is another one than after step ${loopFrom}`
  const good = worlds.findLastIndex(({ locals }) => holds(locals))
  if (good >= loopFrom) return `${id} comes about in the loop, ${afterStep(good)}`
  if (from !== undefined && !worlds.some(({ locals }, i) => i > good && from(locals))) return `the run is none that ${id} is about${good < 0 ? "" : ` after ${good === 0 ? "the beginning" : `step ${good}`}, where it comes about`}`
  const loop = worlds.slice(loopFrom)
  const bound = loop.findIndex(({ locals }) => atBound?.(locals) === true)
  if (bound >= 0) return `the loop comes to a bound of the model, ${afterStep(loopFrom + bound)}: that it goes on for ever is the bound's doing`
  for (const { name, strength, lotOf } of fairness) {
    const made = new Set(moves.slice(loopFrom).map(lotOf))
    const possible = loop.map((world) => lotsIn(model, world, lotOf))
    for (const [lot, move] of new Map(possible.flatMap((lots) => [...lots]))) {
      const isOften = strength === "strong" || possible.every((lots) => lots.has(lot))
      if (isOften && !made.has(lot)) return `the loop is not fair any more (${name}): ${view.did(move).text} is possible ${strength === "strong" ? "again and again" : "all the time"} and never made`
    }
  }
  return undefined
}

const afterStep = (n: number): string => (n === 0 ? "in the initial state" : `after step ${n}`)

/** Lots of which a move is possible, with one of them. What only the bounds cut off is possible. */
const lotsIn = (model: AnyModel, world: World, lotOf: (move: AnyMove) => string | undefined): ReadonlyMap<string, AnyMove> => {
  const { within: _, ...rest } = model
  const { maxInFlight: __, ...network } = model.network
  const unbounded: AnyModel = { ...rest, network }
  const lots = new Map<string, AnyMove>()
  for (const { move, position } of movesOf(unbounded, world)) {
    const lot = lotOf(move)
    if (lot !== undefined && !lots.has(lot) && step(unbounded, world, move, position).kind === "stepped") lots.set(lot, move)
  }
  return lots
}

const ofStuck = (model: AnyModel, view: Pick<View, "did">, { id, from, holds }: AnyRecoverable, { worlds }: WholeRun, maxStates: number): string | undefined => {
  const end = worlds[worlds.length - 1] as World
  if (holds(end.locals)) return `${id} has come about at the end`
  if (from !== undefined && !from(end.locals)) return `the end is none that ${id} is about`
  const numbers = new WorldNumbers()
  numbers.of(end)
  const queue: { readonly world: World; readonly way: readonly string[] }[] = [{ world: end, way: [] }]
  for (const { world, way } of queue) {
    if (queue.length > maxStates) return undefined
    for (const { move, position } of movesOf(model, world)) {
      const stepped = step(model, world, move, position)
      if (stepped.kind !== "stepped" || numbers.of(stepped.world) < queue.length) continue
      const further = [...way, view.did(move).text]
      if (holds(stepped.world.locals)) return `from the end it can come about now: ${further.join("; ")}`
      queue.push({ world: stepped.world, way: further })
    }
  }
  return undefined
}
