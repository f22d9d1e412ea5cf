/**
 * What everybody is and holds after a step: a row each, its log as cells in columns by index, so that logs can be compared.
 *
 * @module
 */
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import type { Cell, Snapshot, Telling } from "../../../properties/telling/telling.ts"
import { type Changed, changedIn, type Mark, MARKS, since, stateAt } from "../causes.ts"
import { looksLike, termColour } from "./lifelines.tsx"
import type { Reader } from "./store.ts"

/** Columns that are shown at first: the last ones. */
const COLUMNS = 24

const LETTERS: { readonly [mark in Mark]: string } = { durable: "D", committed: "C", visible: "V", acked: "A" }
export const MARK_NAMES: { readonly [mark in Mark]: string } = { durable: "on disk", committed: "committed", visible: "visible to consumers", acked: "acked: SEND_OK has left" }

export const Logs = ({ telling, reader, step }: { readonly telling: Telling; readonly reader: Reader; readonly step: number }): JSX.Element => {
  const [isWhole, setWhole] = useState(false)
  const [details, setDetails] = useState(false)
  const after = stateAt(telling, step)
  const before = step === 0 ? after : stateAt(telling, step - 1)
  const shown = after.flatMap((snapshot, lane) => (reader.hidden.lanes.has(snapshot.lane) || isEmpty(snapshot, details) ? [] : [{ snapshot, lane, changed: changedIn(before[lane], snapshot) }]))
  const indices = [...new Set(shown.flatMap(({ snapshot, changed }) => [...(snapshot.log ?? []), ...changed.lost].map(({ index }) => index)))].sort((a, b) => a - b)
  const columns = isWhole ? indices : indices.slice(-COLUMNS)
  const left = indices.length - columns.length
  return (
    <section class="logs" aria-label={`Everybody after step ${step}`}>
      <div class="scroll">
        <table>
          <caption class="sr">Who is what after step {step}, and the entries of each log by index</caption>
          <thead>
            <tr>
              <th scope="col" class="who">
                {left > 0 ? (
                  <button type="button" class="link" onClick={() => setWhole(true)}>
                    {left} earlier
                  </button>
                ) : (
                  <span class="sr">who</span>
                )}
              </th>
              {columns.map((index) => (
                <th key={index} scope="col" class="index">
                  {index}
                </th>
              ))}
              <td class="rest" />
            </tr>
          </thead>
          {shown.map(({ snapshot, lane, changed }) => (
            <LaneRows key={snapshot.lane} telling={telling} reader={reader} step={step} lane={lane} snapshot={snapshot} changed={changed} columns={columns} details={details} />
          ))}
        </table>
      </div>
      <footer>
        <Legend terms={termsIn(shown.map(({ snapshot }) => snapshot))} />
        <label class="check">
          <input type="checkbox" checked={details} onChange={() => setDetails(!details)} /> all details
        </label>
      </footer>
    </section>
  )
}

/** Nothing to say of it: the world, where no link is cut. */
const isEmpty = ({ headline, fields, log }: Snapshot, details: boolean): boolean => headline === "" && log === undefined && fields.every(({ minor }) => minor === true && !details)

const termsIn = (snapshots: readonly Snapshot[]): readonly number[] => [...new Set(snapshots.flatMap(({ log = [] }) => log.flatMap(({ term }) => (term === undefined ? [] : [term]))))].sort((a, b) => a - b)

const Legend = ({ terms }: { readonly terms: readonly number[] }): JSX.Element => (
  <ul class="legend" aria-label="Legend">
    {terms.slice(0, 6).map((term) => (
      <li key={term}>
        <span class={`swatch term-${termColour(term)}`} /> term {term}
      </li>
    ))}
    <li>
      <span class="swatch dashed" /> written only
    </li>
    {MARKS.map((mark) => (
      <li key={mark}>
        <b>{LETTERS[mark]}</b> {mark === "durable" ? "on disk" : mark}
      </li>
    ))}
  </ul>
)

interface LaneProps {
  readonly telling: Telling
  readonly reader: Reader
  readonly step: number
  readonly lane: number
  readonly snapshot: Snapshot
  readonly changed: Changed
  readonly columns: readonly number[]
  readonly details: boolean
}

const LaneRows = ({ telling, reader, step, lane, snapshot, changed, columns, details }: LaneProps): JSX.Element => {
  const cells = new Map((snapshot.log ?? []).map((cell) => [cell.index, cell]))
  const lost = new Map(changed.lost.map((cell) => [cell.index, cell]))
  const fields = snapshot.fields.filter(({ minor }) => details || minor !== true)
  const isChanged = changed.headline || changed.cells.size > 0 || fields.some(({ name }) => changed.fields.has(name)) || changed.lost.length > 0
  return (
    <tbody class={`lane ${isChanged ? "changed" : ""} ${snapshot.alive ? "" : "dead"}`}>
      <tr>
        <th scope="row" class={`who ${looksLike(snapshot)}`}>
          <span class="name">{snapshot.lane}</span>
          {snapshot.headline !== "" && <span class={`headline ${changed.headline ? "new" : ""}`}>{snapshot.headline}</span>}
        </th>
        {columns.map((index) => {
          const cell = cells.get(index)
          const gone = lost.get(index)
          return (
            <td key={index}>
              {cell !== undefined ? (
                <CellOf telling={telling} reader={reader} step={step} lane={lane} cell={cell} isNew={changed.cells.has(index)} />
              ) : (
                gone !== undefined && <Gone cell={gone} />
              )}
            </td>
          )
        })}
        <td class="rest" />
      </tr>
      {fields.length > 0 && (
        <tr class="fields">
          <td colSpan={columns.length + 2}>
            <dl>
              {fields.map(({ name, value }) => (
                <div key={name} class={changed.fields.has(name) ? "new" : ""}>
                  <dt>{name}</dt>
                  <dd>{value === "" ? "–" : value}</dd>
                </div>
              ))}
            </dl>
          </td>
        </tr>
      )}
    </tbody>
  )
}

interface CellProps {
  readonly telling: Telling
  readonly reader: Reader
  readonly step: number
  readonly lane: number
  readonly cell: Cell
  readonly isNew: boolean
}

const fromStep = (n: number): string => (n === 0 ? "from the beginning" : `since step ${n}`)

const CellOf = ({ telling, reader, step, lane, cell, isNew }: CellProps): JSX.Element => {
  const written = since(telling, step, lane, cell)
  const name = cell.payload ?? "no-op"
  const marks = MARKS.filter((mark) => cell[mark])
  const about = `${name}${cell.term === undefined ? "" : `, term ${cell.term}`}, index ${cell.index}: written ${fromStep(written)}`
  return (
    <span class={`cell ${cell.term === undefined ? "no-term" : `term-${termColour(cell.term)}`} ${cell.durable ? "" : "dashed"} ${isNew ? "new" : ""}`}>
      <button type="button" class="entry" title={`${about}; go there`} aria-label={`${about}${marks.length > 0 ? `; ${marks.map((mark) => MARK_NAMES[mark]).join(", ")}` : "; written only"}. Go to the step that wrote it`} onClick={() => reader.jump(written)}>
        <span class={`payload ${cell.payload === null ? "noop" : ""}`}>{name}</span>
        <span class="tag">
          {cell.term === undefined ? "" : `t${cell.term}`}
          {cell.queue === undefined ? "" : ` ${cell.queue}`}
        </span>
      </button>
      <span class="marks">
        {MARKS.map((mark) => {
          if (!cell[mark]) return <span key={mark} class="mark off" aria-hidden="true" />
          const at = since(telling, step, lane, cell, mark)
          return (
            <button key={mark} type="button" class={`mark ${mark}`} title={`${MARK_NAMES[mark]} ${fromStep(at)}; go there`} aria-label={`${name} ${MARK_NAMES[mark]} ${fromStep(at)}: go there`} onClick={() => reader.jump(at)}>
              {LETTERS[mark]}
            </button>
          )
        })}
      </span>
    </span>
  )
}

/** An entry that this step took away. */
const Gone = ({ cell }: { readonly cell: Cell }): JSX.Element => (
  <span class="cell gone" title={`${cell.payload ?? "no-op"} was here before this step`}>
    <span class="payload">
      <s>{cell.payload ?? "no-op"}</s>
    </span>
    <span class="tag">gone</span>
  </span>
)
