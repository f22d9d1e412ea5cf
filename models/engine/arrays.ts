/**
 * Typed arrays that grow.
 *
 * @module
 */

/** The array, or a copy at least twice as long that holds `need` elements. */
export const grown = (array: Int32Array, need: number): Int32Array => {
  if (need <= array.length) return array
  const larger = new Int32Array(Math.max(need, array.length * 2))
  larger.set(array)
  return larger
}
