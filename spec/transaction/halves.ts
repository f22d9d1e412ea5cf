/**
 * Half messages that nobody has ended yet. The table follows from the log alone: a half message opens an entry, an op message
 * closes it; so every replica has it, and a new master goes on where the last one stopped.
 *
 * RocketMQ `TransactionalMessageServiceImpl`, `TransactionalMessageBridge`, which keep two consumer offsets instead.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { EventOf } from "../broker/events.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { offsetOf } from "../serving/offsets.ts"
import { queueKey } from "../vocabulary.ts"
import type { Half } from "./state.ts"

/** RocketMQ `TopicValidator`. */
export const HALF_TOPIC = "RMQ_SYS_TRANS_HALF_TOPIC"
export const OP_TOPIC = "RMQ_SYS_TRANS_OP_HALF_TOPIC"
export const CHECK_MAX_TIME_TOPIC = "TRANS_CHECK_MAX_TIME_TOPIC"

/** RocketMQ `MixAll.CID_SYS_RMQ_TRANS`: a directory that RocketMQ wrote says with its progress what it has done with. */
const SYSTEM_GROUP = "CID_RMQ_SYS_TRANS"

/** RocketMQ `TransactionalMessageUtil.REMOVETAG`. */
export const REMOVE_TAG = "d"

export const HALF_QUEUE = queueKey(HALF_TOPIC, 0)

export const halfAt = (self: Broker, offset: number): Half | undefined => Option.getOrUndefined(HashMap.get(self.halves, String(offset)))

export const withHalf = (self: Broker, offset: number, half: Half): Broker => ({ ...self, halves: HashMap.set(self.halves, String(offset), half) })

/** Half messages below this offset RocketMQ is done with. */
export const endedElsewhere = (self: Broker): number => offsetOf(self, SYSTEM_GROUP, HALF_TOPIC, 0) ?? 0

/** What has become visible of half messages and their ends. */
export const noteHalves =
  ({ halves = [], ended = [] }: EventOf<"Dispatched">): Part =>
  (self) => {
    if (halves.length === 0 && ended.length === 0) return [self, []]
    const from = endedElsewhere(self)
    let open = self.halves
    for (const { offset, index, group, immunityMs } of halves) if (offset >= from) open = HashMap.set(open, String(offset), { index, group, immunityMs, checks: 0, ending: false })
    for (const offset of ended) open = HashMap.remove(open, String(offset))
    return [{ ...self, halves: open }, ended.map((offset): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "TransactionTimeout", offset } }))]
  }

/** Of these half messages, those that are open: their producers have so long to end them, counted from when they were stored. */
export const awaitEnds =
  (offsets: readonly number[]): Part =>
  (self) => [
    self,
    offsets.flatMap((offset): readonly BrokerOutput[] => {
      const half = halfAt(self, offset)
      if (half === undefined) return []
      return [{ _tag: "ArmTimerSinceStored", event: { _tag: "TransactionTimeout", offset }, ms: half.immunityMs ?? self.config.transactionTimeout, queue: HALF_QUEUE, offset }]
    })
  ]

/** Open ones, in their order. */
export const openHalves = (self: Broker): readonly number[] => (HashMap.isEmpty(self.halves) ? [] : [...HashMap.keys(self.halves)].map(Number).sort((a, b) => a - b))

/** As {@link awaitEnds}, for all of them. */
export const awaitAllEnds: Part = (self) => awaitEnds(openHalves(self))(self)

/** This broker is the master no more: another one asks. What was about to end may not have. */
export const ceaseChecks: Part = (self) =>
  HashMap.isEmpty(self.halves)
    ? [self, []]
    : [
        { ...self, halves: HashMap.map(self.halves, (half) => (half.ending ? { ...half, ending: false } : half)) },
        openHalves(self).map((offset): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "TransactionTimeout", offset } }))
      ]
