/**
 * What can happen next, and what cannot and why. However many there are, only those in sight are drawn.
 *
 * @module
 */
import type { JSX } from "preact"
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import type { Choice, Preview, Refused } from "../api.ts"
import { askPreview } from "./client.ts"
import type { Here } from "./walk.ts"
import { KIND_NAMES, Shape } from "./glyph.tsx"
import { useSeen } from "./seen.ts"

const ROW = 30
/** Rows of what cannot be done: the reason has a line of its own. */
const TALL = 48

type Grouping = "lane" | "kind"

interface Item {
  readonly key: string
  readonly group?: string
  readonly choice?: Choice
  readonly refused?: Refused
}

const grouped = <Each extends Choice | Refused>(all: readonly Each[], by: Grouping, lanes: readonly string[], item: (each: Each, i: number) => Item): readonly Item[] => {
  const groups = new Map<string, Item[]>((by === "lane" ? lanes : Object.values(KIND_NAMES)).map((name) => [name, []]))
  all.forEach((each, i) => {
    const name = by === "lane" ? each.lane : KIND_NAMES[each.kind]
    groups.set(name, [...(groups.get(name) ?? []), item(each, i)])
  })
  return [...groups].filter(([, items]) => items.length > 0).flatMap(([group, items]) => [{ key: `group ${group}`, group: `${group} · ${items.length}` }, ...items])
}

interface Props {
  readonly here: Here | undefined
  /** In the order in which they are shown. */
  readonly lanes: readonly string[]
  /** What can be done, or what cannot. */
  readonly side: "can" | "cannot"
  /** The choice that the run makes here, if it goes on. */
  readonly taken: number | undefined
  readonly onTake: (index: number) => void
}

export const Choices = ({ here, lanes, side, taken, onTake }: Props): JSX.Element => {
  const [words, setWords] = useState("")
  const [by, setBy] = useState<Grouping>("lane")
  const [looked, setLooked] = useState<Choice>()
  const preview = usePreview(here, looked)
  useEffect(() => setLooked(undefined), [here])
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const isWanted = (text: string): boolean => wanted.every((word) => text.toLowerCase().includes(word))
  const { choices = [], refused = [] } = here?.at ?? {}
  const can = choices.filter(({ text, lane, kind }) => isWanted(`${text} ${lane} ${kind}`))
  const cannot = refused.filter(({ text, because }) => isWanted(`${text} ${because}`))
  const items = side === "can" ? grouped(can, by, lanes, (choice) => ({ key: `c${choice.index} ${choice.text}`, choice })) : grouped(cannot, by, lanes, (each, i) => ({ key: `r${i} ${each.text}`, refused: each }))
  return (
    <section class="choices" role="tabpanel" aria-label={side === "can" ? "What can happen next" : "What cannot happen now"}>
      <div class="narrow-down">
        <input type="search" placeholder="Filter" aria-label="Filter what can happen" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        <select aria-label="Group by" value={by} onChange={(event) => setBy(event.currentTarget.value as Grouping)}>
          <option value="lane">by who</option>
          <option value="kind">by kind</option>
        </select>
      </div>
      <List items={items} height={side === "can" ? ROW : TALL} empty={here === undefined ? "…" : words !== "" ? "Nothing has these words." : side === "can" ? "Nothing more can happen: the run ends here." : "Everything that there is can happen."}>
        {(item) => item.choice !== undefined ? <ChoiceRow choice={item.choice} isTaken={item.choice.index === taken} onTake={onTake} onLook={setLooked} /> : item.refused !== undefined ? <RefusedRow refused={item.refused} /> : <h3>{item.group}</h3>}
      </List>
      {side === "can" && (
        <div class="preview" aria-live="polite">
          <Shown looked={looked} preview={preview} />
        </div>
      )}
    </section>
  )
}

const ChoiceRow = ({ choice, isTaken, onTake, onLook }: { readonly choice: Choice; readonly isTaken: boolean; readonly onTake: (index: number) => void; readonly onLook: (choice: Choice) => void }): JSX.Element => (
  <button
    type="button"
    class={`choice ${choice.fault ? "fault" : ""} ${isTaken ? "taken" : ""}`}
    title={choice.text}
    disabled={choice.throws !== undefined}
    onMouseEnter={() => onLook(choice)}
    onFocus={() => onLook(choice)}
    onClick={() => onTake(choice.index)}
  >
    <Shape kind={choice.kind} />
    <span class="text">{choice.text}</span>
    {choice.copies > 1 && <span class="quiet">×{choice.copies}</span>}
    {choice.throws !== undefined && <span class="threw">throws</span>}
    {isTaken && <span class="quiet">taken</span>}
  </button>
)

const RefusedRow = ({ refused: { kind, text, because } }: { readonly refused: Refused }): JSX.Element => (
  <div class="refused" title={`${text}: ${because}`}>
    <Shape kind={kind} />
    <span class="text">
      {text}
      <span class="because">{because}</span>
    </span>
  </div>
)

const Shown = ({ looked, preview }: { readonly looked: Choice | undefined; readonly preview: Preview | undefined }): JSX.Element => {
  if (looked === undefined) return <p class="quiet">Point at one to see what it would do; choose it to do it.</p>
  if (looked.throws !== undefined) return <p class="threw">The rule throws: {looked.throws}</p>
  const { step, breaks = [] } = preview ?? {}
  return (
    <>
      <p class="what">{looked.text}</p>
      {breaks.map((id) => (
        <p key={id} class="threw">
          It would break {id}.
        </p>
      ))}
      <ul class="changes">
        {step?.changes.map(({ lane, text }, i) => (
          <li key={i}>
            <b>{lane}</b> {text}
          </li>
        ))}
        {step?.sends.map((sent) => (
          <li key={`s${sent.id}`} class="sends">
            <b>{sent.from}</b> sends {sent.text} to {sent.to}
          </li>
        ))}
      </ul>
      {step !== undefined && step.changes.length + step.sends.length === 0 && <p class="quiet">Nothing would change.</p>}
    </>
  )
}

/** Asked once the pointer rests. */
const usePreview = (here: Here | undefined, choice: Choice | undefined): Preview | undefined => {
  const [preview, setPreview] = useState<{ readonly of: Choice; readonly preview: Preview }>()
  useEffect(() => {
    if (here === undefined || choice === undefined || choice.throws !== undefined) return undefined
    let isOver = false
    const timer = setTimeout(() => void askPreview(here.place, choice.index).then((found) => !isOver && setPreview({ of: choice, preview: found }), () => undefined), 60)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [here, choice])
  return preview?.of === choice ? preview?.preview : undefined
}

interface ListProps {
  readonly items: readonly Item[]
  readonly height: number
  readonly empty: string
  readonly children: (item: Item) => JSX.Element
}

const List = ({ items, height, empty, children }: ListProps): JSX.Element => {
  const box = useRef<HTMLDivElement>(null)
  const seen = useSeen(box, { top: 0, height: 400, width: 0 })
  const first = Math.max(0, Math.floor(seen.top / height) - 6)
  const shown = useMemo(() => items.slice(first, first + Math.ceil(seen.height / height) + 12), [items, first, seen.height, height])
  return (
    <div class="list" ref={box}>
      {items.length === 0 && <p class="quiet">{empty}</p>}
      <ul style={{ height: `${items.length * height}px` }}>
        {shown.map((item, i) => (
          <li key={item.key} class={item.group === undefined ? "" : "group"} style={{ top: `${(first + i) * height}px`, height: `${height}px` }}>
            {children(item)}
          </li>
        ))}
      </ul>
    </div>
  )
}
