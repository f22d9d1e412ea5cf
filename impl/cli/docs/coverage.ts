/**
 * `docs/coverage.md`: which model comes to which verdict of which rule, and why the others are come to by none. From the last
 * run of `check --pin-coverage`.
 *
 * @module
 */
import { exceptions } from "../../../properties/coverage/exceptions/index.ts"
import { exempt, keysOf, nameOf, type Point, points } from "../../../properties/coverage/judge.ts"
import { machine, reached } from "../../../properties/coverage/reached.ts"
import { rules, type SharedRule } from "../../../properties/coverage/verdicts.ts"
import { whyNeverOf } from "../coverage.ts"
import { count } from "../progress.ts"

const times: ReadonlyMap<string, number> = new Map(Object.entries(reached).map(([key, [n]]) => [key, n]))

const escaped = (text: string): string => text.replaceAll("|", "\\|")

/** Of each machine that has the rule: how often. */
const byMachine = (point: Point): string =>
  keysOf(point)
    .map((key, i) => ({ machine: point.rule.machines[i] as string, n: times.get(key) ?? 0 }))
    .filter(({ n }) => n > 0)
    .map(({ machine: name, n }) => (point.rule.machines.length === 1 ? count(n) : `${name} ${count(n)}`))
    .join("<br>")

const row = (point: Point): string => {
  const first = keysOf(point).find((key) => key in reached)
  const listed = exempt.get(nameOf(point))
  const where = first !== undefined ? `\`${(reached[first] as readonly [number, string])[1]}\`` : listed === undefined ? "**missing**" : `none ([${numberOf(listed.because)}](#why-not))`
  return `| ${point.verdict} | ${byMachine(point)} | ${where} | ${first === undefined ? escaped(whyNeverOf(point, times)) : ""} |`
}

const reasons = [...new Set(exceptions.map(({ because }) => because))]
const numberOf = (because: string): number => reasons.indexOf(because) + 1

const section = (rule: SharedRule): readonly string[] => [
  `### ${rule.name}`,
  "",
  ...(rule.machines.length === 1 ? [] : [`Of ${rule.machines.join(", ")}.`, ""]),
  "| verdict | taken by so many distinct steps | first in | what kept it from firing |",
  "|---|---|---|---|",
  ...points.filter((point) => point.rule === rule).map(row),
  ""
]

export const renderCoverage = (): string => {
  const taken = points.filter((point) => keysOf(point).some((key) => times.has(key)))
  return [
    "# Which verdicts the models come to",
    "",
    "Each rule of the spec decides between named verdicts. This says of every one of them in which model it is come to first, and of",
    "those that no model comes to, why not, and which check of the rule kept it from firing. `check` without names fails if a verdict is",
    "missing, or is listed here and come to all the same. Modes share rules; a verdict counts if one of them comes to it.",
    "",
    `${taken.length} of ${points.length} verdicts of ${rules.length} rules are come to by the models of \`check\`; ${exempt.size} are listed below.`,
    "",
    `Written by \`npm run docs\` from \`npx rocketproof check --pin-coverage properties/coverage/reached.ts\`: ${machine}.`,
    "",
    "## Why not",
    "",
    "The test that comes to each of them instead is named in `properties/coverage/exceptions/`; `exceptions.test.ts` watches it do so.",
    "",
    "| | reason | verdicts |",
    "|---|---|---|",
    ...reasons.map((because, i) => {
      const of = exceptions.filter((each) => each.because === because).flatMap((each) => each.of)
      return `| ${i + 1} | ${because}${exceptions.some((each) => each.because === because && each.deep) ? " (`check --deep` comes there.)" : ""} | ${of.map(({ rule, verdicts }) => `${rule}: ${Object.keys(verdicts).join(", ")}`).join("<br>")} |`
    }),
    "",
    "## Rule by rule",
    "",
    ...rules.flatMap(section)
  ].join("\n")
}
