/**
 * What was promised, and what became of it.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact"
import type { Telling } from "../../../properties/telling/telling.ts"

const VERDICTS: { readonly [verdict: string]: readonly [sign: string, text: string] } = {
  violated: ["✖", "broken"],
  missing: ["✖", "never comes about"],
  reached: ["✓", "reached"],
  holds: ["✓", "holds"],
  undecided: ["…", "undecided"]
}

export const Verdict = ({ verdict }: { readonly verdict: string }): JSX.Element => {
  const [sign, text] = VERDICTS[verdict] ?? ["·", verdict]
  return (
    <span class={`verdict ${verdict}`}>
      <span aria-hidden="true">{sign}</span> {text}
    </span>
  )
}

export const Header = ({ telling: { property, model, mutant, about }, children }: { readonly telling: Telling; readonly children: ComponentChildren }): JSX.Element => (
  <header class="top">
    <div class="titles">
      <h1>{property === undefined ? about : <>{property.id} <Verdict verdict={property.verdict} /></>}</h1>
      {property !== undefined && <p class="sentence">{property.sentence}</p>}
      <p class="origin">
        <span title={about}>{model}</span>
        {mutant !== undefined && (
          <>
            {" with the bug "}
            <b>{mutant}</b>
          </>
        )}
        {property !== undefined && property.source !== "" && <span class="source"> · {property.source}</span>}
      </p>
    </div>
    <div class="tools">{children}</div>
  </header>
)
