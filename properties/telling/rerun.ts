/**
 * A run that was written down, made again: what generated tests call. It says whether the bug is still there, is fixed, or
 * cannot be told because rules were renamed or act otherwise.
 *
 * @module
 */
import { NO_THROW } from "../../models/engine/properties.ts"
import { take } from "../../models/engine/step.ts"
import { mutants } from "../mutants/index.ts"
import { modelWith } from "../mutants/mutant.ts"
import { suites } from "../suites.ts"
import { walked } from "../walked.ts"
import { endShows, type LastStep } from "./ends.ts"
import { type Flights, fly, initialFlights } from "./flights.ts"
import { moveFor, type WrittenMove } from "./moves.ts"

export interface WrittenRun {
  readonly model: string
  readonly mutant?: string
  /** Id of the property that the last step breaks, or of the witness that it comes to. */
  readonly property: string
  readonly moves: readonly (WrittenMove & {
    readonly text: string
    /** What rules decided. */
    readonly verdicts: readonly string[]
  })[]
}

/** Makes the moves, and returns if the end still breaks the property (or is a witness of it). Throws with what is different. */
export const rerun = ({ model: name, mutant: id, property, moves }: WrittenRun): void => {
  const suite = [...suites, ...walked].find((each) => each.name === name)
  if (suite === undefined) throw new Error(`the model ${name} is gone, or its bounds have changed: write this test again from a new trace`)
  const mutant = mutants.find((each) => each.id === id)
  if (id !== undefined && mutant === undefined) throw new Error(`the mutant ${id} is gone or was renamed: write this test again`)
  const model = mutant === undefined ? suite.model() : modelWith(suite, mutant)
  const found = model.properties.find((each) => each.id === property)
  if (found === undefined && property !== NO_THROW) throw new Error(`the property ${property} is gone or was renamed: write this test again`)
  const told = { nameOf: suite.view.laneOf, said: suite.view.said }
  let flights: Flights = initialFlights(model, told)
  let locals: readonly unknown[] = model.initial.locals
  let last: LastStep | undefined
  for (const [i, written] of moves.entries()) {
    const where = `step ${i + 1} (${written.text})`
    const move = moveFor(model, suite.view, locals, flights, written)
    if (typeof move === "string") throw new Error(`${where} cannot be made any more: ${move}. The rules act otherwise before it: the bug may be fixed`)
    const taken = take(model, locals, move)
    if (taken.kind === "threw") {
      if (property === NO_THROW && i === moves.length - 1) return
      throw new Error(`${where} throws: ${taken.error}`)
    }
    if (taken.kind === "refused") throw new Error(`${where} cannot be made any more. The rules act otherwise before it: the bug may be fixed`)
    const verdicts = taken.outcome.verdicts ?? []
    if (verdicts.join() !== written.verdicts.join()) throw new Error(`${where}: rules decided ${verdicts.join(", ") || "nothing"}, where they decided ${written.verdicts.join(", ") || "nothing"}: a rule was changed, or its verdict renamed. If the promise is broken still, write this test again`)
    last = { before: locals, move, outcome: taken.outcome }
    flights = fly(model, told, flights, move, taken.outcome, i + 1).flights
    locals = taken.locals
  }
  if (property === NO_THROW) throw new Error("the last step throws no more: the bug is fixed. Delete this test, or keep it the other way round")
  const isWitness = found?.kind === "sometimes"
  if (!endShows(model, property, locals, last)) throw new Error(isWitness ? `the run is no witness of ${property} any more` : `the bug is fixed: every step can be made, and ${property} holds at the end. Delete this test, or keep it the other way round`)
}
