/**
 * Looks over a model's shoulder: calls each of its functions twice and compares, before the search relies on what it said.
 *
 * The search calls a model once per distinct argument tuple and keeps the answer for ever. A rule that changes what it is
 * given, or that answers the same question in two ways, makes nonsense of that, and nothing in the result would show it.
 *
 * @module
 */
import { elsewhere } from "./elsewhere.ts"
import { encode } from "./encode.ts"
import { ModelMistake } from "./mistake.ts"
import type { AnyModel, AnyOutcome, Slot } from "./model.ts"
import { copyOf, type Difference, differences, partsOf, pathText, show } from "./plain-data.ts"

/** How many calls are looked at: all, none, or unless somebody asks for either, as many as nobody notices. */
export const callsToDebug = (debug: boolean | undefined): number => (debug === undefined ? 300 : debug ? Number.POSITIVE_INFINITY : 0)

/**
 * The same model, which throws a {@link ModelMistake} when a function of it changes its arguments, gives two answers to one
 * question, returns something that is no outcome, or is asked for an action that it did not list.`calls`: so
 * many calls are looked at, and later ones are not (default: all).
 */
export const debugged = (model: AnyModel, calls = Number.POSITIVE_INFINITY): AnyModel => {
  if (calls <= 0) return model
  const { name, slots, network } = model
  let left = calls
  const slotName = (slot: Slot): string => slots[slot] ?? `slot ${slot}`

  /** Calls `rule`, with `names` for its arguments. */
  const watch = <Args extends readonly unknown[], Answer>(what: (...args: Args) => string, names: readonly string[], rule: (...args: Args) => Answer) => (...args: Args): Answer => {
    if (left <= 0) return rule(...args)
    left--
    const complain = (text: string): ModelMistake => new ModelMistake(`${name}: ${what(...args)} ${text}`)
    const kept = copyOf(args)
    const { here, there } = elsewhere()
    const first = attempt(() => here(() => rule(...args)))
    const changed = firstOf(kept, args)
    if (changed !== undefined) {
      const [argument, ...path] = changed.path
      const place = [names[argument as number] as string, ...path].join(".")
      throw complain(`changes what it is given: ${place} was ${show(changed.before)} and is ${show(changed.after)} after the call${lineOf(() => rule(...frozen(copyOf(kept))))}. A rule must leave its arguments alone and return something new, as in { ...local, ${String(path[0] ?? "field")}: … }`)
    }
    const second = attempt(() => there(() => rule(...kept)))
    const differing = firstDifference(first, second)
    if (differing !== undefined) {
      const { path, before, after } = differing
      throw complain(`is not deterministic: called twice with the same arguments, ${path[0] === "threw" ? "it" : pathText(path)} ${path[0] === "threw" ? `threw ${show(before)} and then ${show(after)}` : `was ${show(before)} and then ${show(after)}`}. A rule may depend on its arguments alone: no clock, no random numbers, no variable that it changes; let time and chance come in as actions`)
    }
    if ("threw" in first) throw first.error
    return first.answer
  }

  const outcome = (what: () => string, answer: AnyOutcome | undefined): AnyOutcome | undefined => {
    if (answer === undefined || (typeof answer === "object" && answer !== null && "local" in answer)) return answer
    throw new ModelMistake(`${name}: ${what()} returned ${show(answer)}, which has no \`local\`; return { local: the next state, sends: […] }, or undefined where it is not possible`)
  }
  const actText = (slot: Slot, _local: unknown, action: unknown): string => `act of ${slotName(slot)} on ${show(action)}`
  const receiveText = (slot: Slot, _local: unknown, from: Slot, message: unknown): string => `receive of ${slotName(slot)} on ${show(message)} from ${slotName(from)}`
  const actions = watch((slot) => `actions of ${slotName(slot)}`, ["slot", "local"], model.actions)
  const act = watch(actText, ["slot", "local", "action"], model.act)
  const receive = watch(receiveText, ["slot", "local", "from", "message"], model.receive)
  const { within } = model
  return {
    ...model,
    actions,
    act: (slot, local, action: unknown) => {
      if (left > 0) {
        const listed = model.actions(slot, local)
        if (!listed.includes(action) && !listed.some((each: unknown) => firstOf(each, action) === undefined))
          throw new ModelMistake(`${name}: ${actText(slot, local, action)} was asked for, and actions does not list it there; it lists ${listed.length === 0 ? "nothing" : listed.map((each: unknown) => show(each)).join(", ")}`)
      }
      return outcome(() => actText(slot, local, action), act(slot, local, action))
    },
    receive: (slot, local, from, message) => outcome(() => receiveText(slot, local, from, message), receive(slot, local, from, message)),
    observe: watch((slot, _local, signal: unknown) => `observe of ${slotName(slot)} on ${show(signal)}`, ["slot", "local", "signal"], model.observe),
    ...(within === undefined ? {} : { within: watch((slot) => `within of ${slotName(slot)}`, ["slot", "local"], within) }),
    network: network.carry === undefined ? network : { ...network, carry: watch((from, to) => `network.carry from ${slotName(from)} to ${slotName(to)}`, ["from", "to"], network.carry) }
  }
}

/** Where two values differ first, if they do. */
const firstOf = (before: unknown, after: unknown): Difference | undefined => (isSame(before, after) ? undefined : differences(before, after)[0])

/** Are they the same plain data beyond doubt? By the text of the search, which is quick; `differences` knows of the rest. */
const isSame = (x: unknown, y: unknown): boolean => {
  try {
    return encode(x) === encode(y)
  } catch {
    return false
  }
}

type Attempted<Answer> = { readonly answer: Answer } | { readonly threw: string; readonly error: unknown }

const attempt = <Answer>(ask: () => Answer): Attempted<Answer> => {
  try {
    return { answer: ask() }
  } catch (error) {
    if (error instanceof ModelMistake) throw error
    return { threw: error instanceof Error ? error.message : String(error), error }
  }
}

/** Where two attempts differ. What is no plain data has no equal, and is refused elsewhere. */
const firstDifference = (first: Attempted<unknown>, second: Attempted<unknown>): Difference | undefined => {
  if ("threw" in first || "threw" in second) {
    const [before, after] = [first, second].map((each) => ("threw" in each ? each.threw : undefined))
    return before === after ? undefined : { path: ["threw"], before, after }
  }
  if (isSame(first.answer, second.answer)) return undefined
  return differences(first.answer, second.answer).find(({ before, after }) => !isAlien(before) && !isAlien(after))
}

const isAlien = (value: unknown): boolean => typeof value === "function" || typeof value === "symbol" || (typeof value === "object" && value !== null && partsOf(value) === undefined) || Number.isNaN(value)

/** Frozen all the way down, as far as JavaScript can. */
const frozen = <T>(value: T): T => {
  const parts = partsOf(value)
  if (parts === undefined) return value
  for (const part of parts.parts.values()) frozen(part)
  return parts.kind === "array" || parts.kind === "record" ? Object.freeze(value) : value
}

/** Where in the source the call writes to what is frozen, ` (model.ts:12:5)`; nothing if it cannot be told. */
const lineOf = (call: () => unknown): string => {
  try {
    call()
    return ""
  } catch (error) {
    const stack = error instanceof TypeError ? (error.stack ?? "") : ""
    const place = /([^/\\()\s]+:\d+:\d+)\)?$/m.exec(stack)?.[1]
    return place === undefined ? "" : ` (${place})`
  }
}
