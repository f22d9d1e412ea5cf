/**
 * `docs/mutation.md`: the score, and every survivor with what is known of it.
 *
 * @module
 */
import type { SpecMutant } from "./generate.ts"
import { operators } from "./operators.ts"
import { reasonFor, reasons } from "./reasons.ts"
import { type Asked, type Begun, isDrawn, type Line } from "./results.ts"

/** What came of a mutant. */
export type Fate = "killed" | "endless" | "crashes" | "differs" | "reordered" | "same"

export const fatesOf = (lines: readonly Line[]): ReadonlyMap<string, Fate> => {
  const fates = new Map<string, Fate>()
  for (const line of lines) {
    if (line.kind === "kill") fates.set(line.id, "killed")
    if (line.kind === "odd" && fates.get(line.id) !== "killed" && line.what !== "too many states") fates.set(line.id, line.what === "crashes" ? "crashes" : "endless")
    if (line.kind === "apart" && line.differ.length > 0 && !fates.has(line.id)) fates.set(line.id, "differs")
    if (line.kind === "asked") {
      const reordered = new Set(line.reordered)
      for (const id of line.survived) if (!fates.has(id) || (fates.get(id) === "reordered" && !reordered.has(id))) fates.set(id, reordered.has(id) ? "reordered" : "differs")
    }
  }
  return fates
}

const percent = (part: number, of: number): string => (of === 0 ? "–" : `${((100 * part) / of).toFixed(1)} %`)

/** Changes planted by hand, and what became of them. */
export interface PlantedResults {
  readonly mutants: readonly SpecMutant[]
  readonly lines: readonly Line[]
}

/** Markdown. */
export const render = (mutants: readonly SpecMutant[], lines: readonly Line[], byHand?: PlantedResults): string => {
  const begun = lines.findLast((line): line is Begun => line.kind === "begun")
  if (begun === undefined) throw new Error("there are no results yet: npm run mutation")
  const invalid = new Set(begun.invalid)
  const done = new Set(lines.flatMap((line) => ("id" in line ? [line.id] : [])))
  const isOfSchema = new Set(mutants.flatMap(({ id, schema }) => (schema === true && !invalid.has(id) ? [id] : [])))
  const left = new Set(begun.fixed.filter((id) => !done.has(id) && !isOfSchema.has(id)))
  const fates = fatesOf(lines)
  const tried = mutants.filter(({ id }) => !invalid.has(id) && !isOfSchema.has(id) && !left.has(id) && isDrawn(id, begun.oneIn))
  const missed = mutants.filter(({ id }) => left.has(id) && !invalid.has(id) && isDrawn(id, begun.oneIn)).length
  const fateOf = ({ id }: SpecMutant): Fate => fates.get(id) ?? "same"
  const killed = (of: readonly SpecMutant[]): number => of.filter((mutant) => fateOf(mutant) === "killed").length
  const swaps = tried.filter((mutant) => fateOf(mutant) === "reordered" && reasonFor(mutant) === undefined)
  const explained = tried.filter((mutant) => fateOf(mutant) !== "killed" && (swaps.includes(mutant) || reasonFor(mutant) !== undefined))
  const inScope = tried.filter((mutant) => !explained.includes(mutant))
  const files = [...new Set(tried.map(({ file }) => file))]
  const row = (name: string, of: readonly SpecMutant[]): string => {
    const without = of.filter((mutant) => inScope.includes(mutant))
    const left = without.filter((mutant) => fateOf(mutant) !== "killed")
    return `| ${name} | ${of.length} | ${killed(of)} | ${of.length - without.length} | ${left.filter((mutant) => fateOf(mutant) === "same").length} | ${left.filter((mutant) => fateOf(mutant) !== "same").length} | ${percent(killed(of), of.length)} | ${percent(killed(without), without.length)} |`
  }
  const head = (what: string): readonly string[] => [`| ${what} | mutants | killed | explained | no model differs | differ, live | score | without the explained |`, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
  const survivors = inScope.filter((mutant) => fateOf(mutant) !== "killed")
  return `${[
    "# Mutation score of the spec",
    "",
    "<!-- Written by `npm run mutation -- --report`. -->",
    "",
    "The spec is changed by machine, one small thing at a time. A mutant counts as killed when a model of `check` then has a violated",
    "property, a missing witness, or a rule that throws. Counts that moved, tests of single rules, and replays of live runs count for nothing here.",
    "",
    `${mutants.length} mutants; ${invalid.size} of them the compiler refuses: nobody could commit them, and they count for nothing. ${isOfSchema.size} change a schema, which says what the`,
    "compiler holds rules to: while rules run nobody asks it, and who reads files and wires by it has tests of his own; they are not run. Of the other",
    `${mutants.length - invalid.size - isOfSchema.size} ${begun.oneIn === 1 ? "all" : `one in ${begun.oneIn}, drawn by a hash,`} were run: ${tried.length}, of which properties kill ${killed(tried)}: **${percent(killed(tried), tried.length)}**; without the ${explained.length} survivors explained below **${percent(killed(inScope), inScope.length)}**.`,
    `Run on ${begun.date}, ${begun.machine}. ${extentOf(lines)}`,
    ...(missed > 0 ? [`${missed} of the sample change what is fixed when a file is loaded, and were not run.`] : []),
    "",
    `A lower bound: a mutant that is alive after so few states may be killed by more (\`npm run mutation\` goes on from here), and one that has survived eight large models`,
    "in a round is explored further only in models that have killed a mutant of the same file.",
    "",
    "- *No model differs*: everything that was asked of the spec in any model had the same answer with the mutant. Either the change changes",
    "  nothing, or no model's bounds reach a state in which it would.",
    "- *Differ, live*: some model has other states with it, and every promise holds in them.",
    "",
    ...(byHand === undefined ? [] : plantedTable(byHand)),
    "## By file",
    "",
    ...head("file"),
    ...files.map((file) => row(`\`${file}\``, tried.filter((mutant) => mutant.file === file))),
    row("all", tried),
    "",
    "## By kind of change",
    "",
    ...head("change"),
    ...Object.entries(operators).map(([operator, about]) => row(about, tried.filter((mutant) => mutant.operator === operator))),
    "",
    "## Survivors that are explained",
    "",
    ...(swaps.length === 0 ? [] : [`- ${swaps.length} swap what leaves, and nobody can tell: in every step that any model takes the state is the same, the same leaves, what goes to one place keeps its order, and nobody is told before what must be kept is on its way to the disk (\`properties/mutation/reordered.ts\` compares them).`]),
    ...reasons.flatMap((reason) => {
      const covered = explained.filter((mutant) => reasonFor(mutant) === reason)
      return covered.length === 0 ? [] : [`- ${covered.length} because ${reason.why}`, ...covered.slice(0, reason.whole === true ? 0 : covered.length).map((mutant) => `  - \`${mutant.file}\`, ${mutant.line}: ${code(mutant.says)}`)]
    }),
    "",
    "## Survivors that are not",
    "",
    "Each is a hole in the properties, or a change that changes nothing and of which nobody has said why.",
    "",
    ...files.flatMap((file) => {
      const of = survivors.filter((mutant) => mutant.file === file)
      return of.length === 0 ? [] : [`### \`${file}\``, "", ...of.map((mutant) => `- ${mutant.line}, ${mutant.operator}${said(fateOf(mutant))}: ${code(mutant.says)}`), ""]
    })
  ].join("\n").trimEnd()}\n`
}

const plantedTable = ({ mutants, lines }: PlantedResults): readonly string[] => {
  const kills = new Map(lines.flatMap((line) => (line.kind === "kill" ? [[line.id, line] as const] : [])))
  const begun = lines.findLast((line): line is Begun => line.kind === "begun")
  const done = new Set(lines.flatMap((line) => ("id" in line ? [line.id] : [])))
  const outcome = ({ id, because }: SpecMutant): string => {
    const kill = kills.get(id)
    if (kill !== undefined) return `${kill.property}, in \`${kill.model}\``
    if (begun?.invalid.includes(id) === true) return "not run: it is no program"
    if (begun?.fixed.includes(id) === true && !done.has(id)) return "not run: it changes what is fixed when a file is loaded"
    return because === undefined ? "**not caught**" : `nothing can: ${because}`
  }
  return [
    "## Planted by hand",
    "",
    `Changes of the kind that a person would plant (\`properties/mutation/planted.ts\`): ${mutants.length}, of which ${mutants.filter(({ id }) => kills.has(id)).length} are caught, and ${mutants.filter(({ id, because }) => !kills.has(id) && because !== undefined).length} change nothing that anybody could see. ${extentOf(lines)}`,
    "",
    "| rule | the change | caught by |",
    "| --- | --- | --- |",
    ...mutants.map((mutant) => `| \`${mutant.file}\`, ${mutant.line} | ${mutant.says} | ${outcome(mutant)} |`),
    ""
  ]
}

const said = (fate: Fate): string => (fate === "same" ? " (no model differs)" : fate === "reordered" ? " (the order of what leaves)" : fate === "crashes" ? " (exploring it throws)" : fate === "endless" ? " (a rule does not end)" : "")

const code = (says: string): string => `\`${says.replaceAll("`", "ˋ")}\``

/** How far the models were explored with the mutants that were still alive. */
const extentOf = (lines: readonly Line[]): string => {
  const asked = lines.filter((line): line is Asked => line.kind === "asked")
  const largest = new Map<string, number>()
  for (const { model, states } of asked) largest.set(model, Math.max(largest.get(model) ?? 0, states ?? Number.POSITIVE_INFINITY))
  const whole = [...largest.values()].filter((states) => states === Number.POSITIVE_INFINITY).length
  return largest.size === whole ? `All ${whole} models of \`check\` were explored to the last state.` : `${whole} of ${largest.size} models of \`check\` were explored to the last state with every mutant alive, the others up to ${Math.min(...largest.values()).toLocaleString("en-US")} states or more.`
}
