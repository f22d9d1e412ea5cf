/**
 * Traces as files.
 *
 * @module
 */
import type { PropertyResult } from "../../models/engine/result.ts"
import { type Bounds, nameOf } from "../../models/dledger/models.ts"
import type { Declared } from "../../properties/dledger/declare.ts"
import { explain } from "../../properties/dledger/explain.ts"
import * as HashMap from "effect/HashMap"

/** A trace with everything needed to read it, as JSON. Maps are lists of pairs, ascending. */
export const traceJson = (bounds: Bounds, { id, kind, verdict, trace }: PropertyResult, properties: readonly Declared[], mutant?: string): string => {
  const declared = properties.find((p) => p.id === id)
  const sentence = declared?.sentence ?? id
  const slots = [...Array.from({ length: bounds.nodes }, (_, i) => `n${i}`), "faults", "history"]
  return `${JSON.stringify(
    {
      format: "rocketproof-trace",
      version: 1,
      model: nameOf(bounds),
      ...(mutant === undefined ? {} : { mutant }),
      bounds,
      property: { id, kind, verdict, sentence, source: declared?.source ?? "" },
      slots,
      length: trace?.steps.length ?? 0,
      text: trace === undefined ? "" : explain({ id, sentence, source: declared?.source ?? "" }, slots, trace),
      trace
    },
    (_key, value: unknown) => (HashMap.isHashMap(value) ? [...HashMap.entries(value)].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)) : value),
    1
  )}\n`
}
