/**
 * A run that was written down, made again: what generated tests call. It says whether the bug is still there, is fixed, or
 * cannot be told because rules were renamed or act otherwise.
 *
 * @module
 */
import { NO_THROW } from "../../models/engine/properties.ts"
import type { AnyMove } from "../../models/engine/model.ts"
import { take } from "../../models/engine/step.ts"
import { mutants } from "../mutants/index.ts"
import { modelWith } from "../mutants/mutant.ts"
import { suites } from "../suites.ts"
import { walked } from "../walked.ts"
import { endShows, type LastStep } from "./ends.ts"
import { type Flights, fly, initialFlights } from "./flights.ts"
import { moveFor, type WrittenMove } from "./moves.ts"
import { whatDiffers } from "./whole-run.ts"
import { worldOf } from "./worlds.ts"

export interface WrittenRun {
  readonly model: string
  readonly mutant?: string
  /** Id of the property that the last step breaks, or of the witness that it comes to; or of one that the whole run breaks. */
  readonly property: string
  /** Of a lasso: the moves behind this one are made over and over. */
  readonly loopFrom?: number
  readonly moves: readonly (WrittenMove & {
    readonly text: string
    /** What rules decided. */
    readonly verdicts: readonly string[]
  })[]
}

/**
 * Makes the moves, and returns if the end still breaks the property (or is a witness of it), or the whole run does: a lasso must
 * go round, be fair and never come to what was promised, and from an end that is stuck nothing near may lead out. Throws with
 * what is different.
 */
export const rerun = ({ model: name, mutant: id, property, moves, loopFrom }: WrittenRun): void => {
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
  const worlds = [worldOf(model, suite.view, locals, flights)]
  const made: AnyMove[] = []
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
    worlds.push(worldOf(model, suite.view, locals, flights))
    made.push(move)
  }
  if (property === NO_THROW) throw new Error(`the last step throws no more: the bug is fixed. ${KEEP}`)
  if (found?.kind === "eventually" || found?.kind === "recoverable") {
    const differs = whatDiffers(model, suite.view, found, { worlds, moves: made, ...(loopFrom === undefined ? {} : { loopFrom }) })
    if (differs === undefined) return
    throw new Error(found.witness === true ? `the run is no witness of ${property} any more: ${differs}` : `the bug is fixed: every step can be made, but ${differs}. ${KEEP}`)
  }
  if (endShows(model, property, locals, last)) return
  throw new Error(found?.kind === "sometimes" ? `the run is no witness of ${property} any more` : `the bug is fixed: every step can be made, and ${property} holds at the end. ${KEEP}`)
}

const KEEP = "Delete this test, or keep it the other way round"
