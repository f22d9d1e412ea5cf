/**
 * Why the promise is broken, or the witness is one; numbers of steps lead there.
 *
 * @module
 */
import type { JSX } from "preact"
import type { Telling } from "../../../properties/telling/telling.ts"
import { lastOf } from "../causes.ts"
import { stepsIn } from "../steps-in-text.ts"
import type { Split } from "./timeline.tsx"
import { StepLink } from "./step-card.tsx"
import type { Reader } from "./store.ts"

export const Linked = ({ text, count, reader }: { readonly text: string; readonly count: number; readonly reader: Reader }): JSX.Element => (
  <>{stepsIn(text, count).map(({ text: piece, step }, i) => (step === undefined ? piece : <StepLink key={i} to={step} reader={reader}>{piece}</StepLink>))}</>
)

/** One of those without which it would be otherwise. */
const isFact = (sentence: string): boolean => sentence.startsWith("- ")

export const Why = ({ telling, reader, split }: { readonly telling: Telling; readonly reader: Reader; readonly split?: Split | undefined }): JSX.Element | null => {
  const { why, property, error } = telling
  if (why.length === 0 && split === undefined && error === undefined) return null
  return (
    <section class="card why" aria-label="Why">
      <h2>{property?.verdict === "violated" ? "Why it is broken" : property?.verdict === "reached" ? "Why this is the case" : "Why"}</h2>
      <ul>
        {why.map((sentence, i) => (
          <li key={i} class={isFact(sentence) ? "fact" : undefined}>
            <Linked text={isFact(sentence) ? sentence.slice(2) : sentence} count={lastOf(telling)} reader={reader} />
          </li>
        ))}
        {error !== undefined && <li>The last step threw: {error}</li>}
        {split !== undefined && (
          <li class="no-return">
            <Linked text={split.label} count={lastOf(telling)} reader={reader} />
            <button type="button" class="link" onClick={() => reader.set({ beside: !reader.beside })}>
              {reader.beside ? "close the good run" : "a good run beside it"}
            </button>
          </li>
        )}
      </ul>
    </section>
  )
}
