/**
 * The RocketMQ client that the tour uses: `ali-ons` from npm, unmodified. It is no dependency of this package.
 *
 * It never asks the broker to create a topic, and it looks for a new leader only when it polls the route: every 30 s unless
 * `pollNameServerInteval` (so spelled) says otherwise.
 *
 * @module
 */
import { createRequire } from "node:module"

interface SendResult {
  readonly sendStatus: string
  readonly msgId: string
}

interface Client {
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
  readonly on: (event: "error", listener: (error: Error) => void) => void
}

export interface Producer extends Client {
  readonly send: (message: unknown) => Promise<SendResult>
}

export interface Consumer extends Client {
  readonly subscribe: (topic: string, tags: string, received: (message: { readonly body: Buffer }) => Promise<void>) => void
}

export interface AliOns {
  readonly producer: (namesrv: string) => Producer
  readonly consumer: (namesrv: string, group: string) => Consumer
  readonly message: (topic: string, body: string) => unknown
  readonly version: string
}

/** How often the client looks for a new leader. */
export const POLL_MS = 1_000

/** `undefined` if the client is not installed here. */
export const loadAliOns = (): AliOns | undefined => {
  const require = createRequire(import.meta.url)
  let lib: Record<"Producer" | "Consumer" | "Message", new (...args: never[]) => unknown>
  let httpclient: unknown
  let version: string
  try {
    lib = require("ali-ons") as typeof lib
    httpclient = require("httpclient")
    version = (require("ali-ons/package.json") as { version: string }).version
  } catch {
    return undefined
  }
  const silent = { info() {}, warn() {}, error() {}, debug() {} }
  const options = (namesrv: string) => ({ nameSrv: namesrv, httpclient, logger: silent, pollNameServerInteval: POLL_MS, heartbeatBrokerInterval: POLL_MS })
  const make = <T>(Class: new (...args: never[]) => unknown, ...args: unknown[]): T => new (Class as new (...a: unknown[]) => unknown)(...args) as T
  return {
    version,
    producer: (namesrv) => make<Producer>(lib.Producer, { ...options(namesrv), producerGroup: "tour-producer" }),
    consumer: (namesrv, group) =>
      make<Consumer>(lib.Consumer, { ...options(namesrv), consumerGroup: group, rebalanceInterval: POLL_MS, consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET" }),
    message: (topic, body) => make(lib.Message, topic, body)
  }
}
