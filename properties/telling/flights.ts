/**
 * Which send a delivery answers. Messages in flight are a multiset: of equal ones the oldest is delivered first.
 *
 * @module
 */
import { encode } from "../../models/engine/encode.ts"
import type { AnyModel, AnyMove, AnyOutcome } from "../../models/engine/model.ts"
import { initialWorld } from "../../models/engine/world.ts"
import type { Sent } from "./telling.ts"
import type { Said } from "./view.ts"

/** A message under way: as the model has it, and as it is told. */
export interface Flight {
  readonly key: string
  readonly from: number
  readonly message: unknown
  readonly sent: Sent
}

/** What is under way, by the text of its content, oldest first, and how many messages were sent so far. */
export interface Flights {
  readonly sent: number
  readonly underWay: readonly Flight[]
}

interface Telling {
  readonly nameOf: (slot: number) => string
  readonly said: (message: unknown) => Said
}

/** How many messages are too many. */
export const mostInFlight = ({ network }: AnyModel): number => network.maxInFlight ?? Number.POSITIVE_INFINITY

const keyOf = (from: number, to: number, message: unknown): string => `${from}>${to} ${encode(message)}`

export const initialFlights = (model: AnyModel, told: Telling): Flights => {
  const { inFlight } = initialWorld(model)
  return inFlight.reduce<Flights>((flights, { from, to, message }) => sentBy(flights, told, from, to, message, 0).flights, { sent: 0, underWay: [] })
}

const sentBy = ({ sent, underWay }: Flights, { nameOf, said }: Telling, from: number, to: number, message: unknown, step: number): { readonly flights: Flights; readonly message: Sent } => {
  const told: Sent = { id: sent + 1, from: nameOf(from), to: nameOf(to), ...said(message), sentAt: step }
  return { flights: { sent: sent + 1, underWay: [...underWay, { key: keyOf(from, to, message), from, message, sent: told }] }, message: told }
}

export interface Flown {
  readonly flights: Flights
  /** The message that the move delivers, repeats or loses. */
  readonly message?: Sent
  readonly sends: readonly Sent[]
}

/** What a move does to the messages under way. `step` is its number, from 1. */
export const fly = (model: AnyModel, told: Telling, before: Flights, move: AnyMove, { sends = [] }: AnyOutcome, step: number): Flown => {
  const isSet = model.network.kind === "set"
  let flights = before
  let message: Sent | undefined
  if (move.kind !== "act") {
    const key = keyOf(move.from, move.slot, move.message)
    const at = flights.underWay.findIndex((each) => each.key === key)
    message = flights.underWay[at]?.sent
    if (at >= 0 && !isSet && move.kind !== "duplicate") flights = { ...flights, underWay: flights.underWay.toSpliced(at, 1) }
  }
  const gone: Sent[] = []
  for (const send of sends) {
    // In a set what is under way already is not sent again.
    const known = isSet ? flights.underWay.find(({ key }) => key === keyOf(move.slot, send.to, send.message)) : undefined
    if (known !== undefined) continue
    const added = sentBy(flights, told, move.slot, send.to, send.message as unknown, step)
    flights = added.flights
    gone.push(added.message)
  }
  return { flights, ...(message === undefined ? {} : { message }), sends: gone }
}
