/**
 * Does a model do the same under other names? Symmetry is sound only if it does, and nothing in a search would show that it
 * does not: states are then missed in silence. So this looks, at states along random walks, whether renaming and stepping
 * come to the same in either order, and whether properties mind the names.
 *
 * @module
 */
import { encode } from "./encode.ts"
import type { AnyModel, AnyMove, Slot } from "./model.ts"
import { show } from "./plain-data.ts"
import { Random } from "./random.ts"
import { permutationsOf, type Permutation } from "./symmetry.ts"
import { moveText } from "./tell.ts"
import { initialWorld, Judge, movesOf, step, type World } from "./world.ts"

export interface EquivarianceOptions {
  readonly seed: number
  /** Walks, and steps a walk. Each state on the way is compared under one permutation. */
  readonly runs: number
  readonly steps: number
}

export interface Asymmetry {
  /** What differs: for a person. */
  readonly what: string
  readonly world: World
  /** Slot → slot. */
  readonly permutation: Permutation
}

/** The first difference that the walks come by; `undefined` if they come by none, or the model has no symmetry. */
export const findAsymmetry = (model: AnyModel, { seed, runs, steps }: EquivarianceOptions): Asymmetry | undefined => {
  if (model.symmetry === undefined) return undefined
  const permutations = permutationsOf(model, true)
  const judge = new Judge(model)
  for (let run = 0; run < runs; run++) {
    const random = new Random(seed, run)
    let world: World | undefined = initialWorld(model)
    for (let i = 0; i < steps && world !== undefined; i++) {
      const permutation = permutations[random.below(permutations.length)] as Permutation
      const successors = successorsOf(model, world)
      const what = differenceAt(model, judge, world, permutation, successors)
      if (what !== undefined) return { what, world, permutation }
      world = successors[random.below(successors.length)]?.world
    }
  }
  return undefined
}

const differenceAt = (model: AnyModel, judge: Judge, world: World, permutation: Permutation, successors: readonly Successor[]): string | undefined => {
  const identity = model.slots.map((_, slot) => slot)
  if (textOf(renamed(model, world, identity)) !== textOf(world)) return "renaming by the identity changes the state"
  const other = renamed(model, world, permutation)
  const here = new Map(successors.map((successor) => [textOf(renamed(model, successor.world, permutation)), successor]))
  const there = new Map(successorsOf(model, other).map((successor) => [textOf(successor.world), successor]))
  const lone = [...here].find(([text]) => !there.has(text)) ?? [...there].find(([text]) => !here.has(text))
  if (lone !== undefined) {
    const [text, { move }] = lone
    const [from, to] = here.get(text) === lone[1] ? [world, other] : [other, world]
    return `"${moveText(model, move)}" is a step from ${stateText(model, from)}, and with ${namesText(model, permutation)}, from ${stateText(model, to)}, no step comes to the same`
  }
  return judge.differs(world.locals, other.locals)
}

const stateText = ({ slots, ghosts }: AnyModel, { locals }: World): string => slots.flatMap((slot, i) => (ghosts?.includes(i) === true ? [] : [`${slot} ${show(locals[i], 80)}`])).join(", ")

/** `a for b, b for a`. */
const namesText = ({ slots }: AnyModel, permutation: Permutation): string => permutation.flatMap((to, slot) => (to === slot ? [] : [`${slots[to]} for ${slots[slot]}`])).join(", ")

interface Successor {
  readonly move: AnyMove
  readonly world: World
}

const successorsOf = (model: AnyModel, world: World): readonly Successor[] =>
  movesOf(model, world).flatMap(({ move, position }) => {
    const stepped = step(model, world, move, position)
    return stepped.kind === "stepped" ? [{ move, world: stepped.world }] : []
  })

const renamed = (model: AnyModel, { locals, inFlight }: World, permutation: Permutation): World => {
  const at = (slot: Slot): Slot => permutation[slot] as Slot
  const moved: unknown[] = [...locals]
  locals.forEach((local, slot) => (moved[at(slot)] = model.symmetry?.renameLocal(slot, local, permutation)))
  return {
    locals: moved,
    inFlight: inFlight.map(({ from, to, message }) => ({ from: at(from), to: at(to), message: model.symmetry?.renameMessage(message, permutation) as unknown }))
  }
}

const textOf = ({ locals, inFlight }: World): string => encode([locals, inFlight.map(encode).sort()])
