/**
 * The run that breaks the promise, and beside it one that keeps it. Both are the same up to the split, and move together.
 *
 * @module
 */
import type { JSX } from "preact"
import type { Telling } from "../../../properties/telling/telling.ts"
import { lastOf, stepAt } from "../causes.ts"
import { Logs } from "./logs.tsx"
import type { Reader } from "./store.ts"
import { type Split, Timeline } from "./timeline.tsx"
import { Linked } from "./why.tsx"

interface Props {
  readonly bad: Telling
  readonly good: Telling
  readonly split: Split
  readonly reader: Reader
}

export const Beside = ({ bad, good, split, reader }: Props): JSX.Element => (
  <>
    <p class="split-note">
      <Linked text={split.label} count={lastOf(bad)} reader={reader} />
    </p>
    <Column telling={bad} reader={reader} title={bad.property?.verdict === "violated" ? "As it went: the promise breaks" : "As it went"} split={split} tone="bad" />
    <Column telling={good} reader={reader} title="A run on which it holds" split={split} tone="good" />
  </>
)

const Column = ({ telling, reader, title, split, tone }: { readonly telling: Telling; readonly reader: Reader; readonly title: string; readonly split: Split; readonly tone: "good" | "bad" }): JSX.Element => {
  const step = Math.min(reader.step, lastOf(telling))
  const told = stepAt(telling, step)
  return (
    <section class={`column ${tone}`} aria-label={title}>
      <h2>
        <span aria-hidden="true">{tone === "bad" ? "✖" : "✓"}</span> {title}
      </h2>
      <Timeline telling={telling} reader={reader} label={title} split={{ at: split.at, label: tone === "bad" ? "here they part" : "here they part" }} />
      <p class="did">
        <b>{step}</b> {told?.text ?? "the beginning"}
        {reader.step > lastOf(telling) && <span class="quiet"> (it ends here)</span>}
      </p>
      <Logs telling={telling} reader={reader} step={step} />
    </section>
  )
}
