/**
 * Where things in a told trace come from: the step that wrote an entry, the step since which it has been on disk, committed or
 * acked, the step that sent what another one delivers.
 *
 * @module
 */
import type { Cell, Snapshot, Telling, ToldStep } from "../../properties/telling/telling.ts"

/** Steps that come before those that are told. */
export const startOf = ({ skipped = 0 }: Telling): number => skipped

/** The number of the last step. */
export const lastOf = ({ skipped = 0, steps }: Telling): number => skipped + steps.length

export const stepAt = (telling: Telling, n: number): ToldStep | undefined => telling.steps[n - startOf(telling) - 1]

/** All lanes after step `n`; where the telling begins, before its first one. */
export const stateAt = (telling: Telling, n: number): readonly Snapshot[] => stepAt(telling, n)?.after ?? telling.initial

/** Marks of an entry, in the order in which it earns them. */
export const MARKS = ["durable", "committed", "visible", "acked"] as const
export type Mark = (typeof MARKS)[number]

const cellAt = (telling: Telling, n: number, lane: number, index: number): Cell | undefined => stateAt(telling, n)[lane]?.log?.find((cell) => cell.index === index)

const isSameEntry = (a: Cell, b: Cell | undefined): boolean => b !== undefined && a.payload === b.payload && a.term === b.term

/** The step from which on, without a break up to step `n`, the lane's log has this entry (with this mark); 0: from the beginning. */
export const since = (telling: Telling, n: number, lane: number, cell: Cell, mark?: Mark): number => {
  let step = n
  while (step > startOf(telling)) {
    const before = cellAt(telling, step - 1, lane, cell.index)
    if (!isSameEntry(cell, before) || (mark !== undefined && before?.[mark] !== true)) return step
    step--
  }
  return startOf(telling)
}

/** The step that this one answers: the send of what it delivers, repeats or loses. A message from the beginning has none. */
export const causeOf = (step: ToldStep): number | undefined => (step.message === undefined || step.message.sentAt === 0 ? undefined : step.message.sentAt)

/** The steps at which what this one sent arrives or is lost. */
export const arrivalsOf = (telling: Telling, { sends }: ToldStep): ReadonlyMap<number, readonly ToldStep[]> => {
  const ids = new Set(sends.map(({ id }) => id))
  const found = new Map<number, ToldStep[]>()
  for (const step of telling.steps) {
    if (step.message === undefined || !ids.has(step.message.id)) continue
    found.set(step.message.id, [...(found.get(step.message.id) ?? []), step])
  }
  return found
}

export interface Changed {
  readonly headline: boolean
  readonly fields: ReadonlySet<string>
  /** Indices of entries that are new or have another mark. */
  readonly cells: ReadonlySet<number>
  /** Entries that were there and are not any more. */
  readonly lost: readonly Cell[]
}

const NOTHING: Changed = { headline: false, fields: new Set(), cells: new Set(), lost: [] }

/** What of a lane differs between two moments. */
export const changedIn = (before: Snapshot | undefined, after: Snapshot | undefined): Changed => {
  if (before === after || before === undefined || after === undefined) return NOTHING
  const was = new Map(before.fields.map(({ name, value }) => [name, value]))
  const had = new Map((before.log ?? []).map((cell) => [cell.index, cell]))
  const has = new Map((after.log ?? []).map((cell) => [cell.index, cell]))
  const differs = (cell: Cell): boolean => {
    const other = had.get(cell.index)
    return other === undefined || !isSameEntry(cell, other) || MARKS.some((mark) => cell[mark] !== other[mark])
  }
  return {
    headline: before.headline !== after.headline || before.alive !== after.alive,
    fields: new Set(after.fields.filter(({ name, value }) => was.get(name) !== value).map(({ name }) => name)),
    cells: new Set((after.log ?? []).filter(differs).map(({ index }) => index)),
    lost: (before.log ?? []).filter((cell) => !isSameEntry(cell, has.get(cell.index)))
  }
}
