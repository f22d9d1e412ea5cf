/**
 * A node of a live run as the explorer has it: its machine, as far along its journal as one likes, and what may come next once it
 * does something else: armed timers, what its disk was asked for, requests that its clients made then.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent } from "../../../../spec/broker/events.ts"
import type { BrokerOutput } from "../../../../spec/broker/outputs.ts"
import type { Broker } from "../../../../spec/broker/state.ts"
import * as Log from "../../../../spec/log/log.ts"
import { step, type Tagged, verdictOf } from "../../../../spec/machine.ts"
import { sorted } from "../../../../spec/sorted.ts"
import { queueKey } from "../../../../spec/vocabulary.ts"
import { sentBy } from "../../../journal/exchange.ts"
import type { JournalHead } from "../../../journal/journal.ts"
import { kindOfEvent } from "../../../trace/live.ts"
import type { Kind } from "../../../trace/live-machines.ts"

/** A line of a journal: the beginning of a life, or an event. */
export interface Line {
  readonly start?: JournalHead
  readonly event?: Tagged
  /** It was received from another node of the run, which sent it. */
  readonly delivered: boolean
}

/** Where an entry's message stands: its queue, and where that ends with it. `null`: in none. */
type Place = readonly [queue: string, end: number] | null

export interface LiveNode {
  /** Lines of its journals that it has gone along. */
  readonly took: number
  /** It does something else than its journals say from here on. */
  readonly parted: boolean
  /** Of its present life; `null` before the first. */
  readonly head: JournalHead | null
  /** The state of its machine, by what it is. */
  readonly broker?: Broker
  readonly nameServer?: unknown
  readonly timers: readonly Tagged[]
  /** What its disk was asked for and has not reported. */
  readonly disk: readonly Tagged[]
  /** By index, of the entries of its log that this run saw written. */
  readonly places: HashMap.HashMap<number, Place>
}

/** A message between nodes; with entries go the places of their messages, as far as they are known. */
export interface LiveMessage {
  readonly content: Tagged
  readonly places?: readonly (readonly [index: number, place: Place])[]
}

export interface Took {
  readonly node: LiveNode
  readonly event: Tagged
  readonly sends: readonly { readonly to: string; readonly message: LiveMessage }[]
  readonly outputs: readonly Tagged[]
  readonly verdicts: readonly string[]
}

export const unborn: LiveNode = { took: 0, parted: false, head: null, timers: [], disk: [], places: HashMap.empty() }

export const stateOf = ({ broker, nameServer }: LiveNode): unknown => broker ?? nameServer

const textOf = (value: unknown): string => JSON.stringify(value)
const isSame = (a: unknown, b: unknown): boolean => a === b || textOf(a) === textOf(b)

/** What comes next in its journals; `undefined`: nothing, or it has parted from them. */
export const nextOf = ({ took, parted }: LiveNode, lines: readonly Line[]): Line | undefined => (parted ? undefined : lines[took])

/** The request that a client makes next, of a node that has parted from its journals. */
const nextRequest = ({ took }: LiveNode, lines: readonly Line[]): number => lines.findIndex(({ event, delivered }, i) => i >= took && event !== undefined && !delivered && kindOfEvent(event, false) === "client")

/** Events that may come now, of those that are no messages of other nodes. */
export const eventsOf = (node: LiveNode, lines: readonly Line[]): readonly Tagged[] => {
  if (node.head === null) return []
  const next = nextOf(node, lines)
  const request = node.parted ? lines[nextRequest(node, lines)]?.event : undefined
  const events = [...(next?.event === undefined || next.delivered ? [] : [next.event]), ...(request === undefined ? [] : [request]), ...node.timers, ...node.disk]
  return events.filter((event, i) => events.findIndex((other) => isSame(other, event)) === i)
}

/** A life begins, as the journal has it. */
export const begins = (node: LiveNode, { machine }: Kind, head: JournalHead): LiveNode => ({
  ...node, took: node.took + 1, head, timers: [], disk: [], ...(head.machine === "name-server" ? { nameServer: machine.init(head.config) } : { broker: machine.init(head.config) as Broker })
})

/** Its process ends and starts again; what was written is there still. */
export const crashes = (node: LiveNode & { readonly broker: Broker }, kind: Kind): Took => {
  const { log, raft, baseEnds, topics, offsets } = node.broker
  const recovered: Tagged & Readonly<Record<string, unknown>> = {
    _tag: "Recovered", ...raft.saved, blank: false, bootstrap: false, log: Log.flushed(log, log.lastIndex), baseEnds, topics: sorted(topics), offsets: sorted(offsets)
  }
  return run({ ...node, parted: true, broker: kind.machine.init(node.head?.config) as Broker, timers: [], disk: [] }, kind, recovered)
}

/** It takes an event, with the places of the entries that came with it. */
export const takes = (node: LiveNode, kind: Kind, lines: readonly Line[], event: Tagged, { places = [] }: Partial<LiveMessage> = {}): Took => {
  const next = nextOf(node, lines)
  const goesOn = next?.event !== undefined && isSame(next.event, event)
  const request = nextRequest(node, lines)
  const isRequest = node.parted && isSame(lines[request]?.event, event)
  const known = places.reduce((all, [index, place]) => HashMap.set(all, index, place), node.places)
  return run({ ...node, took: goesOn ? node.took + 1 : isRequest ? request + 1 : node.took, parted: !goesOn, places: known }, kind, event)
}

const run = (before: LiveNode, { machine }: Kind, event: Tagged): Took => {
  const state = stateOf(before)
  const verdicts = [`${machine.name} ${verdictOf(machine, state, event)}`]
  const [next, outputs] = step(machine, state, event)
  const came = { ...before, ...(before.broker === undefined ? { nameServer: next } : { broker: next as Broker }), timers: before.timers.filter((timer) => !isSame(timer, event)), disk: before.disk.filter((asked) => !isDone(asked, event)) }
  const node = outputs.reduce<LiveNode>(carriedOut, came)
  return { node, event, sends: sendsOf(node, outputs), outputs, verdicts }
}

/** An fsync, or a filling of the queues, that has come further covers what was asked for before. */
const isDone = (asked: Tagged, event: Tagged): boolean => {
  const [a, b] = [asked, event] as [BrokerEvent, BrokerEvent]
  if (a._tag === "HardStateSaved" && b._tag === "HardStateSaved") return a.term < b.term || isSame(a, b)
  return ((a._tag === "Flushed" && b._tag === "Flushed") || (a._tag === "Dispatched" && b._tag === "Dispatched")) && a.index <= b.index
}

const carriedOut = (node: LiveNode, given: Tagged): LiveNode => {
  const output = given as BrokerOutput
  const written = (index: number, place: Place): LiveNode => ({ ...node, places: HashMap.set(node.places, index, place) })
  switch (output._tag) {
    case "ArmTimer":
    case "ArmTimerSinceStored":
      return { ...node, timers: [...node.timers.filter((timer) => !isSame(timer, output.event)), output.event].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)) }
    case "CancelTimer":
      return { ...node, timers: node.timers.filter((timer) => !isSame(timer, output.event)) }
    case "WriteMessages": {
      let { places } = node
      for (let i = 0; i < output.count; i++) places = HashMap.set(places, output.index + i, [queueKey(output.topic, output.queueId), output.queueOffset + i + 1])
      return { ...node, places }
    }
    case "WriteText":
    case "WriteCopy":
      return written(output.index, [queueKey(output.topic, output.queueId), output.queueOffset + 1])
    case "WriteNoop":
      return written(output.index, null)
    case "Flush":
      return node.broker === undefined ? node : asks(node, { _tag: "Flushed", index: node.broker.log.lastIndex, term: Log.lastTerm(node.broker.log) })
    case "SaveHardState":
      return asks(node, { ...output, _tag: "HardStateSaved" })
    case "Dispatch": {
      const dispatched = dispatchedEvent(node, output.last)
      return dispatched === undefined ? node : asks(node, dispatched)
    }
    default:
      return node
  }
}

const asks = (node: LiveNode, event: BrokerEvent): LiveNode => ({ ...node, disk: [...node.disk.filter((asked) => !isSame(asked, event)), event] })

/** `undefined`: this run did not see all of the entries written, so that nobody knows here which queues grow. */
const dispatchedEvent = ({ broker, places }: LiveNode, last: number): BrokerEvent | undefined => {
  const ends = new Map<string, number>()
  for (let index = (broker?.dispatchedIndex ?? -1) + 1; index <= last; index++) {
    if (!HashMap.has(places, index)) return undefined
    const place = HashMap.getUnsafe(places, index)
    if (place !== null) ends.set(place[0], place[1])
  }
  const sortedEnds = [...ends].sort(([a], [b]) => (a < b ? -1 : 1))
  return { _tag: "Dispatched", index: last, ends: sortedEnds, ...(ends.size === 0 ? {} : { arrived: sortedEnds.map(([queue]) => queue) }) }
}

/** Messages for other nodes, with what is known of their entries. */
const sendsOf = ({ head, places }: LiveNode, outputs: readonly Tagged[]): Took["sends"] =>
  outputs.flatMap((output) => {
    const went = head === null ? undefined : sentBy(head, output)
    if (went === undefined) return []
    const content = JSON.parse(went.message) as Tagged & { readonly entries?: Log.Slice }
    const { prevLogIndex, lastIndex } = content.entries ?? { prevLogIndex: 0, lastIndex: 0 }
    const known = Array.from({ length: Math.max(0, lastIndex - prevLogIndex) }, (_, i) => prevLogIndex + 1 + i).flatMap((index) => (HashMap.has(places, index) ? [[index, HashMap.getUnsafe(places, index)] as const] : []))
    return [{ to: went.to, message: { content, ...(known.length === 0 ? {} : { places: known }) } }]
  })
