/**
 * Files of a disk that is slow, or gives errors when it is told to.
 *
 * @module
 */
import type { TimersService } from "../layers/timers.ts"
import { Faults } from "./faults.ts"
import type { FileHandle, Files } from "./files.ts"

/** What a disk is told. `null`: no such fault any more. */
export interface DiskFault {
  /** Each fsync takes this much longer, in milliseconds; 0: no longer than it does. One that blocks is not delayed. */
  readonly slowMs?: number
  /** So manieth write from now on fails with EIO: 1 is the next one. */
  readonly failWrite?: number | null
  readonly failFsync?: number | null
}

export interface FaultyFiles {
  readonly files: Files
  readonly set: (fault: DiskFault) => void
}

export const faultyFiles = (files: Files, timers: Pick<TimersService, "after">): FaultyFiles => {
  const faults = new Faults()
  const planned: { write: number | null; sync: number | null } = { write: null, sync: null }
  let slowMs = 0

  /** Throws if it is this operation's turn to fail. */
  const perform = (operation: "write" | "sync", path: string): void => {
    const error = faults.next(operation, path)
    if (error !== undefined) throw error
  }

  const wrap = (handle: FileHandle): FileHandle => {
    /** Fsyncs that wait: the file stays open for them. */
    let waiting = 0
    let closed = false
    const sync: FileHandle["sync"] = (done) => {
      try {
        perform("sync", handle.path)
      } catch (error) {
        setImmediate(() => done(error as Error))
        return
      }
      handle.sync(done)
    }
    return {
      path: handle.path,
      size: () => handle.size(),
      read: (buffer, position, length) => handle.read(buffer, position, length),
      write: (buffer, position) => {
        perform("write", handle.path)
        handle.write(buffer, position)
      },
      truncate: (size) => handle.truncate(size),
      sync: (done) => {
        if (slowMs === 0) return sync(done)
        waiting++
        timers.after(slowMs, () => {
          waiting--
          try {
            sync(done)
          } catch {
            // Its process is gone, and nobody is left to hear of it.
            return
          }
          if (closed && waiting === 0) handle.close()
        })
      },
      syncNow: () => {
        perform("sync", handle.path)
        handle.syncNow()
      },
      close: () => {
        closed = true
        if (waiting === 0) handle.close()
      }
    }
  }

  return {
    files: { ...files, open: (path) => wrap(files.open(path)) },
    set: (fault) => {
      slowMs = fault.slowMs ?? slowMs
      if (fault.failWrite !== undefined) planned.write = fault.failWrite
      if (fault.failFsync !== undefined) planned.sync = fault.failFsync
      if (fault.failWrite === undefined && fault.failFsync === undefined) return
      faults.clear()
      for (const on of ["write", "sync"] as const) if (planned[on] !== null) faults.plan({ on, nth: planned[on], code: "EIO" })
    }
  }
}
