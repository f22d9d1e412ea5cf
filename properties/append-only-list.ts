/**
 * Is a full history of operations that of an append-only list? The plain way (Wing and Gong): find an order in which each
 * operation takes effect between its invocation and its answer, and is told what such a list tells. For histories recorded
 * from running groups, and to check what the models keep of theirs (`models/world/list-history.ts`).
 *
 * @module
 */

export interface Operation {
  /** `append` is told the offset of its entry, `length` how many there are. */
  readonly kind: "append" | "length"
  /** When it was asked, in any unit. */
  readonly invoked: number
  /** Absent: its outcome is unknown, and it may take effect at any later time, or never. */
  readonly answered?: { readonly at: number; readonly value: number }
}

/**
 * An order of the operations in which they took effect, without appends that never did; `undefined` if there is none.
 *
 * Nothing has to be tried out. A length that fits now may be taken now: it changes nothing. The next place in the list belongs
 * to the append that was told so; to one of unknown outcome only if there is none, and then to the one asked first, which the
 * others can stand in for later but not sooner.
 */
export const linearize = (history: readonly Operation[]): readonly Operation[] | undefined => {
  // A length without an answer binds nobody.
  const open = new Set(history.filter(({ answered }) => answered !== undefined))
  const unknown = history.filter(({ kind, answered }) => kind === "append" && answered === undefined).sort((a, b) => a.invoked - b.invoked)
  const order: Operation[] = []
  let length = 0
  while (open.size > 0) {
    // What was asked after another open operation was answered comes behind it.
    const before = Math.min(...[...open].map(({ answered }) => answered?.at ?? Infinity))
    const fits = [...open].filter(({ answered }) => answered?.value === length)
    const read = fits.find(({ kind, invoked }) => kind === "length" && invoked <= before)
    const next = read ?? fits.find(({ kind }) => kind === "append") ?? unknown.shift()
    if (next === undefined || next.invoked > before) return undefined
    open.delete(next)
    order.push(next)
    if (next.kind === "append") length++
  }
  return order
}

export const isAppendOnlyList = (history: readonly Operation[]): boolean => linearize(history) !== undefined
