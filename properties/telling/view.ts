/**
 * What a world has to say for itself so that its traces can be told: its lanes, what a state looks like, and its moves in words.
 *
 * @module
 */
import type { AnyMove, AnyOutcome } from "../../models/engine/model.ts"
import { checkPointText, handedText } from "../../models/world/describe-pop.ts"
import { isMessage } from "../../models/world/disk.ts"
import type { Ack, Commit } from "../../models/world/history.ts"
import type { Handed } from "../../models/world/pop-bounds.ts"
import { valueText } from "./values.ts"
import type { Cell, Field, Lane, Snapshot, StepKind } from "./telling.ts"

/** A move in words. */
export interface Did {
  readonly kind: StepKind
  readonly fault: boolean
  readonly text: string
}

/** A message in words. */
export interface Said {
  readonly name: string
  readonly text: string
}

export interface View {
  /** In the order in which they are shown. */
  readonly lanes: readonly Lane[]
  /** Whose lane a slot belongs to. */
  readonly laneOf: (slot: number) => string
  /** A state as its lanes have it, in their order. */
  readonly snapshots: (locals: readonly unknown[]) => readonly Snapshot[]
  readonly did: (move: AnyMove) => Did
  readonly said: (message: unknown) => Said
  /** What clients were told, or what became true of the whole run, between two states: `SEND_OK for m1`. */
  readonly noted: (before: readonly unknown[], after: readonly unknown[]) => readonly string[]
  /** What a step gave out that is nobody's message. Absent: nothing. */
  readonly gave?: (outcome: AnyOutcome) => readonly string[]
  /** Any event may come in any state: what breaks a promise is what the rule makes of one, and no other choice would have helped. */
  readonly anyEvent?: true
  /** An element of a list that the history keeps, by the list's name: `acks` of `m1` is `m1 was answered SEND_OK in term 1`. */
  readonly fact: (list: string, element: unknown) => string
}

/** The lane of whatever belongs to nobody. */
export const WORLD = "world"

/** What a world says of its moves that are nobody's message. */
export type ActionKinds = { readonly [action: string]: StepKind }

/** Kind and words of a move; a heal is no fault, though it is the network's. */
export const didOf = (kinds: ActionKinds, move: AnyMove, text: string): Did => {
  if (move.kind !== "act") return { kind: move.kind, fault: move.kind !== "deliver", text }
  const { do: what } = move.action as { readonly do: string }
  const kind = kinds[what] ?? "timer"
  return { kind, fault: kind === "fault" && what !== "heal", text }
}

/** `AppendEntries(term 1, …)` is named `AppendEntries`. */
export const saidAs = (text: string): Said => ({ name: (/^[\w ]+/.exec(text)?.[0] ?? text).trim(), text })

/** `m1/t1 m2/t1~`: what is written and not on disk yet has a tilde. */
export const logText = (log: readonly Cell[]): string =>
  log.length === 0
    ? "empty"
    : log.map(({ payload, term, durable, queue }) => `${payload ?? "no-op"}${term === undefined ? "" : `/t${term}`}${queue === undefined ? "" : `@${queue}`}${durable ? "" : "~"}`).join(" ")

export const field = (name: string, value: string): Field => ({ name, value })
export const minor = (name: string, value: string): Field => ({ name, value, minor: true })
/** Only where there is something to say. */
export const fieldIf = (condition: boolean, name: string, value: () => string): readonly Field[] => (condition ? [field(name, value())] : [])
export const minorIf = (condition: boolean, name: string, value: () => string): readonly Field[] => (condition ? [minor(name, value())] : [])

/** What any history may keep. */
export const factOf = (list: string, element: unknown): string => {
  const texts: { readonly [list: string]: (element: never) => string } = {
    leaders: ([term, node]: readonly [number, string]) => `${node} became leader of term ${term}`,
    votes: ([term, voter, candidate]: readonly [number, string, string]) => `${voter} gave its vote of term ${term} to ${candidate}`,
    commits: ({ index, term, payload, inTerm }: Commit) => `${calledIn(payload)} of term ${term} was held committed at index ${index}, in term ${inTerm}`,
    acks: ({ message, inTerm }: Ack) => `${message} was answered SEND_OK${inTerm > 0 ? ` in term ${inTerm}` : ""}`,
    told: ({ message, status, by }: { readonly message: string; readonly status: string; readonly by: string }) => `${message} was answered ${status} by ${by}`,
    visible: ([broker, offset, message]: readonly [string, number, string]) => `consumers could read ${message} at offset ${offset} of ${broker}`,
    processed: (message: string) => `${message} was processed`,
    cut: (link: unknown) => `the link ${Array.isArray(link) ? link.join("–") : String(link)} is cut`,
    open: ([operation]: readonly [string]) => `${operation} waits for its answer`,
    sent: (message: string) => `${message} was sent`,
    acked: (message: string) => `${message} was answered SEND_OK`,
    due: (message: string) => `the time of ${message} had come`,
    committing: (message: string) => `the producer asked for the commit of ${message}`,
    committed: (message: string) => `the commit of ${message} was answered`,
    rollingBack: (message: string) => `the producer asked for the rollback of ${message}`,
    recalling: (message: string) => `the producer asked for ${message} back`,
    recalled: (message: string) => `the recall of ${message} was answered`,
    early: (message: string) => `${message} was handed out while it was in somebody's hands`,
    again: (message: string) => `${message} was handed out twice from one queue`,
    resurrected: (message: string) => `${message} was handed out again after its ack was answered`,
    consumed: (message: string) => `the ack of ${message} was answered`,
    elsewhere: (message: string) => `${message} was handed out by one broker and acked at another`,
    invisible: (handed: Handed) => `${handedText(handed)} was handed out by ${handed.by}`,
    acking: ({ message, by }: { readonly message: string; readonly by: string }) => `${by} took the ack of ${message}`,
    over: (checkPoint: string) => `the invisible time of ${checkPointText(checkPoint)} had ended`,
    returned: (entry: number) => `the consumer sent entry ${entry} back`
  }
  const text = texts[list]
  return text === undefined ? `${list}: ${valueText(element)}` : text(element as never)
}

/** A message by its name, a no-op by its leader's. */
export const calledIn = (payload: string): string => (isMessage(payload) ? payload : `the no-op of ${payload}`)

/** An index for a person: −1 is none. */
export const indexText = (index: number): string => (index < 0 ? "none" : String(index))

/** `n0, n1 and n2`. */
export const listed = (names: readonly string[]): string =>
  names.length === 0 ? "nobody" : names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`

/** `3 crashes left` of each that a model has. */
export const budgetText = (left: { readonly [fault: string]: number | undefined }): string =>
  Object.entries(left).map(([fault, n]) => `${fault} ${n ?? 0}`).join(", ")

/** Armed timers by name. */
export const timersText = (timers: readonly { readonly _tag: string }[]): string =>
  timers.map(({ _tag, ...of }) => [_tag, ...Object.values(of).map(String)].join(" ")).join(", ")
