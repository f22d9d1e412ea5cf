/**
 * Breadth-first search over a model: every reachable state within its bounds, and the shortest trace to whatever is found.
 *
 * @module
 */
import { setImmediate } from "node:timers/promises"
import type { AnyModel } from "./model.ts"
import type { ExploreOptions, Progress, Result, Stopped } from "./result.ts"
import { Crew } from "./crew.ts"
import { Keeper } from "./keeper.ts"
import { callsToDebug, debugged } from "./debug.ts"
import { type Asymmetry, findAsymmetry } from "./equivariance.ts"
import { growth } from "./growth.ts"
import { isHeapFull } from "./memory.ts"
import { ModelMistake } from "./mistake.ts"
import { neverOf } from "./never.ts"
import { PropertyThrew } from "./properties.ts"
import { reducedExploration } from "./reduction.ts"
import { Search } from "./search.ts"
import { Spill } from "./spill.ts"
import { type Permutation, permutationsOf } from "./symmetry.ts"
import { traceTo } from "./trace.ts"
import { validate } from "./validate.ts"
import { withRun } from "./with-run.ts"

/** Batches of expansions between two looks at the clock. */
const CLOCK = 16

/** Milliseconds between two breaths: the event loop may run, a signal may arrive. */
const BREATH = 50

/** Walks, and steps of each, along which a symmetry that nobody has tested is. */
const DOUBTS = { seed: 1, runs: 8, steps: 25 }

/** Milliseconds between two reports of progress, or two looks at the heap. */
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
  if (options.reduction === true) return yield* reducedExploration(model, options)
  validate(model)
  const permutations = permutationsOf(model, options.symmetry !== false)
  if (permutations.length > 1 && model.symmetry?.unproven === true && options.debug !== false) checkSymmetry(model)
  const search = new Search(debugged(model, callsToDebug(options.debug)), permutations)
  const spill = options.spill === undefined || search.keepsEdges ? undefined : new Spill(options.spill, options.exact === true ? undefined : options.snapshot?.file)
  if (spill !== undefined) search.keepOnDisk(spill)
  try {
    return yield* explored(search, model, permutations, options)
  } finally {
    spill?.close()
  }
}

const checkSymmetry = (model: AnyModel): void => {
  let found: Asymmetry | undefined
  try {
    found = findAsymmetry(model, DOUBTS)
  } catch (thrown) {
    // A property that throws: the search comes to it, and says how.
    if (!(thrown instanceof PropertyThrew)) throw thrown
  }
  if (found !== undefined) throw new ModelMistake(`${model.name}: what symmetric calls alike is not: ${found.what}. Let rules and claims treat them alike, or leave symmetric out`)
}

function* explored(search: Search, model: AnyModel, permutations: readonly Permutation[], options: ExploreOptions): Generator<void, Result> {
  const started = performance.now()
  const crew = new Crew(search, model, options)
  const keeper = new Keeper(search, crew, model.name, options)
  const marks = keeper.read()
  const before = marks?.seconds ?? 0
  let extent: Extent
  try {
    if (marks === undefined) search.begin()
    if (options.exact === true) search.beExact(permutations)
    extent = yield* levels(search, crew, keeper, options, started - before * 1000, marks?.depth ?? 1)
    if (extent.stopped === undefined) search.exhaust()
  } catch (thrown) {
    throw withRun(model, search, thrown)
  } finally {
    crew.dismiss()
  }
  keeper.end(extent.stopped)
  const { depth, completed, stopped } = extent
  const exhausted = stopped === undefined
  const seconds = before + (performance.now() - started) / 1000
  const { transitions } = search
  const { unique, generated } = crew.totals
  const calls = (marks?.calls ?? 0) + transitions.calls + crew.calls
  return {
    model: model.name,
    uniqueStates: unique,
    generatedStates: generated,
    depth,
    completedDepth: completed,
    exhausted,
    ...(stopped === undefined ? { never: neverOf(model, search) } : { stopped, growing: stopped === "decided" ? [] : growth(model, search) }),
    seconds,
    threads: crew.threads,
    properties: search.decisions.results(exhausted, (found) => traceTo(model, search, found)),
    verdicts: transitions.verdicts,
    collisionProbability: options.exact === true ? 0 : Math.min(1, (unique * unique) / 2 ** 65),
    memo: {
      calls,
      hitRatio: generated > 1 ? Math.max(0, 1 - calls / generated) : 0,
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

/** Level by level, from `depth` on; `started`: as if all of it had been made in one go. */
function* levels(search: Search, crew: Crew, keeper: Keeper, options: ExploreOptions, started: number, from: number): Generator<void, Extent> {
  const { frontier, decisions, expansion } = search
  const maxDepth = options.maxDepth === undefined || options.maxDepth === 0 ? Number.POSITIVE_INFINITY : options.maxDepth
  const maxStates = options.maxStates ?? Number.POSITIVE_INFINITY
  const deadline = performance.now() + (options.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000
  let depth = from
  let reported = started
  let breathed = started
  let untilClock = CLOCK
  if (decisions.isDone(options.stopAt)) return { depth, completed: depth - 1, stopped: "decided" }
  while (frontier.next.length > 0) {
    if (depth >= maxDepth) return { depth, completed: depth - 1, stopped: "depth" }
    keeper.keep(depth, started)
    search.advance()
    // With states on disk, which of the last level are new is known only of rows that are kept.
    expansion.isLast = depth + 1 >= maxDepth && options.spill === undefined
    const known = crew.totals.unique
    const most = maxStates - known + search.unique
    let stopped: Stopped | undefined
    chunks: for (const chunk of crew.begin()) {
      frontier.open(chunk)
      while (expansion.some()) {
        if (search.unique >= most) stopped = "states"
        else if (decisions.isDone(options.stopAt)) stopped = "decided"
        else if (--untilClock > 0) continue
        else {
          untilClock = CLOCK
          const now = performance.now()
          if (now > deadline) stopped = "timeout"
          else if (now - breathed < BREATH) continue
          else {
            breathed = now
            yield
            if (options.signal?.aborted) stopped = "interrupted"
            else if (crew.totals.unique >= maxStates) stopped = "states"
            if (now - reported >= REPORT) {
              reported = now
              if (isHeapFull()) stopped = "memory"
              options.onProgress?.(progressOf(crew, expansion.isLast, known, depth, (now - started) / 1000))
            }
          }
        }
        if (stopped !== undefined) break chunks
      }
      frontier.release(chunk)
      crew.rest()
    }
    yield* crew.end(stopped !== undefined)
    search.settle([], false)
    if (stopped === undefined && decisions.isDone(options.stopAt)) stopped = "decided"
    const deeper = crew.totals.unique > known
    if (stopped !== undefined) return { depth: deeper ? depth + 1 : depth, completed: depth - 1, stopped }
    if (deeper) depth++
    // The states of the last level were looked at, not expanded: what comes after them is not known.
    if (expansion.isLast && deeper) return { depth, completed: depth - 1, stopped: "depth" }
  }
  return { depth, completed: depth - 1 }
}

const progressOf = ({ totals: { unique, generated, expanded } }: Crew, isLast: boolean, known: number, depth: number, seconds: number): Progress => ({
  uniqueStates: unique,
  generatedStates: generated,
  depth,
  seconds,
  frontier: (isLast ? known : unique) - expanded
})
