/**
 * What the clients of a run asked and were told, in the order in which they did.
 *
 * @module
 */

/** `broker-a@0`: a queue of the topic that all send to. */
export type Queue = string

export const queueOf = (group: string, queueId: number): Queue => `${group}@${queueId}`
export const groupOfQueue = (queue: Queue): string => queue.slice(0, queue.lastIndexOf("@"))

/** One attempt to send a message. Times are milliseconds since the run began, moments count questions and answers. */
export interface Attempt {
  readonly producer: number
  readonly body: string
  readonly queue: Queue
  readonly invoked: number
  readonly invokedMs: number
  /** `acked`: SEND_OK. `stored`: another status. `unknown`: an error, or no answer, so far. */
  outcome: "acked" | "stored" | "unknown"
  /** Of one that was acked. */
  offset?: number
  answered?: number
  answeredMs?: number
}

export interface Delivery {
  readonly consumer: number
  readonly queue: Queue
  readonly offset: number
  readonly body: string
}

/** A client asked where a queue ends. */
export interface EndRead {
  readonly queue: Queue
  readonly invoked: number
  answered?: { readonly at: number; readonly value: number }
}

/** A pull after which a consumer went on from another place than behind what it had: the broker said so. */
export interface Jump {
  readonly consumer: number
  readonly queue: Queue
  readonly from: number
  readonly to: number
  /** How many deliveries of all consumers came before it. */
  readonly after: number
}

export interface History {
  readonly attempts: Attempt[]
  readonly deliveries: Delivery[]
  readonly ends: EndRead[]
  readonly jumps: Jump[]
  /** When a pull was answered by a master, by group: milliseconds. */
  readonly pulls: Map<string, number[]>
}

export const emptyHistory = (): History => ({ attempts: [], deliveries: [], ends: [], jumps: [], pulls: new Map() })
