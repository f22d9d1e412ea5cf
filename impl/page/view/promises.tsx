/**
 * What the properties of the model say of the state that is looked at.
 *
 * @module
 */
import type { JSX } from "preact"
import type { PropertyHere } from "../api.ts"

export const Promises = ({ properties }: { readonly properties: readonly PropertyHere[] }): JSX.Element => {
  const are = (is: PropertyHere["is"]): readonly PropertyHere[] => properties.filter((property) => property.is === is)
  const broken = are("broken")
  const holds = are("holds")
  const seen = are("true")
  return (
    <section class={`card promises ${broken.length > 0 ? "is-broken" : ""}`} aria-label="Properties here">
      {broken.map(({ id, sentence }) => (
        <p key={id} class="threw">
          <span aria-hidden="true">✖</span> {id} is broken: {sentence}
        </p>
      ))}
      <details>
        <summary>
          {holds.length} {holds.length === 1 ? "promise holds" : "promises hold"} here{seen.length > 0 && `; ${seen.map(({ id }) => id).join(", ")}`}
        </summary>
        <ul>
          {[...holds, ...seen, ...are("not yet")].map(({ id, sentence, is }) => (
            <li key={id}>
              <b>{id}</b> <span class="quiet">{is}</span> {sentence !== id && sentence}
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}
