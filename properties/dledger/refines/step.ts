/**
 * Refinement: every event that a member takes must do what Raft's Figure 2 and the seed say, no more and no less. A relation is
 * stated here over the member before and after one event, and what it asked for, without calling the rules: what they decide
 * is worked out a second time, from lists of terms instead of runs, and compared.
 *
 * @module
 */
import type { BrokerEvent, EventOf } from "../../../spec/broker/events.ts"
import type { BrokerOutput, OutputOf } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { same } from "../../same.ts"
import { declare, type Declared } from "../declare.ts"

/** A promise about every single event, which can be asked of one by itself too. */
export interface Refined extends Declared {
  readonly holdsOf: (taken: TakenEvent) => boolean
}

/** A promise about every single event that a member takes. */
export const refines = (id: string, sentence: string, source: string, holds: (taken: TakenEvent) => boolean): Refined =>
  Object.assign(
    declare(id, sentence, source, () => ({
      kind: "step",
      concerns: (_before, _move, { detail }) => detail !== undefined && (detail as readonly TakenEvent[]).some((taken) => !holds(taken)),
      holds: () => false
    })),
    { holdsOf: holds }
  )

/** The event, if it is one of these. */
export const as = <Tag extends BrokerEvent["_tag"]>(event: BrokerEvent, ...tags: readonly Tag[]): EventOf<Tag> | undefined =>
  (tags as readonly string[]).includes(event._tag) ? (event as EventOf<Tag>) : undefined

export const all = <Tag extends BrokerOutput["_tag"]>(outputs: readonly BrokerOutput[], tag: Tag): readonly OutputOf<Tag>[] => outputs.filter((output): output is OutputOf<Tag> => output._tag === tag)

/** The same things, in whatever order. */
export const sameBag = (a: readonly unknown[], b: readonly unknown[]): boolean => {
  if (a.length !== b.length) return false
  if (a.length <= 1) return a.length === 0 || same(a[0], b[0])
  const left = [...b]
  return a.every((one) => {
    const at = left.findIndex((other) => same(one, other))
    if (at < 0) return false
    left.splice(at, 1)
    return true
  })
}

/** It has read its disk, and can still write to it: one that cannot is silent. */
export const works = ({ running, diskFailed }: Broker): boolean => running && !diskFailed

export const majorityOf = ({ config }: Broker): number => Math.floor((config.peers.length + 1) / 2) + 1

/** The highest of its entries that counts as its own: on disk, or merely written (`ackRequires`). */
export const ownOf = ({ config, log }: Broker): number => (config.ackRequires === "FSYNC" ? log.durableIndex : log.lastIndex)

/** A member that lost its disk and has not heard from everybody yet. */
export const isAsking = ({ raft, config }: Broker): boolean => !raft.voter && raft.votes.length < config.peers.length

/** Serving: the no-op of its term is in its queues. */
export const serves = ({ raft, dispatchedIndex }: Broker): boolean => raft.role === "LEADER" && dispatchedIndex >= raft.noopIndex

/** A log as a list: what stands at each index behind the snapshot. */
export interface Entries {
  readonly base: number
  readonly baseTerm: number
  /** Terms of the entries behind the base, in order. */
  readonly terms: readonly number[]
}

const known = new WeakMap<object, Entries>()

/** A log as a list of terms; runs that no entry stands in count for nothing. */
export const entriesOf = (log: Broker["log"]): Entries => {
  const before = known.get(log)
  if (before !== undefined) return before
  const entries = { base: log.baseIndex, baseTerm: log.baseTerm, terms: listed(log.runs, log.baseIndex, log.lastIndex) }
  known.set(log, entries)
  return entries
}

/** Terms of the entries in (prev, last], one by one. */
export const listed = (runs: readonly { readonly first: number; readonly term: number }[], prev: number, last: number): readonly number[] => {
  const terms: number[] = []
  for (let index = prev + 1; index <= last; index++) terms.push(runs.reduce((term, run) => (run.first <= index ? run.term : term), -1))
  return terms
}

/** Runs ascend, each of another term than the one before, and in each stands an entry: one log is written in one way. */
export const isWellFormed = ({ runs, baseIndex, lastIndex }: Broker["log"]): boolean =>
  runs.every(({ first, term }, i) => first > (runs[i - 1]?.first ?? baseIndex) && first <= lastIndex && term !== runs[i - 1]?.term) && (lastIndex === baseIndex || runs[0]?.first === baseIndex + 1)

export const lastOf = ({ base, terms }: Entries): number => base + terms.length

/** The term at an index; `undefined` where nothing is kept. */
export const termAt = ({ base, baseTerm, terms }: Entries, index: number): number | undefined => (index === base ? baseTerm : terms[index - base - 1])

export const lastTermOf = (entries: Entries): number => entries.terms.at(-1) ?? entries.baseTerm

/** The same entries at the same places. */
export const sameEntries = (a: Entries, b: Entries): boolean => a.base === b.base && a.baseTerm === b.baseTerm && a.terms.length === b.terms.length && a.terms.every((term, i) => term === b.terms[i])
