/**
 * The inner loop of the breadth-first search: integers in typed arrays, nothing allocated per successor.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { Candidates, isLess } from "./candidates.ts"
import { Exact } from "./exact.ts"
import { Fingerprints } from "./fingerprints.ts"
import { Frontier, HEAD, STATE } from "./frontier.ts"
import type { AnyModel } from "./model.ts"
import { Decisions, StateProperties } from "./properties.ts"
import { Graph } from "./graph.ts"
import { Ledger } from "./ledger.ts"
import { Links } from "./links.ts"
import { Lassos } from "./lassos.ts"
import { Recovery } from "./recovery.ts"
import type { Marks } from "./snapshot.ts"
import type { Spill } from "./spill.ts"
import * as C from "./team-control.ts"
import { checkSlots } from "./step.ts"
import { StepProperties } from "./steps.ts"
import type { Permutation } from "./symmetry.ts"
import { Transitions } from "./transitions.ts"
import { Words } from "./words.ts"

/** What another thread's search shares. */
export interface SharedSearch {
  readonly control: Int32Array
  readonly fingerprints: readonly SharedArrayBuffer[]
  readonly frontier: SharedArrayBuffer
  readonly links: SharedArrayBuffer
}

export class Search {
  readonly transitions: Transitions
  readonly decisions: Decisions
  readonly frontier: Frontier
  readonly links: Links
  /** Successors so far, the initial state included. */
  generated = 1
  /** States so far. */
  unique = 0
  /** Of those, the ones whose successors were generated. */
  expanded = 0
  /** On the deepest level of a bounded search, new states are looked at and not kept. */
  isLast = false
  private readonly model: AnyModel
  private readonly slots: number
  private readonly permutations: number
  private readonly mayRepeat: boolean
  private readonly mayLose: boolean
  private readonly seen = new Fingerprints(1 << 14)
  /** All tables of fingerprints: of states, then of what properties were asked. */
  private readonly tables: readonly Fingerprints[]
  private readonly candidates: Candidates
  /** Only for models with properties of whole runs. */
  private readonly graph: Graph | undefined
  private readonly recovery: Recovery
  private readonly lassos: Lassos
  private readonly stateProperties: StateProperties
  /** What the prefetch read. */
  private touched: Int32Array = new Int32Array(64)

  /** The number of the next state, and where the block of numbers ends that this thread may give. */
  private nextState = 0
  private blockEnd = Number.POSITIVE_INFINITY
  private control: Int32Array = new Int32Array(0)
  private exact: Exact | undefined
  private spill: Spill | undefined
  /** Chunks of the next level of which no row is on disk. */
  private readonly settled = new Set<number>()

  /** `shared`: what another thread's search shares with this one. */
  constructor(model: AnyModel, permutations: readonly Permutation[], shared?: SharedSearch) {
    const { network } = model
    if (network.kind === "set" && (network.lose !== undefined || network.duplicate !== undefined)) {
      throw new Error(`${model.name}: in a set network a message may come any number of times or never; leave out lose and duplicate`)
    }
    this.model = model
    this.slots = model.slots.length
    this.permutations = permutations.length
    this.mayRepeat = network.duplicate !== undefined
    this.mayLose = network.lose !== undefined
    this.decisions = new Decisions(model)
    const stepProperties = new StepProperties(model, this.decisions)
    const hasLassos = model.properties.some(({ kind }) => kind === "eventually")
    if (hasLassos && permutations.length > 1) throw new Error(`${model.name}: a loop of orbits is no loop of states: properties of kind eventually need a model without symmetry`)
    const graph = new Graph(hasLassos)
    this.graph = hasLassos || model.properties.some(({ kind }) => kind === "recoverable") ? graph : undefined
    this.recovery = new Recovery(model, graph)
    this.transitions = new Transitions(model, permutations, stepProperties.concerned, hasLassos)
    this.lassos = new Lassos(model, graph, this.transitions)
    this.stateProperties = new StateProperties(model, permutations.length, this.transitions, this.decisions)
    this.tables = [this.seen, stepProperties.seen, ...this.stateProperties.tables]
    this.frontier = new Frontier(this.slots, this.transitions, network.kind === "set", shared?.frontier)
    this.links = new Links(shared?.links)
    if (shared !== undefined) {
      this.tables.forEach((table, i) => table.attach(shared.fingerprints[i] as SharedArrayBuffer, shared.control, C.TABLES + 2 * i))
      this.takePart(shared)
      // The initial state is another thread's.
      this.generated = 0
    }
    this.candidates = new Candidates(model, permutations.length, this.transitions, this.frontier, this.decisions, stepProperties, hasLassos ? (state, t) => this.lassos.blocked(state, t) : undefined)
  }

  /** Does it keep its edges? Their order is that of one thread. */
  get keepsEdges(): boolean {
    return this.graph !== undefined
  }

  /** Takes the initial state in. */
  begin(): void {
    const { locals, inFlight = [] } = this.model.initial
    const ids = locals.map((local, slot) => this.transitions.locals.id({ slot, local: local as unknown }))
    if (ids.length !== this.slots) throw new Error(`${this.model.name}: ${ids.length} initial locals for ${this.slots} slots`)
    checkSlots(this.model, undefined, inFlight.map(({ to }) => ({ to, signal: undefined })))
    const all = inFlight.map(({ from, to, message }) => this.transitions.envelope(from, to, message)).sort((x, y) => x - y)
    const messages = this.model.network.kind === "set" ? all.filter((e, i) => e !== all[i - 1]) : all
    const at = this.frontier.begin(ids, messages, 0, 0)
    const { words } = this.frontier
    this.candidates.begin(words, at, true)
    const { base, changed } = this.candidates
    words[at + 1] = base[0] as number
    words[at + 2] = base[1] as number
    let least = 0
    for (let p = 1; p < this.permutations; p++) if (isLess(base[2 * p], base[2 * p + 1], base[2 * least], base[2 * least + 1])) least = p
    this.seen.add(base[2 * least] as number, base[2 * least + 1] as number)
    this.graph?.begin(base[2 * least] as number, base[2 * least + 1] as number)
    this.takeIn(0, locals as readonly unknown[])
    this.links.set(0, -1, -1)
    this.unique = this.nextState = 1
    changed.fill(1)
    this.stateProperties.look(words, at + HEAD, changed, 0)
  }

  /** Generates the successors of the row at `at` and takes in the new ones. */
  expand(at: number): void {
    const { transitions, candidates, slots } = this
    const { words } = this.frontier
    const locals = at + HEAD
    const first = locals + slots
    const end = first + (words[at] as number)
    // With symmetry a row does not hold its own fingerprint, but the least of its orbit.
    candidates.begin(words, at, this.permutations > 1)
    let previous = -1
    for (let i = first; i < end; i++) {
      const e = words[i] as number
      if (e === previous) continue
      previous = e
      const l = words[locals + (transitions.receivers[e] as number)] as number
      const t = transitions.deliver(l, e)
      if (t >= 0) candidates.propose(t, at)
      if (this.mayRepeat) {
        const again = transitions.repeat(l, e)
        if (again >= 0) candidates.propose(again, at)
      }
      if (this.mayLose) {
        const lost = transitions.lose(l, e)
        if (lost >= 0) candidates.propose(lost, at)
      }
    }
    transitions.growOwn()
    for (let s = 0; s < slots; s++) {
      const l = words[locals + s] as number
      if (transitions.own[2 * l] === 0) transitions.askOwn(l)
      const from = (transitions.own[2 * l] as number) - 1
      const to = from + (transitions.own[2 * l + 1] as number)
      for (let k = from; k < to; k++) candidates.propose(transitions.ownList[k] as number, at)
    }
    this.commit(at)
    this.expanded++
  }

  /** Takes in the candidates that are new. */
  private commit(at: number): void {
    const { seen } = this
    const { count, moves, laneA, laneB } = this.candidates
    this.generated += count
    this.touched = grown(this.touched, count)
    const { touched } = this
    // Touching all places first lets their cache misses overlap, and they are most of what time is left.
    const { table, scale } = seen
    for (let c = 0; c < count; c++) touched[c] = table[2 * ((((laneB[c] as number) >>> 0) * scale) | 0)] as number
    for (let c = 0; c < count; c++) {
      this.graph?.edge(this.frontier.words[at + STATE] as number, laneA[c] as number, laneB[c] as number, this.nextState, moves[c] as number)
      if (this.exact !== undefined) this.compare(at, moves[c] as number, c)
      if (seen.add(laneA[c] as number, laneB[c] as number)) this.build(at, moves[c] as number, c)
    }
  }

  /** From now on no two states may share a fingerprint unnoticed. */
  beExact(permutations: readonly Permutation[]): void {
    this.exact = new Exact(this.model, permutations, this.transitions)
    for (const chunk of this.frontier.sealed()) {
      const { words } = this.frontier
      const last = this.frontier.last(chunk)
      const { base } = this.candidates
      for (let at = this.frontier.first(chunk); at < last; at = this.frontier.after(at)) {
        let least = 0
        for (let p = 1; p < this.permutations; p++) if (isLess(base[2 * p], base[2 * p + 1], base[2 * least], base[2 * least + 1])) least = p
        this.exact.compare(words, at, base[2 * least] as number, base[2 * least + 1] as number)
      }
    }
  }

  private compare(at: number, t: number, c: number): void {
    const { candidates, frontier } = this
    candidates.apply(at, t, c)
    const row = frontier.compose(at, t, candidates.row)
    this.exact?.compare(frontier.words, row, candidates.laneA[c] as number, candidates.laneB[c] as number)
  }

  /** From now on, states beyond so many are kept on disk. */
  keepOnDisk(spill: Spill): void {
    this.spill = spill
  }

  /** Is it time to move states to disk? */
  get isFull(): boolean {
    return this.spill !== undefined && this.seen.known >= this.spill.limit
  }

  /** Are there states on disk? */
  get hasSpilled(): boolean {
    return this.spill !== undefined && this.spill.size > 0
  }

  /**
   * Of the next level's rows, strikes out those that are on disk; `others`: chunks of other threads. If `all`, moves what
   * is in memory to disk as well. No other thread may be at work.
   */
  settle(others: readonly number[], all: boolean): void {
    const { frontier, seen, spill } = this
    if (spill === undefined || (!all && spill.size === 0)) return
    const there = spill.among(seen)
    frontier.refresh()
    const rows = [...frontier.sealed(), ...others].filter((chunk) => !this.settled.has(chunk))
    this.unique -= frontier.strike(rows, (a, b) => there.has(a, b))
    rows.forEach((chunk) => this.settled.add(chunk))
    if (!all) return
    spill.take(seen, there)
    this.links.moveTo(spill, this.states)
    this.nextState = this.states
    if (this.blockEnd === Number.POSITIVE_INFINITY) return
    this.blockEnd = this.nextState
    Atomics.store(this.control, C.ON_DISK, this.nextState / C.BLOCK)
  }

  /** The next level becomes the current one. */
  advance(): void {
    this.frontier.advance()
    this.settled.clear()
  }

  /** All that must be kept of a search between two levels, besides its figures. */
  sections(): readonly Int32Array[] {
    const ledger = new Ledger(new Words(1 << 12), this.transitions, undefined, () => {})
    ledger.writeAll()
    const states = this.states
    return [ledger.words.view.subarray(0, ledger.length), this.links.image(states), ...this.tables.flatMap((table) => table.image()), ...this.frontier.images()]
  }

  /** Numbers of states that were given, by any thread. */
  get states(): number {
    return this.blockEnd === Number.POSITIVE_INFINITY ? this.nextState : Atomics.load(this.control, C.BLOCKS) * C.BLOCK
  }

  /** Becomes the search whose sections these are. */
  restore(marks: Marks & { readonly sections: readonly number[] }, read: readonly ((into: Int32Array) => void)[]): void {
    const { tables } = this
    const [ledgerLength = 0] = marks.sections
    const words = new Words(ledgerLength)
    read[0]?.(words.view)
    new Ledger(words, this.transitions, undefined, () => {}).learn(ledgerLength)
    read[1]?.(this.links.image(marks.nextState))
    tables.forEach((table, i) => table.restore(read[2 + 2 * i] as (into: Int32Array) => void, read[3 + 2 * i] as (into: Int32Array) => void))
    this.frontier.restore(read.slice(2 + 2 * tables.length))
    this.unique = marks.unique
    this.generated = marks.generated
    this.expanded = marks.expanded
    this.nextState = marks.nextState
    for (const [id, found] of marks.found) this.decisions.note(id, found)
  }

  /** Numbers of so many states of the next level, or of those that were numbered last if it is empty. */
  lastStates(count: number): readonly number[] {
    const { frontier } = this
    const rows: number[] = []
    for (const chunk of frontier.sealed()) {
      const last = frontier.last(chunk)
      for (let at = frontier.first(chunk); at < last; at = frontier.after(at)) rows.push(frontier.words[at + STATE] as number)
    }
    // With other threads there are numbers that no state has.
    const from = Math.floor(this.nextState * 0.75)
    const known = rows.length > 0 || this.blockEnd !== Number.POSITIVE_INFINITY ? rows : Array.from({ length: this.nextState - from }, (_, i) => from + i)
    const step = Math.max(1, known.length / count)
    return Array.from({ length: Math.min(count, known.length) }, (_, i) => known[Math.floor(i * step)] as number)
  }

  /** Puts what threads share where they can see it. */
  share(control: Int32Array): SharedSearch {
    control[C.CHUNKS] = this.frontier.chunks
    control[C.BLOCKS] = Math.ceil(this.nextState / C.BLOCK)
    control[C.IN_MEMORY] = this.spill?.limit ?? 0
    const shared = { control, fingerprints: this.tables.map((table, i) => table.share(control, C.TABLES + 2 * i)), frontier: this.frontier.share(), links: this.links.share() }
    this.takePart(shared)
    this.blockEnd = (control[C.BLOCKS] as number) * C.BLOCK
    return shared
  }

  /** Words of control that `share` needs. */
  get controlWords(): number {
    return C.TABLES + 2 * this.tables.length
  }

  private takePart({ control }: SharedSearch): void {
    this.control = control
    this.blockEnd = 0
    this.frontier.takeChunk = () => Atomics.add(control, C.CHUNKS, 1)
  }

  /** Begins with a level that another thread has laid out. */
  joinLevel(): void {
    this.frontier.refresh()
    this.refreshTables()
    this.isLast = Atomics.load(this.control, C.LAST) === 1
  }

  /** Chunks of the level, as long as there are any that no thread has taken. `grow`: what this thread does in a pause, if it is the one that asks for it. */
  *chunks(lists: Int32Array, grow?: () => void): Generator<number> {
    const { control } = this
    const count = Atomics.load(control, C.CHUNKS_OF_LEVEL)
    for (;;) {
      if (grow !== undefined && (Atomics.load(control, C.PAUSE) & 1) === 1) grow()
      else if (grow === undefined && C.pauseIfAsked(control, () => this.handIn(lists))) this.refreshTables()
      if (Atomics.load(control, C.STOP) === 1) return
      const k = Atomics.add(control, C.CURSOR, 1)
      if (k >= count) return
      yield lists[k] as number
    }
  }

  /** Counts what was added for all threads, and asks for a longer table if it is time. */
  publish(figures?: Float64Array): void {
    const { control } = this
    let crowded = false
    for (const table of this.tables) if (table.publish()) crowded = true
    const most = Atomics.load(control, C.IN_MEMORY)
    if (crowded || (most > 0 && this.seen.known >= most)) C.askForPause(control)
    figures?.set([this.unique, this.generated, this.expanded])
  }

  /** Hands in the chunks of the next level. */
  handIn(lists: Int32Array): void {
    const chunks = this.frontier.take()
    lists.set(chunks, C.LIST + Atomics.add(this.control, C.HANDED_IN, chunks.length))
  }

  /** Makes tables longer that are crowded, while the others pause. */
  makeRoom(): void {
    for (const table of this.tables) table.makeRoom()
  }

  private refreshTables(): void {
    for (const table of this.tables) table.refresh()
    const onDisk = Atomics.load(this.control, C.ON_DISK) * C.BLOCK
    if (onDisk === this.links.base) return
    this.links.moved(onDisk)
    this.nextState = this.blockEnd
  }

  private takeBlock(): void {
    this.nextState = Atomics.add(this.control, C.BLOCKS, 1) * C.BLOCK
    this.blockEnd = this.nextState + C.BLOCK
  }

  /** Every state was visited: decides what needs all of them. */
  exhaust(): void {
    if (this.graph === undefined) return
    this.recovery.decide(this.decisions)
    this.lassos.decide(this.decisions)
  }

  private takeIn(state: number, locals: readonly unknown[]): void {
    if (this.graph === undefined) return
    this.graph.states = state + 1
    this.recovery.add(state, locals)
    this.lassos.add(state, locals)
  }

  private localsOf(row: Int32Array): readonly unknown[] {
    const { locals } = this.transitions
    return Array.from(row, (l) => locals.value(l).local)
  }

  private build(at: number, t: number, c: number): void {
    const { frontier, candidates } = this
    this.unique++
    if (this.nextState === this.blockEnd) this.takeBlock()
    const state = this.nextState++
    this.links.set(state, frontier.words[at + STATE] as number, t)
    candidates.apply(at, t, c)
    if (this.graph !== undefined) this.takeIn(state, this.localsOf(candidates.row))
    if (this.isLast) this.stateProperties.look(candidates.row, 0, candidates.changed, state)
    else {
      const begin = frontier.add(at, t, candidates.row, candidates.laneA[c] as number, candidates.laneB[c] as number, state)
      this.stateProperties.look(frontier.words, begin + HEAD, candidates.changed, state)
    }
  }
}
