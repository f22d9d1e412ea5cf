/**
 * Typed reading of fastjson bodies: what is wrong is a `RequestError` that names the member and what to send.
 *
 * @module
 */
import { requestName } from "./codes.ts"
import type { RemotingCommand } from "./command.ts"
import { RequestError } from "./errors.ts"
import { parseFastJsonBody } from "./fastjson.ts"

/** One object of a body. A member that is absent or null is its fallback, if it has one. */
export class BodyReader {
  readonly #code: number
  readonly #path: string
  readonly #value: Readonly<Record<string, unknown>>

  constructor(code: number, path: string, value: unknown) {
    this.#code = code
    this.#path = path
    if (!isObject(value)) throw this.#error(path, "an object with named members", value)
    this.#value = value
  }

  /** Is it there, and not null? */
  has(name: string): boolean {
    return (this.#member(name) ?? null) !== null
  }

  text(name: string, fallback?: string): string {
    return this.#read(name, "text", (value) => (typeof value === "string" ? value : undefined), fallback)
  }

  /** One of these names of an enum's, in its order: fastjson takes the number of one for it, which the C++ client sends. Any other text stays. */
  name(name: string, names: readonly string[], fallback: string): string {
    return this.#read(name, `one of ${names.join(", ")}`, (value) => (typeof value === "string" ? value : typeof value === "number" ? names[value] : undefined), fallback)
  }

  /** A Java `int`. */
  int(name: string, fallback?: number): number {
    return this.#read(name, "a 32-bit integer", (value) => int32(numeric(value)), fallback)
  }

  /** A Java `long` or `double`. */
  number(name: string, fallback?: number): number {
    return this.#read(name, "a number", numeric, fallback)
  }

  bool(name: string, fallback?: boolean): boolean {
    return this.#read(name, "true or false", (value) => (typeof value === "boolean" ? value : undefined), fallback)
  }

  object(name: string): BodyReader {
    return new BodyReader(this.#code, this.#child(name), this.#member(name))
  }

  /** A list of objects; absent, it is empty. */
  objects(name: string): readonly BodyReader[] {
    return this.#list(name, "a list of objects", () => true).map((value, i) => new BodyReader(this.#code, `${this.#child(name)}[${i}]`, value))
  }

  /** A list of texts; absent, it is empty. */
  texts(name: string): readonly string[] {
    return this.#list(name, "a list of texts", (value): value is string => typeof value === "string")
  }

  /** A list of numbers; absent, it is empty. */
  numbers(name: string): readonly number[] {
    return this.#list(name, "a list of numbers", (value) => numeric(value) !== undefined).map((value) => numeric(value) as number)
  }

  /** A table of texts; absent, it is empty. */
  record(name: string): Readonly<Record<string, string>> {
    const table = this.#member(name) ?? {}
    if (!isObject(table) || !Object.values(table).every((value) => typeof value === "string")) throw this.#error(this.#child(name), "a table of texts", table)
    return table as Readonly<Record<string, string>>
  }

  /** The members of a table of objects; absent, it is empty. */
  members(name: string): readonly (readonly [string, BodyReader])[] {
    const table = this.#member(name) ?? {}
    const path = this.#child(name)
    if (!isObject(table)) throw this.#error(path, "a table of objects", table)
    return Object.entries(table).map(([key, value]) => [key, new BodyReader(this.#code, `${path}.${key}`, value)])
  }

  #list<T>(name: string, wanted: string, is: ((value: unknown) => value is T) | ((value: unknown) => boolean)): readonly T[] {
    const list = this.#member(name) ?? []
    if (!Array.isArray(list) || !list.every(is)) throw this.#error(this.#child(name), wanted, list)
    return list
  }

  #read<T>(name: string, wanted: string, as: (value: unknown) => T | undefined, fallback: T | undefined): T {
    const member = this.#member(name)
    const value = member === undefined || member === null ? fallback : as(member)
    if (value === undefined) throw this.#error(this.#child(name), wanted, member)
    return value
  }

  #member(name: string): unknown {
    return Object.hasOwn(this.#value, name) ? this.#value[name] : undefined
  }

  #child(name: string): string {
    return this.#path === "body" ? name : `${this.#path}.${name}`
  }

  #error(path: string, wanted: string, found: unknown): RequestError {
    const problem = found === undefined || found === null ? "is missing" : `is ${String(JSON.stringify(found)).slice(0, 64)}`
    return new RequestError(path, `${requestName(this.#code)}: ${path === "body" ? "the body" : `${path} in the body`} ${problem}. Send ${wanted}.`)
  }
}

/** fastjson takes the text of a number for the number: the Go client sends the hash codes of tags so. */
const numeric = (value: unknown): number | undefined =>
  typeof value === "number" ? value : typeof value === "string" && /^[+-]?\d{1,19}(\.\d+)?$/.test(value) ? Number(value) : undefined

const int32 = (value: number | undefined): number | undefined => (value !== undefined && (value | 0) === value ? value : undefined)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map)

/** The object that is the command's body. */
export const bodyReader = ({ code, body }: RemotingCommand): BodyReader => {
  if (body === undefined) throw new RequestError("body", `${requestName(code)}: the body is missing. Send a JSON object.`)
  let value: unknown
  try {
    value = parseFastJsonBody(body)
  } catch (error) {
    throw new RequestError("body", `${requestName(code)}: the body is not JSON: ${(error as Error).message}. Send a JSON object.`)
  }
  return new BodyReader(code, "body", value)
}
