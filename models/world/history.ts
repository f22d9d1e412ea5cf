/**
 * What has happened, as far as a property needs to know it and no node remembers: the slot of history (ghost) variables.
 * A model records only what its properties read, since every distinct history is a distinct state.
 *
 * @module
 */
import { byKeyText, keyText } from "./key-text.ts"
import type { Entry } from "./disk.ts"
import { abandoned, answered, initialList, invoked, type ListHistory } from "./list-history.ts"

/** The kinds of thing that can be recorded. */
export type Ghost = "leaders" | "votes" | "commits" | "acks" | "operations"

export interface Commit extends Entry {
  readonly index: number
  /** The lowest term in which a node held this entry committed. */
  readonly inTerm: number
}

export interface Ack {
  readonly message: string
  readonly inTerm: number
}

export interface History {
  /** Messages a producer has sent: `m1` … `m{sent}`. */
  readonly sent: number
  /** `term → who became leader in it`, ascending. */
  readonly leaders: readonly (readonly [number, string])[]
  /** `(term, voter) → candidate`, ascending. */
  readonly votes: readonly (readonly [number, string, string])[]
  /** By index, then term and payload: more than one at an index is a broken promise. */
  readonly commits: readonly Commit[]
  readonly acks: readonly Ack[]
  /** Sends and reads, as their clients see them. */
  readonly list: ListHistory
}

export const initialHistory: History = { sent: 0, leaders: [], votes: [], commits: [], acks: [], list: initialList }

/** What a step of a node tells the history. */
export type Note =
  | { readonly note: "sent"; readonly message: string }
  | { readonly note: "led"; readonly term: number; readonly node: string }
  | { readonly note: "voted"; readonly term: number; readonly voter: string; readonly candidate: string }
  | { readonly note: "committed"; readonly index: number; readonly entry: Entry; readonly inTerm: number }
  /** A disk is lost, and with it the node's vote for itself: nobody else ever counts that one. */
  | { readonly note: "wiped"; readonly node: string }
  /** `queueOffset` is not kept: it is there for the step in which it is told. */
  | { readonly note: "acked"; readonly message: string; readonly inTerm: number; readonly queueOffset?: number }
  /** A client sends or reads; is answered; will never be. */
  | { readonly note: "invoked"; readonly operation: string }
  | { readonly note: "answered"; readonly operation: string; readonly value: number }
  | { readonly note: "abandoned"; readonly operation: string }

/** The history with this note; `undefined` where it could not happen (a message is sent once, in order). */
export const record = (history: History, note: Note): History | undefined => {
  switch (note.note) {
    case "sent":
      return note.message === `m${history.sent + 1}` ? { ...history, sent: history.sent + 1 } : undefined
    case "led":
      return { ...history, leaders: added(history.leaders, [note.term, note.node] as const) }
    case "voted":
      return { ...history, votes: added(history.votes, [note.term, note.voter, note.candidate] as const) }
    case "committed":
      return { ...history, commits: committed(history.commits, { index: note.index, ...note.entry, inTerm: note.inTerm }) }
    case "wiped":
      return { ...history, votes: history.votes.filter(([, voter, candidate]) => voter !== note.node || candidate !== note.node) }
    case "acked":
      return history.acks.some(({ message }) => message === note.message)
        ? history
        : { ...history, acks: [...history.acks, { message: note.message, inTerm: note.inTerm }].sort(byKeyText) }
    case "invoked": {
      const list = invoked(history.list, note.operation)
      return list && { ...history, list }
    }
    case "answered":
      return { ...history, list: answered(history.list, note.operation, note.value) }
    case "abandoned":
      return { ...history, list: abandoned(history.list, note.operation) }
  }
}

const added = <A>(list: readonly A[], item: A): readonly A[] => {
  const key = keyText(item)
  return list.some((other) => keyText(other) === key) ? list : [...list, item].sort(byKeyText)
}

const committed = (commits: readonly Commit[], commit: Commit): readonly Commit[] => {
  const same = (other: Commit) => other.index === commit.index && other.term === commit.term && other.payload === commit.payload
  const known = commits.find(same)
  if (known === undefined) return [...commits, commit].sort((a, b) => a.index - b.index || byKeyText(a, b))
  return known.inTerm <= commit.inTerm ? commits : commits.map((other) => (other === known ? commit : other))
}
