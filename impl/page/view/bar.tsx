/**
 * Where one is in the run, and how to get on: buttons for what the keys do.
 *
 * @module
 */
import type { JSX } from "preact"
import type { Telling } from "../../../properties/telling/telling.ts"
import { lastOf, startOf, stepAt } from "../causes.ts"
import type { Reader } from "./store.ts"

export const StepBar = ({ telling, reader }: { readonly telling: Telling; readonly reader: Reader }): JSX.Element => {
  const [first, last] = [startOf(telling), lastOf(telling)]
  const { step } = reader
  return (
    <nav class="step-bar" aria-label="Steps">
      <button type="button" aria-label="To the beginning" title="Home" disabled={step === first} onClick={() => reader.go(first)}>
        ⇤
      </button>
      <button type="button" aria-label="Previous step" title="← or k" disabled={step === first} onClick={() => reader.move(-1)}>
        ←
      </button>
      <label>
        <span class="sr">Step</span>
        <input type="range" min={first} max={last} value={step} aria-valuetext={`step ${step} of ${last}`} onInput={(event) => reader.go(Number(event.currentTarget.value))} />
      </label>
      <output>
        {step}
        <span class="of"> / {last}</span>
      </output>
      <button type="button" aria-label="Next step" title="→ or j" disabled={step === last} onClick={() => reader.move(1)}>
        →
      </button>
      <button type="button" aria-label="To the last step" title="End" disabled={step === last} onClick={() => reader.go(last)}>
        ⇥
      </button>
      <p class="sr" aria-live="polite">
        {spoken(telling, step)}
      </p>
    </nav>
  )
}

const spoken = (telling: Telling, n: number): string => {
  const step = stepAt(telling, n)
  return step === undefined ? "The beginning." : `Step ${n} of ${lastOf(telling)}: ${step.text}. ${step.changes.map(({ lane, text }) => `${lane} ${text}`).join(". ")}`
}
