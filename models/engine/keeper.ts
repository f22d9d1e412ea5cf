/**
 * Keeps a search on disk now and then, if it is to be kept.
 *
 * @module
 */
import type { Crew } from "./crew.ts"
import type { ExploreOptions, Stopped } from "./result.ts"
import type { Search } from "./search.ts"
import { type Marks, readSnapshot, removeSnapshot, type SnapshotOptions, writeSnapshot } from "./snapshot.ts"

const EVERY_SECONDS = 60

/** Writing takes at most this share of the time. */
const SHARE = 0.1

export class Keeper {
  private readonly search: Search
  private readonly crew: Crew
  private readonly model: string
  private readonly permutations: number
  /** A search that keeps its edges is over before it would be worth keeping, and an exact one has seen all of its states. */
  private readonly snapshot: SnapshotOptions | undefined
  private next: number

  constructor(search: Search, crew: Crew, model: string, { exact, snapshot, symmetry }: ExploreOptions) {
    this.search = search
    this.crew = crew
    this.model = model
    this.permutations = symmetry === false ? 1 : search.transitions.permutations
    this.snapshot = search.keepsEdges || exact === true ? undefined : snapshot
    this.next = performance.now() + this.every
  }

  private get every(): number {
    return (this.snapshot?.everySeconds ?? EVERY_SECONDS) * 1000
  }

  /** The search goes on where it was kept, if it was. */
  read(): Marks | undefined {
    return this.snapshot === undefined ? undefined : readSnapshot(this.snapshot, this.model, this.permutations, this.search)
  }

  /** Between two levels; `started`: when it would have begun, made in one go. */
  keep(depth: number, started: number): void {
    const now = performance.now()
    if (this.snapshot === undefined || now < this.next) return
    const { search, crew } = this
    const { unique, generated, expanded } = crew.totals
    const spilled = search.spilled()
    const marks: Marks = {
      depth,
      seconds: (now - started) / 1000,
      unique,
      generated,
      expanded,
      nextState: search.states,
      calls: search.transitions.calls,
      found: search.decisions.known(),
      ...(spilled === undefined ? {} : { spilled })
    }
    writeSnapshot(this.snapshot, this.model, this.permutations, search, marks)
    const ended = performance.now()
    this.next = this.every === 0 ? ended : ended + Math.max(this.every, (ended - now) / SHARE)
  }

  /** What was stopped by a limit or by hand may go on; anything else has ended. */
  end(stopped: Stopped | undefined): void {
    if (this.snapshot !== undefined && (stopped === undefined || stopped === "decided" || stopped === "depth")) removeSnapshot(this.snapshot)
  }
}
