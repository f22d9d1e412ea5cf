/**
 * What the page may ask, and the answers.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { At, Preview, Ran, SeekLine } from "../api.ts"
import { pack } from "../pack.ts"
import { BadRequest } from "./bad-request.ts"
import { choicesAt, previewOf, propertiesAt } from "./choices.ts"
import { NoCondition } from "./expression.ts"
import { fieldsOf } from "./fields.ts"
import { seek } from "./seek.ts"
import { NoSuchPath, type Spot } from "./space.ts"
import { NoSuchModel, type Spaces } from "./spaces.ts"
import { wander } from "./wander.ts"

const place = { model: Schema.String, mutant: Schema.optionalKey(Schema.String), path: Schema.Array(Schema.Int) }
const AtBody = Schema.Struct({ ...place, known: Schema.Int })
const PreviewBody = Schema.Struct({ ...place, choice: Schema.Int })
const RunBody = Schema.Struct({ ...place, steps: Schema.Int, seed: Schema.Int, faults: Schema.Boolean })
const SeekBody = Schema.Struct({ ...place, condition: Schema.optionalKey(Schema.String) })
const PlaceBody = Schema.Struct(place)

/** Steps of one random run, and of one path. */
const MOST = 20_000

const decode = <S extends Schema.Top & { readonly DecodingServices: never }>(schema: S, body: unknown): S["Type"] => {
  const decoded = Schema.decodeUnknownResult(schema)(body)
  if (Result.isFailure(decoded)) throw new BadRequest(`the request is not as it must be: ${decoded.failure.message.replace(/\s+/g, " ")}`)
  const { path } = decoded.success as { readonly path: readonly number[] }
  if (path.length > MOST) throw new BadRequest(`path: ${path.length} steps; ${MOST} at most`)
  return decoded.success
}

/** Says what is wrong with a request, if that is what went wrong. */
export const problemOf = (thrown: unknown): BadRequest | undefined => {
  if (thrown instanceof BadRequest) return thrown
  if (thrown instanceof NoSuchPath || thrown instanceof NoCondition) return new BadRequest(thrown.message)
  return thrown instanceof NoSuchModel ? new BadRequest(thrown.message, 404) : undefined
}

export const at = (spaces: Spaces, body: unknown): At => {
  const { known, path, ...subject } = decode(AtBody, body)
  const { space, catalogue } = spaces.of(subject)
  const spots = space.along(path)
  const spot = spots[path.length] as Spot
  const { suite, teller } = space
  const from = Math.max(0, Math.min(known, path.length))
  const telling = {
    model: suite.name, mode: suite.mode, about: suite.about, ...(subject.mutant === undefined ? {} : { mutant: subject.mutant }),
    lanes: teller.lanes, initial: (spots[0] as Spot).place.snapshots, why: [],
    steps: spots.slice(from + 1).map(({ last }) => (last as NonNullable<Spot["last"]>).told)
  }
  return { run: pack(telling), known: from, ...choicesAt(space, catalogue, spot), properties: propertiesAt(space, spot) }
}

export const preview = (spaces: Spaces, body: unknown): Preview => {
  const { choice, path, ...subject } = decode(PreviewBody, body)
  const { space } = spaces.of(subject)
  const found = previewOf(space, space.at(path), choice)
  if (found === undefined) throw new BadRequest(`choice ${choice}: not possible in this state`)
  return found
}

export const run = (spaces: Spaces, body: unknown): Ran => {
  const { path, steps, seed, faults, ...subject } = decode(RunBody, body)
  if (steps < 1 || steps > MOST) throw new BadRequest(`steps: must be 1 to ${MOST}`)
  return wander(spaces.of(subject).space, path, { steps, seed, faults })
}

/** Gives `line` how far it is, and the end. */
export const seekFrom = async (spaces: Spaces, body: unknown, signal: AbortSignal, line: (line: SeekLine) => void): Promise<void> => {
  const { path, condition, ...subject } = decode(SeekBody, body)
  let reached = { states: 0, depth: 0 }
  const done = await seek(spaces.of(subject).space, path, {
    ...(condition === undefined ? {} : { condition }),
    signal,
    onProgress: ({ uniqueStates, depth }) => {
      reached = { states: uniqueStates, depth }
      line(reached)
    }
  })
  line({ ...reached, done })
}

/** The fields of each slot, and what they are in this state. */
export const fields = (spaces: Spaces, body: unknown): { readonly [slot: string]: readonly (readonly [string, string])[] } => {
  const { path, ...subject } = decode(PlaceBody, body)
  const { space } = spaces.of(subject)
  const { locals } = space.at(path).world
  return Object.fromEntries(space.model.slots.map((name, slot) => [name, fieldsOf(locals[slot])]))
}

/** The path as a trace file. */
export const file = (spaces: Spaces, body: unknown): string => {
  const { path, ...subject } = decode(PlaceBody, body)
  const { space, save } = spaces.of(subject)
  return save(space.along(path))
}
