/**
 * A message goes into the log: it gets the next offset of its queue. One that is to wait goes into the queue of its delay level
 * first.
 *
 * RocketMQ `CommitLog.asyncPutMessage`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Rewrite } from "../broker/outputs.ts"
import type { Replication } from "../broker/replication.ts"
import { emit, type Part } from "../broker/rule.ts"
import type { Broker, Task } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { delaysOf, SCHEDULE_TOPIC } from "../schedule/levels.ts"
import type { TimerAsked } from "../schedule/state.ts"
import { slotOf, TIMER_OUT_MS, TIMER_TOPIC } from "../schedule/timers.ts"
import { HALF_TOPIC } from "../transaction/halves.ts"
import { queueKey, type Index, type RequestId } from "../vocabulary.ts"

/** Where a message goes, and what is changed in it on the way. */
export interface Place {
  readonly topic: string
  readonly queueId: number
  readonly rewrite?: Rewrite
}

export interface Put {
  readonly request: RequestId
  readonly place: Place
  /** Messages in it; one unless said. */
  readonly count?: number
  /** What becomes of it; absent: its producer is answered. */
  readonly task?: Task
  /** The entry that it is made of; absent: it came with the request. */
  readonly source?: Index
  /** It is the broker's own. */
  readonly text?: { readonly tags: string; readonly body: string; readonly properties?: readonly (readonly [string, string])[] }
  /** The queue that the producer is told, if it asked for another than where the message waits. */
  readonly told?: number
}

/** Names of the properties that say where a message is to go after it has waited. RocketMQ `MessageConst`. */
export const REAL_TOPIC = "REAL_TOPIC"
export const REAL_QID = "REAL_QID"
export const DELAY = "DELAY"

/** Appends it, and lets the mode do what its answer waits for. */
export const put =
  (replication: Replication, { request, place: { topic, queueId, rewrite }, count = 1, task, source, text, told }: Put): Part =>
  (self) => {
    const { self: appended, first, last, term } = replication.append(self, count)
    const key = queueKey(topic, queueId)
    const queue = Option.getOrElse(HashMap.get(self.queues, key), () => ({ end: 0, next: 0 }))
    const at = { index: first, term, topic, queueId, queueOffset: queue.next }
    return chain(
      {
        ...appended,
        queues: HashMap.set(self.queues, key, { ...queue, next: queue.next + count }),
        pending: [...self.pending, { request, index: last, queueId: told ?? queueId, queueOffset: queue.next, ...(task && { task }) }]
      },
      emit(
        text !== undefined
          ? { _tag: "WriteText", ...at, ...text }
          : source === undefined
            ? { _tag: "WriteMessages", request, count, ...at, ...(rewrite && { rewrite }) }
            : { _tag: "WriteCopy", source, ...at, rewrite: rewrite ?? { set: [], remove: [] } }
      ),
      replication.replicate
    )
  }

/** Nothing is written: the answer waits until what is in the log is as safe as an ack says. */
export const confirm =
  (replication: Replication, request: RequestId, task: Task): Part =>
  (self) =>
    replication.replicate({ ...self, pending: [...self.pending, { request, index: self.log.lastIndex, queueId: 0, queueOffset: 0, task }] })

/** Where a half message waits for its transaction. */
export const prepared = ({ topic, queueId }: Place): Place => ({
  topic: HALF_TOPIC,
  queueId: 0,
  rewrite: { set: [[REAL_TOPIC, topic], [REAL_QID, String(queueId)]], remove: [], transaction: "NONE" }
})

/** Where a message waits that is to come later: in the queue of its level, the last one at most. At level 0 it does not wait. */
export const delayed = (self: Broker, level: number, place: Place): Place => {
  const bounded = Math.min(level, delaysOf(self.config).length)
  if (bounded <= 0) return place
  const { set, remove, ...rest } = place.rewrite ?? { set: [], remove: [] }
  return {
    topic: SCHEDULE_TOPIC,
    queueId: bounded - 1,
    rewrite: { ...rest, set: [...set, [DELAY, String(bounded)], [REAL_TOPIC, place.topic], [REAL_QID, String(place.queueId)]], remove }
  }
}

/** Where a message waits that is to come at a time of its own. One whose time has come does not wait. */
const timed = (self: Broker, { deliverMs, delayMs }: TimerAsked, place: Place): Place => {
  if (delayMs <= 0) return place
  const { set, remove, ...rest } = place.rewrite ?? { set: [], remove: [] }
  return {
    topic: TIMER_TOPIC,
    queueId: 0,
    rewrite: { ...rest, set: [...set, [TIMER_OUT_MS, String(slotOf(self.config, deliverMs))], [REAL_TOPIC, place.topic], [REAL_QID, String(place.queueId)]], remove }
  }
}

/** Where a message goes first, whenever it is to come: a delay level counts before a time. */
export const later = (self: Broker, { delayLevel = 0, timer }: { readonly delayLevel?: number; readonly timer?: TimerAsked | null }, place: Place): Place =>
  delayLevel > 0 || timer === undefined || timer === null ? delayed(self, delayLevel, place) : timed(self, timer, place)
