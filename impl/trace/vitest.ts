/**
 * A run as a test for Vitest: it makes the moves through the spec and holds the end against the property. It is red when the
 * bug is fixed, and when a rule was renamed, and says which.
 *
 * @module
 */
import { jsonOf } from "../../properties/telling/json.ts"
import type { Telling } from "../../properties/telling/telling.ts"
import { BadTrace } from "./read.ts"
import type { ReadTrace } from "./replay.ts"

export const vitest = ({ file, suite, mutant, about, trace, start }: ReadTrace, telling: Telling): string => {
  if (about === undefined || telling.property === undefined) throw new BadTrace(`${file}: it shows nothing in particular, so that a test of it would assert nothing`)
  if (suite.file !== undefined) throw new BadTrace(`${file}: it is of a model of your own: a test of that calls explore(model), and asks what became of ${JSON.stringify(about.id)}`)
  if (start.n > 0) throw new BadTrace(`${file}: ${start.n + trace.steps.length} steps are too many for a test`)
  const { property, steps } = telling
  const moves = steps.map(({ text, message, verdicts }, i) => {
    const { move } = trace.steps[i] as (typeof trace.steps)[number]
    const at = suite.model().slots[move.slot]
    return `    ${source({ text, at, kind: move.kind, ...(move.kind === "act" ? { action: jsonOf(move.action) } : { send: message?.id }), verdicts })}`
  })
  const run = [`    model: ${source(suite.name)},`, ...(mutant === undefined ? [] : [`    mutant: ${source(mutant.id)},`]), `    property: ${source(property.id)},`, ...(trace.loopFrom === undefined ? [] : [`    loopFrom: ${trace.loopFrom},`]), "    moves"]
  return [
    `// ${comment(`${property.id}: ${property.sentence}`)}`,
    "// Written by rocketproof trace --format test.",
    'import { rerun, type WrittenRun } from "rocketproof/properties"',
    'import { test } from "vitest"',
    "",
    `test(${source(`${property.id} is ${property.verdict} in ${suite.name}${mutant === undefined ? "" : ` with ${mutant.id}`}`)}, () => {`,
    '  const moves: WrittenRun["moves"] = [',
    moves.join(",\n"),
    "  ]",
    "  rerun({",
    ...run,
    "  })",
    "})",
    ""
  ].join("\n")
}

/** As source text: line separators are the one thing that JSON allows and older JavaScript does not. */
const source = (value: unknown): string => JSON.stringify(value).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)

const comment = (text: string): string => text.replace(/[\r\n\u2028\u2029]/g, " ")
