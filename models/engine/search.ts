/**
 * The inner loop of the breadth-first search: integers in typed arrays, nothing allocated per successor.
 *
 * @module
 */
import { grown } from "./arrays.ts"
import { Candidates, isLess } from "./candidates.ts"
import { Fingerprints } from "./fingerprints.ts"
import { Frontier, HEAD, STATE } from "./frontier.ts"
import type { AnyModel } from "./model.ts"
import { Decisions, StateProperties } from "./properties.ts"
import { Graph } from "./graph.ts"
import { Links } from "./links.ts"
import { Lassos } from "./lassos.ts"
import { Recovery } from "./recovery.ts"
import { checkSlots } from "./step.ts"
import { StepProperties } from "./steps.ts"
import type { Permutation } from "./symmetry.ts"
import { Transitions } from "./transitions.ts"

export class Search {
  readonly transitions: Transitions
  readonly decisions: Decisions
  readonly frontier: Frontier
  readonly links = new Links()
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
  private readonly candidates: Candidates
  /** Only for models with properties of whole runs. */
  private readonly graph: Graph | undefined
  private readonly recovery: Recovery
  private readonly lassos: Lassos
  private readonly stateProperties: StateProperties
  /** What the prefetch read. */
  private touched: Int32Array = new Int32Array(64)

  constructor(model: AnyModel, permutations: readonly Permutation[]) {
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
    this.frontier = new Frontier(this.slots, this.transitions, network.kind === "set")
    this.candidates = new Candidates(model, permutations.length, this.transitions, this.frontier, this.decisions, stepProperties, hasLassos ? (state, t) => this.lassos.blocked(state, t) : undefined)
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
    this.unique = 1
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
      this.graph?.edge(this.frontier.words[at + STATE] as number, laneA[c] as number, laneB[c] as number, this.unique, moves[c] as number)
      if (seen.add(laneA[c] as number, laneB[c] as number)) this.build(at, moves[c] as number, c)
    }
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
    const state = this.unique++
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
