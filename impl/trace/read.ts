/**
 * A trace file, read: its head and its actions one after the other, each held against the schema. Fields that the schema
 * does not know are left out, with a warning that names them. A short file may be laid out as anybody likes; a long one is
 * read line by line, as it was written.
 *
 * @module
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Action, FORMAT, Head, VERSION } from "./schema.ts"

/** A file that is no trace, or that cannot be followed here; the message says what to do. */
export class BadTrace extends Error {}

export interface OpenTrace {
  readonly head: Head
  /** In order; reading on may throw a {@link BadTrace}. */
  readonly actions: Iterable<Action>
  /** Filled while it is read. */
  readonly warnings: string[]
}

/** A file up to this size, in bytes, is read as a whole, however it is laid out. */
const WHOLE = 64 * 2 ** 20

const AGAIN = "write it again with check --traces, mutants --traces or simulate --traces"

export const openTrace = (file: string): OpenTrace => {
  if (!existsSync(file)) throw new BadTrace(`${file}: no such file; check --traces DIR and mutants --traces DIR write traces`)
  const { size } = statSync(file)
  return size <= WHOLE ? whole(file, readFileSync(file, "utf8")) : byLine(file)
}

const whole = (file: string, text: string): OpenTrace => {
  const parsed = parse(file, text)
  const { actions, ...rest } = parsed as { readonly actions?: unknown }
  const warnings: string[] = []
  const head = headOf(file, rest, warnings)
  if (!Array.isArray(actions)) throw new BadTrace(`${file}: actions is no list: the file is cut off or was altered; ${AGAIN}`)
  return { head, warnings, actions: checked(file, head, actions, warnings) }
}

/** `actions` is the last field and has a line of its own for each. */
const byLine = (file: string): OpenTrace => {
  const lines = linesOf(file)
  const first: string[] = []
  for (let next = lines.next(); ; next = lines.next()) {
    if (next.done === true || first.length > 100) throw new BadTrace(`${file}: longer than ${WHOLE / 2 ** 20} MiB, and not laid out one action a line; ${AGAIN}`)
    if (next.value === '"actions":[') break
    first.push(next.value)
  }
  const warnings: string[] = []
  const head = headOf(file, parse(file, `${first.join("\n").replace(/,$/, "")}}`), warnings)
  return { head, warnings, actions: checked(file, head, parsedLines(file, lines), warnings) }
}

function* parsedLines(file: string, lines: Iterator<string>): Generator<unknown> {
  for (let next = lines.next(); next.done !== true; next = lines.next()) {
    if (next.value === "]}") return
    if (next.value !== "") yield parse(file, next.value.replace(/,$/, ""), true)
  }
  throw new BadTrace(cutOff(file))
}

const cutOff = (file: string): string => `${file}: the file is cut off; ${AGAIN}`

/** `isPart`: it is a trace's, as its beginning says. */
const parse = (file: string, text: string, isPart = text.slice(0, 200).includes(FORMAT)): object => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (isPart) throw new BadTrace(`${cutOff(file)} (${(error as Error).message.slice(0, 200)})`, { cause: error })
    throw new BadTrace(`${file}: not JSON: this is no trace; ${AGAIN}`, { cause: error })
  }
  if (typeof parsed !== "object" || parsed === null) throw new BadTrace(`${file}: not a JSON object: this is no trace; ${AGAIN}`)
  return parsed
}

const decodeHead = Schema.decodeUnknownResult(Head)
const decodeAction = Schema.decodeUnknownResult(Action)

const headOf = (file: string, parsed: object, warnings: string[]): Head => {
  const { format, version } = parsed as { readonly format?: unknown; readonly version?: unknown }
  if (format !== FORMAT) {
    const other = "#meta" in parsed ? ": it seems to be an ITF trace, as Apalache and Quint write them; they can be written here, not read" : ""
    throw new BadTrace(`${file}: format is ${shown(format ?? null)}, not "${FORMAT}"${other}`)
  }
  if (version !== VERSION) {
    throw new BadTrace(`${file}: version is ${shown(version ?? null)}, this program reads ${VERSION}: ${typeof version === "number" && version > VERSION ? "read it with the rocketproof that wrote it" : AGAIN}`)
  }
  const decoded = decodeHead(parsed)
  if (Result.isFailure(decoded)) throw new BadTrace(`${file}: ${problem(decoded.failure.message)}; ${AGAIN}`)
  warnings.push(...unknownIn(parsed, Head.fields).map((name) => `${file}: the field ${shown(name)} is not known and is left out`))
  return decoded.success
}

function* checked(file: string, { steps }: Head, actions: Iterable<unknown>, warnings: string[]): Generator<Action> {
  const unknown = new Set<string>()
  let n = 0
  for (const action of actions) {
    n++
    const decoded = decodeAction(action)
    if (Result.isFailure(decoded)) throw new BadTrace(`${file}: action ${n}: ${problem(decoded.failure.message)}; ${AGAIN}`)
    if (decoded.success.n !== n) throw new BadTrace(`${file}: action ${n} says n ${decoded.success.n}: actions are missing or out of order; ${AGAIN}`)
    for (const name of unknownIn(action as object, Action.fields)) {
      if (unknown.has(name) || unknown.size >= 20) continue
      unknown.add(name)
      warnings.push(`${file}: the field ${shown(name)} of action ${n} is not known and is left out`)
    }
    yield decoded.success
  }
  if (n !== steps) throw new BadTrace(`${file}: it says ${steps} steps and has ${n} actions: it was cut off or altered; ${AGAIN}`)
}

const unknownIn = (given: object, known: object): readonly string[] => Object.keys(given).filter((name) => !Object.hasOwn(known, name))

/** Nothing from a file reaches a terminal as it is. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

const problem = (message: string): string => message.replace(/\s+/g, " ")

const CHUNK = 2 ** 20

export function* linesOf(file: string): Generator<string, void> {
  const handle = openSync(file, "r")
  try {
    const buffer = Buffer.alloc(CHUNK)
    const decoder = new TextDecoder()
    let rest = ""
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
      const lines = (rest + decoder.decode(buffer.subarray(0, read), { stream: true })).split("\n")
      rest = lines.pop() as string
      yield* lines
    }
    if (rest !== "") yield rest
  } finally {
    closeSync(handle)
  }
}
