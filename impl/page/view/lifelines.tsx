/**
 * The lane of each as a line: thick in the colour of a term while it leads, broken while it is down.
 *
 * @module
 */
import type { JSX } from "preact"
import type { Lane, Snapshot, Telling } from "../../../properties/telling/telling.ts"
import { stateAt } from "../causes.ts"
import type { Row } from "../rows.ts"
import type { Geometry } from "./geometry.ts"

interface Props {
  readonly telling: Telling
  readonly rows: readonly Row[]
  readonly first: number
  readonly end: number
  readonly geometry: Geometry
  readonly lanes: readonly Lane[]
  readonly splitAt: number
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly is: string
}

/** `down`, `leads-2` (a leader of term 2), or nothing particular. */
export const looksLike = ({ alive, role, term }: Snapshot): string => (!alive ? "down" : role === "LEADER" && term !== undefined ? `leads-${termColour(term)}` : "up")

/** Terms come round to the first colour again. */
export const TERM_COLOURS = 6
export const termColour = (term: number): number => ((((term - 1) % TERM_COLOURS) + TERM_COLOURS) % TERM_COLOURS) + 1

export const Lifelines = ({ telling, rows, first, end, geometry, lanes, splitAt }: Props): JSX.Element => (
  <>
    {lanes.map((lane) => {
      const place = telling.lanes.indexOf(lane)
      const x = geometry.xOf(lane.id)
      return stretchesOf(telling, rows, place, first, end, splitAt).map(({ from, to, is }) => (
        <line key={`${lane.id}${from}`} class={`life ${is}`} x1={x} x2={x} y1={from === 0 ? geometry.yOf(0) : geometry.yOf(from)} y2={to === rows.length ? rows.length * geometry.row : geometry.yOf(to)} />
      ))
    })}
  </>
)

const stretchesOf = (telling: Telling, rows: readonly Row[], lane: number, first: number, end: number, splitAt: number): readonly Stretch[] => {
  const found: Stretch[] = []
  for (let at = first; at < end; at++) {
    const row = rows[at] as Row
    const snapshot = (row.is === "start" ? telling.initial : row.is === "step" ? row.step.after : stateAt(telling, row.is === "gap" ? row.last : splitAt))?.[lane]
    const is = snapshot === undefined ? "up" : looksLike(snapshot)
    const last = found[found.length - 1]
    if (last?.is === is) found[found.length - 1] = { ...last, to: at + 1 }
    else found.push({ from: at, to: at + 1, is })
  }
  return found
}
