/**
 * The nearest run on which the promise is kept, for a page to show beside the one on which it is broken.
 *
 * @module
 */
import { noReturn, type NoReturn, noReturnText } from "../../properties/telling/no-return.ts"
import { tell } from "../../properties/telling/tell.ts"
import type { ReadTrace } from "../trace/replay.ts"
import type { GoodRun } from "./one-file.ts"

/** States looked at: more take longer than anybody wants to wait for a page. */
const MOST_STATES = 800

const NAMES: { readonly [kind in NoReturn["kind"]]: string } = {
  "no return": "point of no return",
  "never again": "point of no return",
  "last choice": "until here it could be avoided",
  "another choice": "another choice",
  "way out": "until here it could come about"
}

/** `undefined`: there is none, or it cannot be told. A witness has something to be avoided only where it takes a fault. */
export const goodRunOf = ({ suite, model, about, trace, mutant }: Pick<ReadTrace, "suite" | "model" | "about" | "trace" | "mutant">): GoodRun | undefined => {
  if (about === undefined || !(about.verdict === "violated" || trace.steps.some(({ move }) => suite.view.did(move).kind === "fault"))) return undefined
  const found = noReturn(model, suite.view, about.id, trace, { maxStates: MOST_STATES })
  if (found === undefined) return undefined
  const telling = tell(suite, { ...about, verdict: about.verdict === "violated" ? "holds" : "missing" }, found.goodRun, { model, ...(mutant === undefined ? {} : { mutant: mutant.id }) })
  return { telling: { ...telling, why: [] }, splitAt: found.splitAt, name: NAMES[found.kind], label: noReturnText(found, suite.view, trace) }
}
