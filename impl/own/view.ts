/**
 * How traces of a model of somebody's own are told: a lane a node, a state by its fields, moves in the model's words.
 *
 * @module
 */
import type { AnyModel } from "../../models/engine/model.ts"
import { partsOf, show } from "../../models/engine/plain-data.ts"
import { moveText } from "../../models/engine/tell.ts"
import type { Field, Lane } from "../../properties/telling/telling.ts"
import { field, saidAs, type View, WORLD } from "../../properties/telling/view.ts"

export const ownView = (model: AnyModel): View => {
  const { slots, ghosts = [] } = model
  const shown = slots.flatMap((id, slot) => (ghosts.includes(slot) ? [] : [{ id, slot }]))
  return {
    lanes: [...shown.map(({ id }): Lane => ({ id, kind: "node" })), ...(ghosts.length > 0 ? [{ id: WORLD, kind: "world" } as const] : [])],
    laneOf: (slot) => (ghosts.includes(slot) ? WORLD : (slots[slot] as string)),
    snapshots: (locals) => [
      ...shown.map(({ id, slot }) => ({ lane: id, alive: true, headline: headlineOf(locals[slot]), fields: fieldsOf(locals[slot]) })),
      ...(ghosts.length > 0 ? [{ lane: WORLD, alive: true, headline: "", fields: [] }] : [])
    ],
    did: (move) => {
      const fault = move.kind === "lose" || move.kind === "duplicate" || (move.kind === "act" && String(move.action).startsWith("crash"))
      return { kind: move.kind === "act" ? (fault ? "fault" : "timer") : move.kind, fault, text: moveText(model, move) }
    },
    said: (message) => saidAs(show(message)),
    noted: () => [],
    fact: (list, element) => `${list}: ${show(element)}`
  }
}

/** A state of one value is told at the head of its lane, one of several field by field. */
const headlineOf = (local: unknown): string => (isRecord(local) ? "" : show(local))
const fieldsOf = (local: unknown): readonly Field[] => (isRecord(local) ? [...(partsOf(local)?.parts ?? [])].map(([name, value]) => field(String(name), show(value))) : [])

const isRecord = (local: unknown): boolean => partsOf(local)?.kind === "record"
