/**
 * A trace of any suite, told from its beginning to its end.
 *
 * @module
 */
import type { AnyModel } from "../../models/engine/model.ts"
import { NO_THROW } from "../../models/engine/properties.ts"
import type { PropertyResult, Trace } from "../../models/engine/result.ts"
import { evidenceOf } from "../declare.ts"
import type { Suite } from "../suites.ts"
import { type Place, tellerOf } from "./teller.ts"
import type { Telling, ToldStep } from "./telling.ts"
import { whyOf } from "./why.ts"
import { withoutBugText } from "./without-bug.ts"

/** What is known of the property that a trace leads to; of one that is only named, the suite says the rest. */
export type About = Pick<PropertyResult, "id"> & Partial<Pick<PropertyResult, "kind" | "verdict">>

/** The property of a trace, with all that a reader is told of it. */
export type Shown = NonNullable<Telling["property"]> & Pick<PropertyResult, "kind" | "verdict">

/** What telling needs of a suite. */
export type Tellable = Pick<Suite, "name" | "mode" | "about" | "model" | "properties" | "view">

export interface TellOptions {
  /** Id of the mutant that it happened to. */
  readonly mutant?: string
  /** The model that made the trace: that of the suite, unless it is a mutant's. */
  readonly model?: AnyModel
  /** Where the trace begins, if its first steps are left out. */
  readonly start?: Pick<Place, "n" | "flights">
}

export const tell = (suite: Tellable, about: About | undefined, trace: Trace, { mutant, model = suite.model(), start }: TellOptions = {}): Telling => {
  const teller = tellerOf(model, suite.view)
  const steps: ToldStep[] = []
  const first = start === undefined ? teller.begin() : teller.at(start, trace.initial)
  let place = first
  for (const { move, outcome, locals } of trace.steps) {
    const told = teller.step(place, move, outcome, locals)
    steps.push(told.step)
    place = told.place
  }
  const property = about === undefined ? undefined : propertyOf(suite, model, about)
  return {
    model: suite.name,
    mode: suite.mode,
    about: suite.about,
    ...(mutant === undefined ? {} : { mutant }),
    ...(property === undefined ? {} : { property }),
    lanes: teller.lanes,
    initial: first.snapshots,
    steps,
    ...(first.n === 0 ? {} : { skipped: first.n }),
    ...(trace.loopFrom === undefined ? {} : { loopFrom: trace.loopFrom }),
    ...(trace.error === undefined ? {} : { error: trace.error }),
    why: property === undefined ? [] : whyOf({ model, view: suite.view, property, trace, run: { lanes: teller.lanes, initial: first.snapshots, steps }, right: rightText(suite, model, property, trace, steps, mutant) })
  }
}

/** Of a run with a bug: what the rules as they are would have done. */
const rightText = (suite: Tellable, model: AnyModel, { id }: Shown, trace: Trace, steps: readonly ToldStep[], mutant?: string): readonly string[] => {
  if (mutant === undefined) return []
  const found = model.properties.find((property) => property.id === id)
  return withoutBugText(suite.model(), suite.view, trace, steps, found !== undefined && evidenceOf(found) !== undefined)
}

export const propertyOf = ({ properties }: Pick<Suite, "properties">, model: AnyModel, { id, kind, verdict }: About): Shown => {
  const declared = properties.find((property) => property.id === id)
  const found = model.properties.find((property) => property.id === id)
  const sentence = declared?.sentence ?? (id === NO_THROW ? "Every rule gives an answer to every event in every state." : id)
  return { id, kind: kind ?? found?.kind ?? "always", verdict: verdict ?? (declared?.witness === true ? "reached" : "violated"), sentence, source: declared?.source ?? "" }
}
