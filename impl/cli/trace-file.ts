/**
 * Traces as files.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { PropertyResult } from "../../models/engine/result.ts"
import type { Suite } from "../../properties/suites.ts"

/** A trace with everything needed to read it, as JSON. Maps are lists of pairs, ascending. */
export const traceJson = (suite: Suite, { id, kind, verdict, trace }: PropertyResult, mutant?: string): string => {
  const declared = suite.properties.find((p) => p.id === id) ?? { id, sentence: id, source: "", witness: false }
  return `${JSON.stringify(
    {
      format: "rocketproof-trace",
      version: 1,
      model: suite.name,
      ...(mutant === undefined ? {} : { mutant }),
      bounds: suite.bounds,
      property: { id, kind, verdict, sentence: declared.sentence, source: declared.source },
      slots: suite.model().slots,
      length: trace?.steps.length ?? 0,
      text: trace === undefined ? "" : suite.explain(declared, trace),
      trace
    },
    (_key, value: unknown) => (HashMap.isHashMap(value) ? [...HashMap.entries(value)].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)) : value),
    1
  )}\n`
}
