/**
 * A member of a consumer group in the world: its machine with its armed timers. What it asks of a broker in one step travels
 * together, as on one connection.
 *
 * @module
 */
import { keyText } from "./key-text.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { consumer } from "../../spec/client/consumer/index.ts"
import type { ConsumerEvent, ConsumerTimer } from "../../spec/client/consumer/events.ts"
import type { ConsumerOutput } from "../../spec/client/consumer/outputs.ts"
import type { Consumer, Message } from "../../spec/client/consumer/state.ts"
import { step, verdictOf } from "../../spec/machine.ts"
import { splitQueueKey } from "../../spec/vocabulary.ts"

export type ConsumerMachine = typeof consumer

export interface Client {
  readonly consumer: Consumer
  /** Armed timers, in canonical order. */
  readonly timers: readonly ConsumerTimer[]
  /** `joining`: it has not started yet. `dead`: it never starts again. */
  readonly is: "joining" | "up" | "dead"
  /** Per broker, how often its connection has ended: what was under way on an old one is gone. */
  readonly ended: { readonly [broker: string]: number }
  /** Per broker, which packets are under way: they arrive in the order in which they were sent. */
  readonly underWay: { readonly [broker: string]: UnderWay }
}

/** Numbers of the oldest packet under way, and of the next one to be sent; they begin anew when there is none. */
export interface UnderWay {
  readonly first: number
  readonly next: number
}

const NONE: UnderWay = { first: 0, next: 0 }

/** Numbers that are enough to tell packets apart. */
const NUMBERS = 8

export const nextNumber = ({ underWay }: Client, broker: string): number => (underWay[broker] ?? NONE).next

export const isUnderWay = ({ underWay }: Client, broker: string): boolean => {
  const { first, next } = underWay[broker] ?? NONE
  return first !== next
}

/** One more is under way. */
export const sentTo = (client: Client, broker: string): Client => {
  const { first, next } = client.underWay[broker] ?? NONE
  return { ...client, underWay: { ...client.underWay, [broker]: { first, next: (next + 1) % NUMBERS } } }
}

/** The packet of this number has arrived; `undefined`: an earlier one has not. */
export const arrivedAt = (client: Client, broker: string, number: number): Client | undefined => {
  const { first, next } = client.underWay[broker] ?? NONE
  if (number !== first) return undefined
  const after = (first + 1) % NUMBERS
  return { ...client, underWay: { ...client.underWay, [broker]: after === next ? NONE : { first: after, next } } }
}

/** The connection has ended, with all that was under way on it. */
export const endedAt = (client: Client, broker: string): Client => ({
  ...client,
  ended: { ...client.ended, [broker]: (client.ended[broker] ?? 0) + 1 },
  underWay: { ...client.underWay, [broker]: NONE }
})

export interface ClientSteps {
  readonly client: Client
  /** Requests, by the broker they go to. */
  readonly requests: readonly { readonly to: string; readonly events: readonly BrokerEvent[] }[]
  /** Word that it is there: it does not matter what comes first, so it arrives in the step that sends it. */
  readonly heartbeats: readonly { readonly to: string; readonly event: BrokerEvent }[]
  /** What the application has processed. */
  readonly consumed: readonly { readonly brokerName: string; readonly message: Message }[]
  readonly verdicts: readonly string[]
}

/** Takes events one after the other. */
export const takeAsClient = (machine: ConsumerMachine, client: Client, events: readonly ConsumerEvent[]): ClientSteps => {
  let { consumer, timers } = client
  const { clientId } = consumer.config
  const requests = new Map<string, BrokerEvent[]>()
  const heartbeats: ClientSteps["heartbeats"][number][] = []
  const consumed: ClientSteps["consumed"][number][] = []
  const verdicts: string[] = []
  for (const event of events) {
    verdicts.push(`${machine.name} ${verdictOf(machine, consumer, event)}`)
    const [next, outputs] = step(machine, consumer, event)
    consumer = next
    for (const output of outputs) {
      if (output._tag === "ArmTimer") timers = WATCHED.has(output.event._tag) ? [...without(timers, output.event), output.event].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) : timers
      else if (output._tag === "CancelTimer") timers = without(timers, output.event)
      else if (output._tag === "Consumed") for (const message of output.messages) consumed.push({ brokerName: output.brokerName, message })
      else {
        const request = requestOf(clientId, output)
        if (request?._tag === "Heartbeat") heartbeats.push({ to: output.to, event: request })
        else if (request !== undefined) requests.set(output.to, [...(requests.get(output.to) ?? []), request])
      }
    }
  }
  return { client: { ...client, consumer, timers }, requests: [...requests].map(([to, asked]) => ({ to, events: asked })), heartbeats, consumed, verdicts }
}

/** The world polls, rebalances and sends heartbeats where that changes anything. */
const WATCHED = new Set<ConsumerTimer["_tag"]>(["QueueTimeout", "LockTimeout", "LockLapsed"])

const nameOf = (timer: ConsumerTimer): string => keyText(timer)

const without = (timers: readonly ConsumerTimer[], timer: ConsumerTimer): readonly ConsumerTimer[] => timers.filter((other) => nameOf(other) !== nameOf(timer))

/** As a broker hears it; `undefined`: the world answers (routes, and who is in the group). */
const requestOf = (clientId: string, output: ConsumerOutput): BrokerEvent | undefined => {
  switch (output._tag) {
    case "QueryConsumerOffset": {
      const { request, group, topic, queueId } = output
      return { _tag: "QueryConsumerOffset", request: `${clientId}:${request}`, group, topic, queueId }
    }
    case "PullMessage": {
      const { request, group, topic, queueId, offset, maxMsgNums, suspendTimeoutMillis, commitOffset, readFromFollower } = output
      return { _tag: "PullMessage", request: `${clientId}:${request}`, channel: clientId, group, topic, queueId, offset, maxMsgNums, codeSet: [], suspendTimeoutMillis, commitOffset, readFromFollower }
    }
    case "UpdateConsumerOffset": {
      const { group, topic, queueId, offset } = output
      return { _tag: "UpdateConsumerOffset", request: ONEWAY, group, topic, queueId, offset }
    }
    case "Heartbeat": {
      const { group, topic } = output
      const subscriptions = [{ topic, subString: "*", codeSet: [], expressionType: "TAG", subVersion: 0 }]
      const consumers = [{ group, consumeType: "CONSUME_PASSIVELY", messageModel: "CLUSTERING", consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", subscriptions }]
      return { _tag: "Heartbeat", request: ONEWAY, channel: clientId, clientId, producers: [], consumers }
    }
    case "LockBatchMQ":
    case "UnlockBatchMQ": {
      const { group, topic, queueId } = output
      const request = output._tag === "LockBatchMQ" ? `${clientId}:${output.request}` : ONEWAY
      return { _tag: output._tag, request, group, clientId, queues: [{ topic, queueId }] }
    }
    default:
      return undefined
  }
}

/** Requests whose answers nobody waits for. */
const ONEWAY = "oneway"

/** Somebody waits for the answer. */
export const isQuestion = (event: BrokerEvent): boolean => "request" in event && event.request !== ONEWAY

/** What a broker says, as members hear it: each with the name of the one who does. `found` names the message at a place of the queue. */
export const heardFrom = (output: BrokerOutput, found: (queueId: number, offset: number) => string): readonly { readonly client: string; readonly event: ConsumerEvent }[] => {
  if (!("request" in output)) return []
  const [client, request] = String(output.request).split(":") as [string, string | undefined]
  if (request === undefined) return []
  const event = answerOf(output, request, found)
  return event === undefined ? [] : [{ client, event }]
}

const answerOf = (output: BrokerOutput, request: string, found: (queueId: number, offset: number) => string): ConsumerEvent | undefined => {
  switch (output._tag) {
    case "ReplyPull": {
      const [, queueId] = splitQueueKey(output.queue)
      return { _tag: "PullReply", request, code: output.code, found: output.offsets.map((offset) => ({ offset, message: found(queueId, offset) })), nextBeginOffset: output.nextBeginOffset }
    }
    case "ReplyOffset":
      return { _tag: "OffsetReply", request, code: "SUCCESS", offset: output.offset }
    case "ReplyLock":
      return { _tag: "LockReply", request, locked: output.locked.length > 0 }
    case "Reply":
      return request.startsWith("offset") ? { _tag: "OffsetReply", request, code: output.code, offset: -1 } : { _tag: "PullReply", request, code: output.code, found: [], nextBeginOffset: -1 }
    default:
      return undefined
  }
}
