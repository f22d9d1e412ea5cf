/**
 * Which queues a pop looks at, where it begins in each, and what it takes of what was found there.
 *
 * RocketMQ `PopMessageProcessor.popMsgFromTopic`, `popMsgFromQueue`, `getPopOffset`, `getInitOffset`; `ConsumerOrderInfoManager.checkBlock`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { EventOf } from "../broker/events.ts"
import type { Broker } from "../broker/state.ts"
import { wants } from "../filter/sql92.ts"
import { endOf, minOf } from "../serving/hold.ts"
import { committedOf, offsetKey } from "../serving/offsets.ts"
import { retryTopic } from "../serving/retry.ts"
import { MAX_TRANSFER_BYTES } from "../serving/rules/queue-read.ts"
import { topicOf } from "../serving/topics.ts"
import { queueKey, type QueueKey, splitQueueKey } from "../vocabulary.ts"
import { isLocked, timesOf, toHandOutAgain } from "./ordered.ts"
import type { Cursor, HeldPop, Popped } from "./state.ts"

/** Where messages of a topic go that a group has popped and not acked. RocketMQ `KeyBuilder.buildPopRetryTopicV1`. */
export const popRetryTopic = (group: string, topic: string): string => retryTopic(`${group}_${topic}`)

/** The topic that a message of this one was sent to. RocketMQ `KeyBuilder.parseNormalTopic`. */
export const normalTopic = (group: string, topic: string): string => {
  const prefix = popRetryTopic(group, "")
  return topic.startsWith(prefix) ? topic.slice(prefix.length) : topic
}

/** As much of a pop as says where it looks. */
export type Looks = Pick<HeldPop, "group" | "topic" | "queueId" | "initMode" | "order" | "attemptId">

export const turnKey = ({ group, topic }: Looks): string => `${group}@${topic}`

/** The queues that a pop looks at: each is the first one in turn, the retry queues among them, so that neither new messages nor old ones have to wait for the others. In order, no message is in a retry queue. */
export const queuesOf = (self: Broker, pop: Looks): readonly QueueKey[] => {
  const all = [...(pop.queueId >= 0 ? [queueKey(pop.topic, pop.queueId)] : everyQueue(self, pop.topic)), ...(pop.order === true ? [] : everyQueue(self, popRetryTopic(pop.group, pop.topic)))]
  const turn = Option.getOrElse(HashMap.get(self.pop.turns, turnKey(pop)), () => 0) % Math.max(1, all.length)
  return [...all.slice(turn), ...all.slice(0, turn)]
}

const everyQueue = (self: Broker, topic: string): readonly QueueKey[] => Array.from({ length: topicOf(self, topic)?.readQueueNums ?? 0 }, (_, queueId) => queueKey(topic, queueId))

/** The next pop begins with another queue. */
export const takeTurn = (self: Broker, pop: HeldPop): Broker => {
  const turn = Option.getOrElse(HashMap.get(self.pop.turns, turnKey(pop)), () => 0)
  return { ...self, pop: { ...self.pop, turns: HashMap.set(self.pop.turns, turnKey(pop), (turn + 1) % Math.max(1, queuesOf(self, pop).length)) } }
}

export const cursorOf = (self: Broker, key: string): Cursor | undefined => Option.getOrUndefined(HashMap.get(self.pop.cursors, key))

export const withCursor = (self: Broker, key: string, cursor: Cursor): Broker => ({ ...self, pop: { ...self.pop, cursors: HashMap.set(self.pop.cursors, key, cursor) } })

export const cursorKey = ({ group }: Pick<Looks, "group">, queue: QueueKey): string => offsetKey(group, ...splitQueueKey(queue))

/** Where messages begin that nobody of the group has been handed. */
const nextOf = (self: Broker, pop: Looks, queue: QueueKey): number => {
  const [topic, queueId] = splitQueueKey(queue)
  const progress = Math.max(cursorOf(self, cursorKey(pop, queue))?.handing ?? -1, committedOf(self, pop.group, topic, queueId) ?? -1)
  const start = progress >= 0 ? progress : firstOf(self, pop, queue)
  return Math.max(minOf(self, queue), Math.min(start, endOf(self, queue)))
}

/** Messages that the group has been handed in order, and is to be handed again: that are there, and that it has not gone past by itself. */
const againIn = (self: Broker, pop: Looks, queue: QueueKey): readonly number[] => {
  const [topic, queueId] = splitQueueKey(queue)
  const from = Math.max(minOf(self, queue), committedOf(self, pop.group, topic, queueId) ?? 0)
  return toHandOutAgain(self, cursorKey(pop, queue)).filter((offset) => offset >= from)
}

/** Where a pop begins in a queue: behind what others of its group have been handed, but not behind what is handed out again. */
export const startOf = (self: Broker, pop: Looks, queue: QueueKey): number => Math.min(nextOf(self, pop, queue), ...againIn(self, pop, queue).slice(0, 1))

/** A young queue is consumed from its first message on, whatever was asked for; so are messages that come again. */
const firstOf = (self: Broker, pop: Looks, queue: QueueKey): number =>
  pop.initMode === "MIN" || splitQueueKey(queue)[0] !== pop.topic || minOf(self, queue) <= 0 ? minOf(self, queue) : endOf(self, queue) - 1

/** Messages of a queue that the group may be handed now. */
export const restIn = (self: Broker, pop: Looks, queue: QueueKey): number => (isLocked(self, cursorKey(pop, queue), pop.attemptId) ? 0 : againIn(self, pop, queue).length + endOf(self, queue) - nextOf(self, pop, queue))

/** Messages that the group may be handed now, in all queues. */
export const restOf = (self: Broker, pop: Looks): number => queuesOf(self, pop).reduce((sum, queue) => sum + restIn(self, pop, queue), 0)

export interface Chosen {
  readonly messages: readonly Popped[]
  /** Behind the last message looked at, by queue. */
  readonly looked: readonly (readonly [QueueKey, number])[]
  /** Messages that were to be handed out again in order, and are damaged. */
  readonly lost: readonly (readonly [QueueKey, readonly number[]])[]
}

/** Which of the messages found this pop is handed: those wanted and not damaged, as many as fit, none that another pop was handed meanwhile, and none of a queue that was locked meanwhile. What comes again was wanted before. */
export const choose = (self: Broker, pop: HeldPop, { found }: EventOf<"PopRead">): Chosen => {
  const messages: Popped[] = []
  const looked: [QueueKey, number][] = []
  const lost: [QueueKey, number[]][] = []
  let count = 0
  let bytes = 0
  for (const { queue, messages: read } of found) {
    const at = cursorKey(pop, queue)
    if (isLocked(self, at, pop.attemptId)) continue
    const startOffset = startOf(self, pop, queue)
    const first = nextOf(self, pop, queue)
    const again = againIn(self, pop, queue)
    const offsets: number[] = []
    const gone: number[] = []
    let next = first
    for (const { offset, size, tagsCode, properties = {}, damaged = false } of read) {
      const isAgain = again.includes(offset)
      if (offset < first && !isAgain) continue
      const wanted = !damaged && (isAgain || (pop.expression === undefined ? pop.codeSet.length === 0 || pop.codeSet.includes(tagsCode) : wants(pop.expression, properties)))
      if (isAgain && damaged) gone.push(offset)
      if (wanted && (count >= pop.maxMsgNums || (count > 0 && bytes + size > MAX_TRANSFER_BYTES))) break
      if (wanted) {
        offsets.push(offset)
        count++
        bytes += size
      }
      next = Math.max(next, offset + 1)
    }
    if (next > first) looked.push([queue, next])
    if (gone.length > 0) lost.push([queue, gone])
    if (offsets.length > 0) messages.push({ queue, startOffset, offsets, ...(pop.order === true ? { times: offsets.map((offset) => timesOf(self, at, offset, pop.attemptId)) } : {}) })
  }
  return { messages, looked, lost }
}
