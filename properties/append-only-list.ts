/**
 * Is a full history of operations that of an append-only list? The plain way, by search (Wing and Gong): find an order in
 * which each operation takes effect between its invocation and its answer, and is told what such a list tells. For histories
 * recorded from running groups, and to check what the models keep of theirs (`models/world/list-history.ts`).
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

/** An order of the operations in which they took effect, without appends that never did; `undefined` if there is none. */
export const linearize = (history: readonly Operation[]): readonly Operation[] | undefined => {
  // A length without an answer binds nobody. Appends of unknown outcome differ by their invocation alone: earlier ones first.
  const known = history.filter(({ answered }) => answered !== undefined)
  const unknown = history.filter(({ kind, answered }) => kind === "append" && answered === undefined).sort((a, b) => a.invoked - b.invoked)
  const done = new Set<number>()
  const order: Operation[] = []
  const seen = new Set<string>()
  const search = (length: number, used: number): boolean => {
    if (done.size === known.length) return true
    const key = `${used} ${[...done].sort((a, b) => a - b).join()}`
    if (seen.has(key)) return false
    seen.add(key)
    // What was asked after another open operation was answered comes behind it.
    const before = known.reduce((least, { answered }, i) => (done.has(i) ? least : Math.min(least, answered?.at ?? Infinity)), Infinity)
    for (const [i, operation] of known.entries()) {
      if (done.has(i) || operation.invoked > before || operation.answered?.value !== length) continue
      done.add(i)
      order.push(operation)
      if (search(operation.kind === "append" ? length + 1 : length, used)) return true
      order.pop()
      done.delete(i)
    }
    const next = unknown[used]
    if (next === undefined || next.invoked > before) return false
    order.push(next)
    if (search(length + 1, used + 1)) return true
    order.pop()
    return false
  }
  return search(0, 0) ? order : undefined
}

export const isAppendOnlyList = (history: readonly Operation[]): boolean => linearize(history) !== undefined
