/**
 * The models that there are, to choose from.
 *
 * @module
 */
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import type { ModelEntry, Place } from "../api.ts"

export const Models = ({ models, onOpen }: { readonly models: readonly ModelEntry[]; readonly onOpen: (place: Place) => void }): JSX.Element => {
  const [words, setWords] = useState("")
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const found = models.filter((model) => wanted.every((word) => `${model.name} ${model.about} ${model.mutants.join(" ")}`.toLowerCase().includes(word)))
  const families = [...new Set(found.map(({ name }) => name.split("/")[0] ?? ""))]
  return (
    <main class="models">
      <h1>Explore a model</h1>
      <p class="quiet">Choose every step yourself: deliveries, timers, disks, clients, faults. {models.length} models; their bounds are in their names.</p>
      <input type="search" placeholder="Filter by name, purpose or bug" aria-label="Filter models" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      {families.map((family) => (
        <section key={family}>
          <h2>{family}</h2>
          <ul>
            {found
              .filter(({ name }) => name.startsWith(`${family}/`))
              .map(({ name, about, mutants }) => (
                <li key={name}>
                  <button type="button" class="link" onClick={() => onOpen({ model: name, path: [] })}>
                    {name.slice(family.length + 1)}
                  </button>
                  <p>{about}</p>
                  {mutants.length > 0 && (
                    <p class="bugs">
                      with a bug:{" "}
                      {mutants.map((mutant, i) => (
                        <span key={mutant}>
                          {i > 0 && ", "}
                          <button type="button" class="link" onClick={() => onOpen({ model: name, mutant, path: [] })}>
                            {mutant}
                          </button>
                        </span>
                      ))}
                    </p>
                  )}
                </li>
              ))}
          </ul>
        </section>
      ))}
      {found.length === 0 && <p>No model has these words.</p>}
    </main>
  )
}
