/**
 * Clients of a register, and the history that they write: each puts a value of its own, and gets once that is answered. As
 * Stateright's `RegisterActor` has it.
 *
 * @module
 */
import type { Always, Outcome, Send, Signal, Sometimes } from "../engine/model.ts"
import { called, emptyHistory, hasRead, type History, isLinearizable, type Operation, returned, type Value } from "./linearizability.ts"

export type RegisterMessage =
  | { readonly kind: "put"; readonly request: number; readonly value: Value }
  | { readonly kind: "get"; readonly request: number }
  | { readonly kind: "put ok"; readonly request: number }
  | { readonly kind: "get ok"; readonly request: number; readonly value: Value }

export interface Client {
  readonly kind: "client"
  /** The request whose answer it waits for. */
  readonly awaiting: number | null
}

/** What a client did, for the history. */
export type Record = { readonly kind: "called"; readonly client: number; readonly operation: Operation } | { readonly kind: "returned"; readonly client: number; readonly value: Value }

/** Servers in slots 0, 1, …, then the clients, then the history that they write. */
export interface Register {
  readonly servers: number
  readonly clients: number
}

export const historySlot = ({ servers, clients }: Register): number => servers + clients

export const isClient = ({ servers, clients }: Register, slot: number): boolean => slot >= servers && slot < servers + clients

/** Requests of a client have numbers that no other client uses at the same step: its slot, then twice that. */
const requestOf = (slot: number, operations: number): number => slot * operations

export const valueOf = ({ servers }: Register, slot: number): string => String.fromCharCode("A".charCodeAt(0) + slot - servers)

/** Before the first step every client has put its value, at servers in turn. */
export const started = (register: Register) => {
  const slots = Array.from({ length: register.clients }, (_, i) => register.servers + i)
  const history = slots.reduce((before, slot, i) => called(before, i, { kind: "write", value: valueOf(register, slot) }), emptyHistory(register.clients))
  return {
    clients: slots.map((slot): Client => ({ kind: "client", awaiting: requestOf(slot, 1) })),
    history,
    inFlight: slots.map((slot) => ({ from: slot, to: slot % register.servers, message: { kind: "put", request: requestOf(slot, 1), value: valueOf(register, slot) } satisfies RegisterMessage }))
  }
}

/** The client in `slot` gets an answer; nothing, if it does not wait for it. */
export const onAnswer = (register: Register, slot: number, local: Client, message: RegisterMessage): Outcome<Client, RegisterMessage, Record> | undefined => {
  if (message.request !== local.awaiting || (message.kind !== "put ok" && message.kind !== "get ok")) return undefined
  const client = slot - register.servers
  const tell = (signal: Record): Signal<Record> => ({ to: historySlot(register), signal })
  if (message.kind === "get ok") return { local: { ...local, awaiting: null }, signals: [tell({ kind: "returned", client, value: message.value })] }
  const request = requestOf(slot, 2)
  const get: Send<RegisterMessage> = { to: (slot + 1) % register.servers, message: { kind: "get", request } }
  return {
    local: { ...local, awaiting: request },
    sends: [get],
    signals: [tell({ kind: "returned", client, value: null }), tell({ kind: "called", client, operation: { kind: "read" } })]
  }
}

export const record = (history: History, what: Record): History =>
  what.kind === "called" ? called(history, what.client, what.operation) : returned(history, what.client, what.value)

/** They read the history alone, so each history is judged once. */
export const registerProperties = (register: Register): readonly (Always<unknown> | Sometimes<unknown>)[] => {
  const slot = historySlot(register)
  return [
    { kind: "always", id: "linearizable", reads: [slot], holds: (locals) => isLinearizable(locals[slot] as History) },
    { kind: "sometimes", id: "value read", reads: [slot], holds: (locals) => hasRead(locals[slot] as History) }
  ]
}
