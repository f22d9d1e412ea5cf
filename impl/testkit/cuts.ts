/**
 * Entries that a released DLedger's leader had cut off at a follower, though it had written them itself in that term: a TRUNCATE that
 * it asked twice, and that was obeyed late (docs/dledger-as-released.md, S11). No other fault is needed for what was acked to go so.
 *
 * @module
 */
import type { Log, Slice } from "../../spec/log/log.ts"
import type { Tagged } from "../../spec/machine.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import type { JournalHead } from "../journal/journal.ts"

export interface CutReader {
  readonly onLine: (head: JournalHead, line: number, event: Tagged, outputs: readonly Tagged[]) => void
  /** The node that cut it; `undefined`: none did. */
  readonly by: (entry: { readonly group: string; readonly index: number; readonly term: number }) => string | undefined
}

interface Stretch {
  readonly first: number
  readonly last: number
  readonly term: number
}

const stretchesOf = ({ runs, lastIndex }: Pick<Log | Slice, "runs" | "lastIndex">): readonly Stretch[] =>
  runs.map(({ first, term }, i) => ({ first, term, last: (runs[i + 1]?.first ?? lastIndex + 1) - 1 }))

export const readCuts = (): CutReader => {
  const cut: (Stretch & { readonly node: string; readonly group: string })[] = []
  /** Of the life that is read: what it began with and what it was sent, in their order. */
  let held: Stretch[] = []
  const hold = (each: Stretch): void => {
    const before = held.at(-1)
    if (before?.term === each.term && before.last + 1 === each.first) held[held.length - 1] = { ...before, last: each.last }
    else held.push(each)
  }
  return {
    onLine: ({ machine, node }, line, event, outputs) => {
      if (machine !== dledgerReleased.name) return
      if (line === 2) held = event._tag === "Recovered" ? [...stretchesOf((event as Tagged & { readonly log: Log }).log)] : []
      for (const output of outputs) {
        if (output._tag === "TruncateLog") {
          const { from } = output as Tagged & { readonly from: number }
          const { term } = event as Tagged & { readonly term?: number }
          const group = node.slice(0, node.lastIndexOf("/"))
          if (event._tag === "PushTruncate") for (const each of held) if (each.term === term && each.last >= from) cut.push({ ...each, first: Math.max(each.first, from), node, group })
          held = held.filter(({ first }) => first < from).map((each) => ({ ...each, last: Math.min(each.last, from - 1) }))
        }
        if (output._tag === "WriteEntries") for (const each of stretchesOf((event as Tagged & { readonly entries: Slice }).entries)) hold(each)
      }
    },
    by: ({ group, index, term }) => cut.find((each) => each.group === group && each.term === term && each.first <= index && index <= each.last)?.node
  }
}
