/**
 * The explorer: the run so far, everybody's state at the step that is looked at, and what can happen there.
 *
 * @module
 */
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import type { Place, Start } from "../api.ts"
import { StepBar } from "./bar.tsx"
import { Choices } from "./choices.tsx"
import { askFile, askStart } from "./client.ts"
import { useKeys } from "./keys.ts"
import { Logs } from "./logs.tsx"
import { Models } from "./models.tsx"
import { Promises } from "./promises.tsx"
import { Seek } from "./seek.tsx"
import { StepCard } from "./step-card.tsx"
import { useReader } from "./store.ts"
import { Timeline } from "./timeline.tsx"
import { Filters, Help, Search, ThemeButton } from "./tools.tsx"
import { placeInAddress, useAddress, useWalk, type Here, type Walk, type Walker } from "./walk.ts"

export const Explorer = (): JSX.Element => {
  const [start, setStart] = useState<Start>()
  const walker = useWalk()
  const { walk, open, problem, complain } = walker
  useEffect(() => {
    askStart().then((found) => {
      setStart(found)
      const place = placeInAddress() ?? found.at
      if (place !== undefined) void open(place)
    }, complain)
  }, [])
  useAddress(walk, (place) => (place === undefined ? walker.leave() : void open(place)))
  return (
    <>
      {problem !== "" && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {walk === undefined ? start !== undefined && <Models models={start.models} onOpen={(place) => void open(place)} /> : <Walking walk={walk} walker={walker} start={start} />}
    </>
  )
}

const Walking = ({ walk, walker, start }: { readonly walk: Walk; readonly walker: Walker; readonly start: Start | undefined }): JSX.Element => {
  const { place, telling, branches } = walk
  const reader = useReader(telling)
  const last = telling.steps.length
  useKeys(reader, { first: 0, last, hasGood: false })
  // A new path is looked at from its end.
  useEffect(() => reader.set({ step: last, from: [] }), [place])
  useEffect(() => walker.look(reader.step), [reader.step, place])
  const here = walker.here
  return (
    <div class="app explorer">
      <header class="top">
        <div class="titles">
          <h1>{telling.about}</h1>
          <p class="origin">
            {place.model}
            {place.mutant !== undefined && (
              <>
                {" with the bug "}
                <b>{place.mutant}</b>
              </>
            )}
            {start?.property !== undefined && isSame(start.at, place) && ` · a trace of ${start.property.id}: ${start.property.sentence}`}
            {start?.note !== undefined && isSame(start.at, place) && ` · ${start.note}`}
          </p>
        </div>
        <div class="tools">
          <Search reader={reader} />
          <Filters telling={telling} reader={reader} />
          <Share place={place} complain={walker.complain} />
          <button
            type="button"
            onClick={() => {
              history.pushState(null, "", location.pathname)
              walker.leave()
            }}
          >
            Models
          </button>
          <ThemeButton />
          <button type="button" class="icon" aria-label="Keys" title="Keys (?)" onClick={() => reader.set({ helps: true })}>
            ?
          </button>
        </div>
      </header>
      <main>
        <div class="run">
          <Timeline telling={telling} reader={reader} label="The run so far" />
          {branches.length > 0 && <Branches walk={walk} onFollow={(path) => void walker.follow(path)} />}
        </div>
        <div class="details">
          <StepCard telling={telling} reader={reader} />
          {here !== undefined && <Promises properties={here.at.properties} />}
          <Logs telling={telling} reader={reader} step={reader.step} />
        </div>
        <Next here={here} walk={walk} walker={walker} step={reader.step} />
      </main>
      <StepBar telling={telling} reader={reader} />
      <Help reader={reader} />
    </div>
  )
}

const isSame = (a: Place | undefined, b: Place): boolean => a !== undefined && a.model === b.model && a.mutant === b.mutant && a.path.join() === b.path.join()

const SIDES = [["can", "Possible"], ["cannot", "Not now"], ["find", "Find, run"]] as const

const Next = ({ here, walk, walker, step }: { readonly here: Here | undefined; readonly walk: Walk; readonly walker: Walker; readonly step: number }): JSX.Element => {
  const { path } = walk.place
  const [side, setSide] = useState<(typeof SIDES)[number][0]>("can")
  return (
    <aside class="next">
      <h2>
        {step === path.length ? "What next?" : `After step ${step}, instead of what came`}
      </h2>
      <div class="sides" role="tablist" aria-label="What next">
        {SIDES.map(([id, name]) => (
          <button key={id} type="button" role="tab" aria-selected={side === id} onClick={() => setSide(id)}>
            {name} {id === "can" ? <b>{here?.at.choices.length}</b> : id === "cannot" && <b>{here?.at.refused.length}</b>}
          </button>
        ))}
      </div>
      {side !== "find" && <Choices here={here} lanes={walk.telling.lanes.map(({ id }) => id)} side={side} taken={path[step]} onTake={(index) => here !== undefined && void walker.follow([...here.place.path, index])} />}
      <Seek place={walk.place} step={step} isShown={side === "find"} onPath={walker.follow} />
    </aside>
  )
}

const Branches = ({ walk: { branches }, onFollow }: { readonly walk: Walk; readonly onFollow: (path: readonly number[]) => void }): JSX.Element => (
  <section class="branches" aria-label="Other ways">
    <h2>Other ways</h2>
    <ul>
      {branches.map(({ path, from, text }) => (
        <li key={path.join(".")}>
          <button type="button" class="link" onClick={() => onFollow(path)}>
            from step {from}: {text}
          </button>{" "}
          <span class="quiet">{path.length} steps</span>
        </li>
      ))}
    </ul>
  </section>
)

const Share = ({ place, complain }: { readonly place: Place; readonly complain: (problem: unknown) => void }): JSX.Element => {
  const [isCopied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href)
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    } catch {
      complain("the browser did not allow it; the address of the page is the link")
    }
  }
  const save = async (): Promise<void> => {
    try {
      const url = URL.createObjectURL(new Blob([await askFile(place)], { type: "application/json" }))
      const link = Object.assign(document.createElement("a"), { href: url, download: `${place.model.replace(/[^\w.-]+/g, "-")}.trace.json` })
      link.click()
      URL.revokeObjectURL(url)
    } catch (thrown) {
      complain(thrown)
    }
  }
  return (
    <>
      <button type="button" title="The address has the whole path in it" onClick={() => void copy()}>
        {isCopied ? "Copied" : "Copy link"}
      </button>
      <button type="button" title="As a trace file: rocketproof trace and replay read it" onClick={() => void save()}>
        Save
      </button>
    </>
  )
}
