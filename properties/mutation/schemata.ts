/**
 * All mutants of a file in one text: each place asks which of its mutants is switched on, so that thousands of mutants need one
 * build and one process.
 *
 * @module
 */
import type { SpecMutant } from "./generate.ts"

/** The global function that is asked; see `switch.ts`. */
export const ASK = "$mutant"

/** `numbered`: the mutants of this file, by number. */
export const withMutants = (source: string, numbered: ReadonlyMap<number, SpecMutant>): string => {
  const places = new Map<string, { readonly start: number; readonly end: number; readonly numbers: number[] }>()
  for (const [number, { start, end }] of numbered) {
    const key = `${start} ${end}`
    const place = places.get(key) ?? { start, end, numbers: [] }
    place.numbers.push(number)
    places.set(key, place)
  }
  // Outer places come before those within them.
  const ordered = [...places.values()].sort((a, b) => a.start - b.start || b.end - a.end)
  let at = 0
  const render = (start: number, end: number): string => {
    let text = ""
    let from = start
    for (let place = ordered[at]; place !== undefined && place.start < end; place = ordered[at]) {
      at++
      const original = render(place.start, place.end)
      const choices = place.numbers.map((number) => `${ASK}(${number})?(${numbered.get(number)?.text ?? ""}):`).join("")
      text += `${source.slice(from, place.start)}(${choices}(${original}))`
      from = place.end
    }
    return text + source.slice(from, end)
  }
  return withoutCaches(render(0, source.length))
}

/** A map that a file keeps would hand what one mutant made to the next: it remembers nothing. */
const withoutCaches = (text: string): string =>
  text.replaceAll(/^const \w+ = new Map(?:<[^()\n]*>)?\(\)$/gm, (declared) => `${declared}\n${/^const (\w+)/.exec(declared)?.[1] ?? ""}.set = function () { return this }`)
