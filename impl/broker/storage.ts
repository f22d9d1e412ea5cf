/**
 * What a broker keeps on disk, and how the machine's outputs reach it: the log, term and vote, the queues, the
 * configuration files. It decides nothing: what to write, flush or cut, and when, the machine says.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import { type Broker, SubscriptionGroups, TopicConfig } from "../../spec/broker/state.ts"
import type { Config } from "../../spec/broker/config.ts"
import * as Log from "../../spec/log/log.ts"
import { topicList } from "../../spec/registration/register.ts"
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
import { toError } from "../store/errors.ts"
import { hardStateFile } from "../store/hard-state.ts"
import { JsonFile } from "../store/json-file.ts"
import { peekKeys, peekMessage, peekProperty, peekStoreTimestamp, peekTags, peekTopic } from "../message/peek.ts"
import { place } from "../message/place.ts"
import { decodeProperties, encodeProperties, MessageConst } from "../message/properties.ts"
import { rewritten } from "../message/rewrite.ts"
import { decodeStored, encodeStored } from "../message/stored.ts"
import { offsetAtTime } from "./store-time.ts"
import { type Bodies, carriesEntries } from "./bodies.ts"

const TopicTable = Schema.Array(Schema.Tuple([Schema.String, TopicConfig]))
const OffsetTable = Schema.Array(Schema.Tuple([Schema.String, Schema.Int]))

export interface StorageOptions {
  readonly files: Files
  readonly timers: TimersService
  readonly dir: string
  /** Where the messages are; in `dir` unless said. */
  readonly logDir?: string
  readonly config: Config
  readonly bodies: Bodies
  readonly segmentSize?: number
  /** Messages of producers were written: for the statistics. */
  readonly wrote?: (topic: string, messages: number, bytes: number) => void
  /** This start may found the group: a blank disk is no lost one. */
  readonly bootstrap: boolean
  /** The host that messages of the broker's own are stored at. */
  readonly advertised: () => Address
}

export interface Storage {
  readonly log: EntryLog
  readonly queues: ConsumeQueues
  /** The first event of the machine's life. */
  readonly recovered: EventOf<"Recovered">
  /** When a message was stored. */
  readonly storedAt: (queue: QueueKey, offset: number) => number | undefined
  /** Carries out an output; `false` if it is none of the disk's. */
  readonly perform: (output: BrokerOutput, cause: BrokerEvent, take: (event: BrokerEvent) => void, state: () => Broker) => boolean
  /** Once the tables that this event has changed are on disk; `false`: it has changed none, or they are. */
  readonly afterSave: (cause: BrokerEvent, then: () => void) => boolean
  /** Could something not be written that this event has brought about? Then nobody may be told what rests on it. */
  readonly hasFailed: (cause: BrokerEvent) => boolean
  readonly close: () => void
  /** Lets go of the files without syncing anything, as the end of a process does. */
  readonly abandon: () => void
}

export const openStorage = ({ files, timers, dir, logDir = `${dir}/commitlog`, config, bodies, bootstrap, advertised, segmentSize, wrote }: StorageOptions): Storage => {
  files.mkdir(dir)
  files.mkdir(`${dir}/config`)
  const hard = hardStateFile(files, `${dir}/hard-state`)
  const saved = hard.load()
  const { log, recovered } = EntryLog.open(files, logDir, segmentSize === undefined ? {} : { segmentSize })
  const queues = ConsumeQueues.open(files, `${dir}/consumequeue`)
  const topicsFile = new JsonFile(files, `${dir}/config/topics.json`, TopicTable)
  const offsetsFile = new JsonFile(files, `${dir}/config/consumerOffset.json`, OffsetTable)
  const groupsFile = new JsonFile(files, `${dir}/config/subscriptionGroup.json`, SubscriptionGroups)
  const topics = new Map<string, TopicConfig>([...systemTopics(config), ...(topicsFile.load()?.value ?? [])])

  // Entries that were on disk are gone, and nobody knows how many: it has no vote until it has caught up, as if its disk were lost.
  const isDamaged = saved?.value.voter === true && recovered.cut?.kind === "DAMAGE"
  const hardState = { ...(saved?.value ?? { term: 0, votedFor: null, voter: true }), ...(isDamaged ? { voter: false } : {}) }
  if (isDamaged) hard.saveNow(hardState)
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
    baseEnds: [],
    topics: [...topics].sort(([a], [b]) => (a < b ? -1 : 1)),
    offsets: [...(offsetsFile.load()?.value ?? [])],
    subscriptionGroups: [...(groupsFile.load()?.value ?? [])]
  }
  const keys = new KeyIndex()
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

  const writeText = ({ index, term, topic, queueId, queueOffset, tags, body }: Extract<BrokerOutput, { _tag: "WriteText" }>): void => {
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
      properties: encodeProperties({ [MessageConst.TAGS]: tags }, true)
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
    for (const index of keys.candidates(`${topic}#${key}`)) {
      if (found.length >= maxNum) break
      if (index > upTo || index < log.firstIndex) continue
      const body = log.read(index)
      const at = peekStoreTimestamp(body)
      // Two keys may share a chain, and a message may have one key twice.
      if (at < begin || at > end || found.at(-1) === index || peekTopic(body) !== topic || !keysOf(body).includes(key)) continue
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

  const dispatch = (last: number): BrokerEvent => {
    const ends = new Map<string, number>()
    const arrived = new Set<string>()
    const halves: NonNullable<EventOf<"Dispatched">["halves"]>[number][] = []
    const ended: number[] = []
    for (let index = dispatched + 1; index <= last; index++) {
      const body = log.read(index)
      if (body.length === 0) continue
      const { topic, queueId, queueOffset, physicalOffset, size, tagsCode, storeTimestamp } = peekMessage(body)
      // As in RocketMQ a unit of a delay level has the time of delivery in the place of the tag.
      const code = topic === SCHEDULE_TOPIC ? storeTimestamp + (delaysOf(config)[queueId] ?? 1_000) : tagsCode
      queues.put(topic, queueId, queueOffset, physicalOffset, size, code)
      if (topic === HALF_TOPIC) halves.push({ offset: queueOffset, index, ...halfOf(body) })
      if (topic === OP_TOPIC && peekTags(body) === REMOVE_TAG) ended.push(...endedBy(body))
      for (const key of keysOf(body)) keys.put(`${topic}#${key}`, index)
      const queue = queueKey(topic, queueId)
      ends.set(queue, queueOffset + 1)
      if (index > recovered.lastIndex) arrived.add(queue)
    }
    dispatched = Math.max(dispatched, last)
    return {
      _tag: "Dispatched",
      index: last,
      ends: [...ends],
      ...(arrived.size === 0 ? {} : { arrived: [...arrived] }),
      ...(halves.length === 0 ? {} : { halves }),
      ...(ended.length === 0 ? {} : { ended })
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
          take(error ? { _tag: "DiskFailed", reason: error.message } : { _tag: "Flushed", index, term: log.termOf(index) ?? Log.NO_TERM })
        })
        return true
      case "SaveHardState": {
        const { term, votedFor, voter } = output
        hard.save({ term, votedFor, voter }, (error) => {
          if (closed) return
          take(error ? { _tag: "DiskFailed", reason: error.message } : { _tag: "HardStateSaved", term, votedFor, voter })
        })
        return true
      }
      case "SaveTopics":
        topicsFile.save(topicList(state()), savedFor(cause))
        return true
      case "SaveOffsets":
        offsetsFile.save(sorted(state().offsets), reportSave)
        return true
      case "SaveSubscriptionGroups":
        groupsFile.save(sorted(state().subscriptionGroups), savedFor(cause))
        return true
      case "Dispatch":
        take(dispatch(output.last))
        return true
      case "ReadByKey":
        take({ _tag: "KeyRead", request: output.request, found: readByKey(output) })
        return true
      case "ReadDelayed":
        take(readDelayed(output.level, output.offset))
        return true
      case "ReadQueue": {
        const [topic, queueId] = splitQueueKey(output.queue)
        const count = Math.min(output.maxMsgNums, output.end - output.offset)
        const units = queues.range(topic, queueId, output.offset, count)
        take({
          _tag: "QueueRead",
          request: output.request,
          found: units.map(({ size, tagsCode, position }, i) => ({
            offset: output.offset + i,
            size,
            tagsCode,
            ...(output.properties ? { properties: propertiesAt(position) } : {})
          }))
        })
        return true
      }
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
    hasFailed: (cause) => failed.has(cause),
    afterSave: (cause, then) => saves.get(cause)?.waiting.push(then) !== undefined,
    abandon: () => {
      closed = true
    },
    close: () => {
      closed = true
      log.close()
      hard.close()
      queues.close()
    }
  }
}

/** Fits into one frame of every client. */
const MAX_QUERIED_BYTES = 8 * 1024 * 1024

/** What a message is found by: its keys, and the id that its producer gave it. RocketMQ `IndexService.buildIndex`. */
const keysOf = (body: Buffer): readonly string[] => {
  const id = peekProperty(body, MessageConst.UNIQ_KEY)
  return id === undefined ? peekKeys(body) : [...peekKeys(body), id]
}

/** What a half message says of itself. */
const halfOf = (body: Buffer): { readonly group: string; readonly immunityMs: number | null } => {
  const seconds = Number(peekProperty(body, MessageConst.CHECK_IMMUNITY_TIME_IN_SECONDS) ?? -1)
  return { group: peekProperty(body, MessageConst.PGROUP) ?? "", immunityMs: Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= MAX_IMMUNITY_SECONDS ? seconds * 1_000 : null }
}

/** Beyond this no timer can be armed (2^31 ms): a wish that is none. */
const MAX_IMMUNITY_SECONDS = 2_000_000

/** Offsets of half messages: one, or in 5.x several with commas between them. */
const endedBy = (body: Buffer): readonly number[] =>
  decodeStored(body)
    .body.toString()
    .split(",")
    .filter((offset) => /^\d+$/.test(offset))
    .map(Number)

const termIn = (entries: Log.Slice, index: number): number => {
  let term = Log.NO_TERM
  for (const run of entries.runs) if (run.first <= index) term = run.term
  return term
}
