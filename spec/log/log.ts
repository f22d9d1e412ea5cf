/**
 * The log as one pure value: enough to answer every question a replication rule asks, in O(runs of terms), whether it
 * holds 10 entries or 10 million. Bodies are not here; rules name entries by index range and whoever runs the machine
 * reads and writes them.
 *
 * Raft §5.3 (log, prevLogIndex, prevLogTerm) · DLedger `MemberState.ledgerEndIndex/ledgerEndTerm`, `DLedgerMmapFileStore`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Index, Term } from "../vocabulary.ts"

/** From index `first` on (up to the next run), entries have this term. */
export const Run = Schema.Struct({ first: Index, term: Term })
export type Run = typeof Run.Type

export const Log = Schema.Struct({
  /** The entry before the first one kept; −1 when nothing was ever compacted. */
  baseIndex: Index,
  baseTerm: Term,
  /** Ascending in `first` and in `term`; empty when the log holds nothing. */
  runs: Schema.Array(Run),
  /** Last entry written (page cache); equals `baseIndex` when the log holds nothing. */
  lastIndex: Index,
  /** Last entry known to be on disk (fsynced). Never above `lastIndex`. */
  durableIndex: Index
})
export type Log = typeof Log.Type

/** Consecutive entries, by their terms: what AppendEntries carries. */
export const Slice = Schema.Struct({
  /** The entry before the first one of the slice. */
  prevLogIndex: Index,
  prevLogTerm: Term,
  runs: Schema.Array(Run),
  /** Equals `prevLogIndex` when the slice is empty (a heartbeat). */
  lastIndex: Index
})
export type Slice = typeof Slice.Type

/** DLedger's "no term": the term of the entry before the first one. */
export const NO_TERM = -1

export const empty: Log = { baseIndex: -1, baseTerm: NO_TERM, runs: [], lastIndex: -1, durableIndex: -1 }

/** The term of the last entry, `NO_TERM` for an empty log. */
export const lastTerm = (log: Log): Term => log.runs[log.runs.length - 1]?.term ?? log.baseTerm

/** The term of the entry at `index`; `undefined` when the log does not hold it (compacted away, or not written yet). */
export const termAt = (log: Log, index: Index): Term | undefined => {
  if (index === log.baseIndex) return log.baseTerm
  if (index < log.baseIndex || index > log.lastIndex) return undefined
  return runAt(log.runs, index)?.term
}

/** Does the log hold this very (index, term)? Raft's consistency check. */
export const matches = (log: Log, index: Index, term: Term): boolean => termAt(log, index) === term

/** Is a log that ends in (lastLogTerm, lastLogIndex) at least as complete as this one? Raft §5.4.1. */
export const isUpToDate = (log: Log, lastLogTerm: Term, lastLogIndex: Index): boolean =>
  lastLogTerm !== lastTerm(log) ? lastLogTerm > lastTerm(log) : lastLogIndex >= log.lastIndex

/** The log with `count` more entries of `term`, written and not yet durable. */
export const append = (log: Log, term: Term, count = 1): Log => ({
  ...log,
  runs: term === log.runs[log.runs.length - 1]?.term ? log.runs : [...log.runs, { first: log.lastIndex + 1, term }],
  lastIndex: log.lastIndex + count
})

/** The log with the slice's entries after its own last one; the slice must begin there. */
export const appendSlice = (log: Log, slice: Slice): Log => {
  const last = log.runs[log.runs.length - 1]?.term
  const fresh = slice.runs
    .filter((run, i) => (slice.runs[i + 1]?.first ?? slice.lastIndex + 1) > log.lastIndex + 1)
    .map((run) => (run.first > log.lastIndex ? run : { ...run, first: log.lastIndex + 1 }))
  const runs = fresh[0]?.term === last ? [...log.runs, ...fresh.slice(1)] : [...log.runs, ...fresh]
  return { ...log, runs, lastIndex: Math.max(log.lastIndex, slice.lastIndex) }
}

/** The log without the entries at `from` and behind. Truncation is durable before anything is appended over it. */
export const truncate = (log: Log, from: Index): Log =>
  from > log.lastIndex
    ? log
    : {
        ...log,
        runs: log.runs.filter((run) => run.first < from),
        lastIndex: Math.max(log.baseIndex, from - 1),
        durableIndex: Math.min(log.durableIndex, Math.max(log.baseIndex, from - 1))
      }

/** The log with everything up to `index` on disk. A late completion, from before a truncation, moves nothing back. */
export const flushed = (log: Log, index: Index): Log => {
  const durableIndex = Math.max(log.durableIndex, Math.min(index, log.lastIndex))
  return durableIndex === log.durableIndex ? log : { ...log, durableIndex }
}

/** The log without the entries up to and including `index`, which a snapshot now stands for. */
export const compact = (log: Log, index: Index): Log => {
  const term = termAt(log, index)
  if (term === undefined || index <= log.baseIndex) return log
  const runs = log.runs
    .filter((run, i) => (log.runs[i + 1]?.first ?? log.lastIndex + 1) > index + 1)
    .map((run) => (run.first > index ? run : { ...run, first: index + 1 }))
  return { ...log, baseIndex: index, baseTerm: term, runs, durableIndex: Math.max(log.durableIndex, index) }
}

/** A log that begins after a snapshot and holds nothing yet. */
export const afterSnapshot = (index: Index, term: Term): Log => ({
  baseIndex: index,
  baseTerm: term,
  runs: [],
  lastIndex: index,
  durableIndex: index
})

/** Entries `first … last`, with what precedes them. The log must hold `first − 1` (or have it as its base). */
export const slice = (log: Log, first: Index, last: Index): Slice => ({
  prevLogIndex: first - 1,
  prevLogTerm: termAt(log, first - 1) ?? NO_TERM,
  runs:
    last < first
      ? []
      : log.runs
          .filter((run, i) => run.first <= last && (log.runs[i + 1]?.first ?? log.lastIndex + 1) > first)
          .map((run) => (run.first >= first ? run : { ...run, first })),
  lastIndex: Math.max(last, first - 1)
})

/** The first entry of the slice that the log holds with another term; `undefined` if none does. */
export const firstConflict = (log: Log, entries: Slice): Index | undefined => {
  const end = Math.min(log.lastIndex, entries.lastIndex)
  for (let index = Math.max(entries.prevLogIndex, log.baseIndex) + 1; index <= end; ) {
    const theirs = runAt(entries.runs, index)
    const ours = runAt(log.runs, index)
    if (theirs?.term !== ours?.term) return index
    index = Math.min(nextRunAfter(entries.runs, index), nextRunAfter(log.runs, index))
  }
  return undefined
}

/** The first index of the run of equal terms that `index` stands in, but not below the first entry kept. */
export const firstOfTermAt = (log: Log, index: Index): Index => runAt(log.runs, index)?.first ?? log.baseIndex + 1

const runAt = (runs: readonly Run[], index: Index): Run | undefined => {
  for (let i = runs.length - 1; i >= 0; i--) {
    const run = runs[i] as Run
    if (run.first <= index) return run
  }
  return undefined
}

const nextRunAfter = (runs: readonly Run[], index: Index): Index => {
  for (const run of runs) if (run.first > index) return run.first
  return Number.MAX_SAFE_INTEGER
}
