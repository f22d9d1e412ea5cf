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

/** How one field is read. */
interface Kind<T> {
  /** The value of its text; `undefined` if it is none. */
  readonly read: (value: string) => T | undefined
  /** What to send instead, for the remark. */
  readonly wanted: string
  /** Stands for a field that is absent. Without it the field is required. */
  readonly absent?: { readonly value: T }
  /** Its name on the wire, if the property has another. */
  readonly wire?: string
}

type Kinds = Readonly<Record<string, Kind<unknown>>>
type Fields<K extends Kinds> = { readonly [N in keyof K]: K[N] extends Kind<infer T> ? T : never }

export type HeaderReader<T> = (command: RemotingCommand) => T

/** What a reader made by `header` returns. */
export type HeaderOf<R> = R extends HeaderReader<infer T> ? T : never

const INTEGER = /^[-+]?\d+$/

const readInteger = (value: string, bound: number): number | undefined => {
  if (!INTEGER.test(value)) return undefined
  const number = Number(value) + 0
  return number < -bound || number > bound ? undefined : number
}

/** A Java `String`. Present and empty is a value. */
export const text: Kind<string> = { read: (value) => value, wanted: "text" }

/** A Java `Integer`. */
export const int: Kind<number> = {
  read: (value) => {
    const number = readInteger(value, 2 ** 31)
    return number === 2 ** 31 ? undefined : number
  },
  wanted: "a decimal 32-bit integer"
}

/** A Java `Long` that is only compared, taken as the nearest double: Go's `subVersion` counts nanoseconds. */
export const stamp: Kind<number> = { read: (value) => readInteger(value, 2 ** 63), wanted: "a decimal 64-bit integer" }

/** A Java `Long` that is an offset or a time. One beyond ±(2^53−1) is taken as that bound: it lies beyond every queue all the same. */
export const long: Kind<number> = {
  read: (value) => {
    const number = readInteger(value, 2 ** 63)
    return number === undefined ? undefined : Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number))
  },
  wanted: stamp.wanted
}

/** A Java `Integer` or `Long` that names a place: none is below 0. */
export const place = (kind: Kind<number>): Kind<number> => ({
  read: (value) => {
    const number = kind.read(value)
    return number === undefined || number < 0 ? undefined : number
  },
  wanted: `${kind.wanted}, 0 or more`
})

/** A Java `Boolean`: `true` in any case; everything else is false (`Boolean.parseBoolean`). */
export const bool: Kind<boolean> = { read: (value) => value.toLowerCase() === "true", wanted: "true or false" }

/** The field may be absent. Present, it must be of the kind. */
export const optional = <T>(kind: Kind<T>): Kind<T | undefined> => ({ ...kind, absent: { value: undefined } })

/** Absent, the field is `value`: the default RocketMQ's header class gives it. */
export const or = <T>(kind: Kind<T>, value: T): Kind<T> => ({ ...kind, absent: { value } })

/** The field is called `wire` on the wire: V2 of the send request calls `producerGroup` `a`. */
export const named = <T>(wire: string, kind: Kind<T>): Kind<T> => ({ ...kind, wire })

/** A reader for the header with these fields. */
export const header = <K extends Kinds>(kinds: K): HeaderReader<Fields<K>> => {
  const fields = Object.entries(kinds).map(([name, kind]): Field => ({ name, wire: kind.wire ?? name, kind }))
  return (command) => {
    const result: Record<string, unknown> = {}
    for (const field of fields) result[field.name] = readField(command, field)
    return result as Fields<K>
  }
}

interface Field {
  readonly name: string
  readonly wire: string
  readonly kind: Kind<unknown>
}

const readField = (command: RemotingCommand, { name, wire, kind }: Field): unknown => {
  const fields = command.extFields
  const value = Object.hasOwn(fields, wire) ? fields[wire] : undefined
  if (value !== undefined) {
    const result = kind.read(value)
    if (result !== undefined) return result
  } else if (kind.absent !== undefined) return kind.absent.value
  const called = wire === name ? wire : `${wire} (${name})`
  const problem = value === undefined ? "is missing" : `is ${JSON.stringify(value.slice(0, 64))}`
  throw new RequestError(wire, `${requestName(command.code)}: header field ${called} ${problem}. Send it in extFields as ${kind.wanted}.`)
}
