/**
 * Renaming nodes inside states and messages, for symmetry: `n0` becomes `n1` wherever it stands, and what is kept in the
 * order of names is put in order again.
 *
 * @module
 */
import { byKeyText } from "./key-text.ts"
import * as HashMap from "effect/HashMap"
import type { Waiting } from "../../spec/raft/state.ts"

type Names = ReadonlyMap<string, string>

export const namesOf = (nodes: readonly string[], permutation: readonly number[]): Names =>
  new Map(nodes.map((node, i) => [node, nodes[permutation[i] as number] as string]))

export const rename = <A>(value: A, names: Names): A => renamed(value, names) as A

const renamed = (value: unknown, names: Names): unknown => {
  if (typeof value === "string") return names.get(value) ?? renamedLink(value, names)
  if (typeof value !== "object" || value === null) return value
  if (HashMap.isHashMap(value)) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => renamed(item, names))
    return items.length > 1 ? inOrder(value, items, names) : items
  }
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) out[names.get(key) ?? key] = renamed(item, names)
  return out
}

const renamedLink = (value: string, names: Names): string => {
  const at = value.indexOf(">")
  if (at < 0) return value
  return `${names.get(value.slice(0, at)) ?? value.slice(0, at)}>${names.get(value.slice(at + 1)) ?? value.slice(at + 1)}`
}

/** Sets of nodes and of links, messages that wait (by receiver), armed timers, and history lists are sorted; logs keep their order. */
const inOrder = (before: readonly unknown[], items: unknown[], names: Names): unknown[] => {
  const first = before[0]
  if (typeof first === "string") return names.has(first) || first.includes(">") ? (items as string[]).sort() : items
  if (Array.isArray(first)) return items.sort(byKeyText)
  if (isWaiting(first)) return (items as Waiting[]).sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))
  if (isTimer(first)) return items.sort(byKeyText)
  if (isCommit(first)) return (items as Keyed[]).sort((a, b) => a.index - b.index || byKeyText(a, b))
  return items
}

interface Keyed {
  readonly index: number
}

const isWaiting = (item: unknown): item is Waiting => typeof item === "object" && item !== null && "to" in item && "durable" in item

const isTimer = (item: unknown): boolean => typeof item === "object" && item !== null && "_tag" in item

const isCommit = (item: unknown): item is Keyed => typeof item === "object" && item !== null && "inTerm" in item && "index" in item
