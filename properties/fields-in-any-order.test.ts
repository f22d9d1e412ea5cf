/**
 * A thread that joins a search, and a search that goes on after a stop, have their states from texts in which the fields of an
 * object stand in an order of their own. Whatever a model makes of a state must not depend on it, and no more what a property says.
 */
import { expect, test } from "vitest"
import { decode } from "../models/engine/decode.ts"
import { encode } from "../models/engine/encode.ts"
import { simulate } from "../models/engine/simulate.ts"
import type { AnyModel, AnyMove, AnyOutcome } from "../models/engine/model.ts"
import { suites } from "./suites.ts"

/** Walks through each model: what goes wrong goes wrong where much has happened. */
const WALKS = { seed: 1, runs: 4, steps: 40 }

const decoded = new WeakMap<object, unknown>()

/** The same data, as another thread has it. */
const again = <T>(value: T): T => {
  if (typeof value !== "object" || value === null) return value
  const known = decoded.get(value)
  if (known !== undefined) return known as T
  const copy = decode(encode(value)) as T
  decoded.set(value, copy)
  return copy
}

const textOf = (value: unknown): string => encode(value ?? null)
const said = (outcome: AnyOutcome | undefined): string => (outcome === undefined ? "refused" : textOf({ local: outcome.local, sends: outcome.sends ?? [], signals: outcome.signals ?? [] }))

/** The model, and each answer of it once more for the same data; `onDiffering` hears of those that are not the same. */
const askedTwice = (model: AnyModel, onDiffering: (what: string) => void): AnyModel => {
  const steps = model.properties.filter((property) => property.kind === "step")
  const same = (what: () => string, one: string, other: string): void => {
    if (one !== other) onDiffering(what())
  }
  const judged = (move: AnyMove, before: unknown, outcome: AnyOutcome | undefined, other: AnyOutcome | undefined): void => {
    if (outcome === undefined || other === undefined) return
    for (const { id, concerns } of steps)
      same(() => `${id} of ${model.describe?.(move) ?? JSON.stringify(move)}`, String(concerns(before, move, outcome)), String(concerns(again(before), again(move), other)))
  }
  return {
    ...model,
    properties: [],
    actions: (slot, local) => {
      const actions = model.actions(slot, local)
      same(() => `actions of ${model.slots[slot]}`, textOf(actions), textOf(model.actions(slot, again(local))))
      return actions
    },
    act: (slot, local, action) => {
      const [outcome, other] = [model.act(slot, local, action), model.act(slot, again(local), again(action))]
      const move: AnyMove = { kind: "act", slot, action }
      same(() => model.describe?.(move) ?? JSON.stringify(move), said(outcome), said(other))
      judged(move, local, outcome, other)
      return outcome
    },
    receive: (slot, local, from, message) => {
      const [outcome, other] = [model.receive(slot, local, from, message), model.receive(slot, again(local), from, again(message))]
      const move: AnyMove = { kind: "deliver", slot, from, message }
      same(() => model.describe?.(move) ?? JSON.stringify(move), said(outcome), said(other))
      judged(move, local, outcome, other)
      return outcome
    },
    observe: (slot, local, signal) => {
      const next = model.observe(slot, local, signal)
      same(() => `${model.slots[slot]} hears ${JSON.stringify(signal)}`, textOf(next), textOf(model.observe(slot, again(local), again(signal))))
      return next
    },
    ...(model.symmetry && {
      symmetry: {
        ...model.symmetry,
        renameLocal: (slot, local, permutation) => {
          const renamed = model.symmetry?.renameLocal(slot, local, permutation)
          same(() => `other names in ${model.slots[slot]}`, textOf(renamed), textOf(model.symmetry?.renameLocal(slot, again(local), permutation)))
          return renamed
        }
      }
    })
  }
}

test("no model and no property depends on the order of fields", () => {
  const differing = suites.flatMap((suite) => {
    const found = new Set<string>()
    simulate(askedTwice(suite.model(), (what) => found.add(what)), WALKS)
    return [...found].slice(0, 3).map((what) => `${suite.topic}: ${what}`)
  })
  expect(differing).toEqual([])
})
