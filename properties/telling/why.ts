/**
 * Why the promise is broken at the end of a run, or the witness is one: the values that contradict it, the facts without
 * which they would not, and what became of the messages concerned. All of it from the run and the property's declaration.
 *
 * @module
 */
import type { AnyModel } from "../../models/engine/model.ts"
import { NO_THROW } from "../../models/engine/properties.ts"
import type { Trace } from "../../models/engine/result.ts"
import { evidenceOf } from "../declare.ts"
import { changesOf } from "./changes.ts"
import { factsOf } from "./blame.ts"
import { messagesIn, names, storyOf, type ToldRun } from "./story.ts"
import type { Snapshot, ToldStep } from "./telling.ts"
import { logText, type View, WORLD } from "./view.ts"

export interface Question {
  readonly model: AnyModel
  readonly view: View
  readonly property: { readonly id: string; readonly kind: string; readonly verdict: string }
  readonly trace: Trace
  readonly run: ToldRun
  /** Of a run with a bug: what the rules as they are would have done. */
  readonly right?: readonly string[]
}

export const whyOf = ({ model, view, property, trace, run, right = [] }: Question): readonly string[] => {
  const { id, kind, verdict } = property
  const last = run.steps[run.steps.length - 1]
  if (id === NO_THROW) return [last === undefined || trace.error?.startsWith("actions of") ? "What may happen next cannot be told: the rule throws." : `Step ${last.n} throws: ${last.text}.`]
  const evidence = evidenceIn(model, id, trace)
  if (kind === "recoverable" || kind === "eventually") return [...wholeRun(property, trace, run), ...evidence, ...right, ...storiesOf(run, evidence, true)]
  const head =
    last === undefined
      ? [`${id} is ${verdict === "reached" ? "so" : "broken"} from the beginning.`]
      : [verdict === "reached" ? `Step ${last.n} comes to it: ${last.text}.` : `Step ${last.n} breaks ${id}: ${last.text}.`]
  if (kind === "ends") return [`${last === undefined ? "From the beginning" : `After step ${last.n} (${last.text})`} no step is possible, and a run must not end so: ${id}.`, ...endStates(run), ...evidence]
  const facts = factsOf(model, view, id, trace).map(({ slot, step, text }) => factText(run, view.laneOf(slot), step, text))
  // Evidence about one machine's step says where it went wrong: then its whole state says no more.
  const told = kind === "step" && last !== undefined ? (view.anyEvent === true ? [...(evidence.length > 0 ? [] : beforeText(run, last)), ...decidedText(last)] : stepText(run, last)) : []
  const known = [...evidence, ...facts, ...told]
  return [
    ...head,
    ...evidence.map(sentence),
    ...told,
    ...right,
    ...(facts.length > 0 ? [`It would ${verdict === "reached" ? "not be so" : "hold"} without any one of these:`, ...facts.map((fact) => `- ${fact}`)] : known.length === 0 ? lastChanges(run) : []),
    ...(view.anyEvent === true && kind === "step" ? ["In this model any event may come in any state: what breaks the promise is what the rule makes of this one."] : []),
    ...storiesOf(run, known, false)
  ]
}

/** Names keep their small letters. */
const sentence = (text: string): string => `${text.replace(/^(?:it|what|somebody)\b/, (word) => word.charAt(0).toUpperCase() + word.slice(1))}${/[.!?:]$/.test(text) ? "" : "."}`

const evidenceIn = (model: AnyModel, id: string, trace: Trace): readonly string[] => {
  const property = model.properties.find((each) => each.id === id)
  const evidence = property === undefined ? undefined : evidenceOf(property)
  const [before, last] = trace.steps.slice(-2)
  if (evidence === undefined) return []
  if (last === undefined) return evidence({ locals: before?.locals ?? trace.initial, ...(before === undefined ? {} : { before: trace.initial, move: before.move, outcome: before.outcome }) })
  return evidence({ locals: last.locals, before: before?.locals ?? trace.initial, move: last.move, outcome: last.outcome })
}

const endStates = ({ steps, initial }: ToldRun): readonly string[] => (steps[steps.length - 1]?.after ?? initial).filter(({ lane }) => lane !== WORLD).map((snapshot) => `There ${stateText(snapshot, true)}.`)

/** What is asked of the end of all runs has no step that breaks it. A witness is that its end never comes about. */
const wholeRun = ({ id, verdict }: Question["property"], { loopFrom }: Trace, run: ToldRun): readonly string[] => {
  const { steps } = run
  const last = steps[steps.length - 1]
  const since = last === undefined ? "From the beginning" : `After step ${last.n} (${last.text})`
  const end = endStates(run)
  const reached = verdict === "reached"
  if (loopFrom === undefined) return [reached ? `${since} it stays so (${id}), whatever is delivered and whichever timers fire.` : `${since} no run comes to ${id} any more, whatever is delivered and whichever timers fire.`, ...end]
  if (loopFrom === (last?.n ?? 0)) return [`${since} nothing more need happen: every move that a fair run must make is impossible${reached ? `. This is ${id}` : `, and ${id} has not come about`}.`, ...end]
  return [`${loopFrom + 1 === last?.n ? `Step ${last.n}` : `Steps ${loopFrom + 1} to ${last?.n}`} can be made over and over. ${reached ? `This is ${id}: the run` : `The run never comes to ${id}, and`} puts off no move that a fair run must make.`, ...end]
}

const at = (run: ToldRun, step: number, lane: string): Snapshot | undefined => (step <= 0 ? run.initial : (run.steps[step - (run.steps[0]?.n ?? 1)]?.after ?? run.initial)).find((snapshot) => snapshot.lane === lane)

/** Steps of a run whose first ones are left out are numbered on. */
const factText = (run: ToldRun, lane: string, position: number, text: string | undefined): string => {
  if (position <= 0) return `${text ?? `${lane} is as it was`}, from the beginning`
  const step = run.steps[position - 1] as ToldStep
  if (text !== undefined) return `${text}, at step ${step.n} (${step.text})`
  const [before, after] = [position === 1 ? run.initial : (run.steps[position - 2] as ToldStep).after, step.after].map((snapshots) => snapshots.find((snapshot) => snapshot.lane === lane))
  const changes = before === undefined || after === undefined ? [] : changesOf(before, after)
  return `step ${step.n}, ${step.text}${changes.length === 0 ? "" : `: ${lane} ${changes.join("; ")}`}`
}

/** Of a property of steps: what its step made of who took it, what seldom matters included, and what the rules thought of it. */
const stepText = (run: ToldRun, last: ToldStep): readonly string[] => {
  const before = at(run, last.n - 1, last.lane)
  const after = at(run, last.n, last.lane)
  if (before === undefined || after === undefined) return []
  const changes = last.changes.filter(({ lane }) => lane === last.lane).map(({ text }) => text)
  const minor = minorChanges(before, after)
  const sent = last.sends.map(({ text, to }) => `${text} to ${to}`)
  return [
    `Before it, ${stateText(before, changes.length === 0)}.`,
    changes.length + minor.length === 0 ? `It changes nothing that is told of ${last.lane}${sent.length > 0 ? `; it sends ${sent.join(", ")}` : ""}.` : `With it, ${last.lane} ${[...changes, ...minor].join("; ")}.`,
    ...decidedText(last)
  ]
}

/** One machine's step is told above in full. */
const beforeText = (run: ToldRun, { n, lane }: ToldStep): readonly string[] => {
  const before = at(run, n - 1, lane)
  return before === undefined || before.headline === "" ? [] : [`Before it, ${stateText(before)}.`]
}

const decidedText = ({ verdicts }: ToldStep): readonly string[] => (verdicts.length === 0 ? [] : [`The rules decided: ${verdicts.join("; ")}.`])

/** Fields that are left out where only changes are told. */
const minorChanges = (before: Snapshot, after: Snapshot): readonly string[] =>
  after.fields.flatMap(({ name, value, minor }) => {
    const was = before.fields.find((field) => field.name === name)?.value
    return minor === true && was !== value ? [`${name}: ${value === "" ? "none" : value}${was === undefined ? "" : ` (before: ${was === "" ? "none" : was})`}`] : []
  })

/** `all`: what seldom matters, too, as the timers that are left. */
const stateText = ({ lane, headline, log, fields }: Snapshot, all = false): string =>
  [`${lane} is ${headline === "" ? "as follows" : headline}`, ...(log === undefined ? [] : [`log ${logText(log)}`]), ...fields.filter(({ minor }) => all || minor !== true).map(({ name, value }) => `${name} ${value === "" ? "none" : value}`)].join(", ")

/** Where nothing else is known: what each lane came to last. */
const lastChanges = ({ lanes, steps }: ToldRun): readonly string[] =>
  lanes.flatMap(({ id }) => {
    const last = steps.findLast(({ changes }) => changes.some(({ lane }) => lane === id))
    return last === undefined ? [] : [`${id} changed last at step ${last.n}: ${last.changes.filter(({ lane }) => lane === id).map(({ text }) => text).join("; ")}.`]
  })

/** Stories of the messages that were named; of all, if `all` and none was. */
const storiesOf = (run: ToldRun, known: readonly string[], all: boolean): readonly string[] => {
  const messages = messagesIn(run)
  const named = messages.filter((message) => known.some((line) => names(line, message)))
  return (named.length > 0 || !all ? named : messages).slice(0, 4).flatMap((message) => storyOf(run, message))
}
