/**
 * What of a model grows without end: when a budget ran out, this says which fields were larger the deeper the search came.
 *
 * @module
 */
import type { AnyModel } from "./model.ts"
import { partsOf } from "./plain-data.ts"
import type { Growing } from "./result.ts"
import type { Search } from "./search.ts"
import { traceTo } from "./trace.ts"

/** Runs to the deepest states that are looked at. */
const RUNS = 48

/** A run is looked at in so many parts. */
const PARTS = 4

/** Runs shorter than this show no growth. */
const SHORTEST = 6

/** Texts from this length on are looked at. */
const LONG = 32

/** Figures of a run by place, each with its largest value per part of the run. */
type Largest = Map<string, { readonly slot: string; readonly path: string; readonly what: Growing["what"]; readonly parts: number[] }>

/** Along runs to some of the deepest states: lengths, numbers and messages in flight that rose from each quarter of the runs to the next. */
export const growth = (model: AnyModel, search: Search): readonly Growing[] => {
  const largest: Largest = new Map()
  for (const state of search.lastStates(RUNS)) {
    const { initial, steps } = traceTo(model, search, { state, via: -1 })
    if (steps.length < SHORTEST) continue
    let inFlight = model.initial.inFlight?.length ?? 0
    const all = [initial, ...steps.map(({ locals }) => locals)]
    all.forEach((locals, i) => {
      const part = Math.floor((i * PARTS) / all.length)
      const step = steps[i - 1]
      if (step !== undefined) {
        const { kind } = step.move
        inFlight += (step.outcome.sends?.length ?? 0) - (model.network.kind === "multiset" && (kind === "deliver" || kind === "lose") ? 1 : 0)
      }
      note(largest, "network", "", "messages in flight", part, inFlight)
      locals.forEach((local, slot) => measure(largest, model.slots[slot] as string, "", local, part))
    })
  }
  return [...largest.values()]
    .filter(({ parts }) => parts.length === PARTS && parts.every((value, i) => i === 0 || value > (parts[i - 1] as number)))
    .map(({ slot, path, what, parts }): Growing => ({ slot, path, what, from: parts[0] as number, to: parts[PARTS - 1] as number }))
    .sort((a, b) => b.to - b.from - (a.to - a.from))
}

const note = (largest: Largest, slot: string, path: string, what: Growing["what"], part: number, value: number): void => {
  const key = `${slot}\n${path}\n${what}`
  const known = largest.get(key) ?? { slot, path, what, parts: [] }
  // A part in which it was not there at all has what came before.
  for (let i = known.parts.length; i <= part; i++) known.parts.push(known.parts[i - 1] ?? Number.NEGATIVE_INFINITY)
  known.parts[part] = Math.max(known.parts[part] as number, value)
  largest.set(key, known)
}

const measure = (largest: Largest, slot: string, path: string, value: unknown, part: number): void => {
  if (typeof value === "number" || typeof value === "bigint") return note(largest, slot, path, "value", part, Number(value))
  // Short texts are names of things, and do not grow.
  if (typeof value === "string") return value.length < LONG ? undefined : note(largest, slot, path, "length", part, value.length)
  const found = partsOf(value)
  if (found === undefined) return
  const { kind, parts } = found
  const isOpen = kind === "array" || kind === "map" || kind === "set"
  if (isOpen) note(largest, slot, path, "length", part, parts.size)
  if (kind === "set") return
  for (const [key, held] of parts) measure(largest, slot, [path, kind === "array" ? "*" : String(key)].filter(Boolean).join("."), held, part)
}

/** `n0.log: length 1 … 9`. */
export const growingText = ({ slot, path, what, from, to }: Growing): string =>
  what === "messages in flight" ? `messages in flight (${from} to ${to}): bound them with network.maxInFlight` : `${path === "" ? slot : `${slot}.${path}`} (${what === "length" ? "length " : ""}${from} to ${to})`
