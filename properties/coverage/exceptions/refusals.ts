/**
 * Requests that are refused.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const refusals: readonly Exceptions[] = [
  {
    because: "A refusal by who is not the master; in the models this is asked of masters alone.",
    of: [
      { rule: "brokers GetMaxOffset", test: "spec/serving/rules/get-max-offset.test.ts", verdicts: { "not here": "not here: a follower, a candidate, and a leader that has committed nothing of its own term" } }
    ]
  }
]
