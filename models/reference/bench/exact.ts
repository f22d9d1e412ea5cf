/**
 * How many states there are within a depth, by their full texts: slow, and without a fingerprint that two of them could share.
 *
 * @module
 */
import { encode } from "../../engine/encode.ts"
import type { AnyModel } from "../../engine/model.ts"
import { initialWorld, movesOf, step, type World } from "../../engine/world.ts"

/** `depth` counts the initial state as 1, as the options of `explore` do. */
export const countExactly = (model: AnyModel, depth: number): { readonly unique: number; readonly seconds: number } => {
  const started = performance.now()
  const first = initialWorld(model)
  const seen = new Set([textOf(first)])
  let level: readonly World[] = [first]
  for (let d = 1; d < depth; d++) {
    const next: World[] = []
    for (const world of level) {
      for (const { move, position } of movesOf(model, world)) {
        const stepped = step(model, world, move, position)
        if (stepped.kind !== "stepped") continue
        const text = textOf(stepped.world)
        if (seen.has(text)) continue
        seen.add(text)
        next.push(stepped.world)
      }
    }
    level = next
  }
  return { unique: seen.size, seconds: (performance.now() - started) / 1000 }
}

const textOf = ({ locals, inFlight }: World): string => `${encode(locals)} ${inFlight.map(encode).sort().join(" ")}`
