/**
 * The ends of journals, for a person who wonders what happened.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import type { Tagged } from "../../spec/machine.ts"
import type { JournalHead } from "../journal/journal.ts"
import { journalsIn } from "../journal/journals.ts"

export interface NodeEvents {
  readonly node: string
  readonly life: number
  readonly events: readonly { readonly event: Tagged; readonly outputs: readonly Tagged[] }[]
}

/** Of every node and every life; the `last` ones (default: all). A line that was cut off by a kill is left out. */
export const lastEvents = async (dir: string, last = Number.POSITIVE_INFINITY): Promise<readonly NodeEvents[]> =>
  journalsIn(dir).map((file) => {
    const [head = "{}", ...lines] = readFileSync(file, "utf8").split("\n")
    const { node, life } = JSON.parse(head) as JournalHead
    // What stands behind the last line feed is cut off, or nothing.
    const whole = lines.slice(0, -1)
    return {
      node,
      life,
      events: whole.slice(Math.max(0, whole.length - last)).map((line) => {
        const [event, outputs] = JSON.parse(line) as readonly [Tagged, readonly Tagged[]]
        return { event, outputs }
      })
    }
  })

const short = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

/** A line an event, under the name of its node. */
export const eventLines = (nodes: readonly NodeEvents[]): readonly string[] =>
  nodes.flatMap(({ node, life, events }) => [`${node}, life ${life}:`, ...events.map(({ event, outputs }) => `  ${short(event)} → ${outputs.map(({ _tag }) => _tag).join(", ") || "nothing"}`)])
