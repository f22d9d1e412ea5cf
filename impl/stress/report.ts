/**
 * What came of a run, for a reader.
 *
 * @module
 */
import { judgedLines, journalLine } from "../journal/tell.ts"
import type { LiveRun } from "./live.ts"
import { toldMode } from "../testkit/explained.ts"
import type { Judged } from "./judge.ts"

const count = (n: number): string => n.toLocaleString("en-US")

/** `12 kill, 5 pause` */
export const strikesIn = (struck: readonly { readonly what: string }[]): string => {
  const kinds: readonly (readonly [string, RegExp])[] = [
    ["kills", /^kill /],
    ["power losses", /^power loss/],
    ["pauses", /^pause/],
    ["partitions", /^partition|hears nothing|is not heard/],
    ["bad links", /^messages /],
    ["clocks", /^clock/],
    ["disk faults", /^disk of/],
    ["promotions", /is promoted/]
  ]
  const told = kinds.map(([name, pattern]) => [name, struck.filter(({ what }) => pattern.test(what)).length] as const).filter(([, n]) => n > 0)
  return told.length === 0 ? "nothing struck" : told.map(([name, n]) => `${n} ${name}`).join(", ")
}

const lossLines = ({ lost }: Judged): readonly string[] => {
  const reasons = new Map<string, number>()
  for (const { because } of lost) if (because !== undefined) reasons.set(because.replace(/:.*/, ""), (reasons.get(because.replace(/:.*/, "")) ?? 0) + 1)
  return [...reasons].map(([row, n]) => `  lost, as the promise table admits: ${count(n)} (${row})`)
}

export const reportLines = ({ setting, seed, flush, processes, seconds, struck, judged, journals, problems }: LiveRun): readonly string[] => {
  const wrong = journals.verdict === "as the spec" ? [] : [...journals.diverging.map((each) => journalLine(each).split("\n")[0] ?? ""), ...journals.refused.map(({ problem }) => `REFUSED      ${problem}`), ...judgedLines(journals)]
  const ok = problems.length === 0 && wrong.length === 0
  return [
    `${ok ? "ok    " : "FAILED"}  ${toldMode(setting)}, --flush ${flush}, ${seconds} s, seed ${seed}, ${processes ? "a process each" : "all in one process"}`,
    `  ${strikesIn(struck)}`,
    `  ${count(judged.acked)} acked, ${count(judged.lost.length)} lost, ${count(judged.duplicated)} stored twice, ${count(judged.redelivered)} redelivered`,
    ...lossLines(judged),
    `  unavailable ${count(judged.unavailableMs)} ms (longest ${count(judged.longestUnavailableMs)}), unserved ${count(judged.unservedMs)} ms (longest ${count(judged.longestUnservedMs)})`,
    `  ${judged.linearizable} of ${judged.queues} queues are append-only lists to their clients; the others may forget after these faults`,
    ...(journals.verdict === "as the spec" ? [`  ${count(journals.events)} events of ${journals.journals.length} journals: every output is the spec's`] : []),
    ...[...problems, ...wrong].map((line) => `  ${line}`)
  ]
}
