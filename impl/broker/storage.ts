/**
 * What a broker keeps on disk, and how the machine's outputs reach it: the log, term and vote, the queues, the
 * configuration files. It decides nothing: what to write, flush or cut, and when, the machine says.
 *
 * @module
 */
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { Config } from "../../spec/broker/config.ts"
import * as Log from "../../spec/log/log.ts"
import { derivedOf } from "../../spec/store/derived.ts"
import { type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import type { Files } from "../files/files.ts"
import type { Address } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import type { MessageType } from "../metrics/observations.ts"
import { peekPhysicalOffset, peekStoreTimestamp } from "../message/peek.ts"
import { writeCleanStop } from "../store/clean-stop.ts"
import type { ConsumeQueues } from "../store/consume-queues.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { toError } from "../store/errors.ts"
import { hardStateFile } from "../store/hard-state.ts"
import { checkpointFile, currentTermFile, type HardStateStore, ledgerHome } from "../store/ledger-files.ts"
import { type Bodies, carriesEntries } from "./bodies.ts"
import { Dispatcher } from "./dispatcher.ts"
import { hasKey } from "./message-facts.ts"
import { queueBegins } from "./storage-found.ts"
import { openStore } from "./storage-open.ts"
import { storageReads } from "./storage-reads.ts"
import { StorageTables } from "./storage-tables.ts"
import { storageWrites } from "./storage-writes.ts"

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
  /** The member's files are those of a released DLedger: `dledger-<self>` in `dir`. */
  readonly ledger?: boolean
  /** Told what an operator has to know of what was found. */
  readonly report?: (line: string) => void
  /** Messages of producers were written: for the statistics. */
  readonly wrote?: (topic: string, messages: number, bytes: number, type: MessageType | undefined) => void
  /** A message that its group has had for the last time was put aside: its topic, and the group. */
  readonly buried?: (topic: string, group: string) => void
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
  /** An orderly end; with what the machine knows then, the next start need not read the log. */
  readonly close: (state?: Broker) => void
  /** Lets go of the files without syncing anything, as the end of a process does. */
  readonly abandon: () => void
}

export const openStorage = ({ files, timers, dir, config, ledger = false, logDir = ledger ? `${ledgerHome(dir, config.dLegerSelfId)}/data` : `${dir}/commitlog`, bodies, bootstrap, advertised, segmentSize, plain = false, report = () => {}, wrote, buried, fillsQueues = (fill) => fill() }: StorageOptions): Storage => {
  files.mkdir(dir)
  files.mkdir(`${dir}/config`)
  const hard: HardStateStore = ledger ? currentTermFile(files, ledgerHome(dir, config.dLegerSelfId)) : hardStateFile(files, `${dir}/hard-state`)
  const saved = hard.load()
  const { log, recovered, queues, keys, life, baseEnds, derived } = openStore({ files, dir, logDir, segmentSize, plain, ledger, report })
  const tables = new StorageTables(files, `${dir}/config`, timers.now)

  const hardState = saved?.value ?? { term: 0, votedFor: null, voter: true }
  // A member that has no vote catches up anyway.
  if (!hardState.voter) log.acceptLoss()
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
    baseEnds,
    ...(derived === undefined ? {} : { derived }),
    ...tables.load(config)
  }
  const dispatcher = new Dispatcher({
    log,
    queues,
    keys,
    config,
    plain,
    from: derived?.index ?? recovered.baseIndex,
    found: recovered.lastIndex,
    halves: (derived?.halves ?? []).map(([offset, { index }]) => [Number(offset), index])
  })
  const write = storageWrites({ log, bodies, now: timers.now, advertised, wrote, buried })
  const read = storageReads({ log, queues, keys, now: timers.now, plain })
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

  const carryOut: Storage["perform"] = (output, cause, take, state) => {
    switch (output._tag) {
      case "TruncateLog":
        log.truncateFrom(output.from)
        // The machine asks for the entries before anew: the queues are filled from the first one again.
        if (output.from <= dispatcher.dispatched) dispatcher.again(log.firstIndex - 1)
        return true
      case "ResetLog": {
        // A slave's log begins where the first message that it is sent says.
        const first = plain && carriesEntries(cause) ? bodies.arrived.get(cause)?.bodies[0] : undefined
        log.resetTo(output.index, output.term, first === undefined ? log.nextPosition(0) : peekPhysicalOffset(first))
        dispatcher.again(output.index)
        return true
      }
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
      case "Dispatch":
        fillsQueues(() => {
          if (!closed) take(dispatcher.dispatch(output.last))
        })
        return true
      default: {
        if (write(output, cause) || tables.perform(output, cause, state)) return true
        const found = read(output)
        if (found !== undefined) take(found)
        return found !== undefined
      }
    }
  }

  /** What the next start may take over. */
  const leave = (state: Broker) => {
    if (state.dispatchedIndex !== dispatcher.dispatched || state.log.lastIndex !== log.lastIndex) return undefined
    const left = log.leave()
    return left && { version: 1 as const, log: left, baseEnds: state.baseEnds, derived: derivedOf(state), queues: queues.leave(), indexed: keys.end }
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
    afterSave: (cause, then) => tables.afterSave(cause, then),
    abandon: () => {
      closed = true
    },
    close: (state) => {
      closed = true
      const works = state?.running === true && !state.diskFailed
      const stop = works ? leave(state) : undefined
      if (works) tables.saveAll(state, report)
      // Reading a log that is closed would open its file again.
      const lastStored = life === undefined || log.hasFailed || log.lastIndex < log.firstIndex ? 0 : peekStoreTimestamp(log.readRaw(log.lastIndex))
      log.close()
      hard.close()
      if (ledger && works) checkpointFile(files, ledgerHome(dir, config.dLegerSelfId)).saveNow({ endIndex: state.log.lastIndex, committedIndex: state.raft.commitIndex })
      if (life !== undefined) {
        queues.sync()
        keys.sync()
      }
      queues.close()
      keys.close()
      if (stop !== undefined) writeCleanStop(files, dir, stop)
      if (!log.hasFailed) life?.end(lastStored)
    }
  }
}

/** Milliseconds. */
const MARK_MS = 500
