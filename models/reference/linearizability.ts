/**
 * The history of a register, and whether it is linearizable (Herlihy and Wing 1990): is there an order of all its operations,
 * each at one moment between its call and its return, in which every read returns what was written last?
 *
 * @module
 */

/** `null`: what a register holds before the first write. Otherwise one letter. */
export type Value = string | null

export type Operation = { readonly kind: "write"; readonly value: Value } | { readonly kind: "read" }

/**
 * What each client did, one thing after the other, clients apart by `|`. `wA@000=`: a write of A, called when no client had got
 * a return, and returned. `wA@000= r@110=B`: and then a read that brought B, called when two clients had got one return each.
 * Without `=`: still open. A text, since a history is most of what a state says: a model has tens of thousands of them, and each
 * is hashed.
 */
export type History = string

interface Step {
  readonly operation: Operation
  /** By client: how many of its operations had returned before this one was called. They come first in every order. */
  readonly after: readonly number[]
  /** What a read returned; absent while it is open. */
  readonly returned?: Value
}

/** One client's text, taken apart. */
interface Line {
  readonly steps: readonly Step[]
  readonly returned: number
}

export const emptyHistory = (clients: number): History => "|".repeat(clients - 1)

/** The client calls an operation. */
export const called = (history: History, client: number, operation: Operation): History => {
  const lines = history.split("|")
  const line = lines[client] as string
  if (isOpen(line)) throw new Error(`client ${client} calls an operation before the last one returned`)
  const after = lines.map((other) => lineOf(other).returned)
  if (after.some((count) => count > 9)) throw new RangeError("more than nine operations of one client")
  const text = `${operation.kind === "write" ? `w${operation.value ?? ""}` : "r"}@${after.join("")}`
  lines[client] = line === "" ? text : `${line} ${text}`
  return lines.join("|")
}

/** Its operation returns; `value` is what a read brought. */
export const returned = (history: History, client: number, value: Value): History => {
  const lines = history.split("|")
  const line = lines[client] as string
  if (!isOpen(line)) throw new Error(`client ${client} is told the end of an operation that it did not call`)
  lines[client] = `${line}=${value ?? ""}`
  return lines.join("|")
}

const isOpen = (line: string): boolean => line.lastIndexOf("@") > line.lastIndexOf("=")

const linesOf = (history: History): readonly Line[] => history.split("|").map(lineOf)

/** Has some read returned a value that was written? */
export const hasRead = (history: History): boolean => linesOf(history).some(({ steps }) => steps.some(({ operation, returned: value }) => operation.kind === "read" && typeof value === "string"))

/** An operation that has not returned may have happened or not. */
export const isLinearizable = (history: History): boolean => {
  const lines = linesOf(history)
  return canGoOn(lines, lines.map(() => 0), null, new Set())
}

/**
 * Can an order be completed in which the first operations of each client, `happened` of them, have happened, and the register
 * holds `value`? `refuted`: where that was asked in vain.
 */
const canGoOn = (lines: readonly Line[], happened: number[], value: Value, refuted: Set<string>): boolean => {
  takeReads(lines, happened, value)
  if (isComplete(lines, happened)) return true
  // What is to be read after another write has to be written again.
  if (isToCome(lines, happened, "read", value) && !isToCome(lines, happened, "write", value)) return false
  if (refuted.size > 0 && refuted.has(placeOf(happened, value))) return false
  for (let client = 0; client < lines.length; client++) {
    const step = nextOf(lines, happened, client)
    if (step?.operation.kind !== "write") continue
    // An open write that nobody reads need not happen.
    if (step.returned === undefined && !isToCome(lines, happened, "read", step.operation.value)) continue
    const then = happened.slice()
    then[client] = (then[client] as number) + 1
    if (canGoOn(lines, then, step.operation.value, refuted)) return true
  }
  refuted.add(placeOf(happened, value))
  return false
}

const placeOf = (happened: readonly number[], value: Value): string => `${happened.join()} ${value}`

const isComplete = (lines: readonly Line[], happened: readonly number[]): boolean => {
  for (let client = 0; client < lines.length; client++) if ((happened[client] as number) < (lines[client] as Line).returned) return false
  return true
}

/** Is there, among what has not happened, a write of this value, or a read that returned it? */
const isToCome = (lines: readonly Line[], happened: readonly number[], kind: Operation["kind"], value: Value): boolean => {
  for (let client = 0; client < lines.length; client++) {
    const { steps } = lines[client] as Line
    for (let i = happened[client] as number; i < steps.length; i++) {
      const { operation, returned: brought } = steps[i] as Step
      if (operation.kind === kind && (operation.kind === "write" ? operation.value : brought) === value) return true
    }
  }
  return false
}

/** A read that brought what the register holds may happen at once: it changes nothing. One that is open need not happen. */
const takeReads = (lines: readonly Line[], happened: number[], value: Value): void => {
  for (let client = 0; client < lines.length; client++) {
    const step = nextOf(lines, happened, client)
    if (step?.operation.kind !== "read" || step.returned !== value) continue
    happened[client] = (happened[client] as number) + 1
    // It may let reads of others happen.
    client = -1
  }
}

/** The client's next operation, unless others have to happen before it. */
const nextOf = (lines: readonly Line[], happened: readonly number[], client: number): Step | undefined => {
  const step = lines[client]?.steps[happened[client] as number]
  if (step === undefined) return undefined
  for (let peer = 0; peer < lines.length; peer++) if ((happened[peer] as number) < (step.after[peer] as number)) return undefined
  return step
}

/** Few lines make many histories: each is taken apart once. */
const known = new Map<string, Line>()

const lineOf = (text: string): Line => {
  const before = known.get(text)
  if (before !== undefined) return before
  const steps = text === "" ? [] : text.split(" ").map(stepOf)
  const line = { steps, returned: steps.filter((step) => step.returned !== undefined).length }
  known.set(text, line)
  return line
}

const stepOf = (text: string): Step => {
  const [call = "", ending] = text.split("=")
  const [what = "", after = ""] = call.split("@")
  const value = (letter: string): Value => (letter === "" ? null : letter)
  return {
    operation: what === "r" ? { kind: "read" } : { kind: "write", value: value(what.slice(1)) },
    after: [...after].map(Number),
    ...(ending === undefined ? {} : { returned: value(ending) })
  }
}
