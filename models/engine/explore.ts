/**
 * Breadth-first search over a model: every reachable state within its bounds, and the shortest trace to whatever is found.
 *
 * @module
 */
import { HEAD, STATE } from "./frontier.ts"
import type { AnyModel } from "./model.ts"
import type { ExploreOptions, Result } from "./result.ts"
import { Search } from "./search.ts"
import { permutationsOf } from "./symmetry.ts"
import { traceTo } from "./trace.ts"

/** Expansions between two looks at the clock. */
const CLOCK = 256

/** Milliseconds between two reports of progress. */
const REPORT = 1000

export const explore = (model: AnyModel, options: ExploreOptions = {}): Result => {
  const started = performance.now()
  const search = new Search(model, permutationsOf(model, options.symmetry !== false))
  search.begin()
  const { depth, completed, exhausted } = run(search, model, options, started)
  if (exhausted) search.exhaust()
  const seconds = (performance.now() - started) / 1000
  const { unique, generated, transitions } = search
  return {
    model: model.name,
    uniqueStates: unique,
    generatedStates: generated,
    depth,
    completedDepth: completed,
    exhausted,
    seconds,
    properties: search.decisions.results(exhausted, (found) => traceTo(model, search, found)),
    verdicts: transitions.verdicts,
    collisionProbability: Math.min(1, (unique * unique) / 2 ** 65),
    memo: {
      calls: transitions.calls,
      hitRatio: generated > 1 ? Math.max(0, 1 - transitions.calls / generated) : 0,
      locals: transitions.locals.size,
      messages: transitions.envelopes.size
    }
  }
}

/** Level by level. Exhausted: nothing was left to expand. */
const run = (search: Search, model: AnyModel, options: ExploreOptions, started: number): { readonly depth: number; readonly completed: number; readonly exhausted: boolean } => {
  const { frontier, decisions } = search
  const maxDepth = options.maxDepth === undefined || options.maxDepth === 0 ? Number.POSITIVE_INFINITY : options.maxDepth
  const maxStates = options.maxStates ?? Number.POSITIVE_INFINITY
  const deadline = started + (options.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000
  const slots = model.slots.length
  let depth = 1
  let reported = started
  let untilClock = CLOCK
  if (decisions.isDone(options.stopAt)) return { depth, completed: depth - 1, exhausted: false }
  while (frontier.nextLength > 0) {
    if (depth >= maxDepth) return { depth, completed: depth - 1, exhausted: false }
    frontier.advance()
    search.isLast = depth + 1 >= maxDepth
    const { current, currentLength } = frontier
    const known = search.unique
    const depthSoFar = (): number => (search.unique > known ? depth + 1 : depth)
    for (let at = 0; at < currentLength; at += HEAD + slots + (current[at] as number)) {
      search.expand(at)
      if (search.unique >= maxStates || decisions.isDone(options.stopAt)) return { depth: depthSoFar(), completed: depth - 1, exhausted: false }
      if (--untilClock > 0) continue
      untilClock = CLOCK
      const now = performance.now()
      if (now > deadline) return { depth: depthSoFar(), completed: depth - 1, exhausted: false }
      if (options.onProgress === undefined || now - reported < REPORT) continue
      reported = now
      const { unique: uniqueStates, generated: generatedStates } = search
      const toExpand = search.isLast ? known : uniqueStates
      options.onProgress({ uniqueStates, generatedStates, depth, seconds: (now - started) / 1000, frontier: toExpand - (current[at + STATE] as number) - 1 })
    }
    const deeper = search.unique > known
    if (deeper) depth++
    // The states of the last level were looked at, not expanded: what comes after them is not known.
    if (search.isLast && deeper) return { depth, completed: depth - 1, exhausted: false }
  }
  return { depth, completed: depth - 1, exhausted: true }
}
