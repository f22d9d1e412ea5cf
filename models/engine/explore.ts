/**
 * Breadth-first search over a model: every reachable state within its bounds, and the shortest trace to whatever is found.
 *
 * @module
 */
import { setImmediate } from "node:timers/promises"
import { HEAD, STATE } from "./frontier.ts"
import type { AnyModel } from "./model.ts"
import type { ExploreOptions, Progress, Result, Stopped } from "./result.ts"
import { callsToDebug, debugged } from "./debug.ts"
import { growth } from "./growth.ts"
import { Search } from "./search.ts"
import { permutationsOf } from "./symmetry.ts"
import { traceTo } from "./trace.ts"
import { validate } from "./validate.ts"
import { withRun } from "./with-run.ts"

/** Expansions between two looks at the clock. */
const CLOCK = 256

/** Milliseconds between two breaths: the event loop may run, a signal may arrive. */
const BREATH = 50

/** Milliseconds between two reports of progress. */
const REPORT = 1000

/** Explores until nothing is left, or an option ends it; the event loop stands still until then. */
export const explore = (model: AnyModel, options: ExploreOptions = {}): Result => {
  const exploring = exploration(model, options)
  for (;;) {
    const { done, value } = exploring.next()
    if (done) return value
  }
}

/** The same, and lets the event loop run about 20 times a second, so that `signal` can end it. */
export const exploreAsync = async (model: AnyModel, options: ExploreOptions = {}): Promise<Result> => {
  const exploring = exploration(model, options)
  for (;;) {
    const { done, value } = exploring.next()
    if (done) return value
    await setImmediate()
  }
}

/** An exploration that stops to breathe now and then, and returns what came of it. */
function* exploration(model: AnyModel, options: ExploreOptions): Generator<void, Result> {
  const started = performance.now()
  validate(model)
  const search = new Search(debugged(model, callsToDebug(options.debug)), permutationsOf(model, options.symmetry !== false))
  let extent: Extent
  try {
    search.begin()
    extent = yield* levels(search, model, options, started)
    if (extent.stopped === undefined) search.exhaust()
  } catch (thrown) {
    throw withRun(model, search, thrown)
  }
  const { depth, completed, stopped } = extent
  const exhausted = stopped === undefined
  const seconds = (performance.now() - started) / 1000
  const { unique, generated, transitions } = search
  return {
    model: model.name,
    uniqueStates: unique,
    generatedStates: generated,
    depth,
    completedDepth: completed,
    exhausted,
    ...(stopped === undefined ? {} : { stopped, growing: stopped === "decided" ? [] : growth(model, search) }),
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

/** How far an exploration came; nothing stopped it if nothing was left to expand. */
interface Extent {
  readonly depth: number
  readonly completed: number
  readonly stopped?: Stopped
}

/** Level by level. */
function* levels(search: Search, model: AnyModel, options: ExploreOptions, started: number): Generator<void, Extent> {
  const { frontier, decisions } = search
  const maxDepth = options.maxDepth === undefined || options.maxDepth === 0 ? Number.POSITIVE_INFINITY : options.maxDepth
  const maxStates = options.maxStates ?? Number.POSITIVE_INFINITY
  const deadline = started + (options.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000
  const slots = model.slots.length
  let depth = 1
  let reported = started
  let breathed = started
  let untilClock = CLOCK
  if (decisions.isDone(options.stopAt)) return { depth, completed: depth - 1, stopped: "decided" }
  while (frontier.nextLength > 0) {
    if (depth >= maxDepth) return { depth, completed: depth - 1, stopped: "depth" }
    frontier.advance()
    search.isLast = depth + 1 >= maxDepth
    const { current, currentLength } = frontier
    const known = search.unique
    const extent = (stopped: Stopped): Extent => ({ depth: search.unique > known ? depth + 1 : depth, completed: depth - 1, stopped })
    for (let at = 0; at < currentLength; at += HEAD + slots + (current[at] as number)) {
      search.expand(at)
      if (search.unique >= maxStates) return extent("states")
      if (decisions.isDone(options.stopAt)) return extent("decided")
      if (--untilClock > 0) continue
      untilClock = CLOCK
      const now = performance.now()
      if (now > deadline) return extent("timeout")
      if (now - breathed < BREATH) continue
      breathed = now
      yield
      if (options.signal?.aborted) return extent("interrupted")
      if (options.onProgress === undefined || now - reported < REPORT) continue
      reported = now
      options.onProgress(progressOf(search, known, depth, (now - started) / 1000, current[at + STATE] as number))
    }
    const deeper = search.unique > known
    if (deeper) depth++
    // The states of the last level were looked at, not expanded: what comes after them is not known.
    if (search.isLast && deeper) return { depth, completed: depth - 1, stopped: "depth" }
  }
  return { depth, completed: depth - 1 }
}

const progressOf = ({ unique, generated, isLast }: Search, known: number, depth: number, seconds: number, expanding: number): Progress => ({
  uniqueStates: unique,
  generatedStates: generated,
  depth,
  seconds,
  frontier: (isLast ? known : unique) - expanding - 1
})
