/**
 * Refinement: what a machine must do with an event, said a second time and in other words than the rule: from the seed's clauses and
 * RocketMQ's classes, over plain tables, without calling any rule. What is not said to change stays as it is, and what is not said
 * to leave does not leave.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { type AloneProperty, MACHINE_SLOT } from "../../models/alone/alone.ts"
import type { Case, Tagged } from "../../spec/machine.ts"
import { type Decided, type DeclaredIn, declaring } from "../declare.ts"
import { same } from "../same.ts"
import { briefly, type Difference, differencesOf, differenceText, taggedText } from "../telling/values.ts"

/** What must come of an event: the fields that change, and what leaves. */
export interface Expected<S, O> {
  readonly next?: Partial<S>
  readonly says?: readonly O[]
}

/** Per event, what must come of it. */
export type Table<S, E extends Tagged, O> = { readonly [Tag in E["_tag"]]?: (self: S, event: Case<E, Tag>) => Expected<S, O> }

/** A promise about one machine, with what it expects: so that a trace can say what should have been. */
export interface Refinement<S, E extends Tagged, O> extends DeclaredIn<void, AloneProperty<S, E, O>> {
  readonly expected: (self: S, event: E) => Expected<S, O> | undefined
  /** Events that it says something of. */
  readonly speaksOf: readonly string[]
}

/** `refines(id, sentence, source, table)` for one kind of machine. */
export const refining =
  <S extends object, E extends Tagged, O extends Tagged>() =>
  (id: string, sentence: string, source: string, table: Table<S, E, O>): Refinement<S, E, O> => {
    const expected = (self: S, event: E): Expected<S, O> | undefined => (table as { readonly [tag: string]: ((self: S, event: E) => Expected<S, O>) | undefined })[event._tag]?.(self, event)
    const declared = declaring<void, AloneProperty<S, E, O>>().promise(id, sentence, source, () => ({
      kind: "step",
      concerns: (before, move, { local, signals = [] }) => {
        if (move.kind !== "act" || move.slot !== MACHINE_SLOT || table[move.action._tag as E["_tag"]] === undefined) return false
        const should = expected(before as S, move.action)
        return should !== undefined && differences(before as S, should, local as S, signals.map(({ signal }) => signal)).length > 0
      },
      holds: () => false,
      evidence: ({ locals, before, move, outcome }: Decided) => {
        if (before === undefined || move?.kind !== "act") return []
        const was = before[MACHINE_SLOT] as S
        const should = expected(was, move.action as E)
        return should === undefined ? [] : differences(was, should, locals[MACHINE_SLOT] as S, (outcome?.signals ?? []).map(({ signal }) => signal as O))
      }
    }))
    return Object.assign(declared, { expected, speaksOf: Object.keys(table) })
  }

/** What is kept on disk is on its way there before anybody is told of it. */
const KEEPS = /^(?:Save|Write|TruncateLog)/
const TELLS = /^(?:Reply|SendOnHaConnection|SendToPeer|SendFinished)/

/** In what a step differs from what it should have been. */
export const differences = <S extends object, O extends Tagged>(before: S, { next = {}, says = [] }: Expected<S, O>, after: S, outputs: readonly O[]): readonly string[] => {
  const found: string[] = []
  for (const field of Object.keys(before) as (keyof S & string)[]) {
    const should = field in next ? (next as S)[field] : before[field]
    if (!same(after[field], should)) found.push(...differencesOf(after[field], should, field).map(differenceText))
  }
  const missing: O[] = []
  const left = [...outputs]
  for (const output of says) {
    const at = left.findIndex((other) => same(saying(other), saying(output)))
    if (at < 0) missing.push(output)
    else left.splice(at, 1)
  }
  found.push(...unlike(missing, left))
  if (found.length === 0) for (const lane of new Set(says.flatMap(laneOf))) if (!same(inLane(outputs, lane), inLane(says, lane))) found.push(`what goes to ${lane} goes in another order`)
  if (isToldTooEarly(outputs)) found.push("somebody is told before it is kept")
  return found
}

/** Is somebody told before all is on its way to the disk? */
export const isToldTooEarly = (outputs: readonly Tagged[]): boolean => {
  const told = outputs.findIndex(({ _tag }) => TELLS.test(_tag))
  return told >= 0 && outputs.slice(told).some(({ _tag }) => KEEPS.test(_tag))
}

/** What differs little from what should leave is told by where it differs. */
const FEW = 3
/** What carries something else is another output. */
const CARRIED: ReadonlySet<string> = new Set(["event", "message"])

/** What should leave and does not, and what leaves and should not. */
const unlike = <O extends Tagged>(missing: readonly O[], extra: readonly O[]): readonly string[] => {
  const left = [...extra]
  const told = missing.map((output) => {
    const near = left.map((other, at) => ({ at, differs: differencesOf(saying(other), saying(output)) })).filter(({ at, differs }) => left[at]?._tag === output._tag && differs.length <= FEW && !differs.some(({ path }) => CARRIED.has(path)))
    const nearest = near.reduce<(typeof near)[number] | undefined>((best, each) => (best === undefined || each.differs.length < best.differs.length ? each : best), undefined)
    if (nearest === undefined) return `it should give out ${taggedText(output)}, and does not`
    left.splice(nearest.at, 1)
    return `it gives out ${briefly(output)}, in which ${nearest.differs.map((difference: Difference) => differenceText(difference)).join("; ")}`
  })
  return [...told, ...left.map((output) => `it gives out ${taggedText(output)}, and should not`)]
}

/** What is carried out in the order in which it is asked for: the disk's work, and what is sent to one and the same. */
const laneOf = (output: Tagged): readonly string[] => (/^(?:Write|Flush$|Dispatch$)/.test(output._tag) ? ["the disk"] : "to" in output ? [String(output.to)] : [])

/** What goes where, in its order. */
export const lanesOf = (outputs: readonly Tagged[]): { readonly [lane: string]: readonly Tagged[] } => Object.fromEntries([...new Set(outputs.flatMap(laneOf))].sort().map((lane) => [lane, inLane(outputs, lane)]))

const inLane = (outputs: readonly Tagged[], lane: string): readonly Tagged[] => outputs.filter((output) => laneOf(output)[0] === lane)

/** Without what only people read. */
const saying = (output: Tagged): object => ("remark" in output ? { ...output, remark: "" } : output)

export const tableOf = <V>(table: HashMap.HashMap<string, V>): Map<string, V> => new Map(HashMap.entries(table))
export const hashMapOf = <V>(table: Iterable<readonly [string, V]>): HashMap.HashMap<string, V> => HashMap.fromIterable(table)
