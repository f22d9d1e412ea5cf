/**
 * A run as a log for ShiViz: who did what, with vector clocks. The first line is the regular expression that its page asks
 * for, the second the delimiter of several runs: none.
 *
 * @module
 */
import type { Telling } from "../../properties/telling/telling.ts"

type Clock = { readonly [host: string]: number }

/** How a line is to be read. */
export const PATTERN = String.raw`(?<host>\S+) (?<clock>\{.*?\}) (?<event>.*)`

export const shiviz = ({ steps, initial }: Telling): string => {
  const clocks = new Map<string, Clock>(initial.map(({ lane }) => [lane, {}]))
  /** By the number of a send: what its sender knew. */
  const sent = new Map<number, Clock>()
  const lines = steps.map(({ lane, kind, text, message, sends, changes }) => {
    // A lost message is nothing that its receiver knows of.
    const host = hostOf(kind === "lose" ? "network" : lane)
    const mine = clocks.get(host) ?? {}
    const clock: Clock = { ...later(mine, message === undefined ? {} : (sent.get(message.id) ?? {})), [host]: (mine[host] ?? 0) + 1 }
    clocks.set(host, clock)
    for (const { id } of sends) sent.set(id, clock)
    const more = changes.map((change) => `${change.lane === lane ? "" : `${change.lane} `}${change.text}`).join("; ")
    return `${host} ${JSON.stringify(clock)} ${oneLine(more === "" ? text : `${text} (${more})`)}`
  })
  return `${[PATTERN, "", ...lines].join("\n")}\n`
}

/** Of each host the later of two. */
const later = (a: Clock, b: Clock): Clock => Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((host) => [host, Math.max(a[host] ?? 0, b[host] ?? 0)]))

const hostOf = (name: string): string => name.replace(/\s/g, "_")

const oneLine = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f]/g, " ")
