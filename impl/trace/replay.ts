/**
 * A trace file, followed: its moves are made again in the model that it names, and each state must be the recorded one. So
 * what is shown is what the rules of this program do, and a trace of another spec is good as long as they do the same.
 *
 * @module
 */
import { applyPatch, type Operation } from "rfc6902"
import type { AnyModel, AnyMove } from "../../models/engine/model.ts"
import { NO_THROW } from "../../models/engine/properties.ts"
import type { Trace, TraceStep } from "../../models/engine/result.ts"
import { take } from "../../models/engine/step.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { modelWith, type Mutant } from "../../properties/mutants/mutant.ts"
import { type Suite, suites } from "../../properties/suites.ts"
import { endShows } from "../../properties/telling/ends.ts"
import { type Flight, type Flights, fly, initialFlights, mostInFlight } from "../../properties/telling/flights.ts"
import { type Json, jsonOf } from "../../properties/telling/json.ts"
import { moveFor } from "../../properties/telling/moves.ts"
import type { About } from "../../properties/telling/tell.ts"
import { whatDiffers } from "../../properties/telling/whole-run.ts"
import { worldOf } from "../../properties/telling/worlds.ts"
import { walked } from "../../properties/walked.ts"
import { ownSuites } from "../own/load.ts"
import { nearest } from "../cli/nearest.ts"
import { BadTrace, openTrace, type OpenTrace } from "./read.ts"
import type { Action } from "./schema.ts"
import { specHash } from "./spec-hash.ts"
import { differenceOf } from "./state-json.ts"

export interface ReadTrace {
  readonly file: string
  readonly suite: Suite
  readonly mutant?: Mutant
  /** That of the suite, or of the mutant in it. */
  readonly model: AnyModel
  /** What it shows, if anything in particular. */
  readonly about?: About
  /** Of a very long one: its last steps. */
  readonly trace: Trace
  /** Where `trace` begins: how many steps come before it, and what was under way then. */
  readonly start: { readonly n: number; readonly flights: Flights }
  readonly warnings: readonly string[]
}

/** Steps that are kept of a longer trace: the last ones. */
export const KEPT = 10_000

/** Reads and follows it. Throws a {@link BadTrace} where it cannot be followed. */
export const readTrace = (file: string): ReadTrace => follow(file, openTrace(file))

/** `onStep` is called every now and then, with how far it is. `kept`: steps that are kept at least. */
export const follow = (file: string, open: OpenTrace, onStep: (n: number, of: number) => void = () => {}, kept = KEPT): ReadTrace => {
  const { head, warnings } = open
  if (head.run !== "model") throw new BadTrace(`${file}: it is of a live run, and of no model: trace shows it as text, mermaid, shiviz or json`)
  const suite = suiteNamed(file, head.model ?? "")
  const mutant = head.mutant === undefined ? undefined : mutantNamed(file, head.mutant)
  const model = mutant === undefined ? suite.model() : modelWith(suite, mutant)
  if (head.spec !== specHash()) warnings.push(`${file}: written by another version of spec/ (${head.spec.slice(0, 12)}, here ${specHash().slice(0, 12)}); its moves are made anew`)
  if (head.property !== undefined && head.property.id !== NO_THROW && !model.properties.some(({ id }) => id === head.property?.id)) {
    throw new BadTrace(`${file}: there is no property ${JSON.stringify(head.property.id)} in ${suite.name}; ${nearest(head.property.id, model.properties.map(({ id }) => id))}`)
  }
  const run = new Run(file, suite, model, head, kept)
  for (const action of open.actions) {
    run.step(action)
    if (action.n % 1_000 === 0) onStep(action.n, head.steps)
  }
  const { trace, start } = run.end()
  return { file, suite, ...(mutant === undefined ? {} : { mutant }), model, ...(head.property === undefined ? {} : { about: head.property }), trace, start, warnings }
}

/** A name without its bounds. */
const topicOf = (name: string): string => name.replace(/-\d.*$/, "")

const suiteNamed = (file: string, name: string): Suite => {
  const all = [...suites, ...walked, ...ownSuites()]
  const found = all.find((suite) => suite.name === name)
  if (found === undefined) throw new BadTrace(`${file}: there is no model ${JSON.stringify(name)} here; ${nearest(topicOf(name), all.map((suite) => topicOf(suite.name)))}`)
  return found
}

const mutantNamed = (file: string, id: string): Mutant => {
  const found = mutants.find((mutant) => mutant.id === id)
  if (found === undefined) throw new BadTrace(`${file}: there is no mutant ${JSON.stringify(id)} here; ${nearest(id, mutants.map((mutant) => mutant.id))}`)
  return found
}

/** The moves made so far, and the recorded state beside the real one. */
class Run {
  private readonly file: string
  private readonly suite: Suite
  private readonly model: AnyModel
  private readonly head: OpenTrace["head"]
  private readonly told: Parameters<typeof initialFlights>[1]
  private readonly recorded: { [slot: string]: Json }
  private readonly kept: number
  private steps: TraceStep[] = []
  private starts: { readonly locals: readonly unknown[]; readonly flights: Flights }[]
  private locals: readonly unknown[]
  private flights: Flights
  private n = 0
  private threw: string | undefined

  constructor(file: string, suite: Suite, model: AnyModel, head: OpenTrace["head"], kept: number) {
    this.kept = kept
    this.file = file
    this.suite = suite
    this.model = model
    this.head = head
    this.told = { nameOf: suite.view.laneOf, said: suite.view.said }
    this.locals = model.initial.locals
    this.flights = initialFlights(model, this.told)
    this.starts = [{ locals: this.locals, flights: this.flights }]
    this.recorded = structuredClone(head.initial.states) as { [slot: string]: Json }
    if (head.slots.join() !== model.slots.join()) this.refuse(`it has ${head.slots.join(", ")}; the model has ${model.slots.join(", ")}`)
    this.compare(model.slots.map((_, slot) => slot), "in the initial state")
    const sends = differenceOf(head.initial.sends as unknown as Json, this.flights.underWay.map((flight) => sendOf(flight, true)), "under way")
    if (sends !== undefined) this.refuse(`in the initial state, ${sends}`)
  }

  step(action: Action): void {
    this.n++
    const before = this.locals
    const move = this.moveOf(action)
    const taken = take(this.model, before, move)
    if (taken.kind === "refused") this.diverge(action, "it is not possible here")
    if (taken.kind === "threw") {
      if (this.head.error === undefined || this.n !== this.head.steps) this.diverge(action, `it throws here: ${taken.error}`)
      this.threw = taken.error
      this.keep({ move, outcome: { local: before[move.slot] }, locals: before })
      return
    }
    if (taken.kind !== "taken") return
    const flown = fly(this.model, this.told, this.flights, move, taken.outcome, this.n)
    if (flown.message !== undefined && flown.message.id !== action.cause?.send) this.diverge(action, `message ${flown.message.id} says the same and is older; of equal ones the oldest comes first`)
    if (flown.flights.underWay.length > mostInFlight(this.model)) this.diverge(action, "more messages are under way than the model's bounds allow")
    const fresh = flown.flights.underWay.filter(({ sent }) => sent.sentAt === this.n).map((flight) => sendOf(flight))
    const sent = differenceOf(action.sends as unknown as Json, fresh, "sends")
    if (sent !== undefined) this.diverge(action, sent)
    for (const result of applyPatch(this.recorded, action.changes as Operation[])) if (result !== null) this.diverge(action, `its changes do not fit the state before: ${result.message}`)
    this.locals = taken.locals
    this.flights = flown.flights
    const touched = new Set(action.changes.map(({ path }) => this.model.slots.indexOf(slotOf(path))))
    this.compare(this.model.slots.map((_, slot) => slot).filter((slot) => touched.has(slot) || taken.locals[slot] !== before[slot]), this.place(action))
    this.keep({ move, outcome: taken.outcome, locals: taken.locals })
  }

  end(): { readonly trace: Trace; readonly start: { readonly n: number; readonly flights: Flights } } {
    const { error, loopFrom, property, steps } = this.head
    if (error !== undefined && !error.startsWith("actions of") && this.threw === undefined) this.refuse(`at its end a rule threw ${JSON.stringify(error)}; here none does`)
    if (loopFrom !== undefined && (loopFrom < 0 || loopFrom > steps)) this.refuse(`loopFrom is ${loopFrom}, of ${steps} steps`)
    const judged = property === undefined ? undefined : this.judge(property.id, property.verdict)
    if (judged !== undefined) this.refuse(judged)
    const { locals, flights } = this.starts[0] as { readonly locals: readonly unknown[]; readonly flights: Flights }
    return {
      trace: { initial: locals, steps: this.steps, ...(loopFrom === undefined ? {} : { loopFrom }), ...(error === undefined ? {} : { error: this.threw ?? error }) },
      start: { n: this.n - this.steps.length, flights }
    }
  }

  /** What the end of the run says of the property, if that is another verdict. */
  private judge(id: string, verdict: string): string | undefined {
    const last = this.steps[this.steps.length - 1]
    const before = (this.steps[this.steps.length - 2]?.locals ?? this.starts[0]?.locals) as readonly unknown[]
    if ((verdict !== "violated" && verdict !== "reached") || id === NO_THROW) return undefined
    const property = this.model.properties.find((each) => each.id === id)
    if (property?.kind === "eventually" && this.steps.length === this.n) {
      const worlds = this.starts.map(({ locals, flights }) => worldOf(this.model, this.suite.view, locals, flights))
      const differs = whatDiffers(this.model, this.suite.view, property, { worlds, moves: this.steps.map(({ move }) => move), ...(this.head.loopFrom === undefined ? {} : { loopFrom: this.head.loopFrom }) })
      return differs && `it shows ${JSON.stringify(id)} no more: ${differs}`
    }
    if (endShows(this.model, id, this.locals, last && { ...last, before })) return undefined
    return verdict === "reached" ? `its last state is a witness of ${JSON.stringify(id)}; here it is none` : `its last step violates ${JSON.stringify(id)}; here it does not`
  }

  private moveOf(action: Action): AnyMove {
    const { at, kind, cause } = action
    if (kind === "event" || kind === "start") return this.diverge(action, `${kind} is no move of a model`)
    const move = moveFor(this.model, this.suite.view, this.locals, this.flights, { at, kind, action: action.action, ...(cause === undefined ? {} : { send: cause.send }) })
    return typeof move === "string" ? this.diverge(action, move) : move
  }

  private keep(step: TraceStep): void {
    this.steps.push(step)
    this.starts.push({ locals: step.locals, flights: this.flights })
    if (this.steps.length < 2 * this.kept) return
    this.steps = this.steps.slice(-this.kept)
    this.starts = this.starts.slice(-this.kept - 1)
  }

  private compare(slots: readonly number[], where: string): void {
    for (const slot of slots) {
      const name = this.model.slots[slot] as string
      const difference = differenceOf(this.recorded[name], jsonOf(this.locals[slot]), `/${name}`)
      if (difference !== undefined) this.refuse(`${where}, ${difference}`)
    }
  }

  private place({ n, text }: Action): string {
    return `step ${n} (${plain(text)})`
  }

  private diverge(action: Action, what: string): never {
    throw new BadTrace(`${this.file}: ${this.place(action)} cannot be followed: ${what}. ${this.advice()}`)
  }

  private refuse(what: string): never {
    throw new BadTrace(`${this.file}: it differs from what the rules do here: ${what}. ${this.advice()}`)
  }

  private advice(): string {
    return this.head.spec === specHash() ? "The file was altered, or the model was; write it again with check --traces" : "It is of another version of spec/: read it with the rocketproof that wrote it, or write it again"
  }
}

const sendOf = ({ sent: { id, from, to }, message }: Flight, withFrom = false): Json => ({ id, ...(withFrom ? { from } : {}), to, message: jsonOf(message) })

const slotOf = (path: string): string => (path.split("/")[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~")

/** Text from a file, without what a terminal would take as orders. */
export const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd")
