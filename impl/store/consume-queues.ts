/**
 * All consume queues of a broker: `consumequeue/<topic>/<queueId>/…`, as `ConsumeQueue` lays them out.
 *
 * They are derived from the log. A life of a DLedger member begins by forgetting them, and dispatching puts every message again;
 * with `keep`, what is on disk stays, and a message that is put again either confirms its unit or replaces it together with all
 * behind it: the log is right.
 *
 * RocketMQ `DefaultMessageStore.consumeQueueTable`, `ConsumeQueue.putMessagePositionInfo`, `getOffsetInQueueByTime`.
 *
 * @module
 */
import type { Files } from "../files/files.ts"
import { ConsumeQueue, FILE_SIZE, type QueueFiles, type QueueLeft, type Unit, UNITS_PER_FILE } from "./consume-queue.ts"
import { HandleCache } from "./handle-cache.ts"
import { fileName } from "./int64.ts"

export type { Unit } from "./consume-queue.ts"

export interface ConsumeQueuesOptions {
  /** Takes over the files that are there, instead of removing them. */
  readonly keep?: boolean
  /** With `keep`: where the log ends. What a queue has behind that is gone. */
  readonly logEnd?: number
  /** What a clean stop has written down, and {@link ConsumeQueues.areAsLeft} has borne out. */
  readonly left?: QueuesLeft
  /** Files that stay open, 128 by default. */
  readonly openFiles?: number
}

export interface QueueBounds {
  readonly topic: string
  readonly queueId: number
  /** Queue offset of the first message, and of the one behind the last; both 0 without any. */
  readonly min: number
  readonly max: number
}

/** By topic and queue id. */
export type QueuesLeft = readonly (readonly [topic: string, queueId: number, left: QueueLeft])[]

/** What a search by time finds among equal times: the first message, or the last one. */
export type Boundary = "LOWER" | "UPPER"

export class ConsumeQueues {
  private readonly files: Files
  private readonly dir: string
  private readonly handles: HandleCache
  /** By topic, then by queue id. */
  private readonly topics = new Map<string, Map<number, ConsumeQueue>>()
  /** Files written since the start, by path. */
  private readonly written = new Set<string>()

  /** `dir` is `…/consumequeue`; created if missing. */
  static open(files: Files, dir: string, options: ConsumeQueuesOptions = {}): ConsumeQueues {
    const { keep = false, left = [], logEnd, openFiles = 128 } = options
    if (!keep && files.exists(dir)) files.remove(dir)
    files.mkdir(dir)
    const queues = new ConsumeQueues(files, dir, openFiles)
    const known = new Map(left.map(([topic, queueId, queue]) => [`${topic}/${queueId}`, queue]))
    for (const topic of files.list(dir)) {
      for (const name of files.list(`${dir}/${topic}`)) if (/^\d+$/.test(name)) queues.takeOver(topic, Number(name), known.get(`${topic}/${name}`))
    }
    if (logEnd !== undefined) queues.cutAt(logEnd)
    return queues
  }

  /** Have the files the bytes that they had when this was written down? */
  static areAsLeft(files: Files, dir: string, left: QueuesLeft): boolean {
    const queues = new ConsumeQueues(files, dir, 8)
    try {
      return left.every(([topic, queueId, queue]) => queues.isAsLeft(topic, queueId, queue))
    } finally {
      queues.handles.close()
    }
  }

  /** What a next life may take over. */
  leave(): QueuesLeft {
    this.flush()
    return [...this.topics].flatMap(([topic, queues]) => [...queues].map(([queueId, queue]) => [topic, queueId, queue.leave()] as const))
  }

  private constructor(files: Files, dir: string, openFiles: number) {
    this.files = files
    this.dir = dir
    this.handles = new HandleCache(files, openFiles)
  }

  /**
   * Puts a message into its queue. A queue begins with the first offset put. An offset that is there already with the same
   * unit changes nothing; with another one, the queue is cut there first. Throws `RangeError` if offsets are left out.
   */
  put(topic: string, queueId: number, queueOffset: number, position: number, size: number, tagsCode: number): void {
    let queue = this.find(topic, queueId)
    if (!queue) queue = this.create(topic, queueId, queueOffset)
    else if (queue.min === queue.max && (queueOffset !== queue.max || queue.max === 0)) queue = this.restart(topic, queueId, queueOffset)
    if (queueOffset > queue.max || queueOffset < queue.min) {
      throw new RangeError(`${topic}@${queueId}: offset ${queueOffset} does not join [${queue.min}, ${queue.max})`)
    }
    if (queueOffset < queue.max) {
      const unit = queue.range(queueOffset, 1)[0] as Unit
      if (unit.position === position && unit.size === size && unit.tagsCode === tagsCode) return
      queue.truncateTo(queueOffset)
    }
    queue.append(position, size, tagsCode)
  }

  /** `undefined` if the queue does not hold it, or does not exist. */
  get(topic: string, queueId: number, queueOffset: number): Unit | undefined {
    return this.find(topic, queueId)?.range(queueOffset, 1)[0]
  }

  /** At most `count` messages from `queueOffset` on, in order; none if the queue does not hold that one. */
  range(topic: string, queueId: number, queueOffset: number, count: number): Unit[] {
    return this.find(topic, queueId)?.range(queueOffset, count) ?? []
  }

  /** Queue offset of the first message; 0 without any. */
  min(topic: string, queueId: number): number {
    return this.find(topic, queueId)?.min ?? 0
  }

  /** Queue offset behind the last message; 0 without any. */
  max(topic: string, queueId: number): number {
    return this.find(topic, queueId)?.max ?? 0
  }

  /** Forgets the messages of a queue from offset `max` on. */
  truncateTo(topic: string, queueId: number, max: number): void {
    this.find(topic, queueId)?.truncateTo(max)
  }

  /**
   * `LOWER`: the first message stored at `timestamp` or later, `end` if there is none. `UPPER`: the last one stored at
   * `timestamp` or before, 0 if there is none. Among the messages below `end`; `storeTimeOf` reads one from the log.
   */
  searchByTime(topic: string, queueId: number, timestamp: number, boundary: Boundary, storeTimeOf: (unit: Unit) => number, end = Infinity): number {
    const queue = this.find(topic, queueId)
    if (!queue) return 0
    let low = queue.min
    let high = Math.max(low, Math.min(queue.max, end))
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const time = storeTimeOf(queue.range(middle, 1)[0] as Unit)
      if (time < timestamp || (boundary === "UPPER" && time === timestamp)) low = middle + 1
      else high = middle
    }
    if (boundary === "LOWER") return low
    return low > queue.min ? low - 1 : 0
  }

  /**
   * Between the last unit and this offset, messages are missing that were damaged: the next one's unit stands for each, as it
   * does not for a message of that offset. A queue without any begins at 0.
   */
  fill(topic: string, queueId: number, upTo: number, position: number, size: number, tagsCode: number): void {
    const found = this.find(topic, queueId)
    const queue = found === undefined || found.max === 0 ? this.restart(topic, queueId, 0) : found
    while (queue.max < upTo) queue.append(position, size, tagsCode)
  }

  /** A queue begins anew, with whatever is put next. */
  forget(topic: string, queueId: number): void {
    if (this.find(topic, queueId) !== undefined) this.restart(topic, queueId, 0)
  }

  /** The log begins at this position now: queues begin with the first message that is there. Files that hold none of those go. */
  beginAt(position: number): void {
    for (const queue of this.topics.values())
      for (const each of queue.values()) {
        each.min = each.firstAt(position)
        each.removeBefore()
      }
  }

  private cutAt(position: number): void {
    for (const queues of this.topics.values()) for (const queue of queues.values()) queue.truncateTo(queue.firstAt(position))
  }

  /** Every queue that exists. */
  *bounds(): IterableIterator<QueueBounds> {
    for (const [topic, queues] of this.topics) for (const [queueId, { min, max }] of queues) yield { topic, queueId, min, max }
  }

  removeTopic(topic: string): void {
    if (!this.topics.delete(topic)) return
    const dir = `${this.dir}/${topic}`
    this.handles.close((path) => path.startsWith(`${dir}/`))
    if (this.files.exists(dir)) this.files.remove(dir)
  }

  /** Hands what is in memory to the files and frees the buffers. Not fsynced. */
  flush(): void {
    for (const queues of this.topics.values()) for (const queue of queues.values()) queue.release()
  }

  /** `flush`, and all of it is on disk. */
  sync(): void {
    this.flush()
    for (const path of this.written) if (this.files.exists(path)) this.handles.get(path).syncNow()
    this.written.clear()
  }

  close(): void {
    this.flush()
    this.handles.close()
  }

  private find(topic: string, queueId: number): ConsumeQueue | undefined {
    return this.topics.get(topic)?.get(queueId)
  }

  private create(topic: string, queueId: number, min: number, begins = true): ConsumeQueue {
    if (!/^[^/\0]+$/.test(topic) || topic === "." || topic === ".." || !Number.isSafeInteger(queueId) || queueId < 0) {
      throw new RangeError(`no directory can have the name of ${JSON.stringify(topic)}@${queueId}`)
    }
    const queue = new ConsumeQueue(this.filesOf(`${this.dir}/${topic}/${queueId}`), min, min, begins)
    let queues = this.topics.get(topic)
    if (!queues) this.topics.set(topic, (queues = new Map()))
    queues.set(queueId, queue)
    return queue
  }

  /** An empty queue begins anew, maybe at another offset. */
  private restart(topic: string, queueId: number, offset: number): ConsumeQueue {
    this.filesOf(`${this.dir}/${topic}/${queueId}`).removeFrom(0)
    return this.create(topic, queueId, offset)
  }

  private isAsLeft(topic: string, queueId: number, left: QueueLeft): boolean {
    const dir = `${this.dir}/${topic}/${queueId}`
    return left.sums.every(([number]) => this.files.exists(`${dir}/${fileNameOf(number)}`)) && this.create(topic, queueId, left.min, false).isAsLeft(left)
  }

  /** A queue as its files have it: from the first unit that was written to the last whole one; as it was `left`, if that is known. */
  private takeOver(topic: string, queueId: number, left?: QueueLeft): void {
    if (left !== undefined && left.min < left.max) {
      this.create(topic, queueId, left.min, false).takeOver(left)
      return
    }
    const dir = `${this.dir}/${topic}/${queueId}`
    const numbers = this.files
      .list(dir)
      .filter((name) => /^\d{20}$/.test(name))
      .map((name) => Number(name) / FILE_SIZE)
    const first = numbers[0]
    if (first === undefined) return
    // Files behind a gap belong to no queue that begins at the first one.
    const last = numbers.findLast((number, i) => number === first + i) as number
    this.create(topic, queueId, first * UNITS_PER_FILE, false).findBounds(last)
  }

  private filesOf(dir: string): QueueFiles {
    return {
      file: (number) => {
        const path = `${dir}/${fileNameOf(number)}`
        this.written.add(path)
        return this.handles.get(
          path,
          () => this.files.mkdir(dir),
          (handle) => {
            if (handle.size() < FILE_SIZE) handle.truncate(FILE_SIZE)
          }
        )
      },
      removeBefore: (number) => {
        if (!this.files.exists(dir)) return
        for (const name of this.files.list(dir).filter((each) => each < fileNameOf(number))) {
          this.handles.close((path) => path === `${dir}/${name}`)
          this.files.remove(`${dir}/${name}`)
        }
      },
      removeFrom: (number) => {
        if (!this.files.exists(dir)) return
        for (const name of this.files.list(dir).filter((each) => each >= fileNameOf(number))) {
          this.handles.close((path) => path === `${dir}/${name}`)
          this.files.remove(`${dir}/${name}`)
        }
      }
    }
  }
}

const fileNameOf = (number: number): string => fileName(number * FILE_SIZE)
