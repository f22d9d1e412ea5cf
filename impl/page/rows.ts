/**
 * What of a told trace is drawn where: rows from the top, one a step, with a gap where steps are hidden; arrows from where a
 * message left to where it arrived.
 *
 * @module
 */
import type { Sent, Telling, ToldStep } from "../../properties/telling/telling.ts"
import { lastOf, startOf, stepAt } from "./causes.ts"

export interface Hidden {
  readonly lanes: ReadonlySet<string>
  /** Names of messages: `AppendEntries`. */
  readonly messages: ReadonlySet<string>
}

export type Row = { readonly is: "start"; readonly n: number } | { readonly is: "step"; readonly step: ToldStep } | { readonly is: "gap"; readonly first: number; readonly last: number } | { readonly is: "split" }

export const isHidden = ({ lane, message }: ToldStep, hidden: Hidden): boolean => hidden.lanes.has(lane) || (message !== undefined && (hidden.messages.has(message.name) || hidden.lanes.has(message.to)))

/** `splitAt`: the step behind which another run parts from this one. */
export const rowsOf = (telling: Telling, hidden: Hidden, splitAt?: number): readonly Row[] => {
  const start = startOf(telling)
  const rows: Row[] = [{ is: "start", n: start }, ...(splitAt === start ? [{ is: "split" } as const] : [])]
  for (const step of telling.steps) {
    const last = rows[rows.length - 1] as Row
    if (!isHidden(step, hidden)) rows.push({ is: "step", step })
    else if (last.is === "gap") rows[rows.length - 1] = { ...last, last: step.n }
    else rows.push({ is: "gap", first: step.n, last: step.n })
    if (step.n === splitAt) rows.push({ is: "split" })
  }
  return rows
}

/** The row of each step, by its number; a hidden one is in its gap. */
export const rowOfSteps = (rows: readonly Row[]): readonly number[] => {
  const found: number[] = []
  rows.forEach((row, i) => {
    if (row.is === "start") found[row.n] = i
    else if (row.is === "step") found[row.step.n] = i
    else if (row.is === "gap") for (let n = row.first; n <= row.last; n++) found[n] = i
  })
  return found
}

export interface Arrow {
  readonly message: Sent
  readonly fromRow: number
  readonly toRow: number
  readonly from: string
  readonly to: string
  /** The step at the far end. */
  readonly arrivesAt?: number
  readonly how: "deliver" | "duplicate" | "lose" | "under way"
}

/** Ascending by the row in which they begin. */
export const arrowsOf = (telling: Telling, rows: readonly Row[], hidden: Hidden): readonly Arrow[] => {
  const rowOf = rowOfSteps(rows)
  const shown = ({ from, to, name }: Sent): boolean => !hidden.lanes.has(from) && !hidden.lanes.has(to) && !hidden.messages.has(name)
  const arrived = new Set<number>()
  const arrows: Arrow[] = []
  const add = (message: Sent, how: Arrow["how"], step?: ToldStep): void => {
    if (!shown(message)) return
    const fromRow = rowOf[message.sentAt] ?? 0
    arrows.push({ message, fromRow, toRow: step === undefined ? fromRow + 1 : (rowOf[step.n] as number), from: message.from, to: message.to, how, ...(step === undefined ? {} : { arrivesAt: step.n }) })
  }
  for (const step of telling.steps) {
    if (step.message === undefined) continue
    if (step.kind !== "duplicate") arrived.add(step.message.id)
    add(step.message, step.kind === "lose" ? "lose" : step.kind === "duplicate" ? "duplicate" : "deliver", step)
  }
  for (const { sends } of telling.steps) for (const message of sends) if (!arrived.has(message.id)) add(message, "under way")
  return arrows.sort((a, b) => a.fromRow - b.fromRow)
}

/** Lanes on which something is drawn. The world need not have a lane where it does nothing. */
export const busyLanes = ({ lanes, steps }: Telling): Telling["lanes"] => {
  const busy = new Set(steps.map(({ lane }) => lane))
  return lanes.filter(({ id, kind }) => kind !== "world" || busy.has(id))
}

/** The nearest step from `n` in this direction that is not hidden; `n` itself if there is none. */
export const neighbour = (telling: Telling, hidden: Hidden, n: number, direction: 1 | -1): number => {
  for (let at = n + direction; at >= startOf(telling) && at <= lastOf(telling); at += direction) {
    const step = stepAt(telling, at)
    if (step === undefined || !isHidden(step, hidden)) return at
  }
  return n
}

/** Names of messages in the order in which they turn up, and how often each is sent. */
export const messageNames = ({ steps }: Telling): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const { sends, message } of steps) {
    for (const { name } of sends) found.set(name, (found.get(name) ?? 0) + 1)
    if (message !== undefined && message.sentAt === 0 && !found.has(message.name)) found.set(message.name, 1)
  }
  return found
}

/** Steps that have all of these words in what they say, ascending. */
export const matching = ({ steps }: Telling, words: string): readonly number[] => {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "")
  if (wanted.length === 0) return []
  return steps.flatMap((step) => {
    const said = [step.text, step.kind, ...step.verdicts, ...step.sends.map(({ text }) => text), ...step.changes.map(({ text }) => text)].join("\n").toLowerCase()
    return wanted.every((word) => said.includes(word)) ? [step.n] : []
  })
}
