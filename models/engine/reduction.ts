/**
 * An exploration by the reduced search: begun anew as long as something that it assumed turned out wrong.
 *
 * @module
 */
import type { AnyModel, AnyMove } from "./model.ts"
import type { Found } from "./properties.ts"
import type { ExploreOptions, Result, Stopped, Trace } from "./result.ts"
import { Learnt, ReducedSearch } from "./reduced-search.ts"
import { permutationsOf } from "./symmetry.ts"
import { replay, withThrow } from "./trace.ts"

/** Expansions between two looks at the clock. */
const CLOCK = 256
const BREATH = 50
const REPORT = 1000

/** Why a model cannot be explored with the reduction, for a person; `undefined`: it can. */
export const whyNotReduced = ({ network, properties }: AnyModel): string | undefined => {
  const whole = properties.find(({ kind }) => kind === "recoverable" || kind === "eventually" || kind === "ends")
  if (whole !== undefined) return `property "${whole.id}" is of kind ${whole.kind}: it speaks of ${whole.kind === "ends" ? "where runs end" : "whole runs"}, and the reduction leaves states and steps of these out`
  if (network.kind === "set") return "its network is a set: a delivery consumes nothing there, so a message is never done with"
  if (network.mirror !== undefined) return "its claims look at the messages in flight, of which the reduction leaves out those that matter no more"
  return undefined
}

interface Extent {
  readonly depth: number
  readonly stopped?: Stopped
}

/** Stops to breathe now and then, and returns what came of it. */
export function* reducedExploration(model: AnyModel, options: ExploreOptions): Generator<void, Result> {
  const complaint = whyNotReduced(model)
  if (complaint !== undefined) throw new Error(`${model.name}: no reduction, since ${complaint}`)
  const started = performance.now()
  const permutations = permutationsOf(model, options.symmetry !== false)
  const learnt = new Learnt(model, permutations)
  const { transitions } = learnt
  for (let searches = 1; ; searches++) {
    learnt.restart()
    const search = new ReducedSearch(model, learnt, permutations)
    search.begin()
    const { depth, stopped } = yield* levels(search, learnt, options, started)
    if (stopped === undefined && learnt.contradicted) continue
    const { unique, generated, overtaken } = search
    const exhausted = stopped === undefined
    return {
      model: model.name,
      uniqueStates: unique,
      generatedStates: generated,
      depth,
      completedDepth: 0,
      exhausted,
      ...(stopped === undefined ? {} : { stopped }),
      seconds: (performance.now() - started) / 1000,
      threads: 1,
      properties: search.decisions.results(exhausted, (found) => traceTo(model, search, learnt, found)),
      verdicts: transitions.verdicts,
      collisionProbability: Math.min(1, (search.remembered * search.remembered) / 2 ** 65),
      memo: { calls: transitions.calls, hitRatio: generated > 1 ? Math.max(0, 1 - transitions.calls / generated) : 0, locals: transitions.locals.size, messages: transitions.envelopes.size },
      reduction: { searches, overtaken, remembered: search.remembered }
    }
  }
}

/** Level by level. What one search assumed wrongly ends it at the end of its level. */
function* levels(search: ReducedSearch, learnt: Learnt, options: ExploreOptions, started: number): Generator<void, Extent> {
  const { rows, decisions } = search
  const maxDepth = options.maxDepth === undefined || options.maxDepth === 0 ? Number.POSITIVE_INFINITY : options.maxDepth
  const maxStates = options.maxStates ?? Number.POSITIVE_INFINITY
  const deadline = started + (options.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000
  let depth = 1
  let breathed = started
  let reported = started
  let untilClock = CLOCK
  if (decisions.isDone(options.stopAt)) return { depth, stopped: "decided" }
  while (rows.nextLength > 0) {
    if (depth >= maxDepth) return { depth, stopped: "depth" }
    rows.advance()
    const { current, currentLength } = rows
    for (let at = 0; at < currentLength; at += rows.width(at)) {
      search.expand(at)
      if (search.unique >= maxStates) return { depth, stopped: "states" }
      if (decisions.isDone(options.stopAt)) return { depth, stopped: "decided" }
      if (--untilClock > 0) continue
      untilClock = CLOCK
      const now = performance.now()
      if (now > deadline) return { depth, stopped: "timeout" }
      if (now - breathed < BREATH) continue
      breathed = now
      yield
      if (options.signal?.aborted) return { depth, stopped: "interrupted" }
      if (options.onProgress === undefined || now - reported < REPORT) continue
      reported = now
      options.onProgress({ uniqueStates: search.unique, generatedStates: search.generated, depth, seconds: (now - started) / 1000, frontier: search.unique - (current[at + 1] as number) - 1 })
    }
    learnt.checkNotices()
    if (rows.nextLength > 0) depth++
  }
  return { depth }
}

/** The run to what was found, made by calling the model. */
const traceTo = (model: AnyModel, { scripts }: ReducedSearch, { transitions }: Learnt, found: Found): Trace => {
  const movesOf = (script: readonly number[]): readonly AnyMove[] => script.map((t) => transitions.moveOf(t) as AnyMove)
  const moves = movesOf(scripts.to(found.state))
  if (found.error !== undefined) return withThrow(model, replay(model, moves), transitions.moveOf(found.via), found.error)
  return replay(model, found.via === -1 ? moves : [...moves, ...movesOf(scripts.of(found.via))])
}
