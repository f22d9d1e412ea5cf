/**
 * Bugs of a shell, put in on purpose around one that has none: simulation must find each.
 *
 * @module
 */
import type { FileHandle, Files } from "../files/files.ts"
import type { TimersService } from "../layers/timers.ts"

export interface Planted {
  readonly id: string
  readonly what: string
  readonly files?: (files: Files, timers: TimersService) => Files
  readonly timers?: (timers: TimersService) => TimersService
  /** How a client numbers its requests. */
  readonly opaques?: () => () => number
}

const handles = (change: (handle: FileHandle, timers: TimersService, isNew: boolean) => Partial<FileHandle>) => (files: Files, timers: TimersService): Files => ({
  ...files,
  open: (path) => {
    const isNew = !files.exists(path)
    const handle = files.open(path)
    return { ...handle, ...change(handle, timers, isNew) }
  }
})

const isSegment = ({ path }: FileHandle): boolean => /\/commitlog\/\d+$/.test(path)

export const planted: readonly Planted[] = [
  {
    id: "reply-before-fsync",
    what: "An fsync is reported as soon as it has begun.",
    files: handles((handle, timers) => ({
      sync: (done) => {
        try {
          handle.sync(() => {})
        } catch {
          // Its process has ended.
          return
        }
        timers.after(0, () => done())
      }
    }))
  },
  {
    id: "lost-write-error",
    what: "Nobody hears of a write that has failed.",
    files: handles((handle) => ({
      write: (buffer, position) => {
        try {
          handle.write(buffer, position)
        } catch {
          // Said nowhere.
        }
      }
    }))
  },
  {
    id: "segment-switch-off-by-one",
    what: "The first write of a new segment is one byte off.",
    files: handles((handle, _timers, isNew) => {
      let first = isNew && isSegment(handle) && !handle.path.endsWith("/00000000000000000000")
      return {
        write: (buffer, position) => {
          handle.write(buffer, first && position === 0 ? 1 : position)
          first = false
        }
      }
    })
  },
  {
    id: "flush-not-noted",
    what: "What was on disk once is noted nowhere: damage at the end of a log looks like a torn write.",
    files: handles((handle) => ({
      write: (buffer, position) => {
        if (!handle.path.endsWith(".durable")) handle.write(buffer, position)
      }
    }))
  },
  {
    id: "reused-opaque",
    what: "A client uses the number of a request again, though its answer may be on its way.",
    opaques: () => {
      let number = 0
      return () => 1 + (number++ % 2)
    }
  },
  {
    id: "stale-timer-honoured",
    what: "A timer that was cancelled or armed anew fires none the less.",
    timers: (timers) => ({ now: timers.now, after: (ms, callback) => (timers.after(ms, callback), () => {}) })
  }
]
