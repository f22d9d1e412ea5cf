/**
 * Content hashes: 64 bits as two 32-bit lanes, of texts that `encode.ts` wrote.
 *
 * A fingerprint is the *sum* of the hashes of a state's parts, so each hash must look random by itself: both lanes end in a
 * finalizer in which every bit of the result depends on every bit of the text.
 *
 * @module
 */

/** Two signed 32-bit lanes. */
export type Hash = readonly [number, number]

/** `seed` keeps kinds of values apart that have the same text. */
export const hashText = (text: string, seed: number): Hash => {
  let a = (0x243f6a88 ^ seed) | 0
  let b = (0x13198a2e + Math.imul(seed, 0x27d4eb2f)) | 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 0x85ebca6b)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b + c, 0xc2b2ae35)
    b = (b << 15) | (b >>> 17)
  }
  a = scramble(a ^ text.length)
  b = scramble(b + Math.imul(a, 5))
  return [scramble(a + b), scramble(b + Math.imul(a, 0x27d4eb2f))]
}

/** A bijection on 32 bits that spreads every bit over all of them (the finalizer of MurmurHash3). */
export const scramble = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}
