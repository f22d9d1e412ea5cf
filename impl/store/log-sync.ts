/**
 * How far a log is on disk, and whether it has failed: one fsync at a time, each for all that was written before it.
 *
 * @module
 */
import { StoreFailedError, toError } from "./errors.ts"
import { GroupCommit, type Syncable } from "./group-commit.ts"

export type SyncDone = (error: Error | undefined, durableIndex: number) => void

export class LogSync {
  /** The last entry on disk. */
  durable: number
  /** Nothing is written any more. */
  failure: Error | undefined
  private readonly dir: string
  private readonly commits: GroupCommit
  /** What the sync under way will make durable. */
  private target = -1

  /** `begin` names the files to sync, and the last entry that is in them; `onDurable` takes note of what is on disk, before anybody else hears of it. */
  constructor(dir: string, durable: number, begin: () => { readonly last: number; readonly files: readonly Syncable[] }, onDurable: (last: number) => void) {
    this.dir = dir
    this.durable = durable
    this.commits = new GroupCommit(
      () => {
        const { last, files } = begin()
        this.target = last
        return files
      },
      (error) => {
        if (error) this.fail(error)
        else if (!this.failure) {
          this.durable = Math.max(this.durable, this.target)
          this.mayFail(() => onDurable(this.durable))
        }
        return this.failure
      }
    )
  }

  /** `done` is called later; on a failed log at once, with the error. */
  request(done: SyncDone): void {
    if (this.failure) done(this.failure, this.durable)
    else this.commits.request((error) => done(error, this.durable))
  }

  /** Entries behind `last` are gone, also from what a sync under way will report. */
  cutAt(last: number): void {
    this.durable = Math.min(this.durable, last)
    this.target = Math.min(this.target, last)
  }

  ensureUsable(): void {
    if (this.failure) throw this.failure
  }

  /** A write; if it throws, the log has failed, and that is thrown. */
  attempt(write: () => void): void {
    this.mayFail(write)
    this.ensureUsable()
  }

  /** A write; if it throws, the log has failed. */
  mayFail(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.fail(error)
    }
  }

  private fail(error: unknown): void {
    this.failure ??= new StoreFailedError(this.dir, toError(error))
  }
}
