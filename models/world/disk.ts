/**
 * A node's disk in the model: what is written (page cache) and what is durable (fsynced), told apart for the log and for
 * term and vote. Entries carry their payload, so that two different entries of equal index and term can exist.
 *
 * @module
 */
import * as Log from "../../spec/log/log.ts"
import type { HardState } from "../../spec/raft/state.ts"

/** `m1`, `m2`, … a message; `n0`, … the no-op of that node. */
export type Payload = string

/** A message, and not the no-op of a leader. */
export const isMessage = (payload: Payload): boolean => payload.startsWith("m")

/** What a person calls an entry: a message by its name, a record of POP by its tag (`ck`, `ack`); `null`: a no-op. */
export const nameOf = (payload: Payload): string | null => (payload.includes(" ") ? payload.slice(0, payload.indexOf(" ")) : isMessage(payload) ? payload : null)

export interface Entry {
  readonly term: number
  readonly payload: Payload
  /** Of what the broker writes by itself: its queue, its offset there, and how often the message was consumed in vain. Absent: the one queue of messages. */
  readonly at?: EntryPlace
}

export interface EntryPlace {
  readonly queue: string
  readonly offset: number
  readonly times: number
  /** Of one that comes again: what it stands for. */
  readonly revived?: string
}

export interface Disk {
  /** False until something was written: a lost disk is blank too. */
  readonly used: boolean
  /** The consumers' progress with which the model began is on it. */
  readonly offsets: boolean
  /** What a snapshot stands for: entries 0 … compacted.length − 1. */
  readonly compacted: readonly Entry[]
  /** Entries behind the snapshot, as written. */
  readonly entries: readonly Entry[]
  /** Index of the last durable entry; −1 for none. */
  readonly durable: number
  /** An fsync of the log that has begun will cover entries up to here; `null`: none under way. */
  readonly flushing: number | null
  readonly hard: HardState
  /** A write of term and vote that is not on disk yet. */
  readonly saving: HardState | null
  /** Progress of consumer groups as last saved. Kept only in worlds with consumers. */
  readonly savedOffsets?: readonly (readonly [string, number])[]
  /** Asked for while another was under way, where a model lets that wait (`busyDisk`): another fsync, another write of term and vote. */
  readonly flushAgain?: true
  readonly saveNext?: HardState
  /** The fsync under way began before a truncation: when it is done it names an entry that is gone. */
  readonly stale?: { readonly index: number; readonly term: number }
  /** The log is damaged: entries up to here were on disk, and are gone. Until the member is known to lack them. */
  readonly once?: number
  /** Entries up to here are on their way into the queues, where a model lets that take its time. */
  readonly dispatching?: number
}

export const blankDisk: Disk = {
  used: false,
  offsets: false,
  compacted: [],
  entries: [],
  durable: -1,
  flushing: null,
  hard: { term: 0, votedFor: null, voter: true },
  saving: null
}

export const lastIndexOf = (disk: Disk): number => disk.compacted.length + disk.entries.length - 1

export const entryAt = (disk: Disk, index: number): Entry | undefined =>
  index < disk.compacted.length ? disk.compacted[index] : disk.entries[index - disk.compacted.length]

/** All entries from index 0 on, those that a snapshot stands for included. */
export const allEntries = (disk: Disk): readonly Entry[] => (disk.compacted.length === 0 ? disk.entries : [...disk.compacted, ...disk.entries])

/** The entries of a slice, as this disk has them. */
export const entriesIn = (disk: Disk, { prevLogIndex, lastIndex }: Pick<Log.Slice, "prevLogIndex" | "lastIndex">): readonly Entry[] => allEntries(disk).slice(prevLogIndex + 1, lastIndex + 1)

/** Is the message anywhere in the log? */
export const holdsMessage = (disk: Disk, message: Payload): boolean => allEntries(disk).some(({ payload }) => payload === message)

export const append = (disk: Disk, entries: readonly Entry[]): Disk => ({ ...disk, used: true, entries: [...disk.entries, ...entries] })

/** Removes entries from `from` on; durable at once. An fsync under way says nothing of what is written there later, but where requests queue it ends first. */
export const truncate = (disk: Disk, from: number, queues: boolean): Disk => ({
  ...disk,
  ...(queues && disk.flushing !== null && disk.flushing >= from ? { stale: disk.stale ?? { index: disk.flushing, term: entryAt(disk, disk.flushing)?.term ?? -1 } } : {}),
  flushing: disk.flushing === null ? null : Math.min(disk.flushing, from - 1),
  entries: disk.entries.slice(0, Math.max(0, from - disk.compacted.length)),
  durable: Math.min(disk.durable, from - 1)
})

/** Entries up to `dispatching` are in their queues. */
export const dispatched = ({ dispatching: _dispatching, ...disk }: Disk): Disk => disk

/** An fsync begins; while one is under way, where requests queue, it waits for its turn. */
export const flush = (disk: Disk, queues: boolean): Disk => (queues && disk.flushing !== null ? { ...disk, flushAgain: true } : { ...disk, flushing: lastIndexOf(disk) })

/** A write of term and vote begins, or waits for its turn; of several that wait the last one is made. */
export const save = (disk: Disk, hard: HardState, queues: boolean): Disk =>
  queues && disk.saving !== null ? { ...disk, used: true, saveNext: hard } : { ...disk, used: true, saving: hard }

/** The write of term and vote that was under way is done, and the one that waited begins. */
export const saved = ({ saveNext, ...disk }: Disk): Disk => ({ ...keep(disk, disk.saving ?? disk.hard), saving: saveNext ?? null })

/** Term, vote and standing are on disk. Of a member that has no vote it is known what it lacks. */
export const keep = ({ once, ...disk }: Disk, hard: HardState): Disk => ({ ...disk, used: true, hard, ...(once === undefined || !hard.voter ? {} : { once }) })

/** Nothing is under way or waits: the process is gone, or the disk has failed. */
export const idle = ({ flushAgain: _flushAgain, saveNext: _saveNext, dispatching: _dispatching, stale: _stale, ...disk }: Disk): Disk => ({ ...disk, flushing: null, saving: null })

/** What recovery finds: it fsyncs what it reads, so all of it is durable. */
export const recoveredLog = (disk: Disk): Log.Log => {
  const base = disk.compacted.length - 1
  let log: Log.Log = base < 0 ? Log.empty : Log.afterSnapshot(base, (disk.compacted[base] as Entry).term)
  for (const { term } of disk.entries) log = Log.append(log, term)
  return Log.flushed(log, log.lastIndex)
}

/** An fsync that was under way is done, and the one that waited begins. */
export const flushed = ({ flushAgain, stale: _stale, ...disk }: Disk): Disk => ({
  ...disk,
  durable: Math.max(disk.durable, Math.min(disk.flushing ?? -1, lastIndexOf(disk))),
  flushing: flushAgain ? lastIndexOf(disk) : null
})

/** After a process crash: the page cache is still there, and recovery makes it durable. */
export const afterCrash = (disk: Disk): Disk => ({ ...idle(disk), durable: lastIndexOf(disk), hard: disk.saving ?? disk.hard })

/** After a power loss that left the log up to `last` (at least what was durable) and the older or the newer term and vote. */
export const afterPowerLoss = (disk: Disk, last: number, keepsSaving: boolean): Disk =>
  afterCrash({
    ...disk,
    entries: disk.entries.slice(0, Math.max(0, last + 1 - disk.compacted.length)),
    saving: keepsSaving ? disk.saving : null
  })

/** Some entries at the end of what was on disk are not what was written, or were never written where they belong. */
export const afterDamage = (disk: Disk, last: number): Disk =>
  afterCrash({ ...disk, entries: disk.entries.slice(0, Math.max(0, last + 1 - disk.compacted.length)), once: Math.max(disk.once ?? -1, disk.durable) })

/** Entries up to `index` are replaced by a snapshot. */
export const compact = (disk: Disk, index: number): Disk => {
  const all = allEntries(disk)
  return { ...disk, compacted: all.slice(0, index + 1), entries: all.slice(index + 1), durable: Math.max(disk.durable, index) }
}
