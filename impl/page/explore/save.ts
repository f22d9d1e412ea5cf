/**
 * A way through a model as a trace file. A property that its last step breaks is what it shows.
 *
 * @module
 */
import { replay } from "../../../models/engine/trace.ts"
import type { Suite } from "../../../properties/suites.ts"
import type { About } from "../../../properties/telling/tell.ts"
import { traceLines } from "../../trace/write.ts"
import { propertiesAt } from "./choices.ts"
import type { Space, Spot } from "./space.ts"

export const savedOf = (suite: Suite, space: Space, mutant: string | undefined) => (spots: readonly Spot[]): string => {
  const trace = replay(space.model, spots.slice(1).map(({ last }) => (last as NonNullable<Spot["last"]>).move))
  const broken = propertiesAt(space, spots[spots.length - 1] as Spot).find(({ is }) => is === "broken")
  const about: About | undefined = broken && { id: broken.id, verdict: "violated" }
  return [...traceLines(suite, about, trace, { model: space.model, ...(mutant === undefined ? {} : { mutant }) })].join("")
}
