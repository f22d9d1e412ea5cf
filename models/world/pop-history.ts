/**
 * What becomes of messages that are popped: the history of the world of POP.
 *
 * @module
 */
import { checkPointKey } from "../../spec/pop/records.ts"
import { keyText } from "./key-text.ts"
import type { Handed, PopHistory, PopNote } from "./pop-bounds.ts"

export const initialPopHistory = (stored: number, order = false): PopHistory => ({
  sent: stored,
  acked: Array.from({ length: stored }, (_, i) => `m${i + 1}`),
  invisible: [],
  over: [],
  acking: [],
  consumed: [],
  elsewhere: [],
  times: {},
  early: [],
  resurrected: [],
  again: [],
  entries: [],
  ...(order ? { last: {}, disordered: [] } : {}),
  strikes: 0
})

const same = (a: Handed, b: Handed): boolean => checkPointKey(a) === checkPointKey(b) && a.offset === b.offset

const add = (list: readonly string[], item: string): readonly string[] => (list.includes(item) ? list : [...list, item].sort())

export const addHanded = (list: readonly Handed[], item: Handed): readonly Handed[] => (list.some((other) => same(other, item)) ? list : [...list, item].sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1)))

export const recordPop = (before: PopHistory, note: PopNote): PopHistory | undefined => {
  switch (note.note) {
    case "sent":
      return note.message === `m${before.sent + 1}` ? { ...before, sent: before.sent + 1 } : undefined
    case "acked":
      return { ...before, acked: add(before.acked, note.message) }
    case "handed": {
      const { message, topic, queueId, offset } = note.handed
      const entry = `${topic}@${queueId}@${offset}`
      return {
        ...becomeInvisible(before, note.handed),
        times: { ...before.times, [message]: (before.times[message] ?? 0) + 1 },
        early: before.invisible.some((other) => other.message === message) ? add(before.early, message) : before.early,
        resurrected: before.consumed.includes(message) ? add(before.resurrected, message) : before.resurrected,
        again: before.entries.includes(entry) ? add(before.again, message) : before.again,
        entries: add(before.entries, entry),
        ...inOrder(before, note.handed)
      }
    }
    case "changed":
      return becomeInvisible(before, note.handed)
    case "over": {
      const invisible = before.invisible.filter((handed) => checkPointKey(handed) !== note.checkPoint)
      return invisible.length < before.invisible.length ? { ...before, invisible } : { ...before, over: add(before.over, note.checkPoint) }
    }
    case "acking":
      return { ...before, acking: [...before.acking, { request: note.request, message: note.message, by: note.by }].sort((a, b) => (a.request < b.request ? -1 : 1)) }
    case "changing":
      return { ...before, invisible: before.invisible.filter((other) => checkPointKey(other) !== note.checkPoint || other.offset !== note.offset) }
    case "answered": {
      const done = before.acking.find(({ request }) => request === note.request)
      if (done === undefined) return before
      const { message } = done
      return {
        ...before,
        acking: before.acking.filter((other) => other !== done),
        invisible: before.invisible.filter((other) => other.message !== message),
        consumed: add(before.consumed, message),
        elsewhere: before.invisible.some((other) => other.message === message && other.by !== done.by) ? add(before.elsewhere, message) : before.elsewhere
      }
    }
    case "strike":
      return { ...before, strikes: before.strikes + 1 }
  }
}

/** Where order is kept: each message in front of it is acked, or was handed out with it. Messages are named in the order of their queue. */
const inOrder = ({ last, disordered = [], consumed, acking }: PopHistory, handed: Handed): Pick<PopHistory, "last" | "disordered"> => {
  if (last === undefined) return {}
  const { message } = handed
  const key = checkPointKey(handed)
  const inFront = Array.from({ length: Number(message.slice(1)) - 1 }, (_, i) => `m${i + 1}`)
  const isDone = (other: string): boolean => consumed.includes(other) || acking.some((each) => each.message === other) || last[other] === key
  return { last: { ...last, [message]: key }, disordered: inFront.every(isDone) ? disordered : add(disordered, message) }
}

/** Its time runs, unless it has ended already. */
const becomeInvisible = (before: PopHistory, handed: Handed): PopHistory => (before.over.includes(checkPointKey(handed)) ? before : { ...before, invisible: addHanded(before.invisible, handed) })
