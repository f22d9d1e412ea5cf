/**
 * What a node of a defined model may do by itself, as the engine is told it; and, where messages arrive in order, what waits
 * for a node: its inbox is part of its local then, and to receive is an action of its own.
 *
 * @module
 */
import { show } from "./plain-data.ts"

/** A choice; or a message of the inbox that is received, received and left there, or lost. A text: an action by its name. */
export type Act =
  | string
  | { readonly kind: "choice"; readonly do: string; readonly as: string }
  | { readonly kind: "receive" | "repeat" | "lose"; readonly from: string; readonly at: number; readonly message: unknown }

/** By sender: its messages, the next one first. Senders of whom nothing waits are not there. */
export type Inbox = { readonly [from: string]: readonly unknown[] }

/** The local of a node whose messages arrive in order. */
export interface Inboxed {
  readonly state: unknown
  readonly inbox: Inbox
}

/** What may happen to the messages of an inbox. */
export const ofInbox = (inbox: Inbox, { repeats, loses }: { readonly repeats: boolean; readonly loses: boolean }): readonly Act[] =>
  Object.entries(inbox).flatMap(([from, messages]) => [
    { kind: "receive" as const, from, at: 0, message: messages[0] },
    ...(repeats ? [{ kind: "repeat" as const, from, at: 0, message: messages[0] }] : []),
    ...(loses ? messages.map((message, at) => ({ kind: "lose" as const, from, at, message })) : [])
  ])

export const arrived = (inbox: Inbox, from: string, message: unknown): Inbox => ({ ...inbox, [from]: [...(inbox[from] ?? []), message] })

export const without = (inbox: Inbox, from: string, at: number): Inbox => {
  const { [from]: messages = [], ...others } = inbox
  const left = messages.toSpliced(at, 1)
  return left.length === 0 ? others : { ...inbox, [from]: left }
}

/** In the words that the engine has for messages in flight. */
export const actText = (node: string, act: Act): string => {
  if (typeof act === "string") return `${node}: ${act}`
  if (act.kind === "choice") return `${node}: ${act.do} ${act.as}`
  const message = `${show(act.message)} from ${act.from}`
  if (act.kind === "lose") return `${message} to ${node} is lost`
  return `${node} receives ${message}${act.kind === "repeat" ? ", which stays in flight" : ""}`
}

/** What waits for whom. */
export const lettersIn = (names: readonly string[], locals: readonly Inboxed[]): readonly { readonly from: string; readonly to: string; readonly message: unknown }[] =>
  names.flatMap((to, slot) => Object.entries((locals[slot] as Inboxed).inbox).flatMap(([from, messages]) => messages.map((message) => ({ from, to, message }))))
