/**
 * Who moves next on a walk. A schedule draws from its own random numbers and knows of the world only what can be tried, so
 * a seed says which walks there are.
 *
 * @module
 */
import type { Random } from "./random.ts"
import { REFUSED } from "./walk-tables.ts"
import type { Walker } from "./walker.ts"

export interface Schedule {
  /** A walk of so many steps begins; `random` is its own. */
  readonly begin: (random: Random, steps: number) => void
  /** Of so many tries, the transition of one that was tried just now and can be made; `REFUSED` if there is none. */
  readonly pick: (walker: Walker, candidates: number) => number
  /** The walk came to an abstract state; did no walk before? */
  readonly arrived?: (isNew: boolean) => void
  /** The walk is over. */
  readonly end?: () => void
}

/** How often a step is drawn blindly before all that can be made are listed. */
const BLIND = 12

/** Each step that can be made is as likely. */
export const uniform = (): Schedule => {
  let random: Random
  return {
    begin: (own) => {
      random = own
    },
    pick: (walker, candidates) => drawOne(walker, candidates, random)
  }
}

/** Draws from what can be made, all as likely. */
export const drawOne = (walker: Walker, candidates: number, random: Random): number => {
  if (candidates === 0) return REFUSED
  for (let k = 0; k < BLIND; k++) {
    const t = walker.try(random.below(candidates))
    if (t !== REFUSED) return t
  }
  const can: number[] = []
  for (let i = 0; i < candidates; i++) if (walker.try(i) !== REFUSED) can.push(i)
  return can.length === 0 ? REFUSED : walker.try(can[random.below(can.length)] as number)
}
