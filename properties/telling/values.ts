/**
 * Values of states, events and outputs, for a person: no JSON, nothing that is empty, and of two values only where they differ.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Tagged } from "../../spec/machine.ts"
import { same } from "../same.ts"

type Table = { readonly [name: string]: unknown }

/** Of a list, so many are shown. */
const SHOWN = 8

/** Characters of a value that are shown. */
const LONGEST = 300

/** Tables as objects, their keys ascending; one level. */
const tableOf = (value: object): Table =>
  HashMap.isHashMap(value) ? Object.fromEntries([...HashMap.entries(value)].map(([key, inner]) => [String(key), inner] as const).sort(([a], [b]) => (a < b ? -1 : 1))) : (value as Table)

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value)

/** What goes without saying. */
export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) ? value.length === 0 : isObject(value) && !isTagged(value) && Object.values(tableOf(value)).every(isEmpty))

const isTagged = (value: unknown): value is Tagged => isObject(value) && typeof (value as Partial<Tagged>)._tag === "string"

/** `t: {…}` of lists that are tables. */
const isPairs = (value: readonly unknown[]): value is readonly (readonly [string, unknown])[] => value.length > 0 && value.every((each) => Array.isArray(each) && each.length === 2 && typeof each[0] === "string")

const clipped = (text: string, most = LONGEST): string => (text.length > most ? `${text.slice(0, most)}…` : text)

export const valueText = (value: unknown): string => clipped(textOf(value))

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return "none"
  if (value === "") return '""'
  if (typeof value !== "object") return String(value)
  if (Array.isArray(value)) return listText(value)
  if (isTagged(value)) return taggedOf(value)
  const table = tableOf(value)
  if (isLog(table)) return runsText(table.baseIndex, table)
  if (isSlice(table)) return runsText(table.prevLogIndex, table)
  const fields = Object.entries(table).filter(([, inner]) => !isEmpty(inner))
  return fields.length === 0 ? "empty" : `{${fields.map(([name, inner]) => `${name} ${textOf(inner)}`).join(", ")}}`
}

const listText = (list: readonly unknown[]): string => {
  if (list.length === 0) return "none"
  const texts = isPairs(list) ? list.map(([key, inner]) => `${key}: ${textOf(inner)}`) : list.map(textOf)
  return `[${[...texts.slice(0, SHOWN), ...(texts.length > SHOWN ? [`and ${texts.length - SHOWN} more`] : [])].join(", ")}]`
}

interface Runs {
  readonly runs: readonly { readonly first: number; readonly term: number }[]
  readonly lastIndex: number
  readonly durableIndex?: number
}

const isLog = (table: Table): table is Table & Runs & { readonly baseIndex: number; readonly durableIndex: number } => "runs" in table && "baseIndex" in table && "durableIndex" in table
const isSlice = (table: Table): table is Table & Runs & { readonly prevLogIndex: number } => "runs" in table && "prevLogIndex" in table

/** `entries 1 to 3 of term 0, on disk up to 2`. */
const runsText = (before: number, { runs, lastIndex, durableIndex }: Runs): string => {
  const parts = runs.map(({ first, term }, i) => {
    const last = (runs[i + 1]?.first ?? lastIndex + 1) - 1
    return `${first === last ? `entry ${first}` : `entries ${first} to ${last}`} of term ${term}`
  })
  return `{${[...(parts.length === 0 ? ["no entries"] : parts), ...(before < 0 ? [] : [`behind ${before}`]), ...(durableIndex === undefined ? [] : [durableIndex < 0 ? "none on disk" : `on disk up to ${durableIndex}`])].join(", ")}}`
}

/** `SendMessage(request m1, topic t)`: an event or an output. */
export const taggedText = (value: Tagged): string => clipped(taggedOf(value))

const taggedOf = ({ _tag, ...fields }: Tagged): string => {
  const texts = Object.entries(fields as Table).flatMap(([name, value]): readonly string[] => {
    if (isEmpty(value) || value === false) return []
    if (value === true) return [name]
    if (name === "ms" && Array.isArray(value)) return [value[0] === value[1] ? `${value[0]} ms` : `${value[0]} to ${value[1]} ms`]
    // What an envelope carries says itself what it is.
    if (isTagged(value)) return [taggedOf(value)]
    return [`${name} ${textOf(value)}`]
  })
  return texts.length === 0 ? _tag : `${_tag}(${texts.join(", ")})`
}

/** By its kind and what tells it from others: `WriteCopy(source 0, index 2)`. */
export const briefly = ({ _tag, ...fields }: Tagged): string => {
  const texts = Object.entries(fields as Table).flatMap(([name, value]) => (isTagged(value) ? [taggedText(value)] : isEmpty(value) || typeof value === "object" || typeof value === "boolean" ? [] : [`${name} ${textOf(value)}`]))
  return texts.length === 0 ? _tag : `${_tag}(${clipped(texts.slice(0, 2).join(", "), 80)})`
}

export interface Difference {
  /** `halves 0 checks`; empty: the whole. */
  readonly path: string
  /** In words; absent: there is none. */
  readonly is?: string
  readonly other?: string
}

const ABSENT = Symbol("absent")

/** Where two values differ, as deep as it goes. */
export const differencesOf = (is: unknown, other: unknown, path = ""): readonly Difference[] => {
  if (same(is, other)) return []
  const whole = [{ path, ...(is === ABSENT ? {} : { is: valueText(is) }), ...(other === ABSENT ? {} : { other: valueText(other) }) }]
  const [a, b] = isTagged(is) && isTagged(other) && is._tag !== other._tag ? [] : [inside(is), inside(other)]
  if (a === undefined || b === undefined) return whole
  const found = [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differencesOf(Object.hasOwn(a, key) ? a[key] : ABSENT, Object.hasOwn(b, key) ? b[key] : ABSENT, path === "" ? key : `${path} ${key}`))
  return found.length === 0 ? whole : found
}

/** What a value is made of, if it is compared part by part. */
const inside = (value: unknown): Table | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  if (Array.isArray(value)) return isPairs(value) ? Object.fromEntries(value) : undefined
  const table = tableOf(value)
  return isLog(table) || isSlice(table) ? undefined : table
}

/** `halves 0 checks is 0, should be 1`. */
export const differenceText = ({ path, is, other }: Difference): string => {
  const what = path === "" ? "it" : path
  if (is === undefined) return `${what} is not there, should be ${other}`
  return other === undefined ? `${what} is ${is}, should not be there` : `${what} is ${is}, should be ${other}`
}

/** A state as named values, a name for each table and each entry of one: `halves 0` is `{index 0, checks 1}`. */
export const namedValues = (state: object, prefix = ""): readonly (readonly [string, string])[] =>
  Object.entries(tableOf(state)).flatMap(([key, value]): readonly (readonly [string, string])[] => {
    if (isEmpty(value)) return []
    const name = prefix === "" ? key : `${prefix} ${key}`
    if (isObject(value) && !isTagged(value)) {
      const table = tableOf(value)
      if (!isLog(table) && Object.values(table).some((inner) => isObject(inner))) return namedValues(value, name)
      // A table of plain values is told as one, the table itself is not.
      return [[name, valueText(value).replace(/^\{(.*)\}$/, "$1")]]
    }
    return [[name, valueText(value)]]
  })
