/**
 * Numbers of steps in a sentence, so that they can be links.
 *
 * @module
 */

export type Piece = { readonly text: string; readonly step?: number }

const STEPS = /\b(steps? )(\d+)((?:, | and | to |–)(\d+))?/gi

/** The sentence in pieces; a piece with a step is a number of one of the `count` steps. */
export const stepsIn = (sentence: string, count: number): readonly Piece[] => {
  const pieces: Piece[] = []
  let done = 0
  const number = (text: string): Piece => {
    const step = Number(text)
    return step >= 1 && step <= count ? { text, step } : { text }
  }
  for (const { 0: whole, 1: word = "", 2: first = "", 3: rest, 4: second, index } of sentence.matchAll(STEPS)) {
    pieces.push({ text: sentence.slice(done, index) + word }, number(first))
    if (rest !== undefined && second !== undefined) pieces.push({ text: rest.slice(0, -second.length) }, number(second))
    done = index + whole.length
  }
  return [...pieces, { text: sentence.slice(done) }].filter(({ text }) => text !== "")
}
