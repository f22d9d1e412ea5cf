/**
 * Names of a definition that are alike, as a symmetry of the engine.
 *
 * @module
 */
import type { AnyNodes, Definition } from "./definition.ts"
import { encode } from "./encode.ts"
import type { Slot, Symmetry } from "./model.ts"
import { show } from "./plain-data.ts"

/** The groups that a definition lists. Throws on names that there are not, and on nodes that are not alike. */
export const groupsOf = ({ nodes, symmetric = [], atMost = {} }: Pick<Definition<AnyNodes, unknown>, "nodes" | "symmetric" | "atMost">): readonly (readonly string[])[] => {
  const names = Object.keys(nodes)
  const isOne = symmetric.every((each) => typeof each === "string")
  const groups = (symmetric.length === 0 ? [] : isOne ? [symmetric] : symmetric.map((each) => (typeof each === "string" ? [each] : each))) as readonly (readonly string[])[]
  const all = groups.flat()
  const twice = all.find((name, i) => all.indexOf(name) !== i)
  if (twice !== undefined) throw new Error(`symmetric names "${twice}" twice`)
  for (const group of groups) {
    const unknown = group.find((name) => !names.includes(name))
    if (unknown !== undefined && (isOne || group.some((name) => names.includes(name)))) throw new Error(`symmetric names "${unknown}"; the nodes are ${names.join(", ")}`)
    const single = Object.keys(atMost).find((name) => group.some((each) => name.startsWith(`${each}: `)))
    if (single !== undefined) throw new Error(`atMost names "${single}", of a node that symmetric calls like the others; limit the action of all of them`)
    if (unknown === undefined) checkAlike(nodes, group)
  }
  return groups
}

/** What can be seen without running them: they begin alike, and have the same actions. */
const checkAlike = (nodes: AnyNodes, group: readonly string[]): void => {
  const [first, ...others] = group
  if (first === undefined) return
  const shapeOf = (name: string): string => Object.keys({ ...nodes[name]?.actions, ...nodes[name]?.choices }).sort().join(", ")
  for (const other of others) {
    const swapped = renamed(nodes[first]?.initial, (text) => (text === first ? other : text === other ? first : text))
    const initial: unknown = nodes[other]?.initial
    if (encode(swapped) !== encode(initial)) throw new Error(`symmetric says that ${first} and ${other} are alike; they begin as ${show(nodes[first]?.initial)} and ${show(initial)}`)
    if (shapeOf(first) !== shapeOf(other)) throw new Error(`symmetric says that ${first} and ${other} are alike; they may do ${shapeOf(first) || "nothing"} and ${shapeOf(other) || "nothing"}`)
  }
}

/** Names that are no nodes have slots of their own, in which nothing happens: so that they can be permuted. */
export const symmetryOf = (slots: readonly string[], groups: readonly (readonly string[])[]): Symmetry<unknown, unknown> => {
  let permutations: readonly (readonly Slot[])[] = [slots.map((_, slot) => slot)]
  for (const group of groups) {
    const places = group.map((name) => slots.indexOf(name))
    permutations = permutations.flatMap((before) => orders(places).map((order) => before.map((is, slot) => (places.includes(slot) ? (order[places.indexOf(slot)] as Slot) : is))))
  }
  const names = new Map(groups.flat().map((name) => [name, slots.indexOf(name)]))
  const rename = (value: unknown, permutation: readonly Slot[]): unknown =>
    renamed(value, (text) => {
      const slot = names.get(text)
      return slot === undefined ? text : (slots[permutation[slot] as Slot] as string)
    })
  return { permutations, renameLocal: (_slot, local, permutation) => rename(local, permutation), renameMessage: rename, unproven: true }
}

const renamed = (value: unknown, called: (text: string) => string): unknown => {
  const of = (held: unknown): unknown => {
    if (typeof held === "string") return called(held)
    if (Array.isArray(held)) return held.map(of)
    if (held instanceof Set) return new Set([...held].map(of))
    if (held instanceof Map) return new Map([...held].map(([key, value]) => [of(key), of(value)]))
    if (typeof held !== "object" || held === null || Object.getPrototypeOf(held) !== Object.prototype) return held
    return Object.fromEntries(Object.entries(held).map(([key, value]) => [called(key), of(value)]))
  }
  return of(value)
}

/** Every order of these places, that in which they stand first. */
const orders = (places: readonly Slot[]): readonly (readonly Slot[])[] =>
  places.length === 0 ? [[]] : places.flatMap((place) => orders(places.filter((other) => other !== place)).map((rest) => [place, ...rest]))
