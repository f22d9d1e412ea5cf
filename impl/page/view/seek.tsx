/**
 * Looking for a state, and going on by itself.
 *
 * @module
 */
import type { JSX } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import type { Place, SeekLine } from "../api.ts"
import { askFields, askRun, askSeek } from "./client.ts"

interface Props {
  readonly place: Place
  /** The step that is looked at. */
  readonly step: number
  /** Hidden, a search goes on. */
  readonly isShown: boolean
  readonly onPath: (path: readonly number[]) => Promise<void>
}

export const Seek = ({ place, step, isShown, onPath }: Props): JSX.Element => {
  const [condition, setCondition] = useState("")
  const [from, setFrom] = useState<"here" | "start">("here")
  const [steps, setSteps] = useState(10)
  const [faults, setFaults] = useState(true)
  const [progress, setProgress] = useState<SeekLine>()
  const [isBusy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ readonly text: string; readonly isBad?: boolean }>()
  const stop = useRef<AbortController | undefined>(undefined)
  const seed = useRef(Math.floor(Math.random() * 2 ** 31))
  const here: Place = { ...place, path: from === "here" ? place.path.slice(0, step) : [] }
  const examples = useExamples({ ...place, path: place.path.slice(0, step) })
  useEffect(() => () => stop.current?.abort(), [])

  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setSaid(undefined)
    try {
      await work()
    } catch (thrown) {
      const isStopped = thrown instanceof DOMException && thrown.name === "AbortError"
      setSaid(isStopped ? { text: "Stopped." } : { text: (thrown as Error).message, isBad: true })
    }
    setBusy(false)
    setProgress(undefined)
  }

  const seek = (wanted: string | undefined): Promise<void> =>
    during(async () => {
      stop.current = new AbortController()
      const end = await askSeek(here, wanted, stop.current.signal, setProgress)
      if (end.is !== "found") return setSaid({ text: wanted === undefined && end.is === "none" ? `No property can be broken from there. ${end.note}` : end.note })
      const far = end.path.length - here.path.length
      setSaid({ text: end.property !== undefined ? `${end.property} breaks, ${far} steps ${from === "here" ? "from here" : "from the start"}.` : far === 0 ? "It is so already." : `Found, ${far} ${far === 1 ? "step" : "steps"} ${from === "here" ? "from here" : "from the start"}; there is no nearer one.` })
      await onPath(end.path)
    })

  const run = (): Promise<void> =>
    during(async () => {
      const { path, ended } = await askRun({ ...place, path: place.path.slice(0, step) }, steps, seed.current++, faults)
      if (ended !== undefined) setSaid({ text: ended })
      await onPath(path)
    })

  return (
    <section class="seek" role="tabpanel" aria-label="Find a state, or run on" hidden={!isShown}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void seek(condition)
        }}
      >
        <label for="condition">Find a state where</label>
        <div class="line">
          <input id="condition" type="text" spellcheck={false} autocomplete="off" placeholder={examples[0] ?? ""} value={condition} onInput={(event) => setCondition(event.currentTarget.value)} list="examples" />
          <datalist id="examples">
            {examples.map((example) => (
              <option key={example} value={example} />
            ))}
          </datalist>
          <button type="submit" class="primary" disabled={isBusy || condition.trim() === ""}>
            Find
          </button>
        </div>
        <div class="line">
          <label class="check">
            <input type="radio" name="from" checked={from === "here"} onChange={() => setFrom("here")} /> from here
          </label>
          <label class="check">
            <input type="radio" name="from" checked={from === "start"} onChange={() => setFrom("start")} /> from the start
          </label>
          <button type="button" disabled={isBusy} title="Breadth-first, to the nearest state that breaks one" onClick={() => void seek(undefined)}>
            Until a property breaks
          </button>
        </div>
      </form>
      <div class="line">
        <button type="button" disabled={isBusy} onClick={() => void run()}>
          Run on
        </button>
        <input type="number" min={1} max={1000} value={steps} aria-label="Steps" onInput={(event) => setSteps(Math.max(1, Math.min(1000, Number(event.currentTarget.value) || 1)))} />
        <span>random steps</span>
        <label class="check">
          <input type="checkbox" checked={faults} onChange={() => setFaults(!faults)} /> with faults
        </label>
      </div>
      <details>
        <summary>How to write a condition</summary>
        <p>
          <code>n1.role = LEADER and n0.term &gt; 1</code>, <code>any.log contains m1</code>, <code>not every.term = 1</code>, <code>history.acks.length &gt; 0</code>. A field begins with a name of the model, <code>any</code> or <code>every</code>; the shallowest field of that name is meant.
          Compare with <code>= != &lt; &lt;= &gt; &gt;= contains</code>, join with <code>and or not ( )</code>.
        </p>
      </details>
      <p class="said" role="status">
        {progress !== undefined && isBusy ? (
          <>
            {progress.states.toLocaleString("en")} states, depth {progress.depth} <button type="button" class="link" onClick={() => stop.current?.abort()}>stop</button>
          </>
        ) : isBusy ? (
          <>
            looking … <button type="button" class="link" onClick={() => stop.current?.abort()}>stop</button>
          </>
        ) : (
          said !== undefined && <span class={said.isBad ? "threw" : ""}>{said.text}</span>
        )}
      </p>
    </section>
  )
}

/** Conditions that this model's states can be asked, with names from its first slots. */
const useExamples = (place: Place): readonly string[] => {
  const [examples, setExamples] = useState<readonly string[]>([])
  const key = `${place.model} ${place.mutant ?? ""}`
  useEffect(() => {
    void askFields(place).then(
      (fields) => {
        const slots = Object.entries(fields)
        const [first = "", second = first] = slots.map(([name]) => name)
        const has = (slot: string, name: string): boolean => fields[slot]?.some(([field]) => field === name) === true
        setExamples([
          ...(has(first, "role") ? [`${second}.role = LEADER and ${first}.term > 1`, "any.role = CANDIDATE", "every.commitIndex > 0"] : []),
          ...(has(first, "entries") ? [`${second}.log contains m1`, `${first}.log.length > 1`] : []),
          ...slots.flatMap(([slot, each]) => each.filter(([, value]) => value !== "" && value.length < 20).map(([field, value]) => (value.endsWith(" of them") ? `${slot}.${field}.length > 0` : `${slot}.${field} = ${value}`))).slice(0, 200)
        ])
      },
      () => undefined
    )
  }, [key])
  return examples
}
