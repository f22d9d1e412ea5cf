/**
 * The history of one queue as its clients see it, as little of it as tells whether it is that of an append-only list (S21):
 * sends append and are told where, reads are told the length; an operation takes effect once, between its invocation and its
 * answer, and one that is never answered later, or never.
 *
 * A full history need not be kept, since each completed operation implies one number: a send that was given offset o that
 * the list has o + 1 entries from then on, a read of n that it has n. Such a history is linearizable if and only if
 *
 * 1. no offset was given twice;
 * 2. of two operations of which one was answered before the other was invoked, the later one's offset or length is not below
 *    what the earlier one implies;
 * 3. every offset below the greatest length implied that no answered send was given can be filled by an unanswered send of
 *    its own, invoked when no more than that offset was implied.
 *
 * Each is needed. Together they suffice: put sends at their offsets, reads of n between the sends of n − 1 and n, and reads
 * of one length in the order of time. By 1 and 3 every place up to the greatest length has exactly one send. By 2, and by the
 * bound in 3, no operation stands before one that was answered before it was invoked.
 *
 * So what must be kept of the past is the greatest length implied; of an open operation, what that was at its invocation;
 * and the offsets given. For 3 it is enough to count: an unanswered send that may fill a hole may fill every later one.
 *
 * @module
 */

export interface ListHistory {
  /** Reads begun: `r1` … `r{reads}`. */
  readonly reads: number
  /** The list is at least this long, by what completed operations were told. */
  readonly length: number
  /** Operations without an answer, and the length that was implied when each was invoked. Ascending by operation. */
  readonly open: readonly (readonly [operation: string, length: number])[]
  /** Offsets that sends were given, ascending. */
  readonly offsets: readonly number[]
  /** What no list would have answered; nothing is recorded after it. */
  readonly broken: string | null
}

export const initialList: ListHistory = { reads: 0, length: 0, open: [], offsets: [], broken: null }

const isRead = (operation: string): boolean => operation.startsWith("r")

/** A client asks. Reads are named in turn: `undefined` for one out of turn. */
export const invoked = (list: ListHistory, operation: string): ListHistory | undefined => {
  if (isRead(operation) && operation !== `r${list.reads + 1}`) return undefined
  const reads = isRead(operation) ? list.reads + 1 : list.reads
  return list.broken === null ? { ...list, reads, open: [...list.open, [operation, list.length] as const].sort(([a], [b]) => (a < b ? -1 : 1)) } : { ...list, reads }
}

/** It is told the offset of its message, or the length of the queue. */
export const answered = (list: ListHistory, operation: string, value: number): ListHistory => {
  const since = list.open.find(([open]) => open === operation)?.[1]
  if (since === undefined || list.broken !== null) return list
  const broken = (what: string): ListHistory => ({ ...list, broken: what })
  if (value < since) return broken(`${operation} was answered ${value}, though the queue had ${since} messages when it was asked`)
  if (!isRead(operation) && list.offsets.includes(value)) return broken(`${operation} was given offset ${value}, which another message has`)
  const next = {
    ...list,
    length: Math.max(list.length, isRead(operation) ? value : value + 1),
    open: list.open.filter(([open]) => open !== operation),
    offsets: isRead(operation) ? list.offsets : [...list.offsets, value].sort((a, b) => a - b)
  }
  const hole = unfilled(next)
  return hole === undefined ? next : broken(`${operation} was answered ${value}, though nothing can stand at offset ${hole}`)
}

/** It will never be answered. A read without an answer tells nothing; a send may still take effect. */
export const abandoned = (list: ListHistory, operation: string): ListHistory =>
  isRead(operation) ? { ...list, open: list.open.filter(([open]) => open !== operation) } : list

/** An offset that no send can have filled. */
const unfilled = ({ length, open, offsets }: ListHistory): number | undefined => {
  let holes = 0
  for (let offset = 0; offset < length; offset++) {
    if (offsets.includes(offset)) continue
    holes++
    if (open.filter(([operation, since]) => !isRead(operation) && since <= offset).length < holes) return offset
  }
  return undefined
}
