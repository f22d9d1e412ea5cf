/**
 * For tests: a producer, and what it says.
 *
 * @module
 */
import { producerDefaults, type ProducerConfig } from "../config.ts"
import { learn, NAME_SERVERS, routeTo, START, takerOf } from "../testing.ts"
import type { EventOf } from "./events.ts"
import { producer } from "./index.ts"
import { initialProducer, type Producer } from "./state.ts"

export const take = takerOf(producer)

export const fresh = (config: Partial<ProducerConfig> = {}): Producer =>
  initialProducer({ ...producerDefaults, nameServers: NAME_SERVERS, pollRouteOnFailure: false, ...config })

export const TWO = routeTo({ "broker-a": { "0": "a:1" }, "broker-b": { "0": "b:1" } })
export const ONE = routeTo({ "broker-a": { "0": "a:1", "1": "a:9" } })

/** It knows this route. */
export const routed = (route = ONE, config: Partial<ProducerConfig> = {}): Producer => take(fresh(config), START, learn(route)).next

export const send = (message = "m1") => ({ _tag: "Send", message }) as const

export const reply = (request: string, code: EventOf<"SendReply">["code"], queueOffset = -1): EventOf<"SendReply"> => ({
  _tag: "SendReply",
  request,
  code,
  queueOffset
})

export const timeout = (message = "m1") => ({ _tag: "SendTimeout", message }) as const

export const sent = (to: string, queueId: number, attempt = 0, message = "m1") => ({
  _tag: "SendMessage",
  to,
  request: `${message}/${attempt}`,
  topic: "t",
  queueId,
  message
})
export const armed = (message = "m1") => ({ _tag: "ArmTimer", event: timeout(message), ms: [3_000, 3_000] })

/** The end of a message. */
export const finished = (outcome: string, place: unknown = null, message = "m1") => [
  { _tag: "CancelTimer", event: timeout(message) },
  { _tag: "SendFinished", message, outcome, place }
]
