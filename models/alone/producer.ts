/**
 * What may happen to a producer alone.
 *
 * @module
 */
import { producerDefaults, type ProducerConfig } from "../../spec/client/config.ts"
import type { ProducerEvent, SendCode } from "../../spec/client/producer/events.ts"
import { initialProducer, type Producer } from "../../spec/client/producer/state.ts"
import type { RouteData } from "../../spec/name-server/state.ts"
import type { Alphabet } from "./alone.ts"

const queues = (brokerName: string, writeQueueNums: number, perm = 6) => ({ brokerName, readQueueNums: 4, writeQueueNums, perm, topicSysFlag: 0 })
const broker = (brokerName: string, ids: { readonly [id: string]: string }) => ({ cluster: "c", brokerName, brokerAddrs: ids })

/** Two masters; one that is left; one that must not be written to beside one without a master. */
export const both: RouteData = { brokerDatas: [broker("x", { 0: "x0", 1: "x1" }), broker("y", { 0: "y0" })], queueDatas: [queues("x", 2), queues("y", 1)] }
const one: RouteData = { brokerDatas: [broker("x", { 1: "x1" }), broker("y", { 0: "y0" })], queueDatas: [queues("x", 2), queues("y", 1)] }
const none: RouteData = { brokerDatas: [broker("x", { 1: "x1" }), broker("y", { 0: "y0" })], queueDatas: [queues("x", 2), queues("y", 1, 4)] }

const config = (fields: Partial<ProducerConfig>): ProducerConfig => ({ ...producerDefaults, nameServers: ["s1", "s2"], topic: "t", retryTimesWhenSendFailed: 1, ...fields })

const always: readonly ProducerEvent[] = [
  { _tag: "Started" },
  { _tag: "RoutePollTimeout" },
  ...[both, one, none, null].map((route): ProducerEvent => ({ _tag: "RouteReply", route })),
  ...["x0", "y0", "s1", "s2"].map((address): ProducerEvent => ({ _tag: "ChannelClosed", address }))
]

const withMessages = (messages: readonly string[], codes: readonly SendCode[], fields: Partial<ProducerConfig>): Alphabet<Producer, ProducerEvent> => ({
  initial: initialProducer(config(fields)),
  events: ({ sends }) => [
    ...always,
    ...messages.flatMap((message): ProducerEvent[] => [{ _tag: "Send", message }, { _tag: "SendTimeout", message }]),
    ...sends.flatMap(({ message, attempt }) => codes.map((code): ProducerEvent => ({ _tag: "SendReply", request: `${message}/${attempt}`, code, queueOffset: 7 }))),
    // An answer that comes too late, or to nothing that was asked.
    { _tag: "SendReply", request: "m1/0", code: "SYSTEM_ERROR", queueOffset: -1 }
  ]
})

const ERRORS: readonly SendCode[] = ["TOPIC_NOT_EXIST", "SERVICE_NOT_AVAILABLE", "SYSTEM_ERROR", "NO_PERMISSION", "MESSAGE_ILLEGAL", "SYSTEM_BUSY", "REQUEST_CODE_NOT_SUPPORTED"]
const STORED: readonly SendCode[] = ["SUCCESS", "FLUSH_DISK_TIMEOUT", "FLUSH_SLAVE_TIMEOUT", "SLAVE_NOT_AVAILABLE"]

export const producerAlphabets = {
  answers: withMessages(["m1"], [...ERRORS, ...STORED], { retryTimesWhenSendFailed: 2 }),
  "stored-again": withMessages(["m1"], ["SYSTEM_ERROR", "SYSTEM_BUSY", ...STORED], { retryAnotherBrokerWhenNotStoreOK: true, pollRouteOnFailure: false, nameServers: ["s1", "s2", "s3"] }),
  turns: withMessages(["m1", "m2"], ["SUCCESS", "SYSTEM_ERROR"], {})
} as const
