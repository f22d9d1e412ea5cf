/**
 * A run as a Mermaid sequence diagram, as GitHub draws it in Markdown. What is too long for it is cut at the beginning.
 *
 * @module
 */
import type { Telling, ToldStep } from "../../properties/telling/telling.ts"

/** GitHub's limits are 50,000 characters and 500 edges. */
const CHARACTERS = 48_000
const EDGES = 450

/** A label longer than this makes the picture too wide to read. */
const LABEL = 72

export const mermaid = (telling: Telling): string => {
  const { lanes, steps, loopFrom, property, skipped = 0 } = telling
  const shown = lanes.filter(({ id }) => steps.some((step) => step.lane === id || step.message?.from === id || step.changes.some(({ lane }) => lane === id)))
  const alias = new Map(shown.map(({ id }, i) => [id, `p${i}`]))
  const blocks = steps.map((step) => [...(step.n - 1 === loopFrom ? ["  loop over and over"] : []), ...blockOf(step, alias)])
  const closing = loopFrom !== undefined && loopFrom < steps.length + skipped ? ["  end"] : []
  const head = ["sequenceDiagram", ...shown.map(({ id }) => `  participant ${alias.get(id)} as ${label(id)}`)]
  const tail = property === undefined || shown.length === 0 ? closing : [...closing, `  Note over ${over(shown.map(({ id }) => alias.get(id) as string))}: ${label(`${property.id}: ${property.verdict}`)}`]
  let first = blocks.length
  let [size, edges] = [[...head, ...tail].join("\n").length + 200, tail.length + 1]
  while (first > 0) {
    const block = blocks[first - 1] as readonly string[]
    size += block.join("\n").length + 1
    edges += block.length
    if (size > CHARACTERS || edges > EDGES) break
    first--
  }
  const left = first + skipped
  const cut = left === 0 ? [] : [`  Note over ${over(shown.map(({ id }) => alias.get(id) as string))}: the first ${left} steps are left out`]
  // The loop's beginning may be among what is left out.
  const reopened = closing.length > 0 && (loopFrom as number) < left ? ["  loop over and over"] : []
  return `${[...head, ...cut, ...reopened, ...blocks.slice(first).flat(), ...tail].join("\n")}\n`
}

const over = (aliases: readonly string[]): string => (aliases.length < 2 ? aliases.join() : `${aliases[0]},${aliases[aliases.length - 1]}`)

const blockOf = ({ n, lane, kind, text, message, changes }: ToldStep, alias: ReadonlyMap<string, string>): readonly string[] => {
  const at = alias.get(lane) as string
  const did =
    message === undefined
      ? `  Note over ${at}: ${label(`${n} ${text}`)}`
      : `  ${alias.get(message.from)}${kind === "lose" ? "-x" : kind === "duplicate" ? "-->>" : "->>"}${at}: ${label(`${n} ${message.text} #${message.id}${kind === "lose" ? ", lost" : kind === "duplicate" ? ", and again" : ""}`)}`
  const lanes = [...new Set(changes.map((change) => change.lane))].filter((id) => alias.has(id))
  return [did, ...lanes.map((id) => `  Note over ${alias.get(id)}: ${label(changes.filter((change) => change.lane === id).map((change) => change.text).join(", "))}`)]
}

/** Mermaid takes `;` and line ends as the end of a statement, `#` as the beginning of a character's name, and text as HTML. */
const label = (text: string): string => {
  const short = text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text
  // oxlint-disable-next-line no-control-regex
  return short.replace(/[\u0000-\u001f\u007f]/g, " ").replace(/[#;<>&"{}%]/g, (character) => `#${character.charCodeAt(0)};`)
}
