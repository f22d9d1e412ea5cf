/**
 * Linearizability of a history (Herlihy and Wing 1990): is there an order of all its operations, each at one moment between
 * its call and its return, in which an object that does them one after the other returns what the clients were told?
 *
 * A history is plain data, and remembers no more than the question needs, so that models may keep it in their states: what
 * each client called, one after the other, and of the others how many operations had returned before.
 *
 * @module
 */
import { encode } from "./encode.ts"


/** What the object is, and what it does on an operation: its next state, and what it returns. Both plain data. */
export interface SequentialObject<State, Operation, Returned> {
  readonly initial: State
  readonly apply: (state: State, operation: Operation) => { readonly state: State; readonly returns: Returned }
}

/** An operation of a client. */
export interface Call<Operation, Returned> {
  readonly operation: Operation
  /** Of other clients: how many of their operations had returned when this was called; none, where they are not there. They come first in every order. */
  readonly after: { readonly [client: string]: number }
  /** Absent while it is open: it may have happened or not. */
  readonly returned?: { readonly value: Returned }
}

/** By client: its operations, the first one first. `{}` is where a history begins. */
export type History<Operation, Returned> = { readonly [client: string]: readonly Call<Operation, Returned>[] }

/** The client calls an operation. Throws while its last one is open. */
export const called = <Operation, Returned>(history: History<Operation, Returned>, client: string, operation: Operation): History<Operation, Returned> => {
  const mine = history[client] ?? []
  if (isOpen(mine)) throw new Error(`${client} calls an operation before the last one returned`)
  const after = Object.fromEntries(
    Object.entries(history)
      .map(([other, calls]) => [other, returnedOf(calls)] as const)
      .filter(([other, count]) => other !== client && count > 0)
  )
  return { ...history, [client]: [...mine, { operation, after }] }
}

/** The operation of a client that is open returns. Throws if there is none. */
export const returned = <Operation, Returned>(history: History<Operation, Returned>, client: string, value: Returned): History<Operation, Returned> => {
  const mine = history[client] ?? []
  if (!isOpen(mine)) throw new Error(`${client} is told the end of an operation that it did not call`)
  return { ...history, [client]: mine.with(-1, { ...(mine.at(-1) as Call<Operation, Returned>), returned: { value } }) }
}

/** By a search over orders that asks each place once (Wing and Gong 1993, Lowe 2017). */
export const isLinearizable = <State, Operation, Returned>(object: SequentialObject<State, Operation, Returned>, history: History<Operation, Returned>): boolean => {
  const clients = Object.keys(history)
  const refuted = new Set<string>()
  const canGoOn = (happened: { readonly [client: string]: number }, state: State): boolean => {
    if (clients.every((client) => (happened[client] as number) >= returnedOf(history[client] ?? []))) return true
    const place = `${clients.map((client) => happened[client]).join()} ${encode(state)}`
    if (refuted.has(place)) return false
    for (const client of clients) {
      const call = history[client]?.[happened[client] as number]
      if (call === undefined || Object.entries(call.after).some(([other, count]) => (happened[other] as number) < count)) continue
      const { state: next, returns } = object.apply(state, call.operation)
      if (call.returned !== undefined && encode(call.returned.value) !== encode(returns)) continue
      if (canGoOn({ ...happened, [client]: (happened[client] as number) + 1 }, next)) return true
    }
    refuted.add(place)
    return false
  }
  return canGoOn(Object.fromEntries(clients.map((client) => [client, 0])), object.initial)
}

const isOpen = (calls: readonly Call<unknown, unknown>[]): boolean => calls.length > 0 && calls.at(-1)?.returned === undefined

const returnedOf = (calls: readonly Call<unknown, unknown>[]): number => (isOpen(calls) ? calls.length - 1 : calls.length)
