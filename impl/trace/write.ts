/**
 * A trace of a model as a file. Everything but the actions comes first, then the actions, one a line.
 *
 * @module
 */
import { relative } from "node:path"
import type { AnyModel } from "../../models/engine/model.ts"
import type { Trace } from "../../models/engine/result.ts"
import { fly, initialFlights } from "../../properties/telling/flights.ts"
import type { Suite } from "../../properties/suites.ts"
import { jsonOf } from "../../properties/telling/json.ts"
import { type About, propertyOf } from "../../properties/telling/tell.ts"
import { type Action, FORMAT, type Head, VERSION } from "./schema.ts"
import { specHash } from "./spec-hash.ts"
import { StateJson } from "./state-json.ts"

export interface WriteOptions {
  /** Id of the mutant that it happened to. */
  readonly mutant?: string
  /** The model that made the trace: that of the suite, unless it is a mutant's. */
  readonly model?: AnyModel
}

/** The file line by line, each with its line feed. `about`: what it shows; absent: nothing in particular. */
export function* traceLines(suite: Suite, about: About | undefined, trace: Trace, { mutant, model = suite.model() }: WriteOptions = {}): Generator<string> {
  const { slots } = model
  const told = { nameOf: (slot: number) => slots[slot] as string, said: () => ({ name: "", text: "" }) }
  const states = new StateJson(slots, trace.initial)
  let flights = initialFlights(model, told)
  yield* fileLines(
    {
      format: FORMAT,
      version: VERSION,
      run: "model",
      model: suite.name,
      mode: suite.mode,
      about: suite.about,
      bounds: jsonOf(suite.bounds),
      ...(suite.file === undefined ? {} : { module: relative(process.cwd(), suite.file) }),
      ...(mutant === undefined ? {} : { mutant }),
      ...(about === undefined ? {} : { property: propertyOf(suite, model, about) }),
      spec: specHash(),
      slots,
      initial: { states: states.states(), sends: flights.underWay.map(({ sent: { id, from, to }, message }) => ({ id, from, to, message: jsonOf(message) })) },
      steps: trace.steps.length,
      ...(trace.loopFrom === undefined ? {} : { loopFrom: trace.loopFrom }),
      ...(trace.error === undefined ? {} : { error: trace.error })
    },
    actionsOf()
  )

  function* actionsOf(): Generator<Action> {
    for (const [i, { move, outcome, locals }] of trace.steps.entries()) {
      const n = i + 1
      const flown = fly(model, told, flights, move, outcome, n)
      flights = flown.flights
      const messages = new Map(flights.underWay.map(({ sent, message }) => [sent.id, message]))
      yield {
        n,
        at: slots[move.slot] as string,
        kind: move.kind,
        text: suite.view.did(move).text,
        ...(move.kind === "act" ? { action: jsonOf(move.action) } : {}),
        ...(flown.message === undefined ? {} : { cause: { send: flown.message.id, step: flown.message.sentAt } }),
        sends: flown.sends.map(({ id, to }) => ({ id, to, message: jsonOf(messages.get(id)) })),
        verdicts: outcome.verdicts ?? [],
        changes: states.next(locals) as Action["changes"]
      }
    }
  }
}

/** A head and actions as the lines of a file. */
export function* fileLines(head: Head, actions: Iterable<Action>): Generator<string> {
  const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  yield `{\n${fields.join(",\n")},\n"actions":[`
  let separator = "\n"
  for (const action of actions) {
    yield separator + JSON.stringify(action)
    separator = ",\n"
  }
  yield "\n]}\n"
}
