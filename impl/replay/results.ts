/**
 * Replays of all witnesses and mutants, as they last went: `npm run docs:replay` writes them, the page is made from them.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import * as Schema from "effect/Schema"
import type { Replayed } from "./replay.ts"
import { refusalIn } from "./seen.ts"

const Outcome = Schema.Struct({
  verdict: Schema.Literals(["reproduced", "diverged", "not performable"]),
  steps: Schema.Int,
  /** Of one that was not reproduced: where, which move, and what. */
  step: Schema.optionalKey(Schema.Int),
  move: Schema.optionalKey(Schema.String),
  why: Schema.optionalKey(Schema.String)
})
export type Outcome = typeof Outcome.Type

const Results = Schema.Struct({
  /** The day of the last of them. */
  date: Schema.String,
  machine: Schema.String,
  witnesses: Schema.Array(Schema.Struct({ model: Schema.String, topic: Schema.String, mode: Schema.String, why: Schema.optionalKey(Schema.String), found: Schema.Array(Schema.Struct({ property: Schema.String, ...Outcome.fields })) })),
  /** Against RocketMQ's own brokers. */
  real: Schema.Array(Schema.Struct({ witness: Schema.String, model: Schema.String, property: Schema.String, version: Schema.String, clients: Schema.Array(Schema.String), ...Outcome.fields })),
  mutants: Schema.Array(Schema.Struct({ id: Schema.String, rule: Schema.String, model: Schema.String, property: Schema.String, with: Outcome, without: Outcome }))
})
export type Results = typeof Results.Type

export const readResults = (file: string): Results => Schema.decodeUnknownSync(Results)(JSON.parse(readFileSync(file, "utf8")))

/** What of a replay is worth keeping. */
export const outcomeOf = ({ verdict, steps, step, move, why, differences = [] }: Replayed): Outcome => {
  const [first] = differences
  const reason = why ?? refusalIn(differences) ?? (first === undefined ? undefined : `${first.what}: expected ${first.expected}, got ${first.got}`)
  return { verdict, steps, ...(step === undefined ? {} : { step }), ...(move === undefined ? {} : { move }), ...(reason === undefined ? {} : { why: reason }) }
}
