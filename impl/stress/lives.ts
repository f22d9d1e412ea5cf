/**
 * What the nodes' journals say of messages: where each was written, what every life of a node had on disk when it ended and the next
 * one found, which messages were found damaged, and who sent consumers back. A loss is explained by a life that had the message, and
 * lost it with its power or its disk, so that the next life began without it.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import * as Log from "../../spec/log/log.ts"
import type { Tagged } from "../../spec/machine.ts"
import { splitQueueKey } from "../../spec/vocabulary.ts"
import type { JournalHead } from "../journal/journal.ts"
import { type Acked, type Down, readAcks } from "../testkit/acks.ts"
import { readCuts } from "../testkit/cuts.ts"
import { queueOf } from "./history.ts"
import { readSentBack, type SentBack } from "./sent-back.ts"

/** An entry of the log, wherever copies of it are. */
export interface Entry {
  readonly group: string
  readonly queueId: number
  readonly queueOffset: number
  readonly index: number
  readonly term: number
}

export interface Lives {
  readonly onLine: (head: JournalHead, line: number, event: Tagged, outputs: readonly Tagged[]) => void
  readonly onEnd: (head: JournalHead, state: unknown) => void
  /** Entries of messages that were acked at this place of a queue, of all that were there one after the other. */
  readonly ackedAt: (queue: string, offset: number) => readonly Entry[]
  /** Entries that were written for this place of a queue, acked or not. */
  readonly writtenAt: (queue: string, offset: number) => readonly Entry[]
  /** Every place that something was written for. */
  readonly places: () => Iterable<{ readonly queue: string; readonly offset: number }>
  /** Ends of lives by which this message may have been lost; none: nothing explains it. */
  readonly lossesOf: (entry: Entry, ended: ReadonlyMap<string, readonly End[]>) => readonly Loss[]
  /** The member of a released group that cut it off, told so by the leader that had written it; `undefined`: none did. */
  readonly cutBy: (entry: Entry) => string | undefined
  /** Brokers that sent a consumer back from one offset to another. */
  readonly sentBack: (consumer: string, queue: string, from: number, to: number) => readonly SentBack[]
}

/** How a life of a node ended. */
export interface End {
  /** `damage`: its process was killed, and some bytes of its log are others, or were never written where they belong. */
  readonly how: Down | "damage"
  /** All that was struck since the group was last whole has the same number. */
  readonly epoch: number
}

export interface Loss {
  readonly epoch: number
  readonly what: string
  /** Its place in the log is there still, with other bytes. */
  readonly isDamaged: boolean
}

interface Life {
  readonly node: string
  readonly life: number
  /** What it began with, and entries of that whose bytes are not those that were written. */
  found?: { readonly log: Log.Log; readonly broken: ReadonlySet<number> }
  /** What it had in the end. */
  log?: Log.Log
  /** Places that it read, and found damaged. */
  readonly damaged: Set<string>
}

const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))
const placeOf = (queue: string, offset: number): string => `${queue} ${offset}`

export const readLives = (): Lives => {
  const acks = readAcks()
  const cuts = readCuts()
  const sentBack = readSentBack()
  const lives = new Map<string, Life[]>()
  const written = new Map<string, { readonly queue: string; readonly offset: number; readonly entries: Entry[] }>()
  let ackedPlaces: Map<string, Acked[]> | undefined

  const lifeOf = ({ node, life }: JournalHead): Life => {
    const known = lives.get(node) ?? []
    lives.set(node, known)
    return (known[life - 1] ??= { node, life, damaged: new Set() })
  }

  const noteWritten = (group: string, { index, term, queueId, queueOffset, count }: Entry & { readonly count: number }): void => {
    for (let i = 0; i < count; i++) {
      const entry: Entry = { group, queueId, queueOffset: queueOffset + i, index: index + i, term }
      const queue = queueOf(group, queueId)
      const place = placeOf(queue, entry.queueOffset)
      const known = written.get(place)
      if (known === undefined) written.set(place, { queue, offset: entry.queueOffset, entries: [entry] })
      else known.entries.push(entry)
    }
  }

  const noteDamaged = (head: JournalHead, event: Tagged, outputs: readonly Tagged[]): void => {
    const { found } = event as Tagged & { readonly found: readonly { readonly offset: number; readonly damaged?: true }[] }
    if (!found.some(({ damaged }) => damaged)) return
    const reply = outputs.find(({ _tag }) => _tag === "ReplyPull") as (Tagged & { readonly queue: string }) | undefined
    if (reply === undefined) return
    const [, queueId] = splitQueueKey(reply.queue)
    for (const { offset, damaged } of found) if (damaged) lifeOf(head).damaged.add(placeOf(queueOf(groupOf(head.node), queueId), offset))
  }

  return {
    onLine: (head, line, event, outputs) => {
      acks.onLine(head, line, event, outputs)
      cuts.onLine(head, line, event, outputs)
      if (head.machine === "name-server") return
      sentBack.onLine(head, line, event, outputs)
      if (event._tag === "Recovered") {
        const { log, broken = [] } = event as unknown as { readonly log: Log.Log; readonly broken?: readonly number[] }
        lifeOf(head).found = { log, broken: new Set(broken) }
      }
      if (event._tag === "QueueRead") noteDamaged(head, event, outputs)
      for (const output of outputs) if (output._tag === "WriteMessages") noteWritten(groupOf(head.node), output as unknown as Entry & { readonly count: number })
    },
    onEnd: (head, state) => {
      if (head.machine !== "name-server") lifeOf(head).log = (state as Broker).log
    },
    ackedAt: (queue, offset) => {
      if (ackedPlaces === undefined) {
        ackedPlaces = new Map()
        for (const each of acks.all()) {
          const place = placeOf(queueOf(each.group, each.queueId), each.queueOffset)
          const known = ackedPlaces.get(place)
          if (known === undefined) ackedPlaces.set(place, [each])
          else known.push(each)
        }
      }
      return ackedPlaces.get(placeOf(queue, offset)) ?? []
    },
    writtenAt: (queue, offset) => written.get(placeOf(queue, offset))?.entries ?? [],
    places: () => written.values(),
    lossesOf: ({ group, queueId, queueOffset, index, term }, ended) =>
      [...lives].flatMap(([node, all]) => (groupOf(node) === group ? all : [])).flatMap(({ node, life, log }) => {
        if (log === undefined || index > log.lastIndex || Log.termAt(log, index) !== term) return []
        const end = ended.get(node)?.[life - 1]
        if (end === undefined || end.how === "crash" || (end.how === "powerLoss" && index <= log.durableIndex)) return []
        // What the next life begins with was not lost by the end of this one.
        const [same, ...later] = (lives.get(node) ?? []).slice(life - 1).filter((each) => each !== undefined)
        const next = later.find(({ found }) => found !== undefined)?.found
        const isThere = next !== undefined && index <= next.log.lastIndex && Log.termAt(next.log, index) === term
        const isDamaged = end.how === "damage" && (next?.broken.has(index) === true || [same, ...later].some((each) => each?.damaged.has(placeOf(queueOf(group, queueId), queueOffset))))
        if (isThere && !isDamaged) return []
        return [{ epoch: end.epoch, what: tell(node, life, end.how, log.durableIndex, isDamaged), isDamaged }]
      }),
    cutBy: cuts.by,
    sentBack: sentBack.of
  }
}

const tell = (node: string, life: number, how: "powerLoss" | "diskLoss" | "damage", durableIndex: number, isDamaged: boolean): string => {
  if (how === "powerLoss") return `${node} lost its power (life ${life}), with entries up to ${durableIndex} on disk`
  if (how === "diskLoss") return `${node} lost its disk (life ${life})`
  return isDamaged ? `the disk of ${node} was damaged (life ${life}): what was there is not what was written` : `the disk of ${node} was damaged (life ${life}), and its log ended before that`
}
