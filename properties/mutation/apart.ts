/**
 * Mutants of what runs while a file is loaded (a schema, a default, a table that is worked out once): the switch is on before
 * anything is loaded, in a thread of its own for each.
 *
 * @module
 */
import { pathToFileURL } from "node:url"
import { sep } from "node:path"
import { Worker } from "node:worker_threads"
import type { Apart, Kill, Odd } from "./results.ts"

/** What the thread has to do. */
export interface Errand {
  /** URL of the build with all mutants in it. */
  readonly dist: string
  /** −1: none, to see what the models say of the spec as it is. */
  readonly number: number
  readonly id: string
  /** Names of models, those first that are likely to notice. */
  readonly models: readonly string[]
  /** States of a model: first of every one, then of those that differ. */
  readonly budgets: readonly number[]
  /** What the models say without a mutant, as far as the first budget goes, by name. */
  readonly unchanged: Said
}

/** Of everything that a model asked of the spec, a digest. */
export type Said = { readonly [model: string]: string }

/** What the thread answers. */
export type Reported = { readonly line: Kill | Odd | Apart; readonly said: Said }

/** Seconds for everything: whoever needs longer does not end. */
const PATIENCE = 1_200

export const sendOn = (errand: Omit<Errand, "dist">, dist: string): Promise<Reported> => {
  const worker = new Worker(new URL("apart-worker.js", import.meta.url), { workerData: { ...errand, dist: pathToFileURL(dist + sep).href } satisfies Errand, resourceLimits: { maxOldGenerationSizeMb: 3_072 } })
  const odd = (what: Odd["what"]): Reported => ({ line: { kind: "odd", id: errand.id, model: "loading", what }, said: {} })
  return new Promise<Reported>((resolve) => {
    const clock = setTimeout(() => resolve(odd("does not end")), PATIENCE * 1_000)
    worker.on("message", resolve)
    // Loading it throws: nobody overlooks that, and no property sees it.
    worker.on("error", () => resolve(odd("crashes")))
    worker.on("exit", () => clearTimeout(clock))
  }).finally(() => worker.terminate())
}
