/**
 * Moves as they are written down: by the names of slots, and messages by the number of their send.
 *
 * @module
 */
import { encode } from "../../models/engine/encode.ts"
import type { AnyModel, AnyMove } from "../../models/engine/model.ts"
import type { Flights } from "./flights.ts"
import { jsonOf } from "./json.ts"
import type { View } from "./view.ts"

export interface WrittenMove {
  /** The slot that makes it. */
  readonly at: string
  readonly kind: AnyMove["kind"]
  /** Of `act`. */
  readonly action?: unknown
  /** Of the others: the number of the send. */
  readonly send?: number
}

/** The move, or why it cannot be made here. */
export const moveFor = (model: AnyModel, view: View, locals: readonly unknown[], flights: Flights, { at, kind, action, send }: WrittenMove): AnyMove | string => {
  const slot = model.slots.indexOf(at)
  if (slot < 0) return `there is no ${JSON.stringify(at)}`
  if (kind === "act") {
    let possible: readonly unknown[]
    try {
      possible = model.actions(slot, locals[slot])
    } catch (thrown) {
      return `it throws here: ${(thrown as Error).message}`
    }
    const wanted = encode(action)
    const found = possible.find((each) => encode(jsonOf(each)) === wanted)
    return found === undefined ? "it is not possible here" : { kind, slot, action: found }
  }
  const flight = flights.underWay.find(({ sent }) => sent.id === send)
  if (flight === undefined) return send === undefined ? "it has no cause" : `message ${send} is not under way`
  if (flight.sent.to !== view.laneOf(slot)) return `message ${send} goes to ${flight.sent.to}`
  if (kind !== "deliver" && model.network[kind] === undefined) return "the network of this model does not do so"
  return { kind, slot, from: flight.from, message: flight.message }
}
