/**
 * How the last life of a store ended, and what it had on disk for sure: the files `abort` and `checkpoint`, as RocketMQ has them.
 *
 * `abort` is there while a broker runs, and stays if it does not end in an orderly way. `checkpoint`: when the last message was
 * stored that is on disk, three times as an int64 (in the log, in the queues, in the index), in a file of 4 KiB.
 *
 * RocketMQ `DefaultMessageStore.isTempFileExist`, `StoreCheckpoint`.
 *
 * @module
 */
import type { Files } from "../files/files.ts"
import { readInt64, writeInt64 } from "./int64.ts"
import type { Before } from "./log-recovery.ts"

const CHECKPOINT_SIZE = 4_096

/** Milliseconds between two writes of the checkpoint: what it lacks is only checked once more. */
const EVERY_MS = 1_000

export class StoreLife {
  readonly before: Before
  /** When the last message was stored whose place in the index is on disk. */
  readonly indexed: number
  private readonly files: Files
  private readonly dir: string
  private readonly queued: number
  private written = -Infinity

  /** A life begins; that is on disk when it returns. */
  constructor(files: Files, dir: string) {
    this.files = files
    this.dir = dir
    const [log = 0, queues = 0, index = 0] = this.load()
    this.before = { exit: files.exists(this.abort) ? "abnormal" : "normal", checkpoint: Math.min(log, queues), flushed: log }
    this.queued = queues
    this.indexed = index
    files.open(this.abort).close()
    files.syncDir(dir)
  }

  private get abort(): string {
    return `${this.dir}/abort`
  }

  /** The log is on disk up to a message that was stored at the time that `stored` tells. Seldom written, and never synced: it may say too little. */
  flushed(now: number, stored: () => number): void {
    if (now - this.written < EVERY_MS && now >= this.written) return
    this.written = now
    this.write([stored(), this.queued, this.indexed]).close()
  }

  /** Everything is on disk; the last message was stored then. An orderly end. */
  end(stored: number): void {
    const handle = this.write([stored, stored, stored])
    handle.syncNow()
    handle.close()
    this.files.remove(this.abort)
    this.files.syncDir(this.dir)
  }

  private load(): number[] {
    const path = `${this.dir}/checkpoint`
    if (!this.files.exists(path)) return []
    const handle = this.files.open(path)
    const bytes = Buffer.alloc(24)
    handle.read(bytes, 0, bytes.length)
    handle.close()
    return [0, 8, 16].map((at) => readInt64(bytes, at))
  }

  private write(times: readonly number[]) {
    const handle = this.files.open(`${this.dir}/checkpoint`)
    if (handle.size() < CHECKPOINT_SIZE) handle.truncate(CHECKPOINT_SIZE)
    const bytes = Buffer.alloc(24)
    times.forEach((time, i) => writeInt64(bytes, time, 8 * i))
    handle.write(bytes, 0)
    return handle
  }
}
