/**
 * What a broker keeps on disk, and how the machine's outputs reach it: the log, term and vote, the queues, the
 * configuration files. It decides nothing: what to write, flush or cut, and when, the machine says.
 *
 * @module
 */
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker, TopicConfig } from "../../spec/broker/state.ts"
import type { Config } from "../../spec/broker/config.ts"
import * as Log from "../../spec/log/log.ts"
import { topicList } from "../../spec/registration/register.ts"
import { type PopRecord, reviveTopic } from "../../spec/pop/records.ts"
import { delaysOf, SCHEDULE_TOPIC } from "../../spec/schedule/levels.ts"
import { systemTopics } from "../../spec/serving/topics.ts"
import { sorted } from "../../spec/sorted.ts"
import { REAL_QID, REAL_TOPIC } from "../../spec/store/put.ts"
import { HALF_TOPIC, OP_TOPIC, REMOVE_TAG } from "../../spec/transaction/halves.ts"
import { queueKey, type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import type { Files } from "../files/files.ts"
import type { Address } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import { KeyIndex } from "../store/key-index.ts"
import { ConsumeQueues } from "../store/consume-queues.ts"
import { EntryLog } from "../store/entry-log.ts"
import { DamagedFileError, toError } from "../store/errors.ts"
import { hardStateFile } from "../store/hard-state.ts"
import { JsonFile } from "../store/json-file.ts"
import { messageFormat } from "../store/message-format.ts"
import { StoreLife } from "../store/store-life.ts"
import { peekMessage, peekProperty, peekQueueId, peekQueueOffset, peekStoreTimestamp, peekTags, peekTopic } from "../message/peek.ts"
import { place } from "../message/place.ts"
import { decodeProperties, encodeProperties, MessageConst } from "../message/properties.ts"
import { rewritten } from "../message/rewrite.ts"
import { decodeStored, encodeStored } from "../message/stored.ts"
import { requestModesShape } from "./request-modes.ts"
import { popRecordOf, readCheckPoint, readPop, revivedBy } from "./pop-reads.ts"
import { offsetAtTime } from "./store-time.ts"
import { TimersSeen } from "./timer-messages.ts"
import { type Bodies, carriesEntries } from "./bodies.ts"
import { endedBy, halfOf, hasKey, isMessage, keysOf } from "./message-facts.ts"
import { beginsAtZero, queueBegins, whatWasFound } from "./storage-found.ts"
import { delaysShape, groupsShape, offsetsShape, topicsShape } from "./config-tables.ts"

export interface StorageOptions {
  readonly files: Files
  readonly timers: TimersService
  readonly dir: string
  /** Where the messages are; in `dir` unless said. */
  readonly logDir?: string
  readonly config: Config
  readonly bodies: Bodies
  readonly segmentSize?: number
  /** The log has RocketMQ's own format: messages, and nothing else. Unless said, that of a DLedger group's member. */
  readonly plain?: boolean
  /** Told what an operator has to know of what was found. */
  readonly report?: (line: string) => void
  /** Messages of producers were written: for the statistics. */
  readonly wrote?: (topic: string, messages: number, bytes: number) => void
  /** This start may found the group: a blank disk is no lost one. */
  readonly bootstrap: boolean
  /** The host that messages of the broker's own are stored at. */
  readonly advertised: () => Address
  /** When what is committed is put into the queues. Absent: at once. */
  readonly fillsQueues?: (fill: () => void) => void
}

export interface Storage {
  readonly log: EntryLog
  readonly queues: ConsumeQueues
  /** The first event of the machine's life. */
  readonly recovered: EventOf<"Recovered">
  /** When a message was stored. */
  readonly storedAt: (queue: QueueKey, offset: number) => number | undefined
  /** Messages of a topic by a key of theirs, of those that are in their queues. */
  readonly byKey: (topic: string, key: string) => readonly Buffer[]
  /** Carries out an output; `false` if it is none of the disk's. */
  readonly perform: (output: BrokerOutput, cause: BrokerEvent, take: (event: BrokerEvent) => void, state: () => Broker) => boolean
  /** Once the tables that this event has changed are on disk; `false`: it has changed none, or they are. */
  readonly afterSave: (cause: BrokerEvent, then: () => void) => boolean
  /** File by file of the log, without the last one, when the last message in it was stored. Oldest first. */
  readonly lastStored: () => readonly number[]
  /** Removes at most so many of the oldest files, none of which holds an entry behind `bound`; what the machine is to hear of it. */
  readonly expire: (count: number, bound: number) => EventOf<"Compacted"> | undefined
  /** Could something not be written that this event has brought about? Then nobody may be told what rests on it. */
  readonly hasFailed: (cause: BrokerEvent) => boolean
  readonly close: () => void
  /** Lets go of the files without syncing anything, as the end of a process does. */
  readonly abandon: () => void
}

export const openStorage = ({ files, timers, dir, logDir = `${dir}/commitlog`, config, bodies, bootstrap, advertised, segmentSize, plain = false, report = () => {}, wrote, fillsQueues = (fill) => fill() }: StorageOptions): Storage => {
  files.mkdir(dir)
  files.mkdir(`${dir}/config`)
  const hard = hardStateFile(files, `${dir}/hard-state`)
  const saved = hard.load()
  const life = plain ? new StoreLife(files, dir) : undefined
  const firstOffsets = new Map<QueueKey, number>()
  const noteFirst = (body: Buffer): void => {
    const key = queueKey(peekTopic(body), peekQueueId(body))
    if (!firstOffsets.has(key)) firstOffsets.set(key, peekQueueOffset(body))
  }
  const { log, recovered } = EntryLog.open(files, logDir, {
    ...(segmentSize === undefined ? {} : { segmentSize }),
    ...(life === undefined ? {} : { format: messageFormat, before: life.before }),
    // Files may have expired: queues begin with the first message that is left of them.
    ...(plain && !beginsAtZero(files, logDir) ? { onEntry: (_index, _term, _position, body) => noteFirst(body) } : {})
  })
  for (const line of whatWasFound(recovered, logDir)) report(line)
  const queues = ConsumeQueues.open(files, `${dir}/consumequeue`, plain ? { keep: true, logEnd: log.positionAfter(log.lastIndex) } : {})
  if (plain) queues.beginAt(log.positionAfter(recovered.baseIndex))
  const topicsFile = new JsonFile(files, `${dir}/config/topics.json`, topicsShape)
  const offsetsFile = new JsonFile(files, `${dir}/config/consumerOffset.json`, offsetsShape)
  const delaysFile = new JsonFile(files, `${dir}/config/delayOffset.json`, delaysShape)
  const groupsFile = new JsonFile(files, `${dir}/config/subscriptionGroup.json`, groupsShape)
  const modesFile = new JsonFile(files, `${dir}/config/messageRequestMode.json`, requestModesShape)
  const modes = modesFile.load()?.value
  const topics = new Map<string, TopicConfig>([...systemTopics(config), ...(topicsFile.load()?.value.table ?? [])])

  const hardState = saved?.value ?? { term: 0, votedFor: null, voter: true }
  const first: EventOf<"Recovered"> = {
    _tag: "Recovered",
    term: hardState.term,
    votedFor: hardState.votedFor,
    voter: hardState.voter,
    blank: saved === undefined && recovered.lastIndex === recovered.baseIndex,
    bootstrap,
    log: {
      baseIndex: recovered.baseIndex,
      baseTerm: recovered.baseIndex < 0 ? Log.NO_TERM : recovered.baseTerm,
      runs: [...recovered.runs],
      lastIndex: recovered.lastIndex,
      durableIndex: recovered.lastIndex
    },
    ...(recovered.onceDurable === undefined ? {} : { onceDurable: recovered.onceDurable }),
    ...(recovered.broken === undefined ? {} : { broken: recovered.broken.map(({ index }) => index) }),
    baseEnds: queueBegins(queues, firstOffsets),
    topics: [...topics].sort(([a], [b]) => (a < b ? -1 : 1)),
    offsets: [...new Map([...(offsetsFile.load()?.value ?? []), ...(delaysFile.load()?.value ?? [])])],
    subscriptionGroups: [...(groupsFile.load()?.value.table ?? [])],
    ...(modes === undefined ? {} : { requestModes: modes })
  }
  let groupsVersion = 0
  const keys = new KeyIndex(files, `${dir}/index`, life === undefined ? {} : { keepUntil: life.before.exit === "normal" ? Infinity : life.indexed })
  /** Entries up to here are in the index from an earlier life. */
  const indexedUpTo = keys.end
  const revives = reviveTopic(config)
  let dispatched = recovered.baseIndex
  // The tables are the leader's and come again with its next copy; a save that fails is tried again with the next one.
  const reportSave = (): void => {}
  /** What waits for tables that are being saved, by the event that changed them. */
  const saves = new Map<BrokerEvent, { left: number; readonly waiting: (() => void)[] }>()
  const savedFor = (cause: BrokerEvent): (() => void) => {
    const save = saves.get(cause) ?? { left: 0, waiting: [] }
    save.left++
    saves.set(cause, save)
    return () => {
      if (--save.left > 0) return
      saves.delete(cause)
      for (const then of save.waiting) then()
    }
  }
  let closed = false
  const failed = new WeakSet<BrokerEvent>()

  let marking = false
  /** The note of how far the log is on disk is on disk itself some time later: nobody waits for it. */
  const markSoon = (take: (event: BrokerEvent) => void): void => {
    if (marking || log.markBehind() === undefined) return
    marking = true
    timers.after(MARK_MS, () => {
      marking = false
      if (closed) return
      log.markBehind()?.((error) => {
        if (!closed && error) take({ _tag: "DiskFailed", reason: error.message })
      })
    })
  }

  const writeMessages = (output: Extract<BrokerOutput, { _tag: "WriteMessages" }>): void => {
    const drafts = bodies.drafts.get(output.request)
    if (drafts === undefined || drafts.length !== output.count) throw new Error(`request ${output.request}: ${drafts?.length ?? 0} messages at hand, ${output.count} to write`)
    bodies.drafts.delete(output.request)
    const positions = drafts.map(({ encoded: draft }, i) => {
      const encoded = output.rewrite === undefined ? draft : rewritten(draft, output.topic, output.rewrite)
      place(encoded, {
        queueId: output.queueId,
        queueOffset: output.queueOffset + i,
        physicalOffset: log.nextPosition(encoded.length),
        storeTimestamp: timers.now()
      })
      return log.append(output.index + i, output.term, encoded)
    })
    bodies.placed.set(output.request, positions)
    wrote?.(output.topic, drafts.length, drafts.reduce((sum, { encoded }) => sum + encoded.length, 0))
  }

  const writeCopy = ({ index, term, source, topic, queueId, queueOffset, rewrite }: Extract<BrokerOutput, { _tag: "WriteCopy" }>): void => {
    const encoded = rewritten(log.read(source), topic, rewrite)
    place(encoded, { queueId, queueOffset, physicalOffset: log.nextPosition(encoded.length), storeTimestamp: timers.now() })
    log.append(index, term, encoded)
  }

  const writeText = ({ index, term, topic, queueId, queueOffset, tags, body, properties = [] }: Extract<BrokerOutput, { _tag: "WriteText" }>): void => {
    const now = timers.now()
    const host = advertised()
    const encoded = encodeStored({
      topic,
      queueId,
      flag: 0,
      queueOffset,
      physicalOffset: 0,
      sysFlag: 0,
      bornTimestamp: now,
      bornHost: host,
      storeTimestamp: now,
      storeHost: host,
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: Buffer.from(body),
      properties: encodeProperties({ [MessageConst.TAGS]: tags, ...Object.fromEntries(properties) }, true)
    })
    place(encoded, { queueId, queueOffset, physicalOffset: log.nextPosition(encoded.length), storeTimestamp: now })
    log.append(index, term, encoded)
  }

  const propertiesAt = (position: number): Readonly<Record<string, string>> => {
    const body = log.readAt(position)?.body
    return body === undefined ? {} : { ...decodeProperties(decodeStored(body).properties) }
  }

  const readByKey = ({ topic, key, begin, end, maxNum, upTo }: Extract<BrokerOutput, { _tag: "ReadByKey" }>): readonly number[] => {
    const found: number[] = []
    let bytes = 0
    for (const position of keys.candidates(`${topic}#${key}`)) {
      if (found.length >= maxNum) break
      const index = log.indexAt(position)
      const body = index === undefined || index > upTo ? undefined : log.readAt(position)?.body
      if (index === undefined || body === undefined) continue
      const at = peekStoreTimestamp(body)
      // A message may have one key twice.
      if (at < begin || at > end || found.at(-1) === index || !hasKey(body, topic, key)) continue
      bytes += body.length
      if (found.length > 0 && bytes > MAX_QUERIED_BYTES) break
      found.push(index)
    }
    return found
  }

  /** A delayed message by its level's queue. */
  const readDelayed = (level: number, offset: number): EventOf<"DelayedRead"> => {
    const unit = queues.get(SCHEDULE_TOPIC, level - 1, offset)
    const found = unit && log.readAt(unit.position)
    const [topic, queueId] = [REAL_TOPIC, REAL_QID].map((name) => (found ? peekProperty(found.body, name) : undefined))
    const target = topic === undefined || queueId === undefined || !/^\d+$/.test(queueId) ? null : { topic, queueId: Number(queueId) }
    return { _tag: "DelayedRead", level, offset, index: found?.index ?? -1, target }
  }

  const writeEntries = ({ first, last }: { readonly first: number; readonly last: number }, cause: BrokerEvent): void => {
    const arrived = bodies.arrived.get(cause)
    if (arrived === undefined || !carriesEntries(cause)) throw new Error(`entries ${first}..${last}: no bodies came with ${cause._tag}`)
    for (let index = first; index <= last; index++) {
      const term = termIn(cause.entries, index)
      log.append(index, term, arrived.bodies[index - arrived.first] as Buffer)
    }
  }

  /** Half messages of earlier lives: where each stands, by the id that its producer gave it. */
  const halvesById = new Map<string, number>()

  /**
   * RocketMQ puts a half message behind the others again whenever it has asked for its end, and keeps in its own progress which ones
   * are done with; that may be older than the log. A copy says that it is one, and the half message before is none any more.
   */
  const replacedBy = (body: Buffer, queueOffset: number): readonly number[] => {
    const id = peekProperty(body, MessageConst.UNIQ_KEY)
    if (id === undefined) return []
    const before = halvesById.get(id)
    halvesById.set(id, queueOffset)
    return before === undefined || peekProperty(body, MessageConst.TRANSACTION_CHECK_TIMES) === undefined ? [] : [before]
  }

  /** An entry's body; of a message that is damaged what can still be read, so that its queue keeps its offsets, or nothing. */
  const toDispatch = (index: number): { readonly body: Buffer; readonly intact: boolean } => {
    try {
      return { body: log.read(index), intact: true }
    } catch (error) {
      if (!plain || !(error instanceof DamagedFileError)) throw error
      const body = log.readRaw(index)
      return { body: isMessage(body) ? body : Buffer.alloc(0), intact: false }
    }
  }

  /** A queue cannot have lost more messages than fit into the log before this one: then its offset itself is damaged, which no CRC tells. */
  const isPlausible = (topic: string, queueId: number, queueOffset: number, position: number): boolean => {
    const [min, max] = [queues.min(topic, queueId), queues.max(topic, queueId)]
    return min === max || queueOffset - max <= position / MIN_MESSAGE_BYTES
  }

  /** Before a message whose queue has lost others, or has more than the log. */
  const makeRoom = (topic: string, queueId: number, queueOffset: number, position: number, size: number, code: number): void => {
    if (queueOffset > queues.max(topic, queueId)) queues.fill(topic, queueId, queueOffset, position, size, code)
    else if (queueOffset < queues.min(topic, queueId)) queues.forget(topic, queueId)
  }

  const isDamaged = (position: number): boolean => {
    const index = log.indexAt(position)
    return index === undefined || log.isBroken(index)
  }

  /** Messages of a queue from an offset on, as a pull or a pop looks at them. */
  const messagesIn = (queue: QueueKey, from: number, count: number, properties: boolean): EventOf<"QueueRead">["found"] => {
    const units = queues.range(...splitQueueKey(queue), from, plain ? count + 1 : count)
    return units.slice(0, count).map(({ size, tagsCode, position }, i) => ({
      offset: from + i,
      size,
      tagsCode,
      // The unit of one that cannot even be told is that of the next one.
      ...(plain && (units[i + 1]?.position === position || isDamaged(position)) ? { damaged: true as const } : properties ? { properties: propertiesAt(position) } : {})
    }))
  }

  const dispatch = (last: number): BrokerEvent => {
    const ends = new Map<string, number>()
    const arrived = new Set<string>()
    const halves: NonNullable<EventOf<"Dispatched">["halves"]>[number][] = []
    const ended: number[] = []
    const timers = new TimersSeen()
    const popRecords: PopRecord[] = []
    for (let index = dispatched + 1; index <= last; index++) {
      const { body, intact } = toDispatch(index)
      if (body.length === 0) continue
      const { topic, queueId, queueOffset, physicalOffset, size, tagsCode, storeTimestamp } = peekMessage(body)
      // As in RocketMQ a unit of a delay level has the time of delivery in the place of the tag.
      const code = topic === SCHEDULE_TOPIC ? storeTimestamp + (delaysOf(config)[queueId] ?? 1_000) : tagsCode
      if (plain && !isPlausible(topic, queueId, queueOffset, physicalOffset)) continue
      if (plain) makeRoom(topic, queueId, queueOffset, physicalOffset, size, code)
      queues.put(topic, queueId, queueOffset, physicalOffset, size, code)
      const queue = queueKey(topic, queueId)
      ends.set(queue, queueOffset + 1)
      if (index > recovered.lastIndex) arrived.add(queue)
      if (!intact) continue
      timers.see(body, topic, index)
      popRecords.push(...(topic === revives ? popRecordOf(body, queueOffset, index) : revivedBy(body, topic)))
      if (topic === HALF_TOPIC) {
        halves.push({ offset: queueOffset, index, ...halfOf(body) })
        if (index <= recovered.lastIndex) ended.push(...replacedBy(body, queueOffset))
      }
      if (topic === OP_TOPIC && peekTags(body) === REMOVE_TAG) ended.push(...endedBy(body))
      if (physicalOffset > indexedUpTo) for (const key of keysOf(body)) keys.put(`${topic}#${key}`, physicalOffset, storeTimestamp)
    }
    dispatched = Math.max(dispatched, last)
    return {
      _tag: "Dispatched",
      index: last,
      ends: [...ends],
      ...(arrived.size === 0 ? {} : { arrived: [...arrived] }),
      ...(halves.length === 0 ? {} : { halves }),
      ...(ended.length === 0 ? {} : { ended }),
      ...timers.fields(),
      ...(popRecords.length === 0 ? {} : { popRecords })
    }
  }

  const carryOut: Storage["perform"] = (output, cause, take, state) => {
    switch (output._tag) {
      case "WriteMessages":
        writeMessages(output)
        return true
      case "WriteCopy":
        writeCopy(output)
        return true
      case "WriteText":
        writeText(output)
        return true
      case "WriteNoop":
        log.append(output.index, output.term, new Uint8Array(0))
        return true
      case "WriteEntries":
        writeEntries(output, cause)
        return true
      case "TruncateLog":
        log.truncateFrom(output.from)
        // The machine asks for the entries before anew: the queues are filled from the first one again.
        if (output.from <= dispatched) {
          dispatched = log.firstIndex - 1
          keys.clear()
        }
        return true
      case "ResetLog":
        log.resetTo(output.index, output.term, log.nextPosition(0))
        dispatched = output.index
        keys.clear()
        return true
      case "Flush":
        log.sync((error, index) => {
          if (closed) return
          if (!error) markSoon(take)
          if (!error && index >= log.firstIndex) life?.flushed(timers.now(), () => peekStoreTimestamp(log.readRaw(index)))
          take(error ? { _tag: "DiskFailed", reason: error.message } : { _tag: "Flushed", index, term: log.termOf(index) ?? Log.NO_TERM })
        })
        return true
      case "SaveHardState": {
        const { term, votedFor, voter } = output
        hard.save({ term, votedFor, voter }, (error) => {
          if (closed) return
          // Of a member that has no vote it is known what it lacks.
          const failure = error ?? (voter ? undefined : log.acceptLoss())
          take(failure ? { _tag: "DiskFailed", reason: failure.message } : { _tag: "HardStateSaved", term, votedFor, voter })
        })
        return true
      }
      case "SaveTopics":
        topicsFile.save({ table: topicList(state()), counter: state().topicVersion, timestamp: timers.now() }, savedFor(cause))
        return true
      case "SaveOffsets":
        offsetsFile.save(sorted(state().offsets), reportSave)
        delaysFile.save(sorted(state().offsets), reportSave)
        return true
      case "SaveSubscriptionGroups":
        groupsFile.save({ table: sorted(state().subscriptionGroups), counter: ++groupsVersion, timestamp: timers.now() }, savedFor(cause))
        return true
      case "SaveRequestModes":
        modesFile.save(sorted(state().requestModes), savedFor(cause))
        return true
      case "Dispatch":
        fillsQueues(() => {
          if (!closed) take(dispatch(output.last))
        })
        return true
      case "ReadByKey":
        take({ _tag: "KeyRead", request: output.request, found: readByKey(output) })
        return true
      case "ReadDelayed":
        take(readDelayed(output.level, output.offset))
        return true
      case "ReadQueue": {
        const { request, queue, offset, end, maxMsgNums } = output
        take({ _tag: "QueueRead", request, found: messagesIn(queue, offset, Math.min(maxMsgNums, end - offset), output.properties === true) })
        return true
      }
      case "ReadPop":
        take(readPop(output, timers.now(), queues, messagesIn))
        return true
      case "ReadCheckPoint":
        take(readCheckPoint({ queues, log }, output, (position) => plain && isDamaged(position)))
        return true
      case "FindOffsets": {
        const { _tag: _, queues: asked, ...reset } = output
        const offsetAt = (queueId: number, end: number): number =>
          reset.timestamp === -1 ? end : offsetAtTime({ queues, log }, reset.topic, queueId, reset.timestamp, "LOWER", end)
        take({ _tag: "OffsetsFound", ...reset, found: asked.map(({ queueId, end }) => ({ queueId, offset: end === 0 ? 0 : offsetAt(queueId, end) })) })
        return true
      }
      default:
        return false
    }
  }

  return {
    log,
    queues,
    storedAt: (queue, offset) => {
      const unit = queues.get(...splitQueueKey(queue), offset)
      const found = unit && log.readAt(unit.position)
      return found && peekStoreTimestamp(found.body)
    },
    recovered: first,
    byKey: (topic, key) => [...new Set(keys.candidates(`${topic}#${key}`))].map((position) => log.readAt(position)?.body).filter((body): body is Buffer => body !== undefined && hasKey(body, topic, key)),
    perform: (output, cause, take, state) => {
      try {
        return carryOut(output, cause, take, state)
      } catch (error) {
        // Whatever was promised on the strength of this write is not promised any more.
        failed.add(cause)
        take({ _tag: "DiskFailed", reason: toError(error).message, unwritten: log.lastIndex + 1 })
        return true
      }
    },
    lastStored: () => (plain ? log.segmentEnds().map(({ last }) => peekStoreTimestamp(log.readRaw(Math.max(last, log.firstIndex)))) : []),
    expire: (count, bound) => {
      const last = log.segmentEnds().slice(0, count).findLast(({ last }) => last <= bound)?.last
      if (last === undefined || last < log.firstIndex) return undefined
      log.compactTo(last)
      const begin = log.positionAfter(last)
      queues.beginAt(begin)
      keys.beginAt(begin)
      return { _tag: "Compacted", index: last, ends: queueBegins(queues, new Map()) }
    },
    hasFailed: (cause) => failed.has(cause),
    afterSave: (cause, then) => saves.get(cause)?.waiting.push(then) !== undefined,
    abandon: () => {
      closed = true
    },
    close: () => {
      closed = true
      log.close()
      hard.close()
      if (life !== undefined) {
        queues.sync()
        keys.sync()
      }
      queues.close()
      keys.close()
      if (!log.hasFailed) life?.end(log.lastIndex < log.firstIndex ? 0 : peekStoreTimestamp(log.readRaw(log.lastIndex)))
    }
  }
}

/** Milliseconds. */
const MARK_MS = 500

/** A message without topic, body and properties. */
const MIN_MESSAGE_BYTES = 91

/** Fits into one frame of every client. */
const MAX_QUERIED_BYTES = 8 * 1024 * 1024

const termIn = (entries: Log.Slice, index: number): number => {
  let term = Log.NO_TERM
  for (const run of entries.runs) if (run.first <= index) term = run.term
  return term
}
