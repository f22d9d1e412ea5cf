import { useEffect, useState } from "preact/hooks"

/** Whether the media query matches, now and when that changes. */
export const useMedia = (query: string): boolean => {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const onChange = (): void => setMatches(list.matches)
    list.addEventListener("change", onChange)
    return () => list.removeEventListener("change", onChange)
  }, [query])
  return matches
}

/** Too narrow for two columns. */
export const STACKED = "(max-width: 960px)"
