/**
 * A model to be walked through by hand: every state by the choices that lead to it.
 *
 * @module
 */
import { encode } from "../../../models/engine/encode.ts"
import type { AnyModel, AnyMove, AnyOutcome } from "../../../models/engine/model.ts"
import { initialWorld, movesOf, step, type World } from "../../../models/engine/world.ts"
import type { Suite } from "../../../properties/suites.ts"
import { type Place as TellerPlace, type Teller, tellerOf } from "../../../properties/telling/teller.ts"
import type { ToldStep } from "../../../properties/telling/telling.ts"

/** What is told of a model besides its states. */
export type Explorable = Pick<Suite, "name" | "about" | "properties" | "view"> & { readonly mode: string }

/** A state, and how it was come to. */
export interface Spot {
  readonly world: World
  readonly place: TellerPlace
  /** The last step and what it did; absent at the beginning. */
  readonly last?: { readonly from: Spot; readonly move: AnyMove; readonly outcome: AnyOutcome; readonly told: ToldStep }
}

export interface Offer {
  readonly move: AnyMove
  readonly position: number
  /** Equal messages under way. */
  readonly copies: number
}

/** Spots that are remembered: a few hundred bytes to some kilobytes each. The rest is made again when it is asked for. */
const REMEMBERED = 20_000

/** A path that this model does not have: made with another version of the rules, or by hand. */
export class NoSuchPath extends Error {}

export class Space {
  readonly suite: Explorable
  readonly model: AnyModel
  readonly teller: Teller
  private readonly spots = new Map<string, Spot>()
  private readonly offers = new WeakMap<Spot, readonly Offer[]>()

  constructor(suite: Explorable, model: AnyModel) {
    this.suite = suite
    this.model = model
    this.teller = tellerOf(model, suite.view)
  }

  begin(): Spot {
    return this.remember("", () => ({ world: initialWorld(this.model), place: this.teller.begin() }))
  }

  /** All spots on the way, the beginning first. Throws `NoSuchPath`. */
  along(path: readonly number[]): readonly Spot[] {
    const spots = [this.begin()]
    let key = ""
    for (const index of path) {
      const here = spots[spots.length - 1] as Spot
      key += `.${index}`
      spots.push(
        this.remember(key, () => {
          const next = this.take(here, index)
          if (next === undefined) throw new NoSuchPath(`step ${spots.length} of the path (choice ${index}) cannot be made in ${this.suite.name}`)
          return next
        })
      )
    }
    return spots
  }

  at(path: readonly number[]): Spot {
    return this.along(path)[path.length] as Spot
  }

  /** What may be tried here, possible or not; equal messages once. Its order is what paths are made of. */
  offersAt(spot: Spot): readonly Offer[] {
    const known = this.offers.get(spot)
    if (known !== undefined) return known
    const byText = new Map<string, { move: AnyMove; position: number; copies: number }>()
    for (const { move, position } of movesOf(this.model, spot.world)) {
      const text = encode(move)
      const other = byText.get(text)
      if (other === undefined) byText.set(text, { move, position, copies: 1 })
      else other.copies++
    }
    const offers = [...byText.values()]
    this.offers.set(spot, offers)
    return offers
  }

  /** `undefined`: there is no such choice, or it cannot be made. A rule that throws is no step either. */
  take(spot: Spot, index: number): Spot | undefined {
    const offer = this.offersAt(spot)[index]
    if (offer === undefined) return undefined
    const stepped = step(this.model, spot.world, offer.move, offer.position)
    if (stepped.kind !== "stepped") return undefined
    const { step: told, place } = this.teller.step(spot.place, offer.move, stepped.outcome, stepped.world.locals)
    return { world: stepped.world, place, last: { from: spot, move: offer.move, outcome: stepped.outcome, told } }
  }

  /** The choices that make these moves, one after the other from this path on. */
  pathOf(path: readonly number[], moves: readonly AnyMove[]): readonly number[] {
    const found = [...path]
    for (const move of moves) {
      const wanted = encode(move)
      const index = this.offersAt(this.at(found)).findIndex((offer) => encode(offer.move) === wanted)
      if (index < 0) throw new NoSuchPath(`step ${found.length + 1} of the trace, ${this.model.describe?.(move) ?? move.kind}, is not offered by ${this.suite.name} here`)
      found.push(index)
    }
    return found
  }

  private remember(key: string, make: () => Spot): Spot {
    const known = this.spots.get(key)
    if (known !== undefined) return known
    const spot = make()
    if (this.spots.size >= REMEMBERED) this.spots.clear()
    this.spots.set(key, spot)
    return spot
  }
}
