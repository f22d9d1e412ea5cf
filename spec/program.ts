/**
 * A machine as an Effect program: state in a ref, events in, outputs carried out by the services that it asks for. It
 * decides nothing that the rules do not decide, and it runs the very functions that the checker explores.
 *
 * Events are taken one at a time, in the order in which they come; an event that arrives while outputs are being carried out
 * waits its turn. No fiber a message, no codec on the inside: `take` is a plain call.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as MutableRef from "effect/MutableRef"
import { type Machine, step, type Tagged } from "./machine.ts"

/** Carries out one output. `cause` is the event that brought it about: bodies of messages come with it. */
export class Performer extends Context.Service<
  Performer,
  { readonly perform: (output: Tagged, cause: Tagged) => void }
>()("rocketproof/Performer") {}

/** Sees every event taken and the outputs given, before they are carried out. */
export class Journal extends Context.Service<
  Journal,
  { readonly record: (event: Tagged, outputs: readonly Tagged[]) => void }
>()("rocketproof/Journal") {}

/** A machine that runs. */
export interface Running<State, Event> {
  readonly take: (event: Event) => void
  readonly state: MutableRef.MutableRef<State>
}

/** The machine as a program over {@link Performer} and {@link Journal}. Nothing happens until the first event is taken. */
export const program = <State, Event extends Tagged, Output extends Tagged, Config>(
  machine: Machine<State, Event, Output, Config>,
  config: Config
): Effect.Effect<Running<State, Event>, never, Performer | Journal> =>
  Effect.gen(function* () {
    const { perform } = yield* Performer
    const { record } = yield* Journal
    const state = MutableRef.make(machine.init(config))
    const inbox: Event[] = []
    let busy = false
    const takeOne = (event: Event): void => {
      const [next, outputs] = step(machine, state.current, event)
      MutableRef.set(state, next)
      record(event, outputs)
      for (const output of outputs) perform(output, event)
    }
    const take = (event: Event): void => {
      inbox.push(event)
      if (busy) return
      busy = true
      try {
        for (let next = inbox.shift(); next !== undefined; next = inbox.shift()) takeOne(next)
      } finally {
        busy = false
        inbox.length = 0
      }
    }
    return { take, state }
  })
