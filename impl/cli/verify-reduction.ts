/**
 * `rocketproof check --verify-reduction`: each model explored with and without the reduction; verdicts must be the same. Models
 * with properties of whole runs are compared in the others. Prints a table for `docs/reduction.md`.
 *
 * @module
 */
import { explore, whyNotReduced } from "../../models/engine/index.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import type { Result } from "../../models/engine/result.ts"
import type { Suite } from "../../properties/suites.ts"
import { count } from "./progress.ts"

/** What the two searches came to, of a model or of a mutant. */
export interface Comparison {
  readonly plain: Result
  readonly reduced: Result
  /** Properties with another verdict; none: the reduction is right here. */
  readonly differing: readonly string[]
}

/** Both searches, over the properties that are not of whole runs. */
export const compareSearches = (given: AnyModel): Comparison => {
  const model: AnyModel = { ...given, properties: given.properties.filter(({ kind }) => kind !== "recoverable" && kind !== "eventually") }
  const complaint = whyNotReduced(model)
  if (complaint !== undefined) throw new Error(`${model.name}: no reduction, since ${complaint}`)
  const plain = explore(model)
  const reduced = explore(model, { reduction: true })
  const differing = plain.properties.filter(({ id, verdict }) => reduced.properties.find((other) => other.id === id)?.verdict !== verdict).map(({ id }) => id)
  return { plain, reduced, differing }
}

export const verifyReduction = (suites: readonly Suite[]): number => {
  console.log("| model | states | with reduction | factor | searches | s | s with |\n|---|--:|--:|--:|--:|--:|--:|")
  let wrong = 0
  for (const { name, model, seconds } of suites) {
    // Nobody exhausts it.
    if (seconds !== undefined) continue
    const { plain, reduced, differing } = compareSearches(model())
    if (differing.length > 0) wrong++
    console.log(`| ${name} | ${count(plain.uniqueStates)} | ${count(reduced.uniqueStates)} | ${(plain.uniqueStates / reduced.uniqueStates).toFixed(2)} | ${reduced.reduction?.searches ?? 0} | ${plain.seconds.toFixed(1)} | ${reduced.seconds.toFixed(1)} |${differing.length > 0 ? ` DIFFERENT: ${differing.join(", ")}` : ""}`)
  }
  console.log(wrong === 0 ? "\nThe verdicts are the same in all of them." : `\n${wrong} differ.`)
  return wrong === 0 ? 0 : 1
}
