/**
 * Fields of a state by name, and conditions on them. `n1.role` need not say where in the state of n1 the role is: the
 * shallowest field of that name is meant.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Comparison, Condition, Value } from "./expression.ts"

/** Where people look for something else than the state calls it. */
const ALSO: ReadonlyMap<string, readonly string[]> = new Map([["log", ["disk", "entries"]]])

type Record = { readonly [name: string]: unknown }

const isRecord = (value: unknown): value is Record => typeof value === "object" && value !== null

const childrenOf = (value: unknown): readonly (readonly [string, unknown])[] => {
  if (HashMap.isHashMap(value)) return [...HashMap.entries(value)].map(([key, child]) => [String(key), child] as const)
  return isRecord(value) ? Object.entries(value) : []
}

const own = (value: unknown, name: string): unknown => {
  if (HashMap.isHashMap(value)) return name === "size" || name === "length" ? HashMap.size(value) : childrenOf(value).find(([key]) => key === name)?.[1]
  if (Array.isArray(value) && (name === "length" || name === "size")) return value.length
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** The way to the shallowest field of this name. */
export const wayTo = (value: unknown, name: string): readonly string[] | undefined => {
  if (own(value, name) !== undefined) return [name]
  const also = ALSO.get(name)
  if (also !== undefined && also.reduce<unknown>(own, value) !== undefined) return also
  let level: readonly (readonly [way: readonly string[], value: unknown])[] = [[[], value]]
  for (let depth = 0; depth < 8 && level.length > 0; depth++) {
    const next = level.flatMap(([way, each]) => childrenOf(each).map(([key, child]) => [[...way, key], child] as const))
    const found = next.find(([way]) => way[way.length - 1] === name)
    if (found !== undefined) return found[0]
    level = next.filter(([, child]) => isRecord(child)).slice(0, 2000)
  }
  return undefined
}

/** The value of a field; `undefined` if there is none of this name. */
export const fieldOf = (local: unknown, path: readonly string[]): unknown => {
  let value = local
  for (const name of path) {
    const way = wayTo(value, name)
    if (way === undefined) return undefined
    value = way.reduce<unknown>(own, value)
  }
  return value
}

/** Names of fields that a state of this kind has, with what they are now: for suggestions. */
export const fieldsOf = (local: unknown): readonly (readonly [path: string, value: string])[] => {
  const found = new Map<string, string>()
  const look = (value: unknown, depth: number): void => {
    for (const [key, child] of childrenOf(value)) {
      if (/^\d+$/.test(key)) continue
      if (!found.has(key)) found.set(key, Array.isArray(child) ? `${child.length} of them` : isRecord(child) ? "" : String(child))
      if (depth < 3 && isRecord(child) && !Array.isArray(child)) look(child, depth + 1)
    }
  }
  look(local, 0)
  return [...found]
}

/** Is this, or anything inside of it, equal to `wanted`? */
const contains = (value: unknown, wanted: unknown): boolean => isEqual(value, wanted) || (isRecord(value) && childrenOf(value).some(([, child]) => contains(child, wanted)))

/** As people write it: `leader` is LEADER, and `1` is "1". */
const isEqual = (a: unknown, b: unknown): boolean => a === b || (isPlain(a) && isPlain(b) && String(a).toLowerCase() === String(b).toLowerCase())

const isPlain = (value: unknown): boolean => typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null

const compare = (left: unknown, by: Comparison, right: unknown): boolean => {
  switch (by) {
    case "=":
      return isEqual(left, right)
    case "!=":
      return !isEqual(left, right)
    case "contains":
      return contains(left, right)
    case "<":
      return typeof left === typeof right && (left as number) < (right as number)
    case "<=":
      return typeof left === typeof right && (left as number) <= (right as number)
    case ">":
      return typeof left === typeof right && (left as number) > (right as number)
    case ">=":
      return typeof left === typeof right && (left as number) >= (right as number)
  }
}

const isSomething = (value: unknown): boolean => value !== undefined && value !== null && value !== false && value !== 0 && value !== "" && !(Array.isArray(value) && value.length === 0)

/** A condition as a function of the states of all slots. `all`: which slots `any` and `every` stand for. */
export const conditionOn = (condition: Condition, slots: readonly string[], all: readonly string[]): ((locals: readonly unknown[]) => boolean) => {
  const places = new Map(slots.map((name, slot) => [name, slot]))
  const valueIn = (value: Value, locals: readonly unknown[], stands: string): unknown =>
    value.is === "constant" ? value.value : fieldOf(locals[places.get(value.slot === "any" || value.slot === "every" ? stands : value.slot) as number], value.path)
  const of = (each: Condition): ((locals: readonly unknown[]) => boolean) => {
    switch (each.is) {
      case "or": {
        const [a, b] = each.of.map(of) as [ReturnType<typeof of>, ReturnType<typeof of>]
        return (locals) => a(locals) || b(locals)
      }
      case "and": {
        const [a, b] = each.of.map(of) as [ReturnType<typeof of>, ReturnType<typeof of>]
        return (locals) => a(locals) && b(locals)
      }
      case "not": {
        const inner = of(each.of)
        return (locals) => !inner(locals)
      }
      case "compare":
        return quantified([each.left, each.right], (locals, name) => compare(valueIn(each.left, locals, name), each.by, valueIn(each.right, locals, name)))
      case "holds":
        return quantified([each.value], (locals, name) => isSomething(valueIn(each.value, locals, name)))
    }
  }
  const quantified = (values: readonly Value[], holds: (locals: readonly unknown[], name: string) => boolean): ((locals: readonly unknown[]) => boolean) => {
    const quantifiers = new Set(values.flatMap((value) => (value.is === "field" && (value.slot === "any" || value.slot === "every") ? [value.slot] : [])))
    if (quantifiers.has("every")) return (locals) => all.every((name) => holds(locals, name))
    if (quantifiers.has("any")) return (locals) => all.some((name) => holds(locals, name))
    return (locals) => holds(locals, "")
  }
  return of(condition)
}

/** Slots that a condition looks at. */
export const slotsOf = (condition: Condition, all: readonly string[]): readonly string[] => {
  if (condition.is === "or" || condition.is === "and") return condition.of.flatMap((each) => slotsOf(each, all))
  if (condition.is === "not") return slotsOf(condition.of, all)
  const values = condition.is === "compare" ? [condition.left, condition.right] : condition.is === "holds" ? [condition.value] : []
  return values.flatMap((value) => (value.is === "constant" ? [] : value.slot === "any" || value.slot === "every" ? all : [value.slot]))
}

/** Fields of a condition that no state of the model has, judged by one of them. */
export const unknownFields = (condition: Condition, slots: readonly string[], all: readonly string[], locals: readonly unknown[]): readonly string[] => {
  if (condition.is === "or" || condition.is === "and") return condition.of.flatMap((each) => unknownFields(each, slots, all, locals))
  if (condition.is === "not") return unknownFields(condition.of, slots, all, locals)
  const values = condition.is === "compare" ? [condition.left, condition.right] : condition.is === "holds" ? [condition.value] : []
  return values.flatMap((value) => {
    if (value.is === "constant" || value.path.length === 0) return []
    const names = value.slot === "any" || value.slot === "every" ? all : [value.slot]
    return names.some((name) => fieldOf(locals[slots.indexOf(name)], value.path.slice(0, 1)) !== undefined) ? [] : [value.text]
  })
}
