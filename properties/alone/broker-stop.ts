/**
 * What a broker writes down at a stop, and what it lists for operators: worked out of its tables a second time.
 *
 * RocketMQ keeps consume queues, timer wheel and checkpoints in files of their own; `GetAllConsumerOffset` is `ConsumerOffsetManager`'s.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { type AloneProperty, MACHINE_SLOT } from "../../models/alone/alone.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { type CheckPoint, type Cursor, initialPop } from "../../spec/pop/state.ts"
import { allOffsets } from "../../spec/serving/offsets.ts"
import { derivedOf, withDerived } from "../../spec/store/derived.ts"
import { type DeclaredIn, declaring } from "../declare.ts"
import { same } from "../same.ts"
import { got } from "./broker-taking.ts"

export type OfBrokers = DeclaredIn<void, AloneProperty<Broker, BrokerEvent, BrokerOutput>>

/** Of every state that an event leads to, and in which one of these parts is another one than before. */
export const wherever = (id: string, sentence: string, source: string, parts: readonly (keyof Broker)[], holds: (self: Broker) => boolean): OfBrokers =>
  declaring<void, AloneProperty<Broker, BrokerEvent, BrokerOutput>>().promise(id, sentence, source, () => ({
    kind: "step",
    concerns: (before, move, { local }) => move.kind === "act" && move.slot === MACHINE_SLOT && parts.some((part) => (local as Broker)[part] !== (before as Broker)[part]) && !holds(local as Broker),
    holds: () => false
  }))

const listed = <A>(table: HashMap.HashMap<string, A>): readonly (readonly [string, A])[] => [...HashMap.entries(table)].sort(([a], [b]) => (a < b ? -1 : 1))

/** The same machine, as it is before it has read anything. */
const blank = (self: Broker): Broker => ({ ...self, dispatchedIndex: self.log.baseIndex, dispatchingIndex: self.log.baseIndex, queues: HashMap.empty(), halves: HashMap.empty(), timed: HashMap.empty(), pop: initialPop })

/** Handed out in order, by check points that every replica knows. */
const readableInOrder = (self: Broker, { ordered = [] }: Cursor): readonly string[] => ordered.filter((name) => (got(self.pop.checkPoints, name)?.index ?? Number.POSITIVE_INFINITY) <= self.dispatchedIndex)

const leftOf = (self: Broker, cursor: Cursor): Cursor => {
  const ordered = readableInOrder(self, cursor)
  return { popped: cursor.popped, handing: cursor.popped, ...(ordered.length > 0 && { ordered }) }
}

/** Nothing of it is about to end, and its time is counted anew. */
const openAgain = (one: CheckPoint): CheckPoint => {
  const { over, ...rest } = one
  return { ...(over === undefined ? one : rest), closing: [] }
}

export const writtenAtStop = wherever(
  "S85 WrittenAtStop",
  "What a broker writes down at an orderly stop tells the next start what the entries that are in the queues say, and nothing of what it was about to do; half messages that RocketMQ is done with stay away.",
  "DefaultMessageStore.shutdown, TransactionalMessageServiceImpl, TimerCheckpoint",
  ["dispatchedIndex", "queues", "halves", "timed", "pop", "offsets"],
  (self) => {
    const { dispatchedIndex, dispatchingIndex, queues, halves, timed, pop } = withDerived(blank(self), derivedOf(self))
    const first = got(self.offsets, "CID_RMQ_SYS_TRANS@RMQ_SYS_TRANS_HALF_TOPIC@0") ?? 0
    return (
      dispatchedIndex === self.dispatchedIndex &&
      dispatchingIndex === self.dispatchedIndex &&
      same(listed(queues), listed(self.queues).flatMap(([key, { end }]) => (end > 0 ? [[key, { end, next: end }]] : []))) &&
      same(listed(halves), listed(self.halves).flatMap(([offset, half]) => (Number(offset) >= first ? [[offset, { ...half, checks: 0, ending: false }]] : []))) &&
      same(listed(timed), listed(self.timed).flatMap(([offset, one]) => (one.standing === "RECALLED" ? [] : [[offset, { ...one, standing: "WAITING" }]]))) &&
      same(listed(pop.cursors), listed(self.pop.cursors).map(([key, cursor]) => [key, leftOf(self, cursor)])) &&
      same(listed(pop.checkPoints), listed(self.pop.checkPoints).flatMap(([key, one]) => (one.index <= self.dispatchedIndex ? [[key, openAgain(one)]] : [])))
    )
  }
)

/** What a group was handed counts, but for what it may be handed again in order. */
const handedTo = (self: Broker, cursor: Cursor | undefined): number =>
  cursor === undefined ? 0 : Math.min(cursor.popped, ...readableInOrder(self, cursor).flatMap((name) => got(self.pop.checkPoints, name)?.offsets.slice(0, 1) ?? []))

export const progressListed = wherever(
  "S86 ProgressListed",
  "The list of all progress says of each group and queue what it says when it is asked alone: how far it has committed, or been handed messages, whichever is further.",
  "ConsumerOffsetManager, PopMessageProcessor",
  ["offsets", "pop", "dispatchedIndex"],
  (self) => {
    const keys = [...new Set([...HashMap.keys(self.offsets), ...HashMap.keys(self.pop.cursors)])].sort()
    return same(allOffsets(self), keys.map((key) => [key, Math.max(got(self.offsets, key) ?? 0, handedTo(self, got(self.pop.cursors, key)))]))
  }
)
