/**
 * A trace on a page: the run on the left, the step and everybody's state on the right; or a good run beside it.
 *
 * @module
 */
import type { JSX } from "preact"
import { useEffect, useMemo } from "preact/hooks"
import type { PageData } from "../page-data.ts"
import { lastOf, startOf } from "../causes.ts"
import { unpack } from "../pack.ts"
import { StepBar } from "./bar.tsx"
import { Beside } from "./beside.tsx"
import { Header } from "./header.tsx"
import { useKeys } from "./keys.ts"
import { Logs } from "./logs.tsx"
import { STACKED, useMedia } from "./media.ts"
import { StepCard } from "./step-card.tsx"
import { useReader } from "./store.ts"
import { Timeline } from "./timeline.tsx"
import { Filters, Help, Search, ThemeButton } from "./tools.tsx"
import { Why } from "./why.tsx"

/** `#step=9` of the address. */
const stepInAddress = (first: number, last: number): number | undefined => {
  const n = Number(/^#step=(\d+)$/.exec(location.hash)?.[1] ?? Number.NaN)
  return n >= first && n <= last ? n : undefined
}

export const App = ({ data }: { readonly data: PageData }): JSX.Element => {
  const telling = useMemo(() => unpack(data.run), [data])
  const good = useMemo(() => (data.good === undefined ? undefined : { telling: unpack(data.good.run), split: { at: data.good.splitAt, label: data.good.label } }), [data])
  const last = lastOf(telling)
  const asked = stepInAddress(startOf(telling), last)
  const reader = useReader(telling, asked === undefined ? {} : { step: asked })
  useKeys(reader, { first: startOf(telling), last, hasGood: good !== undefined })
  useEffect(() => {
    try {
      history.replaceState(null, "", reader.step === last ? location.href.replace(/#.*$/, "") : `#step=${reader.step}`)
    } catch {
      // A page from disk need not have an address of its own.
    }
  }, [reader.step])
  const isStacked = useMedia(STACKED)
  const why = <Why telling={telling} reader={reader} split={good?.split} />
  return (
    <div class={`app ${reader.beside ? "is-beside" : ""}`}>
      <Header telling={telling}>
        <Search reader={reader} />
        <Filters telling={telling} reader={reader} />
        {good !== undefined && (
          <button type="button" aria-pressed={reader.beside} onClick={() => reader.set({ beside: !reader.beside })}>
            Good run
          </button>
        )}
        <ThemeButton />
        <button type="button" class="icon" aria-label="Keys" title="Keys (?)" onClick={() => reader.set({ helps: true })}>
          ?
        </button>
      </Header>
      <main>
        {reader.beside && good !== undefined ? (
          <Beside bad={telling} good={good.telling} split={good.split} reader={reader} />
        ) : (
          <>
            <div class="run">
              <Timeline telling={telling} reader={reader} label="The run" split={good?.split} />
              {!isStacked && why}
            </div>
            <div class="details">
              <StepCard telling={telling} reader={reader} />
              <Logs telling={telling} reader={reader} step={reader.step} />
              {isStacked && why}
            </div>
          </>
        )}
      </main>
      <StepBar telling={telling} reader={reader} />
      <Help reader={reader} />
    </div>
  )
}
