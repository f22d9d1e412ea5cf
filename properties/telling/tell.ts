/**
 * A trace of any suite, told from its beginning to its end.
 *
 * @module
 */
import type { AnyModel } from "../../models/engine/model.ts"
import { NO_THROW } from "../../models/engine/properties.ts"
import type { PropertyResult, Trace } from "../../models/engine/result.ts"
import type { Suite } from "../suites.ts"
import { tellerOf } from "./teller.ts"
import type { Telling, ToldStep } from "./telling.ts"

/** What is known of the property that a trace leads to; of one that is only named, the suite says the rest. */
export type About = Pick<PropertyResult, "id"> & Partial<Pick<PropertyResult, "kind" | "verdict">>

export interface TellOptions {
  /** Id of the mutant that it happened to. */
  readonly mutant?: string
  /** The model that made the trace: that of the suite, unless it is a mutant's. */
  readonly model?: AnyModel
}

export const tell = (suite: Suite, about: About, trace: Trace, { mutant, model = suite.model() }: TellOptions = {}): Telling => {
  const teller = tellerOf(model, suite.view)
  const steps: ToldStep[] = []
  const first = teller.begin()
  let place = first
  for (const { move, outcome, locals } of trace.steps) {
    const told = teller.step(place, move, outcome, locals)
    steps.push(told.step)
    place = told.place
  }
  return {
    model: suite.name,
    mode: suite.mode,
    about: suite.about,
    ...(mutant === undefined ? {} : { mutant }),
    property: propertyOf(suite, model, about),
    lanes: teller.lanes,
    initial: first.snapshots,
    steps,
    ...(trace.loopFrom === undefined ? {} : { loopFrom: trace.loopFrom }),
    ...(trace.error === undefined ? {} : { error: trace.error }),
    why: []
  }
}

const propertyOf = ({ properties }: Suite, model: AnyModel, { id, kind, verdict }: About): Telling["property"] => {
  const declared = properties.find((property) => property.id === id)
  const found = model.properties.find((property) => property.id === id)
  const sentence = declared?.sentence ?? (id === NO_THROW ? "Every rule gives an answer to every event in every state." : id)
  return { id, kind: kind ?? found?.kind ?? "always", verdict: verdict ?? (declared?.witness === true ? "reached" : "violated"), sentence, source: declared?.source ?? "" }
}
