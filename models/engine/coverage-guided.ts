/**
 * Coverage-guided walks (Gulcan, Ozkan, Majumdar and Nagendra, OOPSLA 2025, guide by the abstract states of a model): a walk
 * that comes to abstract states which none came to before is kept, and later walks are made like it, with a change: they
 * follow a piece of it and go on at random, leave a piece out, or exchange two pieces.
 *
 * A kept walk is a list of threads, not of moves: where a thread has several moves to choose from, the one at the same
 * place is made, or the last. A thread that cannot move is left out.
 *
 * @module
 */
import type { Random } from "./random.ts"
import { drawOne, type Schedule } from "./schedules.ts"
import { REFUSED } from "./walk-tables.ts"
import type { Walker } from "./walker.ts"

/** A thread, and which of its moves, one after the other. */
type Recipe = readonly number[]

/** Walks kept, at most: later ones take the place of the oldest. */
const KEPT = 64

/** One walk in so many is all random, as long as there is anything to follow. */
const FRESH = 5

export const coverageGuided = (): Schedule => {
  const corpus: Recipe[] = []
  let kept = 0
  let random: Random
  let recipe: Recipe = []
  let at = 0
  let made: number[] = []
  /** Length of what was made when an abstract state was last seen for the first time. */
  let fresh = 0

  const follow = (walker: Walker, threads: Int32Array): number => {
    while (at < recipe.length) {
      const i = placeOf(threads, recipe[at] as number, recipe[at + 1] as number)
      at += 2
      if (i < 0) continue
      const t = walker.try(i)
      if (t !== REFUSED) return t
    }
    return REFUSED
  }

  return {
    begin: (own) => {
      random = own
      at = 0
      made = []
      fresh = 0
      recipe = corpus.length === 0 || random.below(FRESH) === 0 ? [] : changed(corpus[random.below(corpus.length)] as Recipe, random)
    },
    pick: (walker, candidates) => {
      const threads = walker.threads()
      const followed = follow(walker, threads)
      const t = followed === REFUSED ? drawOne(walker, candidates, random) : followed
      if (t !== REFUSED) {
        const i = walker.lastTry
        made.push(threads[i] as number, rankOf(threads, i))
      }
      return t
    },
    arrived: (isNew) => {
      if (isNew) fresh = made.length
    },
    end: () => {
      if (fresh > 0) corpus[kept++ % KEPT] = made.slice(0, fresh)
    }
  }
}

const changed = (recipe: Recipe, random: Random): Recipe => {
  const steps = recipe.length / 2
  const cut = (): number => 2 * random.below(steps + 1)
  const [x, y, z] = [cut(), cut(), cut()].sort((a, b) => a - b) as [number, number, number]
  switch (random.below(4)) {
    case 0:
      return recipe.slice(0, z)
    case 1:
      return [...recipe.slice(0, x), ...recipe.slice(y)]
    case 2:
      return [...recipe.slice(0, x), ...recipe.slice(y, z), ...recipe.slice(x, y), ...recipe.slice(z)]
    default:
      return recipe
  }
}

/** The move of this thread at this place, or its last one; −1: the thread has none. */
const placeOf = (threads: Int32Array, thread: number, rank: number): number => {
  let last = -1
  for (let i = threads.indexOf(thread), left = rank; i >= 0 && i < threads.length; i++) {
    if (threads[i] !== thread) continue
    last = i
    if (left-- === 0) break
  }
  return last
}

const rankOf = (threads: Int32Array, i: number): number => {
  let rank = 0
  for (let k = threads.indexOf(threads[i] as number); k < i; k++) if (threads[k] === threads[i]) rank++
  return rank
}
