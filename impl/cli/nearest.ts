import { distance } from "fastest-levenshtein"

/** Which names may have been meant: those that contain what was written, else the few that differ least. */
export const nearest = (written: string, names: readonly string[]): string => {
  const distinct = [...new Set(names)]
  const containing = distinct.filter((name) => name.includes(written))
  const close = (containing.length > 0 ? containing : [...distinct].sort((a, b) => distance(written, a) - distance(written, b))).slice(0, 4)
  return `did you mean ${close.join(", ")}?`
}
