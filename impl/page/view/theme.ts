/**
 * Light or dark: as the system has it, until the reader says otherwise.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks"

export type Theme = "auto" | "light" | "dark"

const NEXT: { readonly [theme in Theme]: Theme } = { auto: "dark", dark: "light", light: "auto" }
const KEY = "rocketproof-theme"

const readTheme = (): Theme => {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === "light" || kept === "dark" ? kept : "auto"
  } catch {
    // A page from disk may not keep anything.
    return "auto"
  }
}

const listeners = new Set<(theme: Theme) => void>()
let current: Theme = "auto"

export const applyTheme = (theme: Theme = readTheme()): void => {
  current = theme
  if (theme === "auto") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = theme
  for (const listener of listeners) listener(theme)
}

export const nextTheme = (): void => {
  const theme = NEXT[current]
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // As above.
  }
  applyTheme(theme)
}

export const useTheme = (): Theme => {
  const [theme, setTheme] = useState(current)
  useEffect(() => {
    listeners.add(setTheme)
    return () => void listeners.delete(setTheme)
  }, [])
  return theme
}
