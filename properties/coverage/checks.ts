/**
 * The ordered checks by which a rule comes to its verdict, read off its source: which condition gives which verdict, and
 * which checks come before it.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { casesOf } from "../../spec/machine.ts"

/** One way to a verdict. */
export interface Check {
  readonly verdict: string
  /** As the source has it: `request.term < raft.term`. Absent: what is left when no other check was met. */
  readonly condition?: string
}

/** What of a rule is asked for. */
export interface Asked {
  readonly event: string
  readonly verdicts: readonly string[]
}

/** A file with rules: its name below `spec/`, and its text without comments. */
interface Source {
  readonly file: string
  readonly text: string
}

/** `.ts` in a checkout, `.js` in what is published. */
const isSource = (name: string): boolean => /^(?!.*\.(?:test|d)\.).*\.[jt]s$/.test(name) && !/(?:^|\/)testing\./.test(name)

let sources: readonly Source[] | undefined

const sourcesOf = (root: string): readonly Source[] =>
  (readdirSync(root, { recursive: true, encoding: "utf8" }) as readonly string[])
    .filter(isSource)
    .sort()
    .map((file) => ({ file, text: withoutComments(readFileSync(join(root, file), "utf8")) }))
    .filter(({ text }) => text.includes(".with("))

const withoutComments = (text: string): string => text.replace(/^\s*\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/gm, "")

/** What `whileDiskWorks` asks before everything else (`spec/broker/while-disk-works.ts`). */
const DISK: Check = { verdict: "disk does not work", condition: "!self.running || self.diskFailed" }

/** The checks of this rule in the order in which they are asked; none where the source does not show them. */
export const checksOf = ({ event, verdicts }: Asked): readonly Check[] => {
  if (verdicts.includes(DISK.verdict)) {
    const rest = checksOf({ event, verdicts: verdicts.filter((verdict) => verdict !== DISK.verdict) })
    return rest.length === 0 ? [] : [DISK, ...rest]
  }
  sources ??= sourcesOf(join(import.meta.dirname, "..", "..", "spec"))
  // Some events are known to several machines: the rule is the one with these verdicts.
  const source = sources.find(({ text }) => text.includes(`"${event}"`) && isSame(casesOf(text), verdicts))
  return source === undefined ? [] : checksIn(source.text, verdicts)
}

const isSame = (some: readonly string[], others: readonly string[]): boolean => some.length === others.length && some.every((each) => others.includes(each))

/** Every place in the text that gives one of these verdicts, with the conditions that lead there. */
export const checksIn = (text: string, verdicts: readonly string[]): readonly Check[] => {
  // Nothing in a string is a sign of the language.
  const masked = text.replace(/"[^"\n]*"/g, (string) => `"${"_".repeat(string.length - 2)}"`)
  return [...text.matchAll(/"([^"\n]*)"/g)].flatMap(({ 1: verdict = "", index }) => {
    if (!verdicts.includes(verdict)) return []
    const conditions = conditionsOf(masked.slice(0, index))?.map(([from, to]) => oneLine(text.slice(from, to)))
    return conditions === undefined ? [] : [{ verdict, ...(conditions.length > 0 ? { condition: conditions.join(" && ") } : {}) }]
  })
}

/** From here to there in the text. */
type Span = readonly [from: number, to: number]

/** What must be so for the value that stands behind this text to be given; `undefined`: it is no value that is given. */
const conditionsOf = (before: string): readonly Span[] | undefined => {
  const at = before.trimEnd()
  if (at.endsWith("return")) return guardOf(at.slice(0, -"return".length))
  if (at.endsWith("=>") || at.endsWith("=> (")) return []
  if (at.endsWith("?")) {
    const end = at.length - 1
    const from = startOf(at.slice(0, end))
    const outer = conditionsOf(at.slice(0, from))
    return outer && [...outer, [from, end]]
  }
  if (at.endsWith(":")) {
    const start = ternaryOf(at.slice(0, -1))
    return start === undefined ? undefined : conditionsOf(start)
  }
  if (at.endsWith("(") && /(?:return|\?|:|=>)\s*\($/.test(at)) return conditionsOf(at.slice(0, -1))
  return undefined
}

/** `if (…)` before a return. */
const guardOf = (before: string): readonly Span[] => {
  const at = before.trimEnd()
  if (!at.endsWith(")")) return []
  const open = openingOf(at, at.length - 1)
  return /\bif\s*$/.test(at.slice(0, open)) ? [[open + 1, at.length - 1]] : []
}

/** Where the condition of a ternary begins that ends here. */
const startOf = (text: string): number => {
  let i = text.length - 1
  for (; i >= 0; i--) {
    const c = text[i] as string
    if (c === ")" || c === "]" || c === "}") i = openingOf(text, i)
    else if (c === "(" || c === "{" || c === "[" || c === ",") break
    else if (c === "?" && text[i + 1] !== "." && text[i + 1] !== "?" && text[i - 1] !== "?") break
    else if (c === ":" ) break
    else if (text.slice(i - 1, i + 1) === "=>" || /\breturn$/.test(text.slice(Math.max(0, i - 6), i + 1))) break
  }
  return i + 1
}

/** What stands before the ternary whose `:` comes next. */
const ternaryOf = (text: string): string | undefined => {
  let depth = 0
  for (let i = text.length - 1; i >= 0; i--) {
    const c = text[i] as string
    if (c === ")" || c === "]" || c === "}") i = openingOf(text, i)
    else if (c === "(" || c === "{" || c === "[") return undefined
    else if (c === ":") depth++
    else if (c === "?" && text[i + 1] !== "." && text[i + 1] !== "?" && text[i - 1] !== "?") {
      if (depth === 0) return text.slice(0, startOf(text.slice(0, i)))
      depth--
    }
  }
  return undefined
}

/** Place of the bracket that the one at `close` closes. */
const openingOf = (text: string, close: number): number => {
  let depth = 0
  for (let i = close; i >= 0; i--) {
    const c = text[i] as string
    if (c === ")" || c === "]" || c === "}") depth++
    else if (c === "(" || c === "[" || c === "{") {
      depth--
      if (depth === 0) return i
    }
  }
  return 0
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim()
