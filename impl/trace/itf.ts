/**
 * A run in Apalache's Informal Trace Format (ADR-015, `.itf.json`): every state in full. A variable a slot, `in_flight` for
 * the messages under way, `step` for what was done.
 *
 * The format has no null: it is written as the variant `{ "tag": "None", "value": {} }`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import { type Flights, fly } from "../../properties/telling/flights.ts"
import type { ReadTrace } from "./replay.ts"

type Expression = string | boolean | readonly Expression[] | { readonly [key: string]: Expression }

export const itf = ({ suite, model, about, mutant, trace, start }: ReadTrace): string => {
  const told = { nameOf: suite.view.laneOf, said: suite.view.said }
  const vars = [...model.slots, "in_flight", "step"]
  let flights = start.flights
  const stateOf = (index: number, locals: readonly unknown[], text: string, of: Flights) => ({
    "#meta": { index },
    ...Object.fromEntries(model.slots.map((slot, i) => [slot, expressionOf(locals[i])])),
    in_flight: of.underWay.map(({ sent, message }) => ({ from: sent.from, to: sent.to, message: expressionOf(message) })),
    step: text
  })
  const states = [
    stateOf(0, trace.initial, "", flights),
    ...trace.steps.map(({ move, outcome, locals }, i) => {
      flights = fly(model, told, flights, move, outcome, start.n + i + 1).flights
      return stateOf(i + 1, locals, suite.view.did(move).text, flights)
    })
  ]
  return `${JSON.stringify(
    {
      "#meta": {
        format: "ITF",
        "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
        source: suite.name,
        description: `Written by rocketproof: ${suite.about}${mutant === undefined ? "" : `; with the bug ${mutant.id}`}${start.n === 0 ? "" : `; the first ${start.n} steps are left out`}`,
        ...(about === undefined ? {} : { status: about.verdict === "violated" ? "violation" : "ok", property: about.id })
      },
      vars,
      states,
      ...(trace.loopFrom === undefined ? {} : { loop: trace.loopFrom - start.n })
    },
    null,
    1
  )}\n`
}

/** Integers are written as big ones, as Apalache and Quint do. */
export const expressionOf = (value: unknown): Expression => {
  if (value === null) return { tag: "None", value: {} }
  if (typeof value === "number" || typeof value === "bigint") return Number.isInteger(Number(value)) ? { "#bigint": value.toString() } : String(value)
  if (typeof value !== "object") return value as string | boolean
  if (Array.isArray(value)) return value.map(expressionOf)
  if (HashMap.isHashMap(value)) return { "#map": [...HashMap.entries(value)].map(([key, of]) => [expressionOf(key), expressionOf(of)]) }
  if (value instanceof Map) return { "#map": [...(value as ReadonlyMap<unknown, unknown>)].map(([key, of]) => [expressionOf(key), expressionOf(of)]) }
  if (HashSet.isHashSet(value) || value instanceof Set) return { "#set": [...(value as Iterable<unknown>)].map(expressionOf) }
  // A field's name may not begin with #.
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key.startsWith("#") ? `_${key}` : key, expressionOf(of)]))
}
