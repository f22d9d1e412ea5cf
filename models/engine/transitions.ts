/**
 * Transitions by number: what a step does to the slot that takes it, computed once per distinct (local state, event) by
 * calling the model, and looked up ever after.
 *
 * @module
 */
import { ABSENT, grown, PairMemo } from "./arrays.ts"
import { Interner } from "./interning.ts"
import type { AnyModel, Move, Outcome, Signal, Step } from "./model.ts"

/** A local state knows its slot: equal states of different slots are different values. */
export interface SlotLocal {
  readonly slot: number
  readonly local: unknown
}

export interface Envelope {
  readonly from: number
  readonly to: number
  readonly message: unknown
}

export interface ObservedSignal {
  readonly to: number
  readonly signal: unknown
}

/** What is not a transition. */
export const REFUSED = -1
export const THREW = -2

/** Words of a transition: slot, next local, first output, outputs, first signal, signals, message it consumes (−1: none), step properties that it concerns. */
export const WIDTH = 8

// oxlint-disable-next-line typescript/no-explicit-any
type AnyMove = Move<any, any>
// oxlint-disable-next-line typescript/no-explicit-any
type AnyOutcome = Outcome<any, any, any>
// oxlint-disable-next-line typescript/no-explicit-any
type AnyStep = Step<any, any, any, any>

export class Transitions {
  readonly locals: Interner<SlotLocal>
  readonly envelopes: Interner<Envelope>
  readonly signals: Interner<ObservedSignal>
  /** Receiver by message number. */
  receivers: Int32Array = new Int32Array(1024)
  records: Int32Array = new Int32Array(WIDTH * 1024)
  outputs: Int32Array = new Int32Array(1024)
  /** Change of the fingerprint, at `transition * permutations + p`; signals are not in it. */
  deltaA: Int32Array = new Int32Array(1024)
  deltaB: Int32Array = new Int32Array(1024)
  size = 0
  calls = 0
  readonly verdicts = new Map<string, number>()
  readonly moves: AnyMove[] = []
  /** What the model said of each transition. */
  readonly outcomes: AnyOutcome[] = []
  /** A throw of the model that nobody has taken note of yet. */
  thrown: { readonly move: AnyMove; readonly error: string } | undefined
  private readonly model: AnyModel
  private readonly permutations: number
  private readonly steps: readonly AnyStep[]
  private readonly deliveries = new PairMemo()
  private readonly repeats = new PairMemo()
  private readonly losses = new PairMemo()
  private readonly observations = new PairMemo()
  private readonly actions: (Int32Array | undefined)[] = []
  private outputCount = 0

  constructor(model: AnyModel, permutations: readonly (readonly number[])[], steps: readonly AnyStep[]) {
    this.model = model
    this.permutations = permutations.length
    this.steps = steps
    const { symmetry } = model
    const place = (p: number, slot: number): number => (permutations[p] as readonly number[])[slot] as number
    this.locals = new Interner(permutations.length, 1, ({ slot, local }, p) => ({
      slot: place(p, slot),
      local: symmetry === undefined ? local : symmetry.renameLocal(slot, local, permutations[p] as readonly number[])
    }))
    this.envelopes = new Interner(permutations.length, 2, ({ from, to, message }, p) => ({
      from: place(p, from),
      to: place(p, to),
      message: symmetry === undefined ? message : symmetry.renameMessage(message, permutations[p] as readonly number[])
    }))
    this.signals = new Interner(1, 3, (signal) => signal)
  }

  local(slot: number, local: unknown): number {
    return this.locals.id({ slot, local })
  }

  envelope(from: number, to: number, message: unknown): number {
    const id = this.envelopes.id({ from, to, message })
    this.receivers = grown(this.receivers, id + 1)
    this.receivers[id] = to
    return id
  }

  /** Transition of receiving message `e` in local state `l`. */
  deliver(l: number, e: number): number {
    const known = this.deliveries.get(l, e)
    if (known !== ABSENT) return known
    const t = this.receive(l, e, "deliver")
    this.deliveries.set(l, e, t)
    return t
  }

  /** The same, with the message still in flight afterwards. */
  repeat(l: number, e: number): number {
    const known = this.repeats.get(l, e)
    if (known !== ABSENT) return known
    const t = this.receive(l, e, "duplicate")
    this.repeats.set(l, e, t)
    return t
  }

  /** The message is gone; its receiver, in local state `l`, knows nothing of it. */
  lose(l: number, e: number): number {
    const known = this.losses.get(l, e)
    if (known !== ABSENT) return known
    const { from, message } = this.envelopes.values[e] as Envelope
    const { slot, local } = this.locals.values[l] as SlotLocal
    const signals = this.model.network.lose ?? []
    const t = this.record(l, { kind: "lose", slot, from, message }, { local, signals }, e)
    this.losses.set(l, e, t)
    return t
  }

  /** Transitions that the slot may take by itself in local state `l`; one that throws is left out, and shows in `thrown`. */
  own(l: number): Int32Array {
    const known = this.actions[l]
    if (known !== undefined) return known
    const { slot, local } = this.locals.values[l] as SlotLocal
    const found: number[] = []
    for (const action of this.model.actions(slot, local)) {
      const move: AnyMove = { kind: "act", slot, action }
      const t = this.attempt(move, () => this.model.act(slot, local, action), l, -1)
      if (t >= 0) found.push(t)
    }
    return (this.actions[l] = Int32Array.from(found))
  }

  /** Local state of a shared slot after it has observed a signal; `REFUSED` if it refuses. */
  observe(l: number, signal: number): number {
    const known = this.observations.get(l, signal)
    if (known !== ABSENT) return known
    const { slot, local } = this.locals.values[l] as SlotLocal
    this.calls++
    const next = this.model.observe(slot, local, (this.signals.values[signal] as ObservedSignal).signal)
    const id = next === undefined || this.model.within?.(slot, next) === false ? REFUSED : this.local(slot, next)
    this.observations.set(l, signal, id)
    return id
  }

  private receive(l: number, e: number, kind: "deliver" | "duplicate"): number {
    const { from, message } = this.envelopes.values[e] as Envelope
    const { slot, local } = this.locals.values[l] as SlotLocal
    const { network } = this.model
    const before = [...(network.carry?.(from, slot) ?? []), ...(kind === "duplicate" ? (network.duplicate ?? []) : [])]
    const consumed = kind === "deliver" && network.kind === "multiset" ? e : -1
    return this.attempt({ kind, slot, from, message }, () => withSignals(before, this.model.receive(slot, local, from, message)), l, consumed)
  }

  private attempt(move: AnyMove, run: () => AnyOutcome | undefined, l: number, consumed: number): number {
    this.calls++
    let outcome: AnyOutcome | undefined
    try {
      outcome = run()
    } catch (error) {
      this.thrown ??= { move, error: error instanceof Error ? error.message : String(error) }
      return THREW
    }
    return outcome === undefined ? REFUSED : this.record(l, move, outcome, consumed)
  }

  private record(l: number, move: AnyMove, outcome: AnyOutcome, consumed: number): number {
    if (this.model.within?.(move.slot, outcome.local) === false) return REFUSED
    const { permutations } = this
    const before = (this.locals.values[l] as SlotLocal).local
    const next = this.local(move.slot, outcome.local)
    const sent = (outcome.sends ?? []).map(({ to, message }) => this.envelope(move.slot, to, message)).sort((x, y) => x - y)
    const signals = (outcome.signals ?? []).map(({ to, signal }) => [to, this.signals.id({ to, signal })] as const)
    let concerned = 0
    this.steps.forEach((property, i) => {
      if (property.concerns(before, move, outcome)) concerned |= 1 << i
    })
    for (const verdict of outcome.verdicts ?? []) this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1)
    const t = this.size++
    const firstOutput = this.outputCount
    this.outputs = grown(this.outputs, firstOutput + sent.length + 2 * signals.length)
    this.outputs.set(sent, firstOutput)
    this.outputs.set(signals.flat(), firstOutput + sent.length)
    this.outputCount += sent.length + 2 * signals.length
    this.records = grown(this.records, this.size * WIDTH)
    this.records.set([move.slot, next, firstOutput, sent.length, firstOutput + sent.length, signals.length, consumed, concerned], t * WIDTH)
    this.moves.push(move)
    this.outcomes.push(outcome)
    this.deltaA = grown(this.deltaA, this.size * permutations)
    this.deltaB = grown(this.deltaB, this.size * permutations)
    const inSet = this.model.network.kind === "set"
    for (let p = 0; p < permutations; p++) {
      const { locals, envelopes } = this
      let a = (locals.a[next * permutations + p] as number) - (locals.a[l * permutations + p] as number)
      let b = (locals.b[next * permutations + p] as number) - (locals.b[l * permutations + p] as number)
      if (!inSet) {
        for (const e of sent) {
          a = (a + (envelopes.a[e * permutations + p] as number)) | 0
          b = (b + (envelopes.b[e * permutations + p] as number)) | 0
        }
        if (consumed >= 0) {
          a = (a - (envelopes.a[consumed * permutations + p] as number)) | 0
          b = (b - (envelopes.b[consumed * permutations + p] as number)) | 0
        }
      }
      this.deltaA[t * permutations + p] = a | 0
      this.deltaB[t * permutations + p] = b | 0
    }
    return t
  }
}

// oxlint-disable-next-line typescript/no-explicit-any
const withSignals = (before: readonly Signal<any>[], outcome: AnyOutcome | undefined): AnyOutcome | undefined =>
  outcome === undefined || before.length === 0 ? outcome : { ...outcome, signals: [...before, ...(outcome.signals ?? [])] }
