/**
 * Search, what is hidden, theme and help.
 *
 * @module
 */
import type { JSX } from "preact"
import type { Telling } from "../../../properties/telling/telling.ts"
import { messageNames } from "../rows.ts"
import { KEYS } from "./keys.ts"
import type { Reader } from "./store.ts"
import { nextTheme, useTheme } from "./theme.ts"

export const Search = ({ reader }: { readonly reader: Reader }): JSX.Element => {
  const { words, found, step } = reader
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        reader.nextFound(1)
      }}
    >
      <input id="search" class={words === "" ? "" : "busy"} type="search" placeholder="Search the steps" aria-label="Search the steps" value={words} onInput={(event) => reader.find(event.currentTarget.value)} />
      <span class="count" aria-live="polite">
        {words === "" ? "" : found.length === 0 ? "none" : `${found.includes(step) ? found.indexOf(step) + 1 : "–"} of ${found.length}`}
      </span>
    </form>
  )
}

export const Filters = ({ telling, reader }: { readonly telling: Telling; readonly reader: Reader }): JSX.Element => {
  const names = [...messageNames(telling)]
  const { lanes, messages } = reader.hidden
  const count = lanes.size + messages.size
  return (
    <details class="filters">
      <summary>{count === 0 ? "Hide" : `${count} hidden`}</summary>
      <div class="menu">
        <fieldset>
          <legend>Who</legend>
          {telling.lanes.map(({ id, kind }) => (
            <label key={id} class="check">
              <input type="checkbox" checked={!lanes.has(id)} onChange={() => reader.hideLane(id)} /> {id} {kind !== "world" && kind !== "broker" && <span class="quiet">{kind}</span>}
            </label>
          ))}
        </fieldset>
        {names.length > 0 && (
          <fieldset>
            <legend>Messages</legend>
            {names.map(([name, sent]) => (
              <label key={name} class="check">
                <input type="checkbox" checked={!messages.has(name)} onChange={() => reader.hideMessages(name)} /> {name} <span class="quiet">{sent}</span>
              </label>
            ))}
          </fieldset>
        )}
        {count > 0 && (
          <button type="button" onClick={reader.showAll}>
            Show everything
          </button>
        )}
      </div>
    </details>
  )
}

const THEMES = { auto: ["◐", "as the system"], light: ["☀", "light"], dark: ["☾", "dark"] } as const

export const ThemeButton = (): JSX.Element => {
  const theme = useTheme()
  const [sign, name] = THEMES[theme]
  return (
    <button type="button" class="icon" aria-label={`Colours: ${name}. Change`} title={`Colours: ${name} (t)`} onClick={nextTheme}>
      {sign}
    </button>
  )
}

export const Help = ({ reader }: { readonly reader: Reader }): JSX.Element | null =>
  reader.helps ? (
    <div class="veil" onClick={() => reader.set({ helps: false })}>
      <div class="help card" role="dialog" aria-modal="true" aria-labelledby="help-title" onClick={(event) => event.stopPropagation()}>
        <h2 id="help-title">Keys</h2>
        <dl>
          {KEYS.map(([keys, what]) => (
            <div key={what}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p class="quiet">Click an arrow for its other end, an entry of a log for the step that wrote it, a letter on it for the step since which it is so.</p>
        <button type="button" ref={(button) => button?.focus()} onClick={() => reader.set({ helps: false })}>
          Close
        </button>
      </div>
    </div>
  ) : null
