/**
 * What a reader has chosen: which step, what is hidden, what is looked for. One value that components read, and changes of it.
 *
 * @module
 */
import { useCallback, useMemo, useState } from "preact/hooks"
import type { Telling } from "../../../properties/telling/telling.ts"
import { causeOf, lastOf, startOf, stepAt } from "../causes.ts"
import { type Hidden, matching, neighbour } from "../rows.ts"

export interface View {
  readonly step: number
  /** Steps that were jumped from, the last one last. */
  readonly from: readonly number[]
  readonly hidden: Hidden
  readonly words: string
  /** The good run stands beside the bad one. */
  readonly beside: boolean
  readonly helps: boolean
}

export interface Reader extends View {
  readonly found: readonly number[]
  /** Shows a step, without a way back. */
  readonly go: (step: number) => void
  /** Shows a step that is the cause of something; `back` returns. */
  readonly jump: (step: number) => void
  readonly move: (direction: 1 | -1) => void
  readonly back: () => void
  readonly cause: () => void
  readonly find: (words: string) => void
  readonly nextFound: (direction: 1 | -1) => void
  readonly hideLane: (lane: string) => void
  readonly hideMessages: (name: string) => void
  readonly showAll: () => void
  readonly set: (changes: Partial<View>) => void
}

const toggled = (set: ReadonlySet<string>, item: string): ReadonlySet<string> => {
  const changed = new Set(set)
  if (!changed.delete(item)) changed.add(item)
  return changed
}

const NOTHING: Hidden = { lanes: new Set(), messages: new Set() }

export const useReader = (telling: Telling, initial: Partial<View> = {}): Reader => {
  const [view, setView] = useState<View>({ step: lastOf(telling), from: [], hidden: NOTHING, words: "", beside: false, helps: false, ...initial })
  const set = useCallback((changes: Partial<View>) => setView((now) => ({ ...now, ...changes })), [])
  const found = useMemo(() => matching(telling, view.words), [telling, view.words])
  const last = lastOf(telling)
  const step = Math.min(view.step, last)
  const within = (n: number): number => Math.max(startOf(telling), Math.min(last, n))
  const go = (n: number): void => set({ step: within(n) })
  const jump = (n: number): void => setView((now) => (n === now.step ? now : { ...now, step: within(n), from: [...now.from, now.step] }))
  return {
    ...view,
    step,
    found,
    go,
    jump,
    set,
    move: (direction) => go(neighbour(telling, view.hidden, step, direction)),
    back: () => setView((now) => ({ ...now, step: within(now.from[now.from.length - 1] ?? now.step), from: now.from.slice(0, -1) })),
    cause: () => {
      const now = stepAt(telling, step)
      const cause = now && causeOf(now)
      if (cause !== undefined) jump(cause)
    },
    find: (words) => {
      const first = matching(telling, words).find((n) => n >= step) ?? matching(telling, words)[0]
      set({ words, ...(first === undefined ? {} : { step: first }) })
    },
    nextFound: (direction) => {
      const next = direction === 1 ? (found.find((n) => n > step) ?? found[0]) : (found.findLast((n) => n < step) ?? found[found.length - 1])
      if (next !== undefined) go(next)
    },
    hideLane: (lane) => setView((now) => ({ ...now, hidden: { ...now.hidden, lanes: toggled(now.hidden.lanes, lane) } })),
    hideMessages: (name) => setView((now) => ({ ...now, hidden: { ...now.hidden, messages: toggled(now.hidden.messages, name) } })),
    showAll: () => set({ hidden: NOTHING })
  }
}
