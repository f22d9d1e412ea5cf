/**
 * One form for a message of a model and for a frame of a live node, so that the two can be compared: names of connections
 * are the model's, a body is the text of its message, and a no-op has none.
 *
 * @module
 */
import { isMessage } from "../../models/world/disk.ts"
import type { Frame } from "./relay.ts"

/** A message on its way, as both sides would write it down. */
export interface Letter {
  readonly from: string
  readonly to: string
  readonly tag: string
  /** All that it says, in one order of keys. */
  readonly text: string
}

export type Connections = ReadonlyMap<string, string>

interface Body {
  readonly term: number
  readonly payload: string
}

const NOOP = "no-op"

/** JSON with keys ascending. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item
  )

const letter = (from: string, to: string, message: { readonly _tag: string }, bodies: readonly Body[] | undefined): Letter => {
  const entries = bodies?.map(({ term, payload }) => ({ term, payload: isMessage(payload) ? payload : NOOP }))
  return { from, to, tag: message._tag, text: canonical(entries === undefined || entries.length === 0 ? message : { ...message, entries_: entries }) }
}

/** Of a model's message: `{ _tag, …, bodies? }`, or in worlds with fixed roles `{ is, packet, bodies? }`. */
export const letterOf = (from: string, to: string, message: unknown): Letter => {
  const wrapped = message as { readonly is?: string; readonly packet?: object; readonly bodies?: readonly Body[]; readonly connection?: string }
  if (wrapped.is === "closed") return letter(from, to, closed(wrapped.connection ?? ""), undefined)
  const { bodies, ...packet } = (wrapped.is === undefined ? wrapped : { ...wrapped.packet, ...(wrapped.bodies === undefined ? {} : { bodies: wrapped.bodies }) }) as { readonly bodies?: readonly Body[]; readonly _tag: string }
  return letter(from, to, packet, bodies)
}

const closed = (connection: string) => ({ _tag: "HaClosed", connection })

/** Of a frame; `connections`: the live names of connections, and the model's. */
export const letterIn = ({ from, to, event, bodies }: Frame, connections: Connections, textOf: (body: Buffer) => string): Letter => {
  const { from: _from, ...said } = event as unknown as { readonly from?: string; readonly _tag: string; readonly connection?: string }
  const message = said.connection === undefined ? said : { ...said, connection: connections.get(said.connection) ?? said.connection }
  const terms = "entries" in event ? termsOf(event.entries) : []
  return letter(from, to, message, bodies.map((body, i) => ({ term: terms[i] ?? -1, payload: body.length === 0 ? NOOP : textOf(body) })))
}

const termsOf = ({ prevLogIndex, lastIndex, runs }: { readonly prevLogIndex: number; readonly lastIndex: number; readonly runs: readonly { readonly first: number; readonly term: number }[] }): readonly number[] =>
  Array.from({ length: lastIndex - prevLogIndex }, (_, i) => runs.findLast(({ first }) => first <= prevLogIndex + 1 + i)?.term ?? -1)

/** For a reader: `AppendEntriesReply {"index":1,…} from n1 to n0`. */
export const inWords = ({ from, to, tag, text }: Letter): string => {
  const { _tag: _, ...rest } = JSON.parse(text) as Record<string, unknown>
  return `${tag} ${JSON.stringify(rest)} from ${from} to ${to}`
}

export const same = (a: Letter, b: Letter): boolean => a.from === b.from && a.to === b.to && a.text === b.text
