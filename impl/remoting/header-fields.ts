/**
 * Typed reading of header fields. A request's fields are declared once, by their names on the wire:
 *
 *     export const getMaxOffset = header({ topic: text, queueId: int, committed: optional(bool) })
 *
 * and `getMaxOffset(command)` is `{ topic: string; queueId: number; committed: boolean | undefined }` or a `RequestError`.
 * Values are read as RocketMQ's `RemotingCommand.decodeCommandCustomHeader` reads them.
 *
 * @module
 */
import { requestName } from "./codes.ts"
import type { RemotingCommand } from "./command.ts"
import { RequestError } from "./errors.ts"

/** Reads one field's text; `undefined` if it is not such a value. */
interface Kind<T> {
  readonly read: (value: string) => T | undefined
  /** What to send instead, for the remark. */
  readonly wanted: string
  readonly required: boolean
}

type Kinds = Readonly<Record<string, Kind<unknown>>>
type Fields<K extends Kinds> = { readonly [N in keyof K]: K[N] extends Kind<infer T> ? T : never }

export type HeaderReader<T> = (command: RemotingCommand) => T

/** What a reader made by `header` returns. */
export type HeaderOf<R> = R extends HeaderReader<infer T> ? T : never

const INTEGER = /^[-+]?\d+$/
const MIN_LONG = -(2 ** 63)
const MAX_LONG = 2 ** 63

const readInteger = (value: string, min: number, max: number): number | undefined => {
  if (!INTEGER.test(value)) return undefined
  const number = Number(value) + 0
  return number < min || number > max ? undefined : number
}

/** A Java `String`. Present and empty is a value. */
export const text: Kind<string> = { read: (value) => value, wanted: "text", required: true }

/** A Java `Integer`. */
export const int: Kind<number> = {
  read: (value) => readInteger(value, -0x8000_0000, 0x7fff_ffff),
  wanted: "a decimal 32-bit integer",
  required: true
}

/** A Java `Long` that is an offset or a time. One beyond ±(2^53−1) is taken as that bound: it lies beyond every queue all the same. */
export const long: Kind<number> = {
  read: (value) => {
    const number = readInteger(value, MIN_LONG, MAX_LONG)
    return number === undefined ? undefined : Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number))
  },
  wanted: "a decimal 64-bit integer",
  required: true
}

/** A Java `Long` that is only compared, taken as the nearest double. Go's `subVersion` counts nanoseconds. */
export const stamp: Kind<number> = { ...long, read: (value) => readInteger(value, MIN_LONG, MAX_LONG) }

/** A Java `Boolean`: `true` in any case; everything else is false (`Boolean.parseBoolean`). */
export const bool: Kind<boolean> = {
  read: (value) => value === "true" || (value !== "false" && value.toLowerCase() === "true"),
  wanted: "true or false",
  required: true
}

/** The field may be absent. Present, it must be of the kind. */
export const optional = <T>(kind: Kind<T>): Kind<T | undefined> => ({ ...kind, required: false })

/** A reader for the header with these fields, by their names on the wire. */
export const header = <K extends Kinds>(kinds: K): HeaderReader<Fields<K>> => {
  const fields = Object.entries(kinds).map(([name, kind]) => ({ name, ...kind }))
  return (command) => {
    const result: Record<string, unknown> = {}
    for (const { name, read, wanted, required } of fields) result[name] = readField(command, name, read, wanted, required)
    return result as Fields<K>
  }
}

/** The same under other names: V2 of the send request calls `producerGroup` `a`. The wire name is what an error names. */
export const renamed = <T extends object>(reader: { readonly kinds: { readonly [N in keyof T]: Kind<T[N]> }; readonly wire: { readonly [N in keyof T]: string } }): HeaderReader<T> => {
  const fields = (Object.keys(reader.kinds) as (keyof T & string)[]).map((name) => ({ name, wire: reader.wire[name], ...reader.kinds[name] }))
  return (command) => {
    const result: Record<string, unknown> = {}
    for (const { name, wire, read, wanted, required } of fields) result[name] = readField(command, wire, read, wanted, required, name)
    return result as T
  }
}

const readField = (command: RemotingCommand, wire: string, read: (value: string) => unknown, wanted: string, required: boolean, name = wire): unknown => {
  const fields = command.extFields
  const value = Object.hasOwn(fields, wire) ? fields[wire] : undefined
  if (value === undefined) {
    if (!required) return undefined
    throw new RequestError(wire, `${requestName(command.code)}: header field ${described(wire, name)} is missing. Send it in extFields as ${wanted}.`)
  }
  const result = read(value)
  if (result === undefined) {
    throw new RequestError(wire, `${requestName(command.code)}: header field ${described(wire, name)} is ${JSON.stringify(value.slice(0, 64))}. Send it as ${wanted}.`)
  }
  return result
}

const described = (wire: string, name: string): string => (wire === name ? wire : `${wire} (${name})`)
