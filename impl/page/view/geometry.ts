/**
 * Where lanes, rows and texts are, in pixels.
 *
 * @module
 */

export interface Geometry {
  /** Height of a row. */
  readonly row: number
  /** Height of the names of the lanes. */
  readonly head: number
  /** Width of a lane. */
  readonly lane: number
  /** Width of what is drawn. */
  readonly drawing: number
  /** Where the texts begin. */
  readonly text: number
  /** The middle of a lane. */
  readonly xOf: (lane: string) => number
  /** The middle of what is drawn in a row. */
  readonly yOf: (row: number) => number
}

const NUMBERS = 40
const TEXT = 340

/** Of lanes in a box that is so wide. A narrow one has its texts above what is drawn. */
export const geometryFor = (lanes: readonly string[], width: number, isNarrow: boolean): Geometry => {
  const room = isNarrow ? width - NUMBERS - 8 : width - NUMBERS - TEXT
  const lane = Math.max(isNarrow ? 36 : 48, Math.min(isNarrow ? 140 : 92, room / Math.max(1, lanes.length)))
  const places = new Map(lanes.map((id, i) => [id, NUMBERS + lane * (i + 0.5)]))
  const row = isNarrow ? 52 : 30
  const drawing = NUMBERS + lane * lanes.length
  return {
    row,
    head: 30,
    lane,
    drawing,
    text: isNarrow ? NUMBERS : drawing + 10,
    xOf: (id) => places.get(id) ?? NUMBERS,
    yOf: (at) => at * row + (isNarrow ? 37 : row / 2)
  }
}
