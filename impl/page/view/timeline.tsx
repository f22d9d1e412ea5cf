/**
 * A run from top to bottom: a lane for everybody, a row for every step, an arrow for every message. Only what is in sight is
 * drawn, unless the run is short: then everything is there to be printed and read aloud.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact"
import { useEffect, useMemo, useRef } from "preact/hooks"
import type { Telling, ToldStep } from "../../../properties/telling/telling.ts"
import { causeOf, lastOf } from "../causes.ts"
import { arrowsOf, busyLanes, type Row, rowOfSteps, rowsOf } from "../rows.ts"
import { Arrows } from "./arrows.tsx"
import { Glyph } from "./glyph.tsx"
import { type Geometry, geometryFor } from "./geometry.ts"
import { Lifelines } from "./lifelines.tsx"
import type { Reader } from "./store.ts"
import { useSeen } from "./seen.ts"

/** Up to so many rows all are drawn. */
const ALL = 200
/** Narrower than this, texts go above what is drawn. */
const SIDE_BY_SIDE = 560
/** Rows drawn beyond what is in sight. */
const BEYOND = 12

export interface Split {
  /** The last step that both runs have. */
  readonly at: number
  /** In a few words. */
  readonly name: string
  readonly label: string
}

interface Props {
  readonly telling: Telling
  readonly reader: Reader
  readonly label: string
  readonly split?: Split | undefined
}

export const Timeline = ({ telling, reader, label, split }: Props): JSX.Element => {
  const box = useRef<HTMLDivElement>(null)
  const seen = useSeen(box, { top: 0, height: 800, width: 700 })
  const isNarrow = seen.width < SIDE_BY_SIDE
  const rows = useMemo(() => rowsOf(telling, reader.hidden, split?.at), [telling, reader.hidden, split?.at])
  const arrows = useMemo(() => arrowsOf(telling, rows, reader.hidden), [telling, rows, reader.hidden])
  const rowOf = useMemo(() => rowOfSteps(rows), [rows])
  const lanes = busyLanes(telling).filter(({ id }) => !reader.hidden.lanes.has(id))
  const geometry = geometryFor(lanes.map(({ id }) => id), seen.width, isNarrow)
  const first = rows.length <= ALL ? 0 : Math.max(0, Math.floor(seen.top / geometry.row) - BEYOND)
  const end = rows.length <= ALL ? rows.length : Math.min(rows.length, Math.ceil((seen.top + seen.height) / geometry.row) + BEYOND)
  const step = Math.min(reader.step, lastOf(telling))
  const current = rowOf[step] ?? 0
  const loop = telling.loopFrom === lastOf(telling) ? "for ever: nothing more need happen" : `from here on, ${stepsText((telling.loopFrom ?? 0) + 1, lastOf(telling))} over and over`

  useEffect(() => {
    const { current: element } = box
    if (element === null) return
    const top = current * geometry.row
    const margin = 2 * geometry.row
    if (top < element.scrollTop + margin) element.scrollTop = top - margin
    else if (top + geometry.row > element.scrollTop + element.clientHeight - margin - geometry.head) element.scrollTop = top + geometry.row + margin + geometry.head - element.clientHeight
  }, [current, geometry.row, geometry.head, seen.height])

  return (
    <div class={isNarrow ? "timeline stacked" : "timeline"} ref={box} role="region" aria-label={label} tabIndex={-1}>
      <div class="lanes" style={{ height: `${geometry.head}px` }} aria-hidden="true">
        {lanes.map(({ id, kind }) => (
          <span key={id} class={`lane-name kind-${kind}`} style={{ left: `${geometry.xOf(id)}px`, width: `${geometry.lane - 4}px` }} title={id}>
            {isNarrow ? withoutGroup(id, lanes) : id}
          </span>
        ))}
      </div>
      <ol class="rows" style={{ height: `${rows.length * geometry.row}px` }} aria-label={`${label}: ${telling.steps.length} steps`}>
        <svg aria-hidden="true" class="drawing" width={geometry.drawing} height={(end - first) * geometry.row} viewBox={`0 ${first * geometry.row} ${geometry.drawing} ${(end - first) * geometry.row}`} style={{ top: `${first * geometry.row}px` }}>
          <Lifelines telling={telling} rows={rows} first={first} end={end} geometry={geometry} lanes={lanes} splitAt={split?.at ?? 0} />
          <Arrows arrows={arrows} first={first} end={end} geometry={geometry} step={step} onJump={reader.jump} />
          {rows.slice(first, end).map((row, i) => row.is === "step" && <Glyph key={row.step.n} step={row.step} x={geometry.xOf(row.step.lane)} y={geometry.yOf(first + i)} isCurrent={row.step.n === step} />)}
        </svg>
        {rows.slice(first, end).map((row, i) => (
          <RowOf key={keyOf(row)} row={row} at={first + i} geometry={geometry} step={step} reader={reader} split={split} loop={loop} isFound={row.is === "step" && reader.found.includes(row.step.n)} />
        ))}
        {telling.loopFrom !== undefined && telling.loopFrom < lastOf(telling) && <li class="loop" aria-hidden="true" style={{ top: `${((rowOf[telling.loopFrom + 1] ?? 0) - 0.5) * geometry.row}px`, height: `${(rows.length - (rowOf[telling.loopFrom + 1] ?? 0) + 0.5) * geometry.row}px` }} />}
      </ol>
    </div>
  )
}

const stepsText = (first: number, last: number): string => (first === last ? `step ${first}` : `steps ${first} to ${last}`)

/** `n1` of `broker-a/n1`, where nobody else is called so: there is no room for more. */
const withoutGroup = (id: string, lanes: readonly { readonly id: string }[]): string => {
  const name = id.slice(id.lastIndexOf("/") + 1)
  return lanes.filter((other) => other.id.slice(other.id.lastIndexOf("/") + 1) === name).length === 1 ? name : id
}

const startText = (n: number): string => (n === 0 ? "the beginning" : `steps 1 to ${n} are left out`)

const keyOf = (row: Row): string => (row.is === "step" ? `s${row.step.n}` : row.is === "gap" ? `g${row.first}` : row.is)

interface RowProps {
  readonly row: Row
  readonly at: number
  readonly geometry: Geometry
  readonly step: number
  readonly reader: Reader
  readonly isFound: boolean
  readonly split: Split | undefined
  readonly loop: string
}

const RowOf = ({ row, at, geometry, step, reader, isFound, split, loop }: RowProps): JSX.Element => {
  const style = { top: `${at * geometry.row}px`, height: `${geometry.row}px` }
  const textAt = { paddingLeft: `${geometry.text}px` }
  if (row.is === "gap")
    return (
      <li class="row gap" style={style}>
        <button type="button" style={textAt} onClick={reader.showAll}>
          {row.first === row.last ? `step ${row.first} is hidden` : `steps ${row.first} to ${row.last} are hidden`}: show
        </button>
      </li>
    )
  if (row.is === "split")
    return (
      <li class="row split" style={style}>
        <span title={split?.label}>{split?.name}</span>
      </li>
    )
  if (row.is === "loop")
    return (
      <li class="row looping" style={style}>
        <span>↻ {loop}</span>
      </li>
    )
  const n = row.is === "start" ? row.n : row.step.n
  const isCurrent = n === step
  const cause = row.is === "step" ? causeOf(row.step) : undefined
  const classes = ["row", isCurrent && "current", isFound && "found", row.is === "step" && row.step.fault && "fault"].filter(Boolean).join(" ")
  return (
    <li class={classes} style={style}>
      <button
        type="button"
        class="pick"
        style={textAt}
        aria-current={isCurrent ? "step" : undefined}
        tabIndex={isCurrent ? 0 : -1}
        title={row.is === "step" ? row.step.text : startText(row.n)}
        onClick={() => reader.go(n)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && isCurrent && cause !== undefined) {
            event.preventDefault()
            reader.jump(cause)
          }
        }}
      >
        <span class="n">{n}</span>
        <span class="text">{row.is === "start" ? <i>{startText(row.n)}</i> : <StepText step={row.step} />}</span>
      </button>
      {cause !== undefined && (
        <button type="button" class="cause" tabIndex={isCurrent ? 0 : -1} title={`sent at step ${cause}`} aria-label={`Sent at step ${cause}: go there`} onClick={() => reader.jump(cause)}>
          ↖ {cause}
        </button>
      )}
    </li>
  )
}

/** Its first word is the lane already. */
const StepText = ({ step }: { readonly step: ToldStep }): ComponentChildren => (
  <>
    {step.fault && <span class="sr">fault: </span>}
    {step.text}
  </>
)
