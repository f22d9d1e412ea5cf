/**
 * A run as text, for a terminal and for a pull request: a column a lane where there is room, what each step did and changed,
 * deliveries by the number of their send, and at the end why.
 *
 * @module
 */
import { aligned } from "../aligned.ts"
import { changeText } from "./changes.ts"
import type { Sent, Snapshot, StepKind, Telling, ToldStep } from "./telling.ts"
import { logText } from "./view.ts"
import { wrapped } from "./wrapped.ts"

/** What a piece of text is, for whoever has colours. */
export type Style = "fault" | "message" | "change" | "quiet" | "heading"

export interface TextOptions {
  /** Characters a line. */
  readonly width?: number
  readonly paint?: (style: Style, text: string) => string
}

/** Where nothing is known of who reads it. */
export const WIDTH = 100

/** Fewer characters for what a step did, and the lanes are left out. */
const LEAST = 40

/** Of a column, in characters: as many as are needed, within these bounds. */
const COLUMN = [8, 16] as const

const plainly = (_style: Style, text: string): string => text

export const textOf = (telling: Telling, { width = WIDTH, paint = plainly }: TextOptions = {}): string => {
  const { property, steps, loopFrom, skipped = 0, error, why, lanes } = telling
  const lines: string[] = [...(property === undefined ? [] : wrapped(property.sentence === property.id ? property.id : `${property.id}: ${property.sentence}`, width).map((line) => paint("heading", line))), ...wrapped(`${telling.model}: ${telling.about}${telling.mutant === undefined ? "" : `; with the bug ${telling.mutant}`}`, width), ""]
  const used = lanes.filter(({ id }) => steps.some(({ lane, message }) => lane === id || message?.from === id))
  const gutter = String(steps.length + skipped).length + 4
  const wanted = 1 + Math.max(0, ...used.map(({ id }) => id.length), ...steps.map((step) => cellOf(step).length))
  const column = Math.min(COLUMN[1], wanted, Math.floor((width - gutter - LEAST) / Math.max(1, used.length)))
  const inLanes = used.length > 1 && column >= Math.min(COLUMN[0], wanted)
  const columns = inLanes ? used.map(({ id }) => id) : []
  const legend = legendOf(telling, inLanes)
  if (legend !== "") lines.push(...wrapped(legend, width).map((line) => paint("quiet", line)), "")
  if (inLanes) lines.push(paint("quiet", `${" ".repeat(gutter)}${columns.map((id) => fit(id, column)).join("")}`.trimEnd()))
  if (skipped > 0) lines.push(`${" ".repeat(gutter)}the first ${skipped.toLocaleString("en")} steps are left out`)
  for (const step of steps) {
    if (step.n - 1 === loopFrom) lines.push(paint("heading", `${" ".repeat(gutter)}from here on, over and over:`))
    lines.push(...stepLines(step, { columns, column, gutter, width, paint, inLoop: loopFrom !== undefined && step.n > loopFrom, isAlone: used.length <= 1 }))
  }
  lines.push("", paint("heading", "At the end:"), ...table(steps[steps.length - 1]?.after ?? telling.initial, width - 2).map((line) => `  ${line}`.trimEnd()))
  if (error !== undefined) lines.push("", ...wrapped(`The last step threw: ${error}`, width))
  if (loopFrom !== undefined) lines.push("", ...wrapped(`For ever: ${loopFrom === steps.length + skipped ? "nothing more need happen: every move that a fair run must make is impossible here." : `${loopFrom + 1 === steps.length + skipped ? `step ${loopFrom + 1} is` : `steps ${loopFrom + 1} to ${steps.length + skipped} are`} made over and over, and the run is fair.`}`, width))
  if (why.length > 0) lines.push("", paint("heading", "Why:"), ...why.flatMap((line) => (line.startsWith("- ") ? wrapped(line.slice(2), width - 4).map((part, i) => `${i === 0 ? "  - " : "    "}${part}`) : wrapped(line, width - 2).map((part, i) => `${i === 0 ? "  " : "    "}${part}`))))
  if (telling.noReturn !== undefined) lines.push("", ...wrapped(telling.noReturn, width))
  return lines.join("\n")
}

/** The signs that this run needs. */
const legendOf = ({ initial, steps }: Telling, inLanes: boolean): string => {
  const kinds = new Set(steps.map(({ kind }) => kind))
  const unsaved = [initial, ...steps.map(({ after }) => after)].some((snapshots) => snapshots.some(({ log }) => log?.some(({ durable }) => !durable)))
  const signs: readonly (readonly [boolean, string])[] = [
    [inLanes && kinds.has("timer"), "● by itself"],
    [inLanes && kinds.has("client"), "◆ a client"],
    [inLanes && kinds.has("disk"), "▪ its disk"],
    [inLanes && kinds.has("operator"), "■ an operator"],
    [inLanes && steps.some(({ sends }) => sends.length > 0), "#1→ message 1 leaves"],
    [inLanes && kinds.has("deliver"), "→#1 it arrives"],
    [steps.some(({ fault }) => fault), "✗ a fault"],
    [unsaved, "m1~ written, not on disk"]
  ]
  return signs.filter(([used]) => used).map(([, sign]) => sign).join("   ")
}

interface Layout {
  readonly columns: readonly string[]
  /** Characters of each. */
  readonly column: number
  readonly gutter: number
  readonly width: number
  readonly paint: (style: Style, text: string) => string
  readonly inLoop: boolean
  readonly isAlone: boolean
}

const fit = (text: string, column: number): string => (text.length >= column ? `${text.slice(0, column - 2)}… ` : text.padEnd(column))

const stepLines = (step: ToldStep, { columns, column, gutter, width, paint, inLoop, isAlone }: Layout): readonly string[] => {
  const { n, fault, lane, text, message, changes } = step
  const inLanes = columns.length > 0
  const start = gutter + columns.length * column
  const mark = fault ? "✗" : inLoop ? "↻" : " "
  const number = `${mark}${String(n).padStart(gutter - 3)}  `
  const cells = columns.map((id) => (id === lane ? cellOf(step) : "·"))
  const row = cells.map((cell) => paint(cell === "·" ? "quiet" : fault ? "fault" : "message", fit(cell, column))).join("")
  const blank = `${" ".repeat(gutter)}${columns.map(() => paint("quiet", fit("·", column))).join("")}`
  const cause = message === undefined ? "" : ` (#${message.id}${message.sentAt === 0 ? "" : ` of step ${message.sentAt}`})`
  const room = Math.max(20, width - start)
  const did = wrapped(`${text}${cause}`, room, "  ").map((part) => paint(fault ? "fault" : "message", part))
  // Where one alone is told, each change has a line.
  const changed = isAlone ? changes.map(changeText) : byLane(changes, lane)
  const details = [...changed.map((each) => ["change", each] as const), ...sendTexts(step.sends).map((each) => ["quiet", `${inLanes ? "" : "sends "}${each}`] as const)]
  const more = details.flatMap(([style, each]) => wrapped(each, room - 2, "  ").map((part) => `  ${paint(style, part)}`))
  const [first, ...rest] = [...did, ...more]
  return [`${paint(fault ? "fault" : "heading", number)}${row}${first}`, ...rest.map((part) => `${blank}${part}`)]
}

const MARKS: { readonly [kind in StepKind]?: string } = { timer: "●", disk: "▪", client: "◆", operator: "■", fault: "✗" }

/** `→#3 #4,5→`: what arrives, what leaves. */
const cellOf = ({ kind, message, sends }: ToldStep): string => {
  const came = message === undefined ? (MARKS[kind] ?? "●") : kind === "lose" ? `✗#${message.id}` : `→#${message.id}${kind === "duplicate" ? "+" : ""}`
  const [first, last] = [sends[0]?.id, sends[sends.length - 1]?.id]
  return first === undefined ? came : `${came} #${first === last ? first : `${first}-${last}`}→`
}

/** One line a lane. */
const byLane = (changes: ToldStep["changes"], mover: string): readonly string[] => {
  const found = new Map<string, string[]>()
  for (const { lane, text } of changes) found.set(lane, [...(found.get(lane) ?? []), text])
  return [...found].map(([lane, texts]) => (lane === "world" || (lane === mover && texts.every((text) => text.startsWith("SEND_OK"))) ? texts.join("; ") : `${lane} ${texts.join("; ")}`))
}

/** Messages that say the same are told once. */
const sendTexts = (sends: readonly Sent[]): readonly string[] => {
  const found = new Map<string, Sent[]>()
  for (const sent of sends) found.set(sent.text, [...(found.get(sent.text) ?? []), sent])
  return [...found].map(([text, same]) => `${same.map(({ id, to }) => `#${id}→${to}`).join(" ")} ${text}`)
}

/** What everybody is and holds; what does not fit on the line stands below it. */
const table = (snapshots: readonly Snapshot[], width: number): readonly string[] => {
  const rows = snapshots.map(({ lane, headline, log, fields }) => ({
    row: [lane, headline, log === undefined ? "" : `log: ${logText(log)}`],
    more: fields.filter(({ minor }) => minor !== true).map(({ name, value }) => `${name} ${value}`)
  })).filter(({ row, more }) => more.length > 0 || row.slice(1).some((cell) => cell !== ""))
  // Behind the last column fields may follow.
  const lines = aligned(rows.map(({ row }) => [...row, ""]))
  return rows.flatMap(({ more }, i) => {
    const line = lines[i] ?? ""
    const all = more.join("; ")
    if (line.length + all.length <= width) return [`${line}${all}`.trimEnd()]
    const short = `${line.trimEnd()}   ${all}`
    return short.length <= width ? [short] : [line.trimEnd(), ...wrapped(all, width - 4).map((part) => `    ${part}`)]
  })
}
