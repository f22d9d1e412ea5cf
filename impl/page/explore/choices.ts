/**
 * What can be done in a state, what cannot and why, and what the properties say of it.
 *
 * @module
 */
import { encode } from "../../../models/engine/encode.ts"
import type { AnyMove } from "../../../models/engine/model.ts"
import { holds, isOfStates } from "../../../models/engine/properties.ts"
import { step } from "../../../models/engine/world.ts"
import type { Choice, Preview, PropertyHere, Refused } from "../api.ts"
import { absent, whyRefused } from "./refusals.ts"
import type { Space, Spot } from "./space.ts"

/** Steps of one random run, and moves that are tried for one. */
const RUN = 25
const TRIES = 6

/** Actions that any state of a space has listed so far: what is not listed here is told of, too. */
export class Catalogue {
  private readonly known = new Map<string, AnyMove>()
  private readonly space: Space

  constructor(space: Space) {
    this.space = space
  }

  /** Makes so many random steps, to learn what there is besides what one has seen: mostly without faults, which end runs early. */
  learn(steps: number): void {
    let left = steps
    let seed = 1
    const draw = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    while (left > 0) {
      let spot: Spot | undefined = this.space.begin()
      for (let n = 0; n < RUN && spot !== undefined && left > 0; n++, left--) {
        this.note(spot)
        const calm = draw(8) > 0
        const untried = this.space.offersAt(spot).flatMap(({ move }, index) => (calm && this.space.teller.did(move).fault ? [] : [index]))
        let next: Spot | undefined
        for (let tries = 0; tries < TRIES && next === undefined && untried.length > 0; tries++) next = this.space.take(spot, untried.splice(draw(untried.length), 1)[0] as number)
        spot = next
      }
    }
  }

  /** Takes note of what this state lists. */
  note(spot: Spot): void {
    for (const { move } of this.space.offersAt(spot)) if (move.kind === "act") this.known.set(encode(move), move)
  }

  /** Actions that others list, and this state does not. */
  missingAt(spot: Spot): readonly AnyMove[] {
    const here = new Set(this.space.offersAt(spot).map(({ move }) => encode(move)))
    return [...this.known].flatMap(([key, move]) => (here.has(key) ? [] : [move]))
  }
}

export const choicesAt = (space: Space, catalogue: Catalogue, spot: Spot): { readonly choices: readonly Choice[]; readonly refused: readonly Refused[] } => {
  const { model, teller } = space
  const choices: Choice[] = []
  const refused: Refused[] = []
  catalogue.note(spot)
  space.offersAt(spot).forEach(({ move, position, copies }, index) => {
    const stepped = step(model, spot.world, move, position)
    const { kind, fault, text } = teller.did(move)
    const lane = teller.laneOf(move)
    if (stepped.kind === "refused") refused.push({ lane, kind, text, because: whyRefused(model, spot.world, move) })
    else choices.push({ index, lane, kind, fault, text, copies, ...(stepped.kind === "threw" ? { throws: stepped.error } : {}) })
  })
  for (const move of catalogue.missingAt(spot)) {
    const { kind, text } = teller.did(move)
    refused.push({ lane: teller.laneOf(move), kind, text, because: absent(model.slots[move.slot] ?? "", spot.world.locals[move.slot], move.kind === "act" ? move.action : {}) })
  }
  return { choices, refused }
}

/** `undefined`: no such choice here, or it throws. */
export const previewOf = (space: Space, spot: Spot, index: number): Preview | undefined => {
  const next = space.take(spot, index)
  return next?.last && { step: next.last.told, breaks: propertiesAt(space, next).filter(({ is }) => is === "broken").map(({ id }) => id) }
}

/** Of the state, and of the step that led to it. What is asked of whole runs cannot be said of a state. */
export const propertiesAt = ({ model, suite }: Space, { world: { locals }, last }: Spot): readonly PropertyHere[] => {
  const sentences = new Map(suite.properties.map(({ id, sentence }) => [id, sentence]))
  const all = model.slots.map((_, slot) => slot)
  return model.properties.flatMap((property): readonly PropertyHere[] => {
    const { id } = property
    const sentence = sentences.get(id) ?? id
    if (isOfStates(property)) {
      const isSo = holds(property, all.map((slot) => (property.reads === undefined || property.reads.includes(slot) ? locals[slot] : undefined)))
      return [{ id, sentence, is: property.kind === "always" ? (isSo ? "holds" : "broken") : isSo ? "true" : "not yet" }]
    }
    if (property.kind !== "step") return []
    const isBroken = last !== undefined && property.concerns(last.from.world.locals[last.move.slot], last.move, last.outcome) && !property.holds(last.from.world.locals, last.move, last.outcome, locals)
    return [{ id, sentence, is: isBroken ? "broken" : "holds" }]
  })
}
