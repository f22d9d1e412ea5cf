/**
 * States of a run with what is under way in each, and numbers for them: equal states have equal ones.
 *
 * @module
 */
import { encode } from "../../models/engine/encode.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import type { Trace } from "../../models/engine/result.ts"
import type { World } from "../../models/engine/world.ts"
import { type Flights, fly, initialFlights } from "./flights.ts"
import type { View } from "./view.ts"

export const worldOf = ({ slots }: AnyModel, { laneOf }: Pick<View, "laneOf">, locals: readonly unknown[], { underWay }: Flights): World => ({
  locals,
  inFlight: underWay.map(({ sent, from, message }) => ({ from, to: slots.findIndex((_, slot) => laneOf(slot) === sent.to), message }))
})

/** The initial state, and the one after each step. */
export const worldsOf = (model: AnyModel, view: Pick<View, "laneOf">, { initial, steps }: Trace): readonly World[] => {
  const told = { nameOf: view.laneOf, said: () => ({ name: "", text: "" }) }
  let flights: Flights = initialFlights(model, told)
  return [
    worldOf(model, view, initial, flights),
    ...steps.map(({ move, outcome, locals }, i) => {
      flights = fly(model, told, flights, move, outcome, i + 1).flights
      return worldOf(model, view, locals, flights)
    })
  ]
}

export class WorldNumbers {
  private readonly numbers = new Map<string, number>()
  private readonly parts = new WeakMap<object, number>()
  private readonly texts = new Map<string, number>()

  /** From 0; a new state gets the next one. */
  of({ locals, inFlight }: World): number {
    const key = `${locals.map((local) => this.part(local)).join()}|${inFlight.map(({ from, to, message }) => `${from}>${to} ${this.part(message)}`).sort().join()}`
    const number = this.numbers.get(key) ?? this.numbers.size
    this.numbers.set(key, number)
    return number
  }

  /** Equal states and messages have equal numbers. Most are the very same objects as in the state before. */
  private part(value: unknown): number {
    const isObject = typeof value === "object" && value !== null
    const known = isObject ? this.parts.get(value) : undefined
    if (known !== undefined) return known
    const text = encode(value)
    const number = this.texts.get(text) ?? this.texts.size
    this.texts.set(text, number)
    if (isObject) this.parts.set(value, number)
    return number
  }
}
