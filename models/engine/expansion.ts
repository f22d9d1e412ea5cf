/**
 * The inner loop of the breadth-first search: integers in typed arrays, nothing allocated per successor.
 *
 * Rows are expanded in batches. First all successors of a batch are fingerprinted, then the places of those that may be new are
 * touched, so that the misses of the cache overlap, and then those that are new are taken in, in the order in which they
 * were found.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { Candidates } from "./candidates.ts"
import type { Exact } from "./exact.ts"
import type { Fingerprints } from "./fingerprints.ts"
import { CHUNK, type Frontier, HEAD, STATE } from "./frontier.ts"
import type { Graph } from "./graph.ts"
import type { Links } from "./links.ts"
import type { AnyModel } from "./model.ts"
import { StateNumbers } from "./numbers.ts"
import type { Ends } from "./ends.ts"
import type { Decisions, StateProperties } from "./properties.ts"
import type { StepProperties } from "./steps.ts"
import { CONSUMED, FIRST_SENT, SENT, type Transitions, WIDTH } from "./transitions.ts"

/** Candidates after which a batch ends: more misses than a processor can have under way. */
const BATCH = 24

const NO_MESSAGE = 0x7fffffff

/** What an expansion reads and adds to. */
export interface Tables {
  readonly transitions: Transitions
  readonly frontier: Frontier
  readonly seen: Fingerprints
  readonly links: Links
  readonly decisions: Decisions
  readonly stateProperties: StateProperties
  readonly stepProperties: StepProperties
  /** Only for models with properties of whole runs. */
  readonly graph: Graph | undefined
  /** Told of each new state, for properties of whole runs. */
  readonly onNew: (state: number, locals: readonly unknown[]) => void
  /** Told of a step that is possible and that the bounds cut off. */
  readonly onCut: ((state: number, t: number) => void) | undefined
  /** Only for models that are asked where runs end. */
  readonly ends: Ends | undefined
}

export class Expansion {
  /** States so far. */
  unique = 0
  /** Of those, the ones whose successors were generated. */
  expanded = 0
  /** On the deepest level of a bounded search, new states are looked at and not kept. */
  isLast = false
  readonly numbers = new StateNumbers()
  readonly candidates: Candidates
  private readonly tables: Tables
  private readonly slots: number
  private readonly permutations: number
  private readonly isSet: boolean
  private readonly mayRepeat: boolean
  private readonly mayLose: boolean
  private exact: Exact | undefined
  /** Of the batch: the rows, one after the other; and what the prefetch read. */
  private readonly rows: Int32Array
  private touched: Int32Array = new Int32Array(64)
  /** Transitions that are possible from a row. */
  private tried: Int32Array = new Int32Array(64)

  constructor(model: AnyModel, permutations: number, tables: Tables) {
    const { network } = model
    this.tables = tables
    this.slots = model.slots.length
    this.permutations = permutations
    this.isSet = network.kind === "set"
    this.mayRepeat = network.duplicate !== undefined
    this.mayLose = network.lose !== undefined
    this.rows = new Int32Array(2 * CHUNK)
    this.candidates = new Candidates(model, permutations, tables.transitions, this.rows, tables.decisions, tables.stepProperties, tables.onCut)
    if (tables.graph !== undefined) this.candidates.keepKnown()
  }

  /** Takes the initial state in; returns its fingerprint. */
  begin(locals: readonly number[], messages: readonly number[]): readonly [a: number, b: number] {
    const { candidates, rows, tables } = this
    rows.set([messages.length, 0, 0, 0, ...locals, ...messages])
    candidates.begin(0, true)
    const { base, changed, least } = candidates
    rows[1] = base[0] as number
    rows[2] = base[1] as number
    const a = base[2 * least] as number
    const b = base[2 * least + 1] as number
    tables.seen.add(a, b)
    tables.frontier.add(rows)
    tables.links.set(this.numbers.take(), -1, -1)
    this.unique = candidates.generated = 1
    changed.fill(1)
    tables.stateProperties.look(rows, HEAD, changed, 0, -1)
    return [a, b]
  }

  /** From now on no two states may share a fingerprint unnoticed. */
  beExact(exact: Exact): void {
    const { candidates, rows } = this
    const { frontier } = this.tables
    this.exact = exact
    candidates.keepKnown()
    for (const chunk of frontier.sealed()) {
      frontier.open(chunk)
      while (frontier.readRow(rows, 0) > 0) {
        candidates.begin(0, true)
        const { base, least } = candidates
        exact.compare(rows, 0, base[2 * least] as number, base[2 * least + 1] as number)
      }
    }
  }

  /** Expands some more rows of the chunk that the frontier has open; false if there were none. */
  some(): boolean {
    const { candidates, rows } = this
    const { ends, frontier } = this.tables
    candidates.clear()
    let at = 0
    while (candidates.count < BATCH && at < CHUNK) {
      const end = frontier.readRow(rows, at)
      if (end === at) break
      const count = this.gather(at)
      // With symmetry a row does not hold its own fingerprint, but the least of its orbit.
      candidates.begin(at, this.permutations > 1)
      const steps = candidates.generated + candidates.cuts
      candidates.propose(this.tried, count, at)
      if (ends !== undefined && candidates.generated + candidates.cuts === steps) ends.look(rows, at)
      this.expanded++
      at = end
    }
    if (candidates.count > 0) this.commit()
    return at > 0
  }

  /** Lists the transitions that are possible from the row at `at`; how many. */
  private gather(at: number): number {
    const { mayLose, mayRepeat, rows, slots } = this
    const { transitions } = this.tables
    const locals = at + HEAD
    const first = locals + slots
    const end = first + (rows[at] as number)
    let tried = (this.tried = grown(this.tried, 3 * (end - first)))
    let count = 0
    let previous = -1
    for (let i = first; i < end; i++) {
      const e = rows[i] as number
      if (e === previous) continue
      previous = e
      const l = rows[locals + (transitions.receivers[e] as number)] as number
      const t = transitions.deliver(l, e)
      if (t >= 0) tried[count++] = t
      if (mayRepeat) {
        const again = transitions.repeat(l, e)
        if (again >= 0) tried[count++] = again
      }
      if (mayLose) {
        const lost = transitions.lose(l, e)
        if (lost >= 0) tried[count++] = lost
      }
    }
    transitions.growOwn()
    for (let s = 0; s < slots; s++) {
      const l = rows[locals + s] as number
      if (transitions.own[2 * l] === 0) transitions.askOwn(l)
      const { own, ownList } = transitions
      const from = (own[2 * l] as number) - 1
      const more = own[2 * l + 1] as number
      if (count + more > tried.length) tried = this.tried = grown(tried, count + more)
      for (let k = from; k < from + more; k++) tried[count++] = ownList[k] as number
    }
    return count
  }

  /** Takes in the candidates that are new. */
  private commit(): void {
    const { candidates, exact } = this
    const { graph, seen } = this.tables
    const { count, parents, moves, laneA, laneB } = candidates
    this.touched = grown(this.touched, count)
    const { touched } = this
    // Touching all places first lets their cache misses overlap, and they are most of what time is left.
    const { table, scale } = seen
    for (let c = 0; c < count; c++) touched[c] = table[2 * ((((laneB[c] as number) >>> 0) * scale) | 0)] as number
    for (let c = 0; c < count; c++) {
      const at = parents[c] as number
      const t = moves[c] as number
      graph?.edge(this.rows[at + STATE] as number, laneA[c] as number, laneB[c] as number, this.numbers.next, t)
      if (exact !== undefined) {
        candidates.apply(at, t, c)
        this.compose(at, t)
        exact.compare(candidates.fresh, 0, laneA[c] as number, laneB[c] as number)
      }
      if (seen.add(laneA[c] as number, laneB[c] as number)) this.build(at, t, c)
    }
  }

  /** Takes in a new state: candidate `c`, what transition `t` makes of the row at `at`. */
  private build(at: number, t: number, c: number): void {
    const { candidates, tables } = this
    const { fresh } = candidates
    this.unique++
    const parent = this.rows[at + STATE] as number
    candidates.apply(at, t, c)
    if (this.isLast && tables.graph === undefined) {
      // It is never a parent, so it needs neither number nor link.
      tables.stateProperties.look(candidates.row, 0, candidates.changed, parent, t)
      return
    }
    const state = this.numbers.take()
    tables.links.set(state, parent, t)
    if (tables.graph !== undefined) this.tell(state)
    tables.stateProperties.look(candidates.row, 0, candidates.changed, state, -1)
    if (this.isLast) return
    this.compose(at, t)
    fresh[1] = candidates.laneA[c] as number
    fresh[2] = candidates.laneB[c] as number
    fresh[STATE] = state
    tables.frontier.add(fresh)
  }

  private tell(state: number): void {
    const { onNew, transitions } = this.tables
    onNew(state, Array.from(this.candidates.row, (l) => transitions.locals.value(l).local))
  }

  /** Writes the row of what transition `t` makes of the row at `at` in `fresh`, but for fingerprint, number, and locals, which are those of the candidate that was applied last. */
  private compose(at: number, t: number): void {
    const { isSet, rows, slots } = this
    const { fresh } = this.candidates
    const { records, outputs } = this.tables.transitions
    const record = t * WIDTH
    const inFlight = rows[at] as number
    const sent = records[record + SENT] as number
    const start = HEAD + slots
    // Merges two ascending lists, leaving out one copy of what was consumed and, in a set, what is there already.
    let gone = records[record + CONSUMED] as number
    let write = start
    let read = at + start
    const end = read + inFlight
    const first = records[record + FIRST_SENT] as number
    for (let k = 0; k <= sent; k++) {
      const e = k < sent ? (outputs[first + k] as number) : NO_MESSAGE
      while (read < end && (rows[read] as number) < e) {
        const kept = rows[read++] as number
        if (kept === gone) gone = -1
        else fresh[write++] = kept
      }
      if (k === sent || (isSet && read < end && rows[read] === e)) continue
      fresh[write++] = e
    }
    fresh[0] = write - start
  }
}
