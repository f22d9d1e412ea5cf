/**
 * What changed between two states of a lane, and only that.
 *
 * @module
 */
import type { Snapshot, ToldStep } from "./telling.ts"
import { logText, WORLD } from "./view.ts"

/** One line a change: the headline, the log, then fields. A field that is gone is told too, unless the headline says why. */
export const changesOf = (before: Snapshot, after: Snapshot): readonly string[] => {
  if (before === after) return []
  const found: string[] = []
  if (before.headline !== after.headline && after.headline !== "") found.push(`is ${after.headline}`)
  const [was, is] = [logText(before.log ?? []), logText(after.log ?? [])]
  if (was !== is) found.push(`log: ${is}`)
  for (const { name, value, minor } of after.fields) {
    const was = before.fields.find((field) => field.name === name)
    // What is minor again, because it is as it was in the beginning, is told once more.
    if ((minor !== true || (was !== undefined && was.minor !== true)) && was?.value !== value) found.push(`${name}: ${value}`)
  }
  if (before.headline === after.headline) for (const { name, minor } of before.fields) if (minor !== true && !after.fields.some((field) => field.name === name)) found.push(`${name}: no more`)
  return found
}

/** The newer snapshots, but the same objects as before where nothing changed. */
export const kept = (before: readonly Snapshot[], after: readonly Snapshot[]): readonly Snapshot[] =>
  after.map((snapshot, i) => {
    const old = before[i]
    return old !== undefined && JSON.stringify(old) === JSON.stringify(snapshot) ? old : snapshot
  })

/** With whose it is, unless it says so itself or is nobody's. */
export const changeText = ({ lane, text, noted }: ToldStep["changes"][number]): string => (lane === WORLD || noted === true || text.startsWith(`${lane} `) ? text : `${lane} ${text}`)
