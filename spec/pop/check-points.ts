/**
 * Messages that are handed out and not done with. The table follows from the log alone: a check point opens an entry, an ack
 * closes it; so every replica has it, and a new master goes on where the last one stopped.
 *
 * RocketMQ `PopReviveService`, `PopBufferMergeService`, which keep a consumer offset in the revive topic, and in memory what is
 * ahead of it.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { EventOf } from "../broker/events.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Replication } from "../broker/replication.ts"
import type { Part } from "../broker/rule.ts"
import type { Broker, Task } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { offsetKey } from "../serving/offsets.ts"
import { put } from "../store/put.ts"
import type { RequestId } from "../vocabulary.ts"
import { handedInOrder, listed, unlisted } from "./ordered.ts"
import { cursorOf, withCursor } from "./queues.ts"
import { checkPointKey, type Handle, type PopRecord, REVIVE_QUEUE_ID, reviveQueue, reviveTopic, type Said, sayAck, sayCk, sayReset } from "./records.ts"
import type { CheckPoint, Pop } from "./state.ts"

export const checkPointOf = (self: Broker, key: string): CheckPoint | undefined => Option.getOrUndefined(HashMap.get(self.pop.checkPoints, key))

const withCheckPoint = (self: Broker, key: string, checkPoint: CheckPoint): Broker => ({ ...self, pop: { ...self.pop, checkPoints: HashMap.set(self.pop.checkPoints, key, checkPoint) } })

/** Those of these messages that the handle still stands for: not acked, not come again, and not about to. */
export const openIn = (self: Broker, handle: Handle, offsets: readonly number[]): readonly number[] => {
  const checkPoint = checkPointOf(self, checkPointKey(handle))
  return checkPoint === undefined ? [] : offsets.filter((offset) => checkPoint.offsets.includes(offset) && !checkPoint.closing.includes(offset))
}

/** Writes a record of the revive topic. */
export const record =
  (replication: Replication, text: Said, request: RequestId, task: Task): Part =>
  (self) =>
    put(replication, { request, place: { topic: reviveTopic(self.config), queueId: REVIVE_QUEUE_ID }, task, text })(self)

/** In order: its time has ended, and its messages may be handed out again. */
export const runOut =
  (key: string): Part =>
  (self) => {
    const checkPoint = checkPointOf(self, key)
    return [checkPoint === undefined ? self : withCheckPoint(self, key, { ...checkPoint, over: true }), []]
  }

/** No check point has this name yet: it is of this time, or of the next millisecond in which none has. */
export const unusedTime = (self: Broker, handles: readonly Handle[], popTime: number): number =>
  handles.some((handle) => checkPointOf(self, checkPointKey({ ...handle, popTime })) !== undefined) ? unusedTime(self, handles, popTime + 1) : popTime

/** Of what is handed out in order, these messages are about to be handed out again, or are lost. */
export const takeOver = (self: Broker, at: string, offsets: readonly number[]): Broker =>
  handedInOrder(self, at).reduce((me, { checkPoint, open }) => closing(me, checkPoint, open.filter((offset) => offsets.includes(offset))), self)

/** Hands out messages: nobody else of the group gets them as long as they are invisible. */
export const openCheckPoint =
  (replication: Replication, ck: Omit<Extract<PopRecord, { readonly _tag: "Ck" }>, "_tag" | "reviveOffset" | "index">, request: RequestId, task: Task): Part =>
  (self) => {
    const { origin: _, ...fields } = ck
    const reviveOffset = Option.match(HashMap.get(self.queues, reviveQueue(self.config)), { onNone: () => 0, onSome: ({ next }) => next })
    const at = offsetKey(ck.group, ck.topic, ck.queueId)
    const taken = ck.origin === undefined ? takeOver(self, at, ck.offsets) : self
    const opened = withList(withCheckPoint(taken, checkPointKey(ck), { ...fields, closing: [], reviveOffset, index: self.log.lastIndex + 1 }), at, ck)
    return record(replication, sayCk(self.config, ck), request, task)(opened)
  }

/** In order, its queue knows it. */
const withList = (self: Broker, at: string, ck: Handle & Pick<CheckPoint, "order">): Broker =>
  ck.order === undefined ? self : withCursor(self, at, listed(cursorOf(self, at) ?? { popped: 0, handing: 0 }, checkPointKey(ck)))

/** These messages are about to be done with. */
export const closing = (self: Broker, handle: Handle, offsets: readonly number[]): Broker => {
  const key = checkPointKey(handle)
  const checkPoint = checkPointOf(self, key)
  return checkPoint === undefined || offsets.length === 0 ? self : withCheckPoint(self, key, { ...checkPoint, closing: [...checkPoint.closing, ...offsets].sort((a, b) => a - b) })
}

/** These messages are done with: an ack says so. It comes behind whatever is made of them, so that a log that has it has that too. */
export const close =
  (replication: Replication, handle: Handle, offsets: readonly number[], request: RequestId, task: Task): Part =>
  (self) =>
    record(replication, sayAck(self.config, handle, offsets), request, task)(closing(self, handle, offsets))

/** The group goes on from here: what it was handed of this queue before is about to be done with. */
export const reset =
  (replication: Replication, { group, topic, queueId, offset }: Omit<Extract<PopRecord, { readonly _tag: "Reset" }>, "_tag">, request: RequestId, task: Task): Part =>
  (self) => {
    const at = offsetKey(group, topic, queueId)
    const ended = keysIn(self).filter((key) => key.startsWith(`${at}@`)).reduce((me, key) => {
      const checkPoint = checkPointOf(me, key) as CheckPoint
      return withCheckPoint(me, key, { ...checkPoint, closing: checkPoint.offsets })
    }, self)
    const set = withCursor(ended, at, { ...(cursorOf(self, at) ?? { popped: 0 }), handing: offset })
    return record(replication, sayReset(group, topic, queueId, offset), request, task)(set)
  }

/** What has become visible of check points and acks. `mine`: this broker wrote them, and is ahead of them. */
export const noteRecords =
  ({ popRecords = [] }: EventOf<"Dispatched">, mine: boolean): Part =>
  (self) => {
    if (popRecords.length === 0) return [self, []]
    return chain(self, ...popRecords.map((record) => note(record, mine)))
  }

const note =
  (record: PopRecord, mine: boolean): Part =>
  (self) => {
    switch (record._tag) {
      case "Ck":
        return noteCk(record, mine)(self)
      case "Ack":
        return done(record, record.offsets)(self)
      case "Reset":
        return noteReset(record, mine)(self)
    }
  }

const noteCk =
  ({ _tag, origin, ...record }: Extract<PopRecord, { readonly _tag: "Ck" }>, mine: boolean): Part =>
  (self) => {
    const key = checkPointKey(record)
    const at = offsetKey(record.group, record.topic, record.queueId)
    const noted = withList(withCheckPoint(self, key, { ...record, closing: mine ? (checkPointOf(self, key)?.closing ?? []) : [] }), at, record)
    // What takes the place of another one hands out nothing new.
    if (origin !== undefined) return done({ ...record, ...origin }, record.offsets)(noted)
    const before = cursorOf(self, at)
    const popped = Math.max(before?.popped ?? 0, (record.offsets.at(-1) ?? record.startOffset - 1) + 1)
    const moved = withCursor(noted, at, { ...cursorOf(noted, at), popped, handing: mine ? (before?.handing ?? popped) : popped })
    // What was handed out in order before, and is handed out now, is done with there.
    const older = (before?.ordered ?? []).flatMap((other) => checkPointOf(noted, other) ?? []).filter(({ index }) => index < record.index)
    return chain(moved, ...older.map((other) => done(other, record.offsets)))
  }

/** These messages are done with; a check point that has no other is, too. */
const done =
  (handle: Handle, offsets: readonly number[]): Part =>
  (self) => {
    const key = checkPointKey(handle)
    const checkPoint = checkPointOf(self, key)
    if (checkPoint === undefined) return [self, []]
    const without = (list: readonly number[]): readonly number[] => list.filter((offset) => !offsets.includes(offset))
    const left = without(checkPoint.offsets)
    if (left.length > 0) return [withCheckPoint(self, key, { ...checkPoint, offsets: left, closing: without(checkPoint.closing) }), []]
    return forget([key])(self)
  }

const noteReset =
  ({ group, topic, queueId, offset }: Extract<PopRecord, { readonly _tag: "Reset" }>, mine: boolean): Part =>
  (self) => {
    const at = offsetKey(group, topic, queueId)
    const older = keysIn(self).filter((key) => key.startsWith(`${at}@`))
    return forget(older)(withCursor(self, at, { ...cursorOf(self, at), popped: offset, handing: mine ? (cursorOf(self, at)?.handing ?? offset) : offset }))
  }

const forget =
  (keys: readonly string[]): Part =>
  (self) => [
    { ...self, pop: { ...self.pop, checkPoints: keys.reduce((left, key) => HashMap.remove(left, key), self.pop.checkPoints), cursors: keys.reduce((cursors, key) => withoutListed(cursors, checkPointOf(self, key), key), self.pop.cursors) } },
    keys.map((checkPoint): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "ReviveTimeout", checkPoint } }))
  ]

const withoutListed = (cursors: Pop["cursors"], checkPoint: CheckPoint | undefined, key: string): Pop["cursors"] => {
  if (checkPoint?.order === undefined) return cursors
  const at = offsetKey(checkPoint.group, checkPoint.topic, checkPoint.queueId)
  return Option.match(HashMap.get(cursors, at), { onNone: () => cursors, onSome: (cursor) => HashMap.set(cursors, at, unlisted(cursor, (other) => other !== key)) })
}

/** All of them, in the order of their names. */
const keysIn = ({ pop }: Broker): readonly string[] => (HashMap.isEmpty(pop.checkPoints) ? [] : [...HashMap.keys(pop.checkPoints)].sort())

/** Of these check points, those that are open: their messages come again after their time, counted from when they were handed out. */
export const awaitRevives =
  (keys: readonly string[]): Part =>
  (self) => [
    self,
    keys.flatMap((key): readonly BrokerOutput[] => {
      const checkPoint = checkPointOf(self, key)
      if (checkPoint === undefined) return []
      const { invisibleTime, reviveOffset } = checkPoint
      return [{ _tag: "ArmTimerSinceStored", event: { _tag: "ReviveTimeout", checkPoint: key }, ms: invisibleTime, queue: reviveQueue(self.config), offset: reviveOffset }]
    })
  ]

/** Those that records among what was dispatched have opened. */
export const awaitRevivesOf = ({ popRecords = [] }: EventOf<"Dispatched">): Part => awaitRevives(popRecords.flatMap((record) => (record._tag === "Ck" ? [checkPointKey(record)] : [])))

export const awaitAllRevives: Part = (self) => awaitRevives(keysIn(self))(self)

/** This broker is the master no more: another one revives. What was on its way into the log may not have got there. */
export const ceaseRevives: Part = (self) => {
  const keys = keysIn(self)
  if (keys.length === 0 && HashMap.isEmpty(self.pop.cursors)) return [self, []]
  const readable = HashMap.filter(self.pop.checkPoints, ({ index }) => index <= self.dispatchedIndex)
  return [
    {
      ...self,
      pop: {
        ...self.pop,
        checkPoints: HashMap.map(readable, (checkPoint) => {
          const { over, ...rest } = checkPoint
          return checkPoint.closing.length === 0 && over === undefined ? checkPoint : { ...rest, closing: [] }
        }),
        cursors: HashMap.map(self.pop.cursors, (cursor) => {
          const known = unlisted(cursor, (key) => HashMap.has(readable, key))
          return known.handing === known.popped ? known : { ...known, handing: known.popped }
        })
      }
    },
    keys.map((checkPoint): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "ReviveTimeout", checkPoint } }))
  ]
}
