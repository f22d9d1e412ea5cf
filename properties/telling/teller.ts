/**
 * Tells a run move by move: a state as its lanes have it, and a step as what it did, sent and changed. `tell` tells a whole
 * trace with it; whoever steps through a model by hand tells one state after the other.
 *
 * @module
 */
import type { AnyModel, AnyMove, AnyOutcome } from "../../models/engine/model.ts"
import { changesOf, kept } from "./changes.ts"
import { type Flights, fly, initialFlights } from "./flights.ts"
import type { Lane, Sent, Snapshot, ToldStep } from "./telling.ts"
import type { Did, View } from "./view.ts"

/** Where a run stands: its state, as the model has it and as it is told. Never changed: it may be kept, and gone back to. */
export interface Place {
  /** Steps made so far. */
  readonly n: number
  readonly locals: readonly unknown[]
  readonly snapshots: readonly Snapshot[]
  readonly flights: Flights
}

export interface Told {
  readonly step: ToldStep
  readonly place: Place
}

export interface Teller {
  readonly lanes: readonly Lane[]
  /** The initial state. */
  readonly begin: () => Place
  /** Some state, after so many steps and with these messages under way. */
  readonly at: (where: Pick<Place, "n" | "flights">, locals: readonly unknown[]) => Place
  /** One step further, with what the model said of it. */
  readonly step: (place: Place, move: AnyMove, outcome: AnyOutcome, locals: readonly unknown[]) => Told
  /** A move in words, made or not. */
  readonly did: (move: AnyMove) => Did
  /** The lane on which a move is made. */
  readonly laneOf: (move: AnyMove) => string
  /** Messages under way, oldest first. */
  readonly underWay: (place: Place) => readonly Sent[]
}

export const tellerOf = (model: AnyModel, view: View): Teller => {
  const { lanes, laneOf, snapshots, did, said, noted } = view
  const about = { nameOf: laneOf, said }
  const step: Teller["step"] = (place, move, outcome, locals) => {
    const n = place.n + 1
    const after = locals === place.locals ? place.snapshots : kept(place.snapshots, snapshots(locals))
    const { flights, message, sends } = fly(model, about, place.flights, move, outcome, n)
    const lane = laneOf(move.slot)
    const changes = [
      ...after.flatMap((snapshot, i) => changesOf(place.snapshots[i] as Snapshot, snapshot).map((text) => ({ lane: snapshot.lane, text }))),
      ...noted(place.locals, locals).map((text) => ({ lane, text, noted: true as const })),
      ...(view.gave?.(outcome) ?? []).map((text) => ({ lane, text }))
    ]
    return {
      step: { n, lane, ...did(move), ...(message === undefined ? {} : { message }), sends, verdicts: outcome.verdicts ?? [], changes, after },
      place: { n, locals, snapshots: after, flights }
    }
  }
  return {
    lanes,
    begin: () => ({ n: 0, locals: model.initial.locals, snapshots: snapshots(model.initial.locals), flights: initialFlights(model, about) }),
    at: ({ n, flights }, locals) => ({ n, locals, snapshots: snapshots(locals), flights }),
    step,
    did,
    laneOf: ({ slot }) => laneOf(slot),
    underWay: ({ flights }) => flights.underWay.map(({ sent }) => sent)
  }
}
