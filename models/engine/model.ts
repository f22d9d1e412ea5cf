/**
 * What the engine explores: a **model** is a world cut into *slots*, plus a network of messages in flight.
 *
 * A slot is anything with a state of its own: a node (with its disk and timers), a client, the budget of faults, the
 * history that properties need. The state of a slot is its *local*: plain immutable data (see `encode.ts` for what is
 * allowed). The engine interns locals and messages, calls the functions below once per distinct argument tuple, and
 * works on integers from then on. So every function here must be pure, and may be written to be read.
 *
 * The engine knows nothing of RocketMQ.
 */

/** Index of a slot in {@link Model.slots}. */
export type Slot = number

/** A message that leaves for the slot `to`; it is in flight until it is delivered or lost. */
export interface Send<M> {
  readonly to: Slot
  readonly message: M
}

/**
 * A notice that reaches the slot `to` *within the same step* (not over the network): spend a budget, check that a link
 * is not cut, note in the history that a leader was elected. The observing slot may refuse, and then the step does not exist.
 */
export interface Signal<G> {
  readonly to: Slot
  readonly signal: G
}

/** What one step does to the slot that takes it. */
export interface Outcome<L, M, G> {
  readonly local: L
  readonly sends?: readonly Send<M>[]
  /** Observed in order, each by its slot, after `local` is in place. */
  readonly signals?: readonly Signal<G>[]
  /** Names of what was decided, e.g. `AppendEntries: gap`. Counted for coverage, shown in traces. */
  readonly verdicts?: readonly string[]
  /** How it came about, for properties of steps to look at. It is no part of any state, and forgotten once no property is concerned. */
  readonly detail?: unknown
}

/** The state of the world as properties see it: one local per slot, in the order of {@link Model.slots}. */
export type Locals<L> = readonly L[]

/** One step of the world, as traces and step properties see it. */
export type Move<M, A> =
  | { readonly kind: "act"; readonly slot: Slot; readonly action: A }
  | { readonly kind: "deliver"; readonly slot: Slot; readonly from: Slot; readonly message: M }
  | { readonly kind: "duplicate"; readonly slot: Slot; readonly from: Slot; readonly message: M }
  | { readonly kind: "lose"; readonly slot: Slot; readonly from: Slot; readonly message: M }

/** Holds in every reachable state. `reads` names the slots it looks at (default: all); it is called once per distinct tuple of their locals, which it gets as a full-length array in slot order with `undefined`-free entries for those slots only. */
export interface Always<L> {
  readonly kind: "always"
  readonly id: string
  readonly reads?: readonly Slot[]
  readonly holds: (locals: Locals<L>) => boolean
}

/** A witness: must be true in at least one reachable state. `reads` as in {@link Always}. */
export interface Sometimes<L> {
  readonly kind: "sometimes"
  readonly id: string
  readonly reads?: readonly Slot[]
  readonly holds: (locals: Locals<L>) => boolean
}

/** Holds of every step. `concerns` is asked once per distinct (local, move, outcome) of the moving slot and picks the steps for which `holds` is evaluated. */
export interface Step<L, M, A, G> {
  readonly kind: "step"
  readonly id: string
  readonly concerns: (before: L, move: Move<M, A>, outcome: Outcome<L, M, G>) => boolean
  readonly holds: (before: Locals<L>, move: Move<M, A>, outcome: Outcome<L, M, G>, after: Locals<L>) => boolean
}

/**
 * From every reachable state that `from` picks (default: all), a state in which `holds` is true can be reached: nothing is
 * stuck for ever. Under strong fairness of every single move (one that is possible again and again is made some time) this
 * says that `holds` comes about in the end. Moves that the bounds cut off do not count, so bounds must leave a way out. A
 * `witness` is the contrary: a state that is stuck must be found. The trace leads to the nearest stuck state. The search
 * keeps its edges for it: 8 bytes each, and 12 to 25 bytes more per state.
 */
export interface Recoverable<L> {
  readonly kind: "recoverable"
  readonly id: string
  readonly from?: (locals: Locals<L>) => boolean
  readonly holds: (locals: Locals<L>) => boolean
  readonly witness?: true
}

/** Moves that a fair run does not put off for ever. */
export interface Fairness<M, A> {
  /** As a reader is told: `deliveries`. */
  readonly name: string
  /** `weak`: a lot that can be made from some point on without a break is made. `strong`: one that can be made again and again is. */
  readonly strength: "weak" | "strong"
  /** The lot that a move belongs to: each is treated fairly by itself. `undefined`: nothing forces this move. */
  readonly lotOf: (move: Move<M, A>) => string | undefined
}

/**
 * In every fair run, a state that `from` picks (default: all) is followed by one in which `holds` is true. What is fair is
 * said here; a move that no {@link Fairness} names may never be made. A `witness` is the contrary: a fair run in which it
 * never comes about must be found. The trace is a *lasso*: a stem, and a loop that goes on for ever.
 *
 * A move that the bounds cut off counts as possible and is never made, so that they bring no false loops about; a bound that
 * is the model's own (an action that it does not list) it must name in `atBound`: no loop through such a state counts.
 * Not together with symmetry. The search keeps its edges with their moves for it: 12 bytes each.
 */
export interface Eventually<L, M, A> {
  readonly kind: "eventually"
  readonly id: string
  readonly from?: (locals: Locals<L>) => boolean
  readonly holds: (locals: Locals<L>) => boolean
  readonly atBound?: (locals: Locals<L>) => boolean
  readonly fairness: readonly Fairness<M, A>[]
  readonly witness?: true
}

/**
 * Holds in every state from which no step is possible: a run ends only so. `() => false` says that none is ever stuck (TLC's
 * deadlock). A step that changes nothing is one; a step that the bounds cut off counts as possible, one that a slot refuses does not.
 */
export interface Ends<L> {
  readonly kind: "ends"
  readonly id: string
  readonly holds: (locals: Locals<L>) => boolean
}

export type Property<L, M, A, G> = Always<L> | Sometimes<L> | Step<L, M, A, G> | Recoverable<L> | Eventually<L, M, A> | Ends<L>

/** How messages travel. Nothing here loses or repeats a message unless it says so. */
export interface Network<G> {
  /** `multiset`: unordered, each copy delivered once. `set`: unordered, delivery does not consume (any number of repeats). */
  readonly kind: "multiset" | "set"
  /** A step whose successor has more messages in flight than this is not taken. */
  readonly maxInFlight?: number
  /** If given, any message in flight may be lost, when every signal's slot agrees (multiset only). */
  readonly lose?: readonly Signal<G>[]
  /** If given, any message in flight may be delivered and stay in flight, when every signal's slot agrees (multiset only). */
  readonly duplicate?: readonly Signal<G>[]
  /** Asked per (from, to): signals that must be accepted for a delivery, e.g. "the link is not cut". */
  readonly carry?: (from: Slot, to: Slot) => readonly Signal<G>[]
  /** If given, told of whatever happens to a message: signals of a slot that keeps account of what is in flight. They must not be refused. */
  readonly mirror?: (move: { readonly kind: "deliver" | "duplicate" | "lose"; readonly slot: Slot; readonly from: Slot; readonly message: unknown }) => readonly Signal<G>[]
}

/** Permutations of node slots under which the model does not change. All functions must be equivariant. */
export interface Symmetry<L, M> {
  /** Each permutation maps slot → slot and must contain the identity first; slots outside the symmetric set map to themselves. */
  readonly permutations: readonly (readonly Slot[])[]
  /** The local of `slot`, as it reads once every slot `i` is called `permutation[i]`. */
  readonly renameLocal: (slot: Slot, local: L, permutation: readonly Slot[]) => L
  readonly renameMessage: (message: M, permutation: readonly Slot[]) => M
  /** Nobody has tested that the model does the same under other names: a search with symmetry looks for a difference first, along some walks. */
  readonly unproven?: true
}

/**
 * @typeParam L local state (a union over slots), @typeParam M message, @typeParam A action, @typeParam G signal.
 */
export interface Model<L, M, A, G> {
  /** Unique, with the bounds in it: `dledger/replication-3n-2m-2t-1crash`. */
  readonly name: string
  readonly slots: readonly string[]
  readonly initial: {
    readonly locals: Locals<L>
    readonly inFlight?: readonly { readonly from: Slot; readonly to: Slot; readonly message: M }[]
    /** What was decided on the way to it; see {@link Outcome.verdicts}. */
    readonly verdicts?: readonly string[]
  }
  /** What this slot may do by itself in this state: a timer fires, a fault strikes, a client calls. */
  readonly actions: (slot: Slot, local: L) => readonly A[]
  /** `undefined`: not enabled here. A throw is a counterexample of the built-in property `no rule throws`. */
  readonly act: (slot: Slot, local: L, action: A) => Outcome<L, M, G> | undefined
  /**
   * Signals that `act` gives for this action whenever it is enabled, as far as the action alone says: random walks ask for them
   * first, and need not work out what would be refused (a fault that is spent, a message that was sent). Tests hold it to that.
   */
  readonly demands?: (slot: Slot, action: A) => readonly Signal<G>[]
  /** `undefined`: not deliverable in this state (the message stays in flight). */
  readonly receive: (slot: Slot, local: L, from: Slot, message: M) => Outcome<L, M, G> | undefined
  /** A shared slot takes a signal; `undefined` refuses the whole step. */
  readonly observe: (slot: Slot, local: L, signal: G) => L | undefined
  /** What `observe` decided, where it took the signal; see {@link Outcome.verdicts}. */
  readonly observedVerdicts?: (slot: Slot, local: L, signal: G) => readonly string[]
  readonly network: Network<G>
  /** A successor in which this is false for a changed local is not explored (not counted). */
  readonly within?: (slot: Slot, local: L) => boolean
  readonly properties: readonly Property<L, M, A, G>[]
  readonly symmetry?: Symmetry<L, M>
  /** Slots that say nothing which others do not say: traces leave them out. */
  readonly ghosts?: readonly Slot[]
  /** Actions by kind, as `alice: votes`: all there are, and which one this is. With it a result says which never happened. */
  readonly namedActions?: { readonly all: readonly string[]; readonly of: (slot: Slot, action: A) => string | undefined }
  /** One line for a person: "n1 receives RequestVote(term 2) from n0". */
  readonly describe?: (move: Move<M, A>) => string
}

/** The model with its type parameters forgotten, for lists of models. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyModel = Model<any, any, any, any>

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyRecoverable = Recoverable<any>

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyEventually = Eventually<any, any, any>

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyEnds = Ends<any>

/** Likewise for what the engine passes around: it never looks inside. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyMove = Move<any, any>
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyOutcome = Outcome<any, any, any>
// oxlint-disable-next-line typescript/no-explicit-any
export type AnySignal = Signal<any>
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyStateProperty = Always<any> | Sometimes<any>
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyStep = Step<any, any, any, any>
