/**
 * A breadth-first search: its tables, and what becomes of them between two levels. What happens to a state within a level is
 * `expansion.ts`.
 *
 * @module
 */
import { Ends, isOfEnds } from "./ends.ts"
import { Exact } from "./exact.ts"
import { Expansion } from "./expansion.ts"
import { Fingerprints } from "./fingerprints.ts"
import { CHUNK, Frontier, STATE } from "./frontier.ts"
import type { AnyModel } from "./model.ts"
import { Decisions, foundAt, StateProperties } from "./properties.ts"
import { Graph } from "./graph.ts"
import { Ledger } from "./ledger.ts"
import { Links } from "./links.ts"
import { Lassos } from "./lassos.ts"
import { Recovery } from "./recovery.ts"
import type { Marks } from "./snapshot.ts"
import type { Spill, Spilled } from "./spill.ts"
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
  readonly expansion: Expansion
  private readonly model: AnyModel
  private readonly slots: number
  private readonly seen = new Fingerprints(1 << 14)
  /** All tables of fingerprints: of states, then of what properties were asked. */
  private readonly tables: readonly Fingerprints[]
  /** Only for models with properties of whole runs. */
  private readonly graph: Graph | undefined
  private readonly recovery: Recovery
  private readonly lassos: Lassos
  private control: Int32Array = new Int32Array(0)
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
    this.decisions = new Decisions(model)
    const stepProperties = new StepProperties(model, this.decisions)
    const hasLassos = model.properties.some(({ kind }) => kind === "eventually")
    if (hasLassos && permutations.length > 1) throw new Error(`${model.name}: a loop of orbits is no loop of states: properties of kind eventually need a model without symmetry. Explore it with { symmetry: false }, or leave symmetry out`)
    const graph = new Graph(hasLassos)
    this.graph = hasLassos || model.properties.some(({ kind }) => kind === "recoverable") ? graph : undefined
    this.recovery = new Recovery(model, graph)
    const asksOfEnds = model.properties.some(isOfEnds)
    this.transitions = new Transitions(model, permutations, stepProperties.concerned, hasLassos || asksOfEnds)
    this.lassos = new Lassos(model, graph, this.transitions)
    const stateProperties = new StateProperties(model, permutations.length, this.transitions, this.decisions)
    this.tables = [this.seen, stepProperties.seen, ...stateProperties.tables]
    this.frontier = new Frontier(this.slots, this.transitions, shared?.frontier)
    this.links = new Links(shared?.links)
    const { seen, transitions, frontier, links, decisions } = this
    this.expansion = new Expansion(model, permutations.length, {
      transitions, frontier, seen, links, decisions, stateProperties, stepProperties,
      graph: this.graph,
      onNew: (state, locals) => this.takeIn(state, locals),
      onCut: hasLassos ? (state, t) => this.lassos.blocked(state, t) : undefined,
      ends: asksOfEnds ? new Ends(model, transitions, decisions) : undefined
    })
    if (shared === undefined) return
    this.tables.forEach((table, i) => table.attach(shared.fingerprints[i] as SharedArrayBuffer, shared.control, C.TABLES + 2 * i))
    this.takePart(shared)
  }

  /** States so far. */
  get unique(): number {
    return this.expansion.unique
  }

  /** Successors so far, the initial state included. */
  get generated(): number {
    return this.expansion.candidates.generated
  }

  /** States whose successors were generated. */
  get expanded(): number {
    return this.expansion.expanded
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
    const [a, b] = this.expansion.begin(ids, messages)
    this.graph?.begin(a, b)
    this.takeIn(0, locals as readonly unknown[])
  }

  /** From now on no two states may share a fingerprint unnoticed. */
  beExact(permutations: readonly Permutation[]): void {
    this.expansion.beExact(new Exact(this.model, permutations, this.transitions))
  }

  /** From now on, states beyond so many are kept on disk. */
  keepOnDisk(spill: Spill): void {
    this.spill = spill
  }

  /** Is it time to move states to disk? */
  get isFull(): boolean {
    return this.spill !== undefined && this.seen.known >= this.spill.limit
  }

  /** What of it is on disk, if it may keep states there. */
  spilled(): Spilled | undefined {
    return this.spill?.spilled()
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
    this.expansion.unique -= frontier.strike(rows, (a, b) => there.has(a, b))
    rows.forEach((chunk) => this.settled.add(chunk))
    if (!all) return
    spill.take(seen, there)
    this.links.moveTo(spill, this.states)
    const { numbers } = this.expansion
    numbers.skipTo(this.states)
    if (numbers.isShared) Atomics.store(this.control, C.ON_DISK, numbers.next)
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
    return this.expansion.numbers.given
  }

  /** Becomes the search whose sections these are. */
  restore(marks: Marks & { readonly sections: readonly number[] }, read: readonly ((into: Int32Array) => void)[]): void {
    const { spill, tables } = this
    const { spilled = { size: 0, links: 0 } } = marks
    if (spilled.size > 0 && spill === undefined) throw new Error(`${this.model.name}: this search has states on disk: let it keep some there again (--max-memory)`)
    if (spill !== undefined) {
      spill.restore(spilled)
      this.links.restore(spill, spilled.links)
    }
    const [ledgerLength = 0] = marks.sections
    const words = new Words(ledgerLength)
    read[0]?.(words.view)
    new Ledger(words, this.transitions, undefined, () => {}).learn(ledgerLength)
    read[1]?.(this.links.image(marks.nextState))
    tables.forEach((table, i) => table.restore(read[2 + 2 * i] as (into: Int32Array) => void, read[3 + 2 * i] as (into: Int32Array) => void))
    this.frontier.restore(read.slice(2 + 2 * tables.length))
    this.expansion.unique = marks.unique
    this.expansion.candidates.generated = marks.generated
    this.expansion.expanded = marks.expanded
    this.expansion.numbers.skipTo(marks.nextState)
    for (const [id, found] of marks.found) this.decisions.note(id, found)
  }

  /** Numbers of so many states of the next level, or of those that were numbered last if it is empty. */
  lastStates(count: number): readonly number[] {
    const { frontier, expansion: { numbers } } = this
    const rows: number[] = []
    const row = new Int32Array(CHUNK)
    for (const chunk of frontier.sealed()) {
      frontier.open(chunk)
      while (frontier.readRow(row, 0) > 0) rows.push(row[STATE] as number)
    }
    // With other threads there are numbers that no state has.
    const from = Math.floor(numbers.next * 0.75)
    const known = rows.length > 0 || numbers.isShared ? rows : Array.from({ length: numbers.next - from }, (_, i) => from + i)
    const step = Math.max(1, known.length / count)
    return Array.from({ length: Math.min(count, known.length) }, (_, i) => known[Math.floor(i * step)] as number)
  }

  /** Puts what threads share where they can see it. */
  share(control: Int32Array): SharedSearch {
    control[C.CHUNKS] = this.frontier.chunks
    control[C.BLOCKS] = Math.ceil(this.expansion.numbers.next / C.BLOCK)
    control[C.ON_DISK] = this.links.base
    control[C.IN_MEMORY] = this.spill?.limit ?? 0
    const shared = { control, fingerprints: this.tables.map((table, i) => table.share(control, C.TABLES + 2 * i)), frontier: this.frontier.share(), links: this.links.share() }
    this.takePart(shared)
    return shared
  }

  /** Words of control that `share` needs. */
  get controlWords(): number {
    return C.TABLES + 2 * this.tables.length
  }

  private takePart({ control }: SharedSearch): void {
    this.control = control
    this.expansion.numbers.share(control)
    this.frontier.takeChunk = () => Atomics.add(control, C.CHUNKS, 1)
  }

  /** Begins with a level that another thread has laid out. */
  joinLevel(): void {
    this.frontier.refresh()
    this.refreshTables()
    this.expansion.isLast = Atomics.load(this.control, C.LAST) === 1
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
    const onDisk = Atomics.load(this.control, C.ON_DISK)
    if (onDisk === this.links.base) return
    this.links.moved(onDisk)
    this.expansion.numbers.dropBlock()
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
    foundAt({ state, via: -1 }, () => {
      this.recovery.add(state, locals)
      this.lassos.add(state, locals)
    })
  }
}
