/**
 * A result as text, for models of which nothing is known.
 *
 * @module
 */
import { growingText } from "./growth.ts"
import type { AnyModel } from "./model.ts"
import type { Never } from "./never.ts"
import type { Result } from "./result.ts"
import type { Simulation } from "./simulate.ts"
import { traceText } from "./tell.ts"

/**
 * What an exploration came to: states and depth, a line per property, and the run to each counterexample. `witnesses`: the
 * runs to what was reached, too. `seconds` are left out, so that the text of one model is always the same.
 */
export const report = (model: AnyModel, result: Result, { witnesses = false }: { readonly witnesses?: boolean } = {}): string => {
  const { uniqueStates, generatedStates, depth, completedDepth, stopped, properties, growing = [], never } = result
  const extent = stopped === undefined ? `all of them, depth ${depth}` : `${STOPPED[stopped]}; every run of up to ${completedDepth} steps was looked at`
  return [
    `${model.name}: ${number(uniqueStates)} ${uniqueStates === 1 ? "state" : "states"} of ${number(generatedStates)} generated, ${extent}`,
    ...properties.flatMap(({ id, kind, verdict, trace }) => {
      const line = `  ${verdict.padEnd(9)} ${id}${trace === undefined ? (verdict === "missing" ? ": no run comes there" : "") : `, ${trace.steps.length} ${trace.steps.length === 1 ? "step" : "steps"}`}`
      if (trace === undefined || (verdict === "reached" && kind === "sometimes" && !witnesses)) return [line]
      return [line, ...traceText(model, trace).split("\n").map((text) => `      ${text}`)]
    }),
    ...(growing.length === 0 ? [] : ["  still growing when it stopped:", ...growing.slice(0, 5).map((each) => `      ${growingText(each)}`)]),
    ...neverLines(never).map((line) => `  ${line}`)
  ].join("\n")
}

/** What the model speaks of and never comes to, a line each; nothing, if there is nothing. */
export const neverLines = (never: Never | undefined): readonly string[] => {
  const { actions = [], messages = [] } = never ?? {}
  return [...actions.map((action) => `never happens: ${action}`), ...messages.slice(0, 5).map((message) => `never received: ${message}`), ...(messages.length > 5 ? [`never received: others, too`] : [])]
}

/** What random walks came to: how many, and the shortened run to a violation. */
export const reportSimulation = (model: AnyModel, { runs, steps, violation }: Simulation): string => {
  if (violation === undefined) return `${model.name}: ${number(runs)} runs, ${number(steps)} steps, nothing violated`
  const { property, trace } = violation
  return [`${model.name}: ${property} is violated, ${trace.steps.length} steps (shortened from run ${violation.run})`, ...traceText(model, trace).split("\n").map((text) => `      ${text}`)].join("\n")
}

const STOPPED = {
  states: "stopped at so many states",
  depth: "stopped at its depth",
  timeout: "stopped when its time was up",
  decided: "stopped when it was decided",
  interrupted: "interrupted",
  memory: "stopped since the heap is nearly full (node --max-old-space-size=8000 gives it more)"
} as const

const number = (n: number): string => n.toLocaleString("en-US")
