/**
 * Who does the work of a search: one thread, or a team once there is enough of it.
 *
 * @module
 */
import type { AnyModel } from "./model.ts"
import type { ExploreOptions } from "./result.ts"
import type { Search } from "./search.ts"
import { Team } from "./team.ts"

/** States from which on other threads are worth their start. */
export const HIRE_AT = 100_000

export class Crew {
  /** Calls of the model by threads that have left. */
  calls = 0
  private readonly search: Search
  private readonly model: AnyModel
  private readonly options: ExploreOptions
  private readonly hireAt: number
  private team: Team | undefined

  constructor(search: Search, model: AnyModel, options: ExploreOptions) {
    this.search = search
    this.model = model
    this.options = options
    this.hireAt = (options.workers?.threads ?? 1) > 1 && !search.keepsEdges && options.exact !== true ? (options.workers?.eager === true ? 0 : HIRE_AT) : Number.POSITIVE_INFINITY
  }

  /** States, successors, and states expanded: of all threads. */
  get totals(): { readonly unique: number; readonly generated: number; readonly expanded: number } {
    const { unique, generated, expanded } = this.search
    if (this.team === undefined) return { unique, generated, expanded }
    const { others } = this.team
    return { unique: unique + others.unique, generated: generated + others.generated, expanded: expanded + others.expanded }
  }

  /** Threads that took part. */
  get threads(): number {
    return this.team?.threads ?? 1
  }

  /** The chunks of the level that this thread is to expand. */
  begin(): Iterable<number> {
    const { search, options } = this
    if (this.team === undefined && search.unique >= this.hireAt && options.workers !== undefined) {
      this.team = new Team(search, this.model, options.workers.model, options.workers.threads, options.symmetry !== false)
      if (options.workers.eager === true) this.team.wait()
    }
    return this.team === undefined ? search.frontier.current : this.team.begin(search.expansion.isLast)
  }

  /** Between two chunks. */
  rest(): void {
    if (this.team === undefined && this.search.isFull) this.search.settle([], true)
  }

  /** Everybody is done with the level; `stop`: as soon as may be. */
  *end(stop: boolean): Generator<void> {
    if (this.team !== undefined) yield* this.team.end(stop)
  }

  dismiss(): void {
    const { team } = this
    if (team === undefined) return
    for (const { calls } of team.dismiss()) this.calls += calls
  }
}
