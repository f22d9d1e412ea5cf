/**
 * One fsync at a time: what is requested while one runs is covered by the next one.
 *
 * RocketMQ `CommitLog.GroupCommitService`.
 *
 * @module
 */
import type { Done } from "../files/files.ts"

export interface Syncable {
  sync(done: Done): void
}

export class GroupCommit {
  private running = false
  private waiting: Done[] = []
  private readonly begin: () => readonly Syncable[]
  private readonly ended: (error: Error | undefined) => Error | undefined

  /**
   * `begin` names the files to sync, at least one, when a sync begins. `ended` hears its outcome, before those who
   * requested it do, and gives the error that they get.
   */
  constructor(begin: () => readonly Syncable[], ended: (error: Error | undefined) => Error | undefined) {
    this.begin = begin
    this.ended = ended
  }

  request(done: Done): void {
    this.waiting.push(done)
    if (!this.running) this.start()
  }

  private start(): void {
    const covered = this.waiting
    this.waiting = []
    this.running = true
    const handles = this.begin()
    let left = handles.length
    let failure: Error | undefined
    const end = (error?: Error): void => {
      failure ??= error
      if (--left > 0) return
      this.running = false
      const outcome = this.ended(failure)
      if (this.waiting.length > 0) this.start()
      for (const done of covered) {
        if (outcome) done(outcome)
        else done()
      }
    }
    for (const handle of handles) handle.sync(end)
  }
}
