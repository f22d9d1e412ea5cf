/**
 * Of a run with a bug: the first step that the rules as they are would make another one, and what it would be.
 *
 * @module
 */
import { encode } from "../../models/engine/encode.ts"
import type { AnyModel, AnyMove, AnyOutcome } from "../../models/engine/model.ts"
import type { Trace } from "../../models/engine/result.ts"
import { take } from "../../models/engine/step.ts"
import type { Tagged } from "../../spec/machine.ts"
import { same } from "../same.ts"
import { changeText } from "./changes.ts"
import { tellerOf } from "./teller.ts"
import type { ToldStep } from "./telling.ts"
import { differencesOf, differenceText, taggedText, valueText } from "./values.ts"
import { listed, type View } from "./view.ts"
import { worldsOf } from "./worlds.ts"

/** Steps that are looked at. */
const MOST_STEPS = 2_000

export interface WithoutBug {
  /** The step, from 1. */
  readonly n: number
  readonly move: AnyMove
  /** What it is with the rules as they are; absent: then it is none at all. */
  readonly right?: Made
}

/** The first of them, and the numbers of the others; `undefined`: the rules as they are make every step the same way, as far as was looked. */
export const withoutBug = (model: AnyModel, { initial, steps }: Trace): (WithoutBug & { readonly others: readonly number[] }) | undefined => {
  const found: WithoutBug[] = []
  let before: readonly unknown[] = initial
  for (const [i, { move, outcome, locals }] of steps.slice(0, MOST_STEPS).entries()) {
    const taken = take(model, before, move)
    if (taken.kind !== "taken") found.push({ n: i + 1, move })
    else if (!isSame(taken, { outcome, locals })) found.push({ n: i + 1, move, right: { outcome: taken.outcome, locals: taken.locals } })
    before = locals
  }
  const [first, ...others] = found
  return first && { ...first, others: others.map(({ n }) => n) }
}

interface Made {
  readonly outcome: AnyOutcome
  readonly locals: readonly unknown[]
}

const isSame = (a: Made, b: Made): boolean =>
  encode([a.locals, a.outcome.sends ?? []]) === encode([b.locals, b.outcome.sends ?? []]) && same(signalsOf(a.outcome), signalsOf(b.outcome)) && same(asked(a.outcome), asked(b.outcome)) && same(loose(a.outcome), loose(b.outcome))

const signalsOf = ({ signals = [] }: AnyOutcome): readonly unknown[] => signals.map(({ signal }) => signal as unknown)

/** What the rules asked for, where the world keeps it. */
const asked = ({ detail }: AnyOutcome): readonly Tagged[] => (Array.isArray(detail) ? (detail as readonly { readonly outputs?: readonly Tagged[] }[]).flatMap(({ outputs = [] }) => outputs) : [])

/** What a world keeps of a step in another form. */
const loose = ({ detail }: AnyOutcome): unknown => (Array.isArray(detail) ? undefined : detail)

/** In sentences, beside what the run did. `isTold`: the promise says by itself what should have been. */
export const withoutBugText = (model: AnyModel, view: View, trace: Trace, told: readonly ToldStep[], isTold: boolean): readonly string[] => {
  const found = withoutBug(model, trace)
  // Of one machine's last step the promise itself says what it should have been.
  if (found === undefined || (found.n === told.length && view.anyEvent === true && isTold)) return []
  const { others } = found
  return [...firstText(model, view, trace, told, found), ...(others.length === 0 ? [] : [`${others.length === 1 ? `Step ${others[0]} would be another, too` : `So would ${listed(others.slice(0, SHOWN).map((n) => `step ${n}`))}${others.length > SHOWN ? ` and ${others.length - SHOWN} more` : ""} be others`}.`])]
}

const firstText = (model: AnyModel, view: View, trace: Trace, told: readonly ToldStep[], found: WithoutBug): readonly string[] => {
  const { n, move, right } = found
  const bad = told[n - 1]
  if (bad === undefined) return []
  const head = `Without the bug step ${n} (${bad.text})`
  if (right === undefined) return [`${head} could not be made.`]
  const teller = tellerOf(model, view)
  const before = n === 1 ? trace.initial : (trace.steps[n - 2] as Trace["steps"][number]).locals
  const world = worldsOf(model, view, { ...trace, steps: trace.steps.slice(0, n - 1) }).at(-1)
  const good = teller.step(teller.at({ n: n - 1, flights: { sent: 0, underWay: (world?.inFlight ?? []).map(({ from, to, message }) => ({ key: `${from}>${to} ${encode(message)}`, from, message, sent: { id: 0, from: view.laneOf(from), to: view.laneOf(to), ...view.said(message), sentAt: 0 } })) } }, before), move, right.outcome, right.locals).step
  const [does, would] = [partsOf(bad), partsOf(good)]
  const instead = would.filter((part) => !does.includes(part))
  // What has another value is told by the value that it would have.
  const only = does.filter((part) => !would.includes(part) && !instead.some((other) => named(other) !== "" && named(other) === named(part)))
  if (only.length + instead.length === 0) return hidden(model, trace, found, head)
  return [...(instead.length === 0 ? [] : [`${head} would have come to this: ${few(instead)}.`]), ...(only.length === 0 ? [] : [`${instead.length === 0 ? head : "It"} would not have come to this: ${few(only)}.`])]
}

/** `n0 log: m1` is of `n0 log`. */
const named = (part: string): string => /^[^:(]+(?=: )/.exec(part)?.[0] ?? ""

const SHOWN = 4
const few = (parts: readonly string[]): string => [...parts.slice(0, SHOWN), ...(parts.length > SHOWN ? [`and ${parts.length - SHOWN} more`] : [])].join("; ")

const partsOf = ({ changes, sends }: ToldStep): readonly string[] => [...changes.map(changeText), ...sends.map(({ text, to }) => `it sends ${to} ${text}`)]

/** What is told of a state is not all that it is: then the fields themselves are told. */
const hidden = (model: AnyModel, trace: Trace, { n, right }: WithoutBug, head: string): readonly string[] => {
  const is = trace.steps[n - 1]
  if (right === undefined || is === undefined) return []
  const found = model.slots.flatMap((slot, i) => differencesOf(is.locals[i], right.locals[i]).map((difference) => `${slot}: ${differenceText(difference)}`))
  const said = (outcome: AnyOutcome): readonly string[] => [...asked(outcome).map((output) => `asks for ${taggedText(output)}`), ...signalsOf(outcome).map((signal) => `tells ${valueText(signal)}`)]
  const [does, would] = [said(is.outcome), said(right.outcome)]
  const [only, instead] = [does.filter((text) => !would.includes(text)), would.filter((text) => !does.includes(text))]
  const kept = differencesOf(loose(is.outcome), loose(right.outcome)).map(differenceText)
  const parts = [...found, ...(instead.length === 0 ? [] : [`it ${few(instead)}`]), ...(only.length === 0 ? [] : [`and no longer ${few(only)}`]), ...kept]
  return parts.length === 0 ? [] : [`${head} would be another: ${few(parts)}.`]
}
