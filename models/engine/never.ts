/**
 * What a model speaks of and never comes to: messages that nobody ever takes, actions that are never possible. Often a name is
 * misspelt then, or a guard too strict, and every promise holds of what does not happen.
 *
 * @module
 */
import type { AnyModel } from "./model.ts"
import type { Search } from "./search.ts"
import { show } from "./plain-data.ts"

export interface Never {
  /** By the names that the model gives them; `alice: votes`. */
  readonly actions: readonly string[]
  /** Messages that were sent: `yes from alice to bob`. */
  readonly messages: readonly string[]
}

/** Kinds of moves as transitions remember them. */
const DELIVER = 0
const REPEAT = 1
const ACT = 3

/** Messages that are told of. */
const MOST = 20

/** Of a search that visited every state. */
export const neverOf = ({ slots, namedActions }: AnyModel, { transitions }: Search): Never => {
  const { envelopes, origins, size } = transitions
  const taken = new Uint8Array(envelopes.size)
  const done = new Set<string>()
  for (let t = 0; t < size; t++) {
    const kind = origins[3 * t + 1]
    if (kind === DELIVER || kind === REPEAT) taken[origins[3 * t + 2] as number] = 1
    if (kind !== ACT || namedActions === undefined || done.size === namedActions.all.length) continue
    const move = transitions.moveOf(t)
    const name = move.kind === "act" ? namedActions.of(move.slot, move.action) : undefined
    if (name !== undefined) done.add(name)
  }
  const messages: string[] = []
  for (let e = 0; e < taken.length && messages.length < MOST; e++) {
    if (taken[e] === 1) continue
    const { from, to, message } = envelopes.value(e)
    messages.push(`${show(message)} from ${slots[from]} to ${slots[to]}`)
  }
  return { actions: (namedActions?.all ?? []).filter((name) => !done.has(name)), messages }
}
