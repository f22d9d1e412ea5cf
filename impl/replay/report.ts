/**
 * What a replay came to, for a person.
 *
 * @module
 */
import type { ClientsSee, Served } from "./clients-see.ts"
import type { Replayed } from "./replay.ts"
import { refusalIn } from "./seen.ts"

export interface Context {
  /** What the trace shows; absent: nothing in particular. */
  readonly property?: string
  readonly model: string
  /** The bug that the trace is of. */
  readonly traceOf?: string
  /** The bug that the brokers ran with. */
  readonly mutant?: string
  readonly brokers: number
  readonly processes: boolean
  /** The version of RocketMQ whose brokers they were. */
  readonly real?: string
}

export const reportLines = ({ verdict, steps, step, move, why, differences = [], clients }: Replayed, context: Context): readonly string[] => {
  const { property, model, traceOf, mutant, brokers, processes, real } = context
  const what = `${property ?? "a run"} in ${model}`
  const rules = mutant === undefined ? "" : `, with mutant ${mutant}`
  const on = `${plural(brokers, processes ? "broker process" : "broker")}${real === undefined ? "" : ` of RocketMQ ${real}`} over TCP${rules}`
  switch (verdict) {
    case "reproduced":
      return [`reproduced: ${what}: ${plural(steps, "step")} on ${on}; after each step ${real === undefined ? "every broker was as in the trace" : "producers were told, and consumers got, what the trace says"}`, ...(clients === undefined ? [] : clientLines(clients, real))]
    case "not performable":
      return [`not performable: ${what}${step === 0 ? "" : `: step ${step} of ${steps} (${move})`}: ${why}`]
    case "diverged": {
      const [first, ...others] = differences.map((difference) => `${difference.what}: expected ${difference.expected}, got ${difference.got}`)
      return [
        `diverged at step ${step} of ${steps} (${move}): ${first}`,
        ...others.map((line) => `  ${line}`),
        ...[refusalIn(differences)].flatMap((refusal) => (refusal === undefined ? [] : [`  The reason: ${refusal}.`])),
        `  ${what} on ${on}`,
        ...(traceOf !== undefined && mutant === undefined ? [`  The trace is of mutant ${traceOf}, and the brokers ran without it: here the rules part. --mutant ${traceOf} puts it in.`] : []),
        ...(clients === undefined ? [] : clientLines(clients, real))
      ]
    }
  }
}

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : word.endsWith("s") ? "es" : "s"}`

/** What clients were told and can read. */
export const clientLines = ({ told, atTheEnd, later, lost }: ClientsSee, real?: string): readonly string[] => [
  ...told.map(({ operation, node, code, offset }) =>
    operation.startsWith("m")
      ? `  a producer sent ${operation} to ${node}: ${code === undefined ? "no answer" : `${code}${code === "SEND_OK" ? ` at offset ${offset}` : ""}`}`
      : `  a client asked ${node} where the queue ends (${operation}): ${code === undefined ? "no answer" : (offset ?? code)}`
  ),
  ...(told.length === 0 ? [] : [`  when the trace is over a consumer gets: ${servedText(atTheEnd)}`, `  once everything left has happened: ${servedText(later)}`]),
  ...lost.map(({ message, heldBy }) => `  lost: ${message} was acked and nobody serves it; ${heldBy.length === 0 ? (real === undefined ? "no broker's log has it" : "no queue has it") : `only the log of ${heldBy.join(" and ")} has it`}`)
]

const servedText = (served: readonly Served[]): string =>
  served.length === 0
    ? "nothing: no broker serves"
    : served.map(({ by, code, bodies }) => `${bodies.length > 0 ? bodies.join(", ") : code === "PULL_NOT_FOUND" ? "an empty queue" : code} from ${by}`).join("; ")
