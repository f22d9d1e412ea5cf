/**
 * From the log into the queues and the index: what each entry says of itself, for the event that makes it visible.
 *
 * RocketMQ `DefaultMessageStore.ReputMessageService`, `CommitLogDispatcherBuildConsumeQueue`, `CommitLogDispatcherBuildIndex`.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { EventOf } from "../../spec/broker/events.ts"
import { type PopRecord, reviveTopic } from "../../spec/pop/records.ts"
import { delaysOf, SCHEDULE_TOPIC } from "../../spec/schedule/levels.ts"
import { HALF_TOPIC, OP_TOPIC, REMOVE_TAG } from "../../spec/transaction/halves.ts"
import { queueKey, type QueueKey } from "../../spec/vocabulary.ts"
import { peekMessage, peekProperty, peekTags } from "../message/peek.ts"
import { MessageConst } from "../message/properties.ts"
import type { ConsumeQueues } from "../store/consume-queues.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { DamagedFileError } from "../store/errors.ts"
import type { KeyIndex } from "../store/key-index.ts"
import { endedBy, halfOf, isMessage, keysOf } from "./message-facts.ts"
import { popRecordOf, revivedBy } from "./pop-reads.ts"
import { TimersSeen } from "./timer-messages.ts"

const NOTHING = Buffer.alloc(0)

export interface DispatcherOptions {
  readonly log: EntryLog
  readonly queues: ConsumeQueues
  readonly keys: KeyIndex
  readonly config: Config
  /** Messages may be damaged, and stay. */
  readonly plain: boolean
  /** Up to here the queues are filled. */
  readonly from: number
  /** Entries that were there when this life began. */
  readonly found: number
  /** Half messages that are open at `from`: where each is in its queue, and its entry. */
  readonly halves: readonly (readonly [offset: number, index: number])[]
}

export class Dispatcher {
  /** Entries up to here are in their queues. */
  dispatched: number
  private readonly log: EntryLog
  private readonly queues: ConsumeQueues
  private readonly keys: KeyIndex
  private readonly config: Config
  private readonly plain: boolean
  private readonly found: number
  private readonly revives: string
  /** Messages up to this position are in the index from an earlier life. */
  private readonly indexedUpTo: number
  /** Half messages of earlier lives: where each stands, by the id that its producer gave it. Nobody asks once all of those are read. */
  private halves: Map<string, number> | undefined

  constructor({ log, queues, keys, config, plain, from, found, halves }: DispatcherOptions) {
    this.log = log
    this.queues = queues
    this.keys = keys
    this.config = config
    this.plain = plain
    this.dispatched = from
    this.found = found
    this.revives = reviveTopic(config)
    this.indexedUpTo = keys.end
    if (from < found) this.halves = new Map(halves.map(([offset, index]) => [idOf(log.read(index)) ?? "", offset]))
  }

  /** The queues are filled from the first entry on again. */
  again(from: number): void {
    this.dispatched = from
    this.halves = new Map()
    this.keys.clear()
  }

  dispatch(last: number): EventOf<"Dispatched"> {
    const ends = new Map<string, number>()
    const arrived = new Set<string>()
    const begins: (readonly [QueueKey, number])[] = []
    const halves: NonNullable<EventOf<"Dispatched">["halves"]>[number][] = []
    const ended: number[] = []
    const timers = new TimersSeen()
    const popRecords: PopRecord[] = []
    for (let index = this.dispatched + 1; index <= last; index++) {
      const { body, intact } = this.read(index)
      if (body.length === 0) continue
      const { topic, queueId, queueOffset, physicalOffset, size, tagsCode, storeTimestamp } = peekMessage(body)
      // As in RocketMQ a unit of a delay level has the time of delivery in the place of the tag.
      const code = topic === SCHEDULE_TOPIC ? storeTimestamp + (delaysOf(this.config)[queueId] ?? 1_000) : tagsCode
      if (this.plain && index > this.found && queueOffset > 0 && this.queues.max(topic, queueId) === 0) begins.push([queueKey(topic, queueId), queueOffset])
      if (this.plain && !this.makeRoom(index, topic, queueId, queueOffset, physicalOffset, size, code)) continue
      this.queues.put(topic, queueId, queueOffset, physicalOffset, size, code)
      const queue = queueKey(topic, queueId)
      ends.set(queue, queueOffset + 1)
      if (index > this.found) arrived.add(queue)
      if (!intact) continue
      timers.see(body, topic, index)
      popRecords.push(...(topic === this.revives ? popRecordOf(body, queueOffset, index) : revivedBy(body, topic)))
      if (topic === HALF_TOPIC) {
        halves.push({ offset: queueOffset, index, ...halfOf(body) })
        if (index <= this.found) ended.push(...this.replacedBy(body, queueOffset))
      }
      if (topic === OP_TOPIC && peekTags(body) === REMOVE_TAG) ended.push(...endedBy(body))
      if (physicalOffset > this.indexedUpTo) for (const key of keysOf(body)) this.keys.put(`${topic}#${key}`, physicalOffset, storeTimestamp)
    }
    this.dispatched = Math.max(this.dispatched, last)
    if (this.dispatched >= this.found) this.halves = undefined
    return {
      _tag: "Dispatched",
      index: last,
      ends: [...ends],
      ...(arrived.size === 0 ? {} : { arrived: [...arrived] }),
      ...(begins.length === 0 ? {} : { begins }),
      ...(halves.length === 0 ? {} : { halves }),
      ...(ended.length === 0 ? {} : { ended }),
      ...timers.fields(),
      ...(popRecords.length === 0 ? {} : { popRecords })
    }
  }

  /**
   * RocketMQ puts a half message behind the others again whenever it has asked for its end, and keeps in its own progress which ones
   * are done with; that may be older than the log. A copy says that it is one, and the half message before is none any more.
   */
  private replacedBy(body: Buffer, queueOffset: number): readonly number[] {
    const id = idOf(body)
    if (id === undefined || this.halves === undefined) return []
    const before = this.halves.get(id)
    this.halves.set(id, queueOffset)
    return before === undefined || peekProperty(body, MessageConst.TRANSACTION_CHECK_TIMES) === undefined ? [] : [before]
  }

  /** An entry's body; of a message that is damaged what can still be read, so that its queue keeps its offsets, or nothing. */
  private read(index: number): { readonly body: Buffer; readonly intact: boolean } {
    try {
      const body = this.log.read(index)
      // Whoever appends to DLedger itself may write what he likes: as in RocketMQ, no queue has it.
      return { body: this.plain || isMessage(body) ? body : NOTHING, intact: true }
    } catch (error) {
      if (!this.plain || !(error instanceof DamagedFileError)) throw error
      const body = this.log.readRaw(index)
      return { body: isMessage(body) ? body : NOTHING, intact: false }
    }
  }

  /** Before a message whose queue has lost others, or has more than the log. `false`: its offset cannot be what was written. */
  private makeRoom(index: number, topic: string, queueId: number, queueOffset: number, position: number, size: number, code: number): boolean {
    const { log, queues } = this
    const end = queues.max(topic, queueId)
    const missing = queueOffset - end
    // A log from which nothing has expired has the first message of each queue, if it is not damaged.
    const hasFirst = end === 0 && index <= this.found && log.firstIndex === 0
    if (missing > 0 && (hasFirst || end > queues.min(topic, queueId))) {
      if (missing > log.lastIndex - log.firstIndex) return false
      queues.fill(topic, queueId, queueOffset, position, size, code)
    } else if (queueOffset < queues.min(topic, queueId)) queues.forget(topic, queueId)
    return true
  }
}

const idOf = (half: Buffer): string | undefined => peekProperty(half, MessageConst.UNIQ_KEY)
