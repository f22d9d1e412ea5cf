/**
 * Messages as arrows, from the row that sent them to the row in which they arrive.
 *
 * @module
 */
import type { JSX } from "preact"
import type { Arrow } from "../rows.ts"
import type { Geometry } from "./geometry.ts"

interface Props {
  readonly arrows: readonly Arrow[]
  readonly first: number
  readonly end: number
  readonly geometry: Geometry
  readonly step: number
  readonly onJump: (step: number) => void
}

export const Arrows = ({ arrows, first, end, geometry, step, onJump }: Props): JSX.Element => {
  const inSight = arrows.filter(({ fromRow, toRow }) => fromRow < end && toRow >= first)
  const concerns = (arrow: Arrow): boolean => arrow.message.sentAt === step || arrow.arrivesAt === step
  // Those of this step last, so that they are on top.
  const ordered = [...inSight.filter((arrow) => !concerns(arrow)), ...inSight.filter(concerns)]
  return (
    <>
      <defs>
        <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path d="M0 0.5 L8 4 L0 7.5 z" class="head" />
        </marker>
        <marker id="head-on" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto-start-reverse">
          <path d="M0 0.5 L8 4 L0 7.5 z" class="head on" />
        </marker>
      </defs>
      {ordered.map((arrow) => (
        <ArrowOf key={`${arrow.message.id}-${arrow.arrivesAt ?? "way"}`} arrow={arrow} geometry={geometry} isOn={concerns(arrow)} step={step} onJump={onJump} />
      ))}
    </>
  )
}

/** Room for the mark of the step at either end. */
const GAP = 9

interface ArrowProps {
  readonly arrow: Arrow
  readonly geometry: Geometry
  readonly isOn: boolean
  readonly step: number
  readonly onJump: (step: number) => void
}

const ArrowOf = ({ arrow, geometry, isOn, step, onJump }: ArrowProps): JSX.Element => {
  const [x1, y1] = [geometry.xOf(arrow.from), geometry.yOf(arrow.fromRow)]
  const [x2, y2] = [geometry.xOf(arrow.to), geometry.yOf(arrow.toRow)]
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  // What never arrives goes a short way; what is lost ends before its receiver.
  const share = arrow.how === "under way" ? Math.min(0.5, 26 / length) : arrow.how === "lose" ? Math.max(0.4, 1 - 24 / length) : 1 - GAP / length
  const start = GAP / length
  const at = (part: number): readonly [number, number] => [x1 + (x2 - x1) * part, y1 + (y2 - y1) * part]
  const [[fx, fy], [tx, ty]] = [at(start), at(share)]
  const other = arrow.arrivesAt === undefined ? arrow.message.sentAt : arrow.arrivesAt === step ? arrow.message.sentAt : arrow.arrivesAt
  const ends = arrow.how === "deliver" || arrow.how === "duplicate"
  return (
    <g class={`arrow ${arrow.how.replace(" ", "-")} ${isOn ? "on" : ""}`} onClick={() => onJump(other)}>
      <title>{`${arrow.message.text}\nsent at step ${arrow.message.sentAt}${arrow.arrivesAt === undefined ? ", never arrived" : arrow.how === "lose" ? `, lost at step ${arrow.arrivesAt}` : `, arrives at step ${arrow.arrivesAt}`}`}</title>
      <line class="hit" x1={fx} y1={fy} x2={tx} y2={ty} />
      <line class="shaft" x1={fx} y1={fy} x2={tx} y2={ty} marker-end={ends ? `url(#head${isOn ? "-on" : ""})` : undefined} />
      {arrow.how === "lose" && <path class="cross" d={`M${tx - 4} ${ty - 4} l8 8 m0 -8 l-8 8`} />}
      {arrow.how === "under way" && <circle class="dot" cx={tx} cy={ty} r="1.6" />}
    </g>
  )
}
