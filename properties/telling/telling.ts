/**
 * A trace **told**: all that a view of it shows (text, page, diagram), in plain data and words, with none of the model's types.
 * Every suite tells its traces in this form, and every view is made from it alone.
 *
 * @module
 */

/** Who a lane is for. `world`: faults, partitions and whatever else belongs to nobody. */
export type LaneKind = "broker" | "nameServer" | "producer" | "consumer" | "operator" | "node" | "world"

/** A column of the picture: something with a state of its own. */
export interface Lane {
  /** As the trace calls it: `n0`, `broker-a`, `producer`. */
  readonly id: string
  readonly kind: LaneKind
}

/** An entry of a log, or a message of a CommitLog. */
export interface Cell {
  readonly index: number
  /** Absent where the mode has no terms. */
  readonly term?: number
  /** The message, `null` for a leader's no-op. */
  readonly payload: string | null
  /** Written is in the page cache; durable is on disk. */
  readonly durable: boolean
  readonly committed: boolean
  /** A consumer would get it here. */
  readonly visible: boolean
  /** SEND_OK has left for its producer. */
  readonly acked: boolean
  /** No message of a producer: what a broker writes for itself, as a check point of POP. */
  readonly record?: true
  /** The queue it is in, where the mode's log has several. */
  readonly queue?: string
}

/** A named value of a lane, for a person: `["term", "2"]`. */
export interface Field {
  readonly name: string
  readonly value: string
  /** Of interest to those who look closely: left out where only changes are told. */
  readonly minor?: true
}

/** What a lane is and holds at one moment. */
export interface Snapshot {
  readonly lane: string
  readonly alive: boolean
  /** `leader of term 2, voted for n0`. */
  readonly headline: string
  /** Of a member of a group that elects its leader; in capitals, as RocketMQ writes it. */
  readonly role?: string
  readonly term?: number
  readonly votedFor?: string
  readonly fields: readonly Field[]
  readonly log?: readonly Cell[]
}

/** A message on its way; `id` counts the sends of the run from 1. */
export interface Sent {
  readonly id: number
  readonly from: string
  readonly to: string
  /** `AppendEntries`. */
  readonly name: string
  /** `AppendEntries(term 1, after -1: m1/t1; committed -1)`. */
  readonly text: string
  /** The step that sent it; 0: under way from the beginning. */
  readonly sentAt: number
}

/** What kind of move a step is; `fault` covers crashes, lost messages, cut links and lost power. */
export type StepKind = "deliver" | "duplicate" | "lose" | "timer" | "disk" | "client" | "operator" | "fault"

export interface ToldStep {
  /** From 1. */
  readonly n: number
  readonly lane: string
  readonly kind: StepKind
  readonly fault: boolean
  /** One line: `n1 receives RequestVote(term 1, …) from n0`. */
  readonly text: string
  /** The message that it delivers, repeats or loses. */
  readonly message?: Sent
  readonly sends: readonly Sent[]
  /** Names of what rules decided: `AppendEntries: gap`. */
  readonly verdicts: readonly string[]
  /** What changed and only that, a line each, by lane. `noted`: it became true of the whole run, as `SEND_OK for m1`. */
  readonly changes: readonly { readonly lane: string; readonly text: string; readonly noted?: true }[]
  /** After the step, one per lane, in the order of the lanes; the same object as before where nothing changed. */
  readonly after: readonly Snapshot[]
}

export interface Telling {
  readonly model: string
  readonly mode: string
  readonly about: string
  readonly mutant?: string
  /** What it shows; absent of a run that shows nothing in particular. */
  readonly property?: { readonly id: string; readonly kind: string; readonly verdict: string; readonly sentence: string; readonly source: string }
  readonly lanes: readonly Lane[]
  /** Before the first step told. */
  readonly initial: readonly Snapshot[]
  readonly steps: readonly ToldStep[]
  /** Of a very long run: how many steps at its beginning are left out. Steps keep their numbers. */
  readonly skipped?: number
  /** A lasso: how many steps come before those that are made over and over. */
  readonly loopFrom?: number
  /** What the last step threw, if it did. */
  readonly error?: string
  /** Why the promise is broken, or the witness is one: sentences with values from the states and the numbers of steps. */
  readonly why: readonly string[]
  /** Where it could no longer be helped, in a sentence; absent unless it was asked for (`no-return.ts`). */
  readonly noReturn?: string
}
