/**
 * The machines that journals are held against: always the unchanged spec, whatever mutant a run had in.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Config } from "../../spec/broker/config.ts"
import { type Machine, step, type Tagged, verdictOf } from "../../spec/machine.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { modes } from "../../spec/modes/index.ts"
import { NameServerConfig } from "../../spec/name-server/config.ts"
import { nameServer } from "../../spec/name-server/index.ts"

/** One run of a machine, from its start on. */
export interface Judge {
  readonly knows: (tag: string) => boolean
  /** What is wrong with the event, as the schema sees it; `undefined`: nothing. */
  readonly problemOf: (event: unknown) => string | undefined
  /** The verdict that the event got, the last one taken. */
  readonly verdict: (event: Tagged) => string
  /** Takes the event; what the spec puts out. */
  readonly take: (event: Tagged) => readonly Tagged[]
  /** After the last event taken. */
  readonly state: () => unknown
}

export type Begun = { readonly judge: Judge } | { readonly problem: string }

const problemWith = (schema: Schema.Codec<unknown, unknown>): ((value: unknown) => string | undefined) => {
  const decode = Schema.decodeUnknownResult(schema)
  return (value) => {
    const result = decode(value)
    return Result.isFailure(result) ? result.failure.message.replace(/\s+/g, " ") : undefined
  }
}

const judged = <State, Event extends Tagged, Output extends Tagged, C>(machine: Machine<State, Event, Output, C>, configSchema: Schema.Codec<C, unknown>) => {
  const eventProblem = problemWith(machine.Event as Schema.Codec<unknown, unknown>)
  const configProblem = problemWith(configSchema as Schema.Codec<unknown, unknown>)
  return (config: unknown): Begun => {
    const problem = configProblem(config)
    if (problem !== undefined) return { problem }
    let state = machine.init(config as C)
    let before = state
    return {
      judge: {
        knows: (tag) => Object.hasOwn(machine.rules, tag),
        problemOf: eventProblem,
        verdict: (event) => verdictOf(machine, before, event as Event),
        take: (event) => {
          before = state
          const [next, outputs] = step(machine, state, event as Event)
          state = next
          return outputs
        },
        state: () => state
      }
    }
  }
}

/** By the name in a journal's head. */
export const machines: { readonly [name: string]: (config: unknown) => Begun } = {
  ...Object.fromEntries(Object.entries(modes).map(([mode, machine]) => [mode, judged(machine, Config)])),
  [dledgerReleased.name]: judged(dledgerReleased, Config),
  "name-server": judged(nameServer, NameServerConfig)
}
