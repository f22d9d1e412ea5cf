/**
 * What `check` found, as other programs read it: JUnit's XML, and annotations of GitHub's workflows.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { traceText } from "../../models/engine/tell.ts"
import type { PropertyResult, Result } from "../../models/engine/result.ts"
import type { Suite } from "../../properties/suites.ts"
import { explain } from "../../properties/telling/explain.ts"

/** One model, and what came of it. */
export interface Checked {
  readonly suite: Suite
  readonly result: Result
}

const formats = ["junit", "github"] as const
type Format = (typeof formats)[number]

/** `junit` or `junit=FILE`; throws on anything else. */
export const parseReporter = (text: string): { readonly format: Format; readonly file?: string } => {
  const [name, ...rest] = text.split("=")
  const format = formats.find((each) => each === name)
  if (format === undefined || (rest.length > 0 && rest.join("=") === "")) throw new Error(`--reporter ${text}: must be junit or github, or one of them with a file: junit=FILE`)
  return { format, ...(rest.length === 0 ? {} : { file: rest.join("=") }) }
}

/** Writes what the reporters make of it to their files, or to the standard output. */
export const writeReports = (reporters: readonly string[], checked: readonly Checked[], root = process.cwd()): void => {
  for (const { format, file } of reporters.map(parseReporter)) {
    const text = format === "junit" ? junit(checked) : github(checked, root)
    if (file !== undefined) writeFileSync(file, text)
    else process.stdout.write(text)
  }
}

const isBad = ({ verdict }: PropertyResult): boolean => verdict === "violated" || verdict === "missing"

/** What a person is told of a property that is not as promised. */
const toldOf = ({ suite, result }: Checked, property: PropertyResult): string => {
  const declared = suite.properties.find(({ id }) => id === property.id) ?? { id: property.id, sentence: property.id, source: "", witness: false }
  if (property.trace === undefined) return `${declared.id}: ${declared.sentence}\nNo run of ${result.model} comes there.`
  return suite.file === undefined ? explain(suite, property, property.trace) : `${property.id}\n${traceText(suite.model(), property.trace)}`
}

/** One testsuite a model, one testcase a property; what the budget left open is skipped. */
export const junit = (checked: readonly Checked[]): string => {
  const suites = checked.map((each) => {
    const { result } = each
    const cases = result.properties.map((property) => {
      const open = `    <testcase classname="${xml(result.model)}" name="${xml(property.id)}" time="0"`
      if (isBad(property)) return `${open}>\n      <failure message="${xml(`${property.verdict}: ${property.id}`)}" type="${property.verdict}">${xml(toldOf(each, property))}</failure>\n    </testcase>`
      return property.verdict === "undecided" ? `${open}>\n      <skipped message="${xml(`not decided: ${result.stopped ?? "stopped"} came first`)}"/>\n    </testcase>` : `${open}/>`
    })
    return { ...countsOf(result), text: (counts: string) => `  <testsuite name="${xml(result.model)}" ${counts} errors="0" time="${result.seconds.toFixed(3)}">\n${cases.join("\n")}\n  </testsuite>` }
  })
  const sum = (of: (each: (typeof suites)[number]) => number): number => suites.reduce((total, each) => total + of(each), 0)
  const counts = (tests: number, failures: number, skipped: number): string => `tests="${tests}" failures="${failures}" skipped="${skipped}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="rocketproof check" tests="${sum(({ tests }) => tests)}" failures="${sum(({ failures }) => failures)}">`,
    ...suites.map(({ tests, failures, skipped, text }) => text(counts(tests, failures, skipped))),
    "</testsuites>",
    ""
  ].join("\n")
}

const countsOf = ({ properties }: Result): { readonly tests: number; readonly failures: number; readonly skipped: number } => ({
  tests: properties.length,
  failures: properties.filter(isBad).length,
  skipped: properties.filter(({ verdict }) => verdict === "undecided").length
})

/** An annotation at the line where each property is declared that is not as promised. */
export const github = (checked: readonly Checked[], root: string): string =>
  checked
    .flatMap((each) =>
      each.result.properties.filter(isBad).map((property) => {
        const place = each.suite.file === undefined ? declaredAt(property.id, root) : declaredIn(each.suite.file, property.id, root)
        const where = place === undefined ? "" : `file=${inProperty(place.file)},line=${place.line},`
        return `::error ${where}title=${inProperty(`${each.result.model}: ${property.id} is ${property.verdict}`)}::${inMessage(toldOf(each, property))}\n`
      })
    )
    .join("")

/** The line of `properties/` in which a property's id stands, as it does where it is declared. */
export const declaredAt = (id: string, root: string): { readonly file: string; readonly line: number } | undefined => {
  const folder = join(root, "properties")
  if (!existsSync(folder)) return undefined
  const sources = (readdirSync(folder, { recursive: true, encoding: "utf8" }) as readonly string[])
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "pins.ts" && !name.startsWith("mutants"))
    .sort()
  const lines = sources.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").map((text, i) => ({ file: `properties/${name}`, line: i + 1, text })))
  // Where it is declared as such; where the text stands; and for ids that are put together, where most of the beginning stands.
  const words = id.split(" ")
  const beginnings = words.map((_, i) => words.slice(0, words.length - i).join(" ")).slice(1)
  const patterns = [(text: string) => /(?:promise|witness)\(|\bid:/.test(text) && text.includes(JSON.stringify(id)), (text: string) => text.includes(JSON.stringify(id)), ...beginnings.map((beginning) => (text: string) => text.includes(JSON.stringify(beginning)) || text.includes(`\`${beginning} \${`))]
  for (const pattern of patterns) {
    const found = lines.find(({ text }) => pattern(text))
    if (found !== undefined) return { file: found.file, line: found.line }
  }
  return undefined
}

/** The line of somebody's own file in which a property is declared: where its name is a key, or else stands. */
const declaredIn = (file: string, id: string, root: string): { readonly file: string; readonly line: number } => {
  const lines = readFileSync(file, "utf8").split("\n")
  const isKey = (text: string): boolean => text.includes(`${JSON.stringify(id)}:`) || text.includes(`'${id}':`) || new RegExp(`\\b${id.replace(/[^\w$ ]/g, "\\$&")}:`).test(text)
  const line = lines.findIndex(isKey)
  return { file: relative(root, file), line: Math.max(line, lines.findIndex((text) => line < 0 && text.includes(id)), 0) + 1 }
}

/** What XML 1.0 can hold, escaped. */
const xml = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

const inMessage = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
const inProperty = (text: string): string => inMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
