/**
 * Keys that work anywhere on the page, unless something is being typed.
 *
 * @module
 */
import { useLayoutEffect } from "preact/hooks"
import type { Reader } from "./store.ts"
import { nextTheme } from "./theme.ts"

/** Shown by `?`, in this order. */
export const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["→", "j"], "next step"],
  [["←", "k"], "previous step"],
  [["Home"], "the beginning"],
  [["End"], "the last step"],
  [["c", "Enter"], "to the send of what this step delivers"],
  [["b"], "back to where you jumped from"],
  [["/"], "search; then n and N for the next and the previous match"],
  [["g"], "the good run beside this one"],
  [["a"], "show everything that is hidden"],
  [["t"], "light, dark, or as the system has it"],
  [["?"], "these keys"],
  [["Esc"], "close, or leave the search"]
]

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement

export const useKeys = (reader: Reader, { first, last, hasGood }: { readonly first: number; readonly last: number; readonly hasGood: boolean }): void => {
  useLayoutEffect(() => {
    const actions: { readonly [key: string]: () => void } = {
      ArrowRight: () => reader.move(1),
      j: () => reader.move(1),
      ArrowLeft: () => reader.move(-1),
      k: () => reader.move(-1),
      Home: () => reader.go(first),
      End: () => reader.go(last),
      c: reader.cause,
      b: reader.back,
      n: () => reader.nextFound(1),
      N: () => reader.nextFound(-1),
      a: reader.showAll,
      t: nextTheme,
      g: () => hasGood && reader.set({ beside: !reader.beside }),
      "?": () => reader.set({ helps: !reader.helps }),
      "/": () => document.querySelector<HTMLInputElement>("#search")?.focus()
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === "Escape") {
        reader.set({ helps: false })
        if (document.activeElement instanceof HTMLElement && isTyping(document.activeElement)) document.activeElement.blur()
        return
      }
      const action = actions[event.key]
      if (isTyping(event.target) || reader.helps !== (reader.helps && event.key === "?") || action === undefined) return
      event.preventDefault()
      action()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  })
}
