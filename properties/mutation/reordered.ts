/**
 * Do two steps differ in nothing but the order of what leaves, where nobody can tell? What goes to one and the same place keeps its
 * order, and what is kept is on its way to the disk before anybody is told.
 *
 * @module
 */
import type { AnyOutcome } from "../../models/engine/model.ts"
import type { Tagged } from "../../spec/machine.ts"
import type { TakenEvent } from "../../models/world/node.ts"
import { isToldTooEarly, lanesOf } from "../alone/refines.ts"
import { isSame } from "./probe.ts"

/** Both have the same, as often, and what goes to one place in the same order. */
const isReorderedList = (a: readonly Tagged[], b: readonly Tagged[]): boolean => {
  const left = [...b]
  const allThere = a.length === b.length && a.every((one) => {
    const at = left.findIndex((other) => isSame(one, other))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
  return allThere && isSame(lanesOf(a), lanesOf(b)) && isToldTooEarly(a) === isToldTooEarly(b)
}

const signalsOf = ({ signals = [] }: AnyOutcome): readonly Tagged[] => signals.map(({ to, signal }) => (isTagged(signal) ? signal : { _tag: "to", to, signal }))

const isTagged = (signal: unknown): signal is Tagged => typeof signal === "object" && signal !== null && "_tag" in signal

const sendsOf = ({ sends = [] }: AnyOutcome): readonly Tagged[] => sends.map((send) => ({ _tag: "send", ...send }))

const eventsOf = ({ detail }: AnyOutcome): readonly TakenEvent[] => (Array.isArray(detail) ? (detail as readonly TakenEvent[]) : [])

const isOutcome = (said: unknown): said is AnyOutcome => typeof said === "object" && said !== null && "local" in said

export const isReordered = (a: unknown, b: unknown): boolean => {
  if (!isOutcome(a) || !isOutcome(b) || !isSame(a.local, b.local) || !isSame(a.verdicts, b.verdicts)) return false
  const [events, others] = [eventsOf(a), eventsOf(b)]
  return (
    isReorderedList(signalsOf(a), signalsOf(b)) &&
    isReorderedList(sendsOf(a), sendsOf(b)) &&
    events.length === others.length &&
    events.every(({ event, after, outputs }, i) => isSame(event, others[i]?.event) && isSame(after, others[i]?.after) && isReorderedList(outputs, others[i]?.outputs ?? []))
  )
}
