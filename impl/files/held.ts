/**
 * Files whose fsyncs end only when they are told to: until then nobody hears of them. What is asked of them is done by the
 * files below, for real. Of kinds that nobody holds, fsyncs end in the order in which they began.
 *
 * @module
 */
import type { Done, FileHandle, Files } from "./files.ts"

/** What is held apart: fsyncs of the log, those of term and vote, and what a broker puts into its queues. */
export type HeldKind = "log" | "vote" | "queues"

export interface HeldFiles {
  readonly files: Files
  /** Fsyncs that nobody holds and that have not ended. */
  readonly busy: () => number
  /** Those that are held. */
  readonly held: (kind: HeldKind) => number
  /** Something else than an fsync: done at once, unless its kind is held. */
  readonly wait: (kind: HeldKind, go: () => void) => void
  /** Lets the oldest one that is held be done; with an error it fails instead. Throws if none is. */
  readonly release: (kind: HeldKind, error?: Error) => void
  /** Holds them from now on, or no more: then those that are held are done as well. */
  readonly hold: (kind: HeldKind, on: boolean) => void
}

interface Turn {
  readonly done: Done
  outcome: { readonly error: Error | undefined } | undefined
}

/** `kindOf`: what a file holds, by its path; `undefined`: nothing that is ever held. */
export const heldFiles = (files: Files, kindOf: (path: string) => HeldKind | undefined): HeldFiles => {
  const holding = new Set<HeldKind>()
  const waiting: { readonly [kind in HeldKind]: Done[] } = { log: [], vote: [], queues: [] }
  const turns: Turn[] = []

  const begin = (handle: FileHandle, done: Done): void => {
    const turn: Turn = { done, outcome: undefined }
    turns.push(turn)
    handle.sync((error) => {
      turn.outcome = { error }
      for (let first = turns[0]; first?.outcome !== undefined; first = turns[0]) {
        const { outcome } = first
        // It counts as busy until whoever hears of it has asked for more.
        if (outcome.error === undefined) first.done()
        else first.done(outcome.error)
        turns.shift()
      }
    })
  }

  const release: HeldFiles["release"] = (kind, error) => {
    const first = waiting[kind].shift()
    if (first === undefined) throw new Error(`nothing of the ${kind} is held`)
    first(error)
  }

  const wrap = (handle: FileHandle): FileHandle => {
    const kind = kindOf(handle.path)
    return {
      path: handle.path,
      size: () => handle.size(),
      write: (buffer, position) => handle.write(buffer, position),
      read: (buffer, position, length) => handle.read(buffer, position, length),
      truncate: (size) => handle.truncate(size),
      sync: (done) => {
        if (kind !== undefined && holding.has(kind)) waiting[kind].push((error) => (error === undefined ? begin(handle, done) : done(error)))
        else begin(handle, done)
      },
      syncNow: () => handle.syncNow(),
      close: () => handle.close()
    }
  }

  return {
    files: { ...files, open: (path) => wrap(files.open(path)) },
    busy: () => turns.length,
    held: (kind) => waiting[kind].length,
    wait: (kind, go) => {
      if (holding.has(kind)) waiting[kind].push(() => go())
      else go()
    },
    release,
    hold: (kind, on) => {
      if (on) holding.add(kind)
      else {
        holding.delete(kind)
        while (waiting[kind].length > 0) release(kind)
      }
    }
  }
}
