/**
 * A run as one still picture (SVG): a lane for whoever has a state, a row a step, an arrow a message. It has a ground of its own
 * and follows the reader's choice of light or dark, so that it is legible on any page.
 *
 * @module
 */
import type { Snapshot, StepKind, Telling, ToldStep } from "../../../../properties/telling/telling.ts"
import { wrapped } from "../../../../properties/telling/wrapped.ts"
import { escaped } from "../../../page/html.ts"
import { type Arrow, arrowsOf, busyLanes, type Row, rowsOf } from "../../../page/rows.ts"

/** In pixels. */
const [ROW, HEAD, LANE, NUMBERS, TEXT, PAD] = [44, 40, 76, 34, 560, 12]

/** Characters of a line of text: of what a step did, and of what it changed. */
const [LONG, SMALL] = [80, 88]

/** Between a mark and an arrow. */
const GAP = 9

const STYLE = `
.ground{fill:#fbfbfa}.ink{fill:#1d2126}.quiet{fill:#5d646d}.bad{fill:#b3261e}.wash{fill:#fdecea}.lane{stroke:#b4b3ad}.dot{fill:#0b5fbf}.arrow{stroke:#0b5fbf}.head{fill:#0b5fbf}.lost{stroke:#b3261e}.way{stroke:#5d646d}
@media (prefers-color-scheme:dark){.ground{fill:#15171a}.ink{fill:#e7e8ea}.quiet{fill:#a2a9b3}.bad{fill:#ff9a91}.wash{fill:#3a1f1e}.lane{stroke:#5a616a}.dot{fill:#7db8ff}.arrow{stroke:#7db8ff}.head{fill:#7db8ff}.lost{stroke:#ff9a91}.way{stroke:#a2a9b3}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-size:12.5px}.small{font-size:11.5px}.name{font-weight:600;text-anchor:middle}.n{text-anchor:end}
.lane,.arrow{stroke-width:1.3;fill:none}.down{stroke-dasharray:2 5}.twice{stroke-dasharray:5 3}.cross{stroke-width:1.8;fill:none}`

interface Layout {
  readonly xOf: (lane: string) => number
  readonly yOf: (row: number) => number
  /** Where texts begin. */
  readonly text: number
  readonly width: number
  readonly height: number
}

export const pictureOf = (telling: Telling, title: string): string => {
  const hidden = { lanes: new Set<string>(), messages: new Set<string>() }
  const rows = rowsOf(telling, hidden).filter(({ is }) => is !== "start")
  const lanes = busyLanes(telling).map(({ id }) => id)
  const places = new Map(lanes.map((id, i) => [id, NUMBERS + LANE * (i + 0.5)]))
  const text = NUMBERS + LANE * lanes.length + PAD
  const layout: Layout = { xOf: (lane) => places.get(lane) ?? NUMBERS, yOf: (row) => HEAD + row * ROW + ROW / 2, text, width: text + TEXT, height: HEAD + rows.length * ROW + PAD }
  const { width, height } = layout
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(telling.steps.map(({ n, text: did }) => `${n}. ${did}`).join("\n"))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...rows.flatMap((row, i) => (row.is === "step" && row.step.fault ? [`<rect class="wash" x="4" y="${layout.yOf(i) - ROW / 2 + 2}" width="${width - 8}" height="${ROW - 4}" rx="4"/>`] : [])),
    ...lanes.flatMap((lane) => laneLines(telling, rows, lane, layout)),
    ...arrowsOf(telling, rows, hidden).map((arrow) => arrowLines(arrow, layout)),
    ...rows.flatMap((row, i) => rowLines(row, layout.yOf(i), layout)),
    "</svg>",
    ""
  ].join("\n")
}

const aliveIn = (snapshots: readonly Snapshot[], lane: string): boolean => snapshots.find((snapshot) => snapshot.lane === lane)?.alive ?? true

/** Its name and its line, dashed while it is down. */
const laneLines = ({ initial, steps }: Telling, rows: readonly Row[], lane: string, { xOf, yOf, height }: Layout): readonly string[] => {
  const x = xOf(lane)
  const lines = [`<text class="ink name" x="${x}" y="22">${escaped(lane)}</text>`]
  const changes = [{ y: HEAD - 8, alive: aliveIn(initial, lane) }, ...steps.map((step) => ({ y: yOf(rows.findIndex((row) => row.is === "step" && row.step === step)), alive: aliveIn(step.after, lane) }))]
  const turns = changes.filter(({ alive }, i) => i === 0 || alive !== changes[i - 1]?.alive)
  turns.forEach(({ y, alive }, i) => lines.push(`<path class="lane${alive ? "" : " down"}" d="M${x} ${y}V${turns[i + 1]?.y ?? height - 6}"/>`))
  return lines
}

const arrowLines = ({ from, to, fromRow, toRow, how }: Arrow, { xOf, yOf, height }: Layout): string => {
  const [x1, y1, x2] = [xOf(from), yOf(fromRow), xOf(to)]
  // What never arrives may have no row to arrive in.
  const y2 = Math.min(yOf(toRow), height - PAD)
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const end = how === "under way" ? Math.min(0.5, 30 / length) : how === "lose" ? Math.max(0.4, 1 - 22 / length) : 1 - GAP / length
  const at = (share: number): readonly [number, number] => [round(x1 + (x2 - x1) * share), round(y1 + (y2 - y1) * share)]
  const [[fx, fy], [tx, ty]] = [at(GAP / length), at(end)]
  const kind = how === "lose" ? " lost" : how === "under way" ? " way" : how === "duplicate" ? " twice" : ""
  const shaft = `<path class="arrow${kind}" d="M${fx} ${fy}L${tx} ${ty}"/>`
  if (how === "lose") return `${shaft}<path class="cross lost" d="${crossAt(tx, ty, 4)}"/>`
  if (how === "under way") return shaft
  const angle = round((Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI)
  return `${shaft}<path class="head" transform="translate(${tx} ${ty})rotate(${angle})" d="M2 0L-6-4V4z"/>`
}

const round = (n: number): number => Math.round(n * 10) / 10

const crossAt = (x: number, y: number, r: number): string => `M${round(x - r)} ${round(y - r)}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`

const rowLines = (row: Row, y: number, layout: Layout): readonly string[] => {
  if (row.is === "loop") return [`<text class="quiet" x="${layout.text}" y="${y + 4}">from here on, over and over</text>`]
  if (row.is !== "step") return []
  const { step } = row
  const x = layout.xOf(step.lane)
  return [`<text class="quiet n" x="${NUMBERS - 8}" y="${y + 4}">${step.n}</text>`, markAt(step.kind, step.fault, x, y), ...textLines(step, y, layout)]
}

/** The signs of the text view are shapes here: a fault is a cross, a client a diamond, a disk a square. */
const markAt = (kind: StepKind, fault: boolean, x: number, y: number): string => {
  if (kind === "lose") return ""
  if (fault && kind !== "duplicate") return `<path class="cross lost" d="${crossAt(x, y, 6)}"/>`
  if (kind === "client") return `<path class="dot" d="M${x} ${y - 6}l6 6-6 6-6-6z"/>`
  if (kind === "disk" || kind === "operator") return `<rect class="dot" x="${x - 4.5}" y="${y - 4.5}" width="9" height="9"/>`
  return `<circle class="dot" cx="${x}" cy="${y}" r="${kind === "timer" ? 5 : 4}"/>`
}

/** What it did, and in a second line what it changed; a step that changed nothing has two lines for what it did. */
const textLines = ({ text, fault, changes }: ToldStep, y: number, { text: x }: Layout): readonly string[] => {
  const changed = changesText(changes)
  const did = wrapped(text, LONG)
  const style = fault ? "bad" : "ink"
  if (changed === "") {
    const [first = "", ...rest] = did
    return rest.length === 0 ? [line(style, x, y + 4, first)] : [line(style, x, y - 4, first), line(style, x, y + 12, cut(rest.join(" "), LONG))]
  }
  return [line(style, x, y - 4, cut(text, LONG)), line("quiet small", x, y + 12, cut(changed, SMALL))]
}

const changesText = (changes: ToldStep["changes"]): string => {
  const lanes = [...new Set(changes.map(({ lane }) => lane))]
  return lanes.map((lane) => `${lane === "world" ? "" : `${lane} `}${changes.filter((change) => change.lane === lane).map(({ text }) => text).join("; ")}`).join(" · ")
}

const line = (style: string, x: number, y: number, text: string): string => `<text class="${style}" x="${x}" y="${y}">${escaped(text)}</text>`

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
