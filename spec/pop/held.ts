/**
 * Pops that wait for a message (long polling).
 *
 * RocketMQ `PopLongPollingService`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokerOutput } from "../broker/outputs.ts"
import { emit, type Next, type Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { sorted } from "../sorted.ts"
import { endOf } from "../serving/hold.ts"
import { type QueueKey, type ResponseCode, splitQueueKey } from "../vocabulary.ts"
import { popRetryTopic, queuesOf, restIn, restOf, startOf } from "./queues.ts"
import type { HeldPop } from "./state.ts"

/** Pops that may wait for one topic. RocketMQ `popPollingSize`, which counts them by group and queue. */
export const MAX_POLLING = 1_024

/** Messages that are looked at together where only some are wanted. RocketMQ `maxFilterMessageSize`. */
const FILTERED = 800

export const heldFor = (self: Broker, topic: string): readonly HeldPop[] => Option.getOrElse(HashMap.get(self.pop.held, topic), () => [])

const withHeld = (self: Broker, topic: string, held: readonly HeldPop[]): Broker => ({
  ...self,
  pop: { ...self.pop, held: held.length === 0 ? HashMap.remove(self.pop.held, topic) : HashMap.set(self.pop.held, topic, held) }
})

const timeoutOf = ({ request, topic }: HeldPop) => ({ _tag: "PollTimeout", request, topic }) as const

/** Its client's patience begins to run, whether it has to wait or not. */
export const startPolling = (pop: HeldPop): readonly BrokerOutput[] =>
  pop.suspendTimeoutMillis > 0 ? [{ _tag: "ArmTimer", event: timeoutOf(pop), ms: [pop.suspendTimeoutMillis, pop.suspendTimeoutMillis] }] : []

/** It is answered: it need not time out any more. */
export const stopPolling = (pop: HeldPop): readonly BrokerOutput[] => (pop.suspendTimeoutMillis > 0 ? [{ _tag: "CancelTimer", event: timeoutOf(pop) }] : [])

/** Lets a pop wait; its time runs already. */
export const holdPop =
  (pop: HeldPop): Part =>
  (self) => [withHeld(self, pop.topic, [...heldFor(self, pop.topic), pop]), []]

export const unholdPop = (self: Broker, { topic, request }: HeldPop): Broker => withHeld(self, topic, heldFor(self, topic).filter((pop) => pop.request !== request))

/** Looks for its messages, in every queue that has some that nobody of the group was handed. */
export const readPop =
  (pop: HeldPop): Part =>
  (self) => {
    const queues = queuesOf(self, pop)
      .filter((queue) => restIn(self, pop, queue) > 0)
      .map((queue) => ({ queue, offset: startOf(self, pop, queue), end: endOf(self, queue) }))
    return [
      { ...self, pop: { ...self.pop, reading: HashMap.set(self.pop.reading, pop.request, pop) } },
      [{ _tag: "ReadPop", request: pop.request, queues, maxMsgNums: pop.codeSet.length === 0 && pop.expression === undefined ? pop.maxMsgNums : FILTERED, ...(pop.expression === undefined ? {} : { properties: true }) }]
    ]
  }

/** Answers without messages. */
export const replyNone = (self: Broker, pop: HeldPop, code: ResponseCode, popTime = 0): BrokerOutput =>
  pop.is === "question" ? { _tag: "ReplyNotification", request: pop.request, hasMsg: false, pollingFull: code === "POLLING_FULL" } : nothing(self, pop, code, popTime)

const nothing = (self: Broker, pop: HeldPop, code: ResponseCode, popTime: number): BrokerOutput => ({
  _tag: "ReplyPop",
  request: pop.request,
  code,
  popTime,
  invisibleTime: pop.invisibleTime,
  restNum: restOf(self, pop),
  messages: []
})

/** Reads for the pops that waited on these queues. */
export const wakePops =
  (queues: readonly QueueKey[]): Part =>
  (self): Next => {
    if (HashMap.isEmpty(self.pop.held)) return [self, []]
    const topics = new Set(queues.map((queue) => splitQueueKey(queue)[0]))
    const woken = sorted(self.pop.held).flatMap(([topic, pops]) => pops.filter(({ group }) => topics.has(topic) || topics.has(popRetryTopic(group, topic))))
    return chain(self, ...woken.map((pop): Part => (me) => (restOf(me, pop) > 0 ? wake(pop)(unholdPop(me, pop)) : [me, []])))
  }

/** It reads, or is told that there are messages. */
const wake = (pop: HeldPop): Part => (pop.is === "question" ? emit(...stopPolling(pop), { _tag: "ReplyNotification", request: pop.request, hasMsg: true, pollingFull: false }) : readPop(pop))

/** Answers every pop that waits: this broker hands out nothing any more. */
export const refusePops: Part = (self) => {
  if (HashMap.isEmpty(self.pop.held) && HashMap.isEmpty(self.pop.reading)) return [self, []]
  const waiting = [...sorted(self.pop.held).flatMap(([, pops]) => pops), ...readingIn(self)]
  return [
    { ...self, pop: { ...self.pop, held: HashMap.empty(), reading: HashMap.empty() } },
    waiting.flatMap((pop) => [...stopPolling(pop), replyNone(self, pop, "POLLING_TIMEOUT")])
  ]
}

const readingIn = ({ pop }: Broker): readonly HeldPop[] => [...HashMap.values(pop.reading)].sort((a, b) => (String(a.request) < String(b.request) ? -1 : 1))

/** Forgets the pops of a connection that is gone. What is being read for them is handed to nobody. */
export const dropPopsOf =
  (channel: string): Part =>
  (self) => {
    const gone = [...sorted(self.pop.held).flatMap(([, pops]) => pops), ...readingIn(self)].filter((pop) => pop.channel === channel)
    if (gone.length === 0) return [self, []]
    const next = gone.reduce(unholdPop, self)
    const reading = gone.reduce((left, { request }) => HashMap.remove(left, request), next.pop.reading)
    return chain({ ...next, pop: { ...next.pop, reading } }, emit(...gone.flatMap(stopPolling)))
  }
