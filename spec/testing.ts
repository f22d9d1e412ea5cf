/**
 * What a rule's source and its tests name, for the test that holds them to each other.
 *
 * @module
 */

/** The cases of the rule's exhaustive match: TypeScript holds them equal to its verdicts. */
export const verdictsOf = (source: string): readonly string[] =>
  [...source.matchAll(/\.with\(((?:\s*"[^"]+",)+)\s*\(/g)].flatMap(([, list = ""]) => [...list.matchAll(/"([^"]+)"/g)].map(([, verdict = ""]) => verdict))

/** A title is a verdict, or begins with one and a colon. */
const titlesOf = (source: string): readonly string[] => [...source.matchAll(/^test(?:\.each\([\s\S]*?\))?\("([^"]+)"/gm)].map(([, title = ""]) => title)

/** Verdicts that no test of this source names. */
export const untested = (verdicts: readonly string[], source: string): readonly string[] => {
  const titles = titlesOf(source)
  return verdicts.filter((verdict) => !titles.some((title) => title === verdict || title.startsWith(`${verdict}: `)))
}
