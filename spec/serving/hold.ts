/**
 * Pulls that wait for a message (long polling).
 *
 * RocketMQ `PullRequestHoldService`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokerOutput, OutputOf } from "../broker/outputs.ts"
import { emit, type Next, type Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { sorted } from "../sorted.ts"
import type { QueueKey, ResponseCode } from "../vocabulary.ts"
import type { HeldPull } from "./state.ts"

/** Visible messages of a queue: offsets 0 … end − 1. */
export const endOf = (self: Broker, queue: QueueKey): number =>
  Option.match(HashMap.get(self.queues, queue), { onNone: () => 0, onSome: ({ end }) => end })

/** Offsets below this are no longer kept. RocketMQ `ConsumeQueue.getMinOffsetInQueue`. */
export const minOf = ({ baseEnds }: Broker, queue: QueueKey): number => baseEnds.find(([key]) => key === queue)?.[1] ?? 0

/** Answers without messages. */
export const replyEmpty = (self: Broker, pull: HeldPull, code: ResponseCode, nextBeginOffset: number): OutputOf<"ReplyPull"> => ({
  _tag: "ReplyPull",
  request: pull.request,
  code,
  queue: pull.queue,
  offsets: [],
  nextBeginOffset,
  minOffset: minOf(self, pull.queue),
  maxOffset: endOf(self, pull.queue)
})

/** Lets the pull wait for a message, at most as long as its client does. */
export const hold =
  (pull: HeldPull): Part =>
  (self) =>
    chain(self, holdOn(pull), emit(...startWaiting(pull)))

/** Its client's patience begins to run, whether it has to wait or not. */
export const startWaiting = (pull: HeldPull): readonly BrokerOutput[] =>
  pull.suspendTimeoutMillis > 0 ? [{ _tag: "ArmTimer", event: timeoutOf(pull), ms: [pull.suspendTimeoutMillis, pull.suspendTimeoutMillis] }] : []

/** Lets a pull wait on that was woken for nothing: its time goes on running. */
export const holdOn =
  (pull: HeldPull): Part =>
  (self) => [{ ...self, held: HashMap.set(self.held, pull.queue, [...heldAt(self, pull.queue), pull]) }, []]

/** The pull is answered: it need not time out any more. */
export const stopWaiting = (pull: HeldPull): readonly BrokerOutput[] =>
  pull.suspendTimeoutMillis > 0 ? [{ _tag: "CancelTimer", event: timeoutOf(pull) }] : []

/** Reads for the pulls that waited on these queues; their time goes on running until they are answered. */
export const wake =
  (queues: readonly QueueKey[]): Part =>
  (self) => {
    let next: Next = [self, []]
    for (const queue of queues)
      for (const pull of heldAt(self, queue)) {
        const [s, o] = read(pull)(unhold(next[0], pull))
        next = [s, [...next[1], ...o]]
      }
    return next
  }

/** Looks for the pull's messages among those that are visible now. */
export const read =
  (pull: HeldPull): Part =>
  (self) => [
    { ...self, reading: HashMap.set(self.reading, pull.request, pull) },
    [{ _tag: "ReadQueue", request: pull.request, queue: pull.queue, offset: pull.offset, maxMsgNums: pull.maxMsgNums, end: endOf(self, pull.queue), ...(pull.expression === undefined ? {} : { properties: true }) }]
  ]

/** Answers every held pull: this broker does not serve reads any more. Its client asks again where its route says. */
export const refuseHeld: Part = (self) => {
  if (HashMap.isEmpty(self.held) || self.config.enableSlaveActingMaster) return [self, []]
  const outputs: BrokerOutput[] = []
  for (const [, pulls] of sorted(self.held))
    for (const pull of pulls) outputs.push({ _tag: "CancelTimer", event: timeoutOf(pull) }, replyEmpty(self, pull, "PULL_NOT_FOUND", pull.offset))
  return [{ ...self, held: HashMap.empty() }, outputs]
}

/** Forgets the pulls of a connection that is gone. */
export const dropHeldOf =
  (channel: string): Part =>
  (self) => {
    let next = self
    const outputs: BrokerOutput[] = []
    for (const [, pulls] of sorted(self.held))
      for (const pull of pulls)
        if (pull.channel === channel) {
          next = unhold(next, pull)
          outputs.push({ _tag: "CancelTimer", event: timeoutOf(pull) })
        }
    return [next, outputs]
  }

export const heldAt = (self: Broker, queue: QueueKey): readonly HeldPull[] => Option.getOrElse(HashMap.get(self.held, queue), () => [])

export const unhold = (self: Broker, pull: HeldPull): Broker => {
  const rest = heldAt(self, pull.queue).filter(({ request }) => request !== pull.request)
  return { ...self, held: rest.length === 0 ? HashMap.remove(self.held, pull.queue) : HashMap.set(self.held, pull.queue, rest) }
}

const timeoutOf = ({ request, queue }: HeldPull) => ({ _tag: "HoldTimeout", request, queue }) as const
