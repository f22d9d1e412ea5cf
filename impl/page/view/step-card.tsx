/**
 * The step that is looked at: what it did, what it came from, what came of it.
 *
 * @module
 */
import type { JSX } from "preact"
import type { Telling, ToldStep } from "../../../properties/telling/telling.ts"
import { arrivalsOf, causeOf, lastOf, startOf, stepAt } from "../causes.ts"
import { KIND_NAMES, Shape } from "./glyph.tsx"
import type { Reader } from "./store.ts"

interface Props {
  readonly telling: Telling
  readonly reader: Reader
}

export const StepLink = ({ to, reader, children }: { readonly to: number; readonly reader: Reader; readonly children?: string | undefined }): JSX.Element => (
  <button type="button" class="link step-link" onClick={() => reader.jump(to)}>
    {children ?? `step ${to}`}
  </button>
)

export const StepCard = ({ telling, reader }: Props): JSX.Element => {
  const step = stepAt(telling, reader.step)
  return (
    <section class="card step-card" aria-label="This step">
      {step === undefined ? (
        <>
          <h2>{telling.skipped === undefined ? "The beginning" : `Step ${startOf(telling)}`}</h2>
          <p class="did">{telling.skipped === undefined ? "Nothing has happened yet." : `The run is long: its first ${startOf(telling)} steps are left out.`}</p>
        </>
      ) : (
        <Details telling={telling} reader={reader} step={step} />
      )}
      {reader.from.length > 0 && (
        <p class="back">
          <button type="button" class="link" onClick={reader.back}>
            ← back to step {reader.from[reader.from.length - 1]}
          </button>
        </p>
      )}
    </section>
  )
}

const Details = ({ telling, reader, step }: Props & { readonly step: ToldStep }): JSX.Element => {
  const cause = causeOf(step)
  const arrivals = arrivalsOf(telling, step)
  const isLast = step.n === lastOf(telling)
  return (
    <>
      <h2 class={step.fault ? "fault" : ""}>
        <Shape kind={step.kind} />
        Step {step.n}
        <span class="of"> of {lastOf(telling)}</span>
        <span class="kind">{KIND_NAMES[step.kind]}</span>
      </h2>
      <p class="did">{step.text}</p>
      {isLast && telling.error !== undefined && <p class="threw">It threw: {telling.error}</p>}
      {step.changes.length > 0 && (
        <ul class="changes" aria-label="What changed">
          {step.changes.map(({ lane, text, noted }, i) => (
            <li key={i}>
              {noted !== true && <b>{lane}</b>} {text}
            </li>
          ))}
        </ul>
      )}
      <dl class="more">
        {step.message !== undefined && (
          <div>
            <dt>caused by</dt>
            <dd>
              {cause === undefined ? "a message under way from the beginning" : (
                <>
                  <StepLink to={cause} reader={reader} />, where {step.message.from} sent it
                </>
              )}
            </dd>
          </div>
        )}
        {step.sends.map((sent) => (
          <div key={sent.id}>
            <dt>sends</dt>
            <dd>
              {sent.text} to {sent.to}
              <Arrival steps={arrivals.get(sent.id) ?? []} reader={reader} />
            </dd>
          </div>
        ))}
        {step.verdicts.length > 0 && (
          <div>
            <dt>rules decide</dt>
            <dd class="verdicts">{step.verdicts.join("; ")}</dd>
          </div>
        )}
      </dl>
    </>
  )
}

const Arrival = ({ steps, reader }: { readonly steps: readonly ToldStep[]; readonly reader: Reader }): JSX.Element =>
  steps.length === 0 ? (
    <span class="quiet"> (under way still)</span>
  ) : (
    <>
      {steps.map(({ n, kind }) => (
        <span key={n}>
          {" "}
          → <StepLink to={n} reader={reader}>{kind === "lose" ? `lost at ${n}` : `step ${n}`}</StepLink>
        </span>
      ))}
    </>
  )
