/**
 * Random steps from a spot on, as the seed has them.
 *
 * @module
 */
import type { Ran } from "../api.ts"
import { propertiesAt } from "./choices.ts"
import type { Space, Spot } from "./space.ts"

export interface Wandering {
  readonly steps: number
  readonly seed: number
  /** May faults strike? */
  readonly faults: boolean
}

/** Ends early where nothing can be done, and after a step that breaks a property. */
export const wander = (space: Space, path: readonly number[], { steps, seed, faults }: Wandering): Ran => {
  const found = [...path]
  let spot = space.at(path)
  let state = seed >>> 0
  const draw = (below: number): number => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  for (let n = 0; n < steps; n++) {
    const untried = space.offersAt(spot).flatMap(({ move }, index) => (!faults && space.teller.did(move).fault ? [] : [index]))
    let next: Spot | undefined
    let choice = -1
    while (next === undefined && untried.length > 0) {
      choice = untried.splice(draw(untried.length), 1)[0] as number
      next = space.take(spot, choice)
    }
    if (next === undefined) return { path: found, ended: `After ${n} steps nothing more is possible${faults ? "" : " without faults"}.` }
    found.push(choice)
    spot = next
    const broken = propertiesAt(space, spot).find(({ is }) => is === "broken")
    if (broken !== undefined) return { path: found, ended: `Step ${found.length} breaks ${broken.id}.` }
  }
  return { path: found }
}
