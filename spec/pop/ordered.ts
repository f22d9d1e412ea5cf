/**
 * Messages that are handed out in the order of their queue. They stay in it: as long as one that was handed out is neither acked
 * nor over its time, the queue is locked, and its group is handed nothing of it; when their time is over, those that were not
 * acked are the first to be handed out again.
 *
 * RocketMQ `ConsumerOrderInfoManager`, which keeps the lock in a file of this broker alone, and hands out again from the first
 * message that was not acked, those acked behind it too.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Broker } from "../broker/state.ts"
import type { CheckPoint, Cursor } from "./state.ts"

interface HandedOut {
  readonly key: string
  readonly checkPoint: CheckPoint
  /** Of its messages, those that are neither done with nor about to be. */
  readonly open: readonly number[]
}

const isOpen = ({ closing }: CheckPoint, offset: number): boolean => !closing.includes(offset)

/** What is handed out in order of the queue with this cursor (`group@topic@queueId`), and not done with. */
export const handedInOrder = (self: Broker, at: string): readonly HandedOut[] =>
  (Option.getOrUndefined(HashMap.get(self.pop.cursors, at))?.ordered ?? []).flatMap((key): readonly HandedOut[] => {
    const checkPoint = Option.getOrUndefined(HashMap.get(self.pop.checkPoints, key))
    const open = checkPoint?.offsets.filter((offset) => isOpen(checkPoint, offset)) ?? []
    return checkPoint === undefined || open.length === 0 ? [] : [{ key, checkPoint, open }]
  })

/** Who asks again because no answer came is not kept waiting by what was in it. */
const isOfAttempt = ({ order }: CheckPoint, attemptId: string | undefined): boolean => attemptId !== undefined && order?.attemptId === attemptId

/** Is a message of this queue in flight, in order, so that its group has to wait? */
export const isLocked = (self: Broker, at: string, attemptId?: string): boolean => handedInOrder(self, at).some(({ checkPoint }) => checkPoint.over !== true && !isOfAttempt(checkPoint, attemptId))

/** Of a queue that is not locked: messages that were handed out and are to be handed out again, ascending. */
export const toHandOutAgain = (self: Broker, at: string): readonly number[] => handedInOrder(self, at).flatMap(({ open }) => open).sort((a, b) => a - b)

/** How often a message was handed out before this attempt. */
export const timesOf = (self: Broker, at: string, offset: number, attemptId: string | undefined): number => {
  const before = handedInOrder(self, at).find(({ open }) => open.includes(offset))?.checkPoint
  if (before === undefined) return 0
  const times = before.order?.times.find(([other]) => other === offset)?.[1] ?? 0
  return isOfAttempt(before, attemptId) ? times : times + 1
}

/** A cursor with this check point among those in order. */
export const listed = (cursor: Cursor, key: string): Cursor => (cursor.ordered?.includes(key) === true ? cursor : { ...cursor, ordered: [...(cursor.ordered ?? []), key] })

/** A cursor without those that are not to stay. */
export const unlisted = (cursor: Cursor, stays: (key: string) => boolean): Cursor => {
  const { ordered: all, ...rest } = cursor
  const left = all?.filter(stays) ?? []
  return left.length === (all?.length ?? 0) ? cursor : left.length === 0 ? rest : { ...rest, ordered: left }
}

/** How far the group is with a queue: not behind what it is handed in order. */
export const passedOf = (self: Broker, { popped, ordered = [] }: Cursor): number =>
  ordered.reduce((least, key) => {
    const checkPoint = Option.getOrUndefined(HashMap.get(self.pop.checkPoints, key))
    return checkPoint === undefined || checkPoint.index > self.dispatchedIndex ? least : Math.min(least, checkPoint.offsets[0] ?? least)
  }, popped)
