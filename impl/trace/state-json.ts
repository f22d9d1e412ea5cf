/**
 * States as JSON, and what differs between two of them.
 *
 * @module
 */
import { createPatch, type Operation } from "rfc6902"
import { type Json, jsonOf } from "../../properties/telling/json.ts"

/** Name of a slot as the first part of a JSON Pointer. */
const pointerTo = (slot: string): string => `/${slot.replaceAll("~", "~0").replaceAll("/", "~1")}`

/** The states of all slots, as JSON; made anew only for those that change. */
export class StateJson {
  readonly slots: readonly string[]
  private locals: readonly unknown[]
  private json: Json[]

  constructor(slots: readonly string[], locals: readonly unknown[]) {
    this.slots = slots
    this.locals = locals
    this.json = locals.map(jsonOf)
  }

  /** Goes on to the next state; what differs, as a JSON Patch. */
  next(locals: readonly unknown[]): readonly Operation[] {
    const changes: Operation[] = []
    this.slots.forEach((slot, i) => {
      if (locals[i] === this.locals[i]) return
      const [before, after] = [this.json[i], jsonOf(locals[i])]
      const prefix = pointerTo(slot)
      for (const operation of createPatch(before, after)) {
        changes.push({ ...operation, path: prefix + operation.path, ...("from" in operation ? { from: prefix + operation.from } : {}) })
      }
      this.json[i] = after as Json
    })
    this.locals = locals
    return changes
  }

  /** By the names of the slots. */
  states(): { readonly [slot: string]: Json } {
    return Object.fromEntries(this.slots.map((slot, i) => [slot, this.json[i] as Json]))
  }
}

/** Where two values differ first, as `/n0/broker/raft/term: 2 in the file, 1 here`; `undefined`: nowhere. */
export const differenceOf = (file: Json | undefined, here: Json | undefined, path = ""): string | undefined => {
  if (file === here) return undefined
  if (isObject(file) && isObject(here) && Array.isArray(file) === Array.isArray(here)) {
    for (const key of new Set([...Object.keys(file), ...Object.keys(here)])) {
      const found = differenceOf((file as { readonly [key: string]: Json })[key], (here as { readonly [key: string]: Json })[key], `${path}/${key}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  return `${path}: ${short(file)} in the file, ${short(here)} here`
}

const isObject = (value: Json | undefined): value is Exclude<Json, null | boolean | number | string> => typeof value === "object" && value !== null

const short = (value: Json | undefined): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
