/**
 * What Prometheus is told of what has happened, counted when it happens: by labels, and how it is spread.
 *
 * RocketMQ 5 `BrokerMetricsManager`, `RemotingMetricsManager`.
 *
 * @module
 */

/** RocketMQ `TopicMessageType`. */
export type MessageType = "normal" | "fifo" | "delay" | "transaction"

export type Labels = Readonly<Record<string, string>>

export interface Counted {
  readonly labels: Labels
  value: number
}

/** Values of which so many were at most as large as each bound; the last count is of all that were larger. */
export interface Spread {
  readonly labels: Labels
  readonly bounds: readonly number[]
  readonly counts: number[]
  sum: number
}

/** Bytes. */
const SIZES: readonly number[] = [1_024, 4_096, 512 * 1_024, 1_048_576, 2 * 1_048_576, 4 * 1_048_576]
/** Milliseconds. */
const LATENCIES: readonly number[] = [1, 3, 5, 7, 10, 100, 1_000, 2_000, 3_000]
/** Seconds. */
const FINISHES: readonly number[] = [5, 60, 600, 3_600, 12 * 3_600, 24 * 3_600]

class Counters {
  readonly #all = new Map<string, Counted>()

  add(key: string, labels: () => Labels, n: number): void {
    let counted = this.#all.get(key)
    if (counted === undefined) this.#all.set(key, (counted = { labels: labels(), value: 0 }))
    counted.value += n
  }

  all(): readonly Counted[] {
    return [...this.#all.values()]
  }
}

class Spreads {
  readonly #bounds: readonly number[]
  readonly #all = new Map<string, Spread>()

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
  }

  add(key: string, labels: () => Labels, value: number, times = 1): void {
    let spread = this.#all.get(key)
    if (spread === undefined) this.#all.set(key, (spread = { labels: labels(), bounds: this.#bounds, counts: [...this.#bounds.map(() => 0), 0], sum: 0 }))
    const at = this.#bounds.findIndex((bound) => value <= bound)
    const bucket = at < 0 ? this.#bounds.length : at
    spread.counts[bucket] = (spread.counts[bucket] ?? 0) + times
    spread.sum += value * times
  }

  all(): readonly Spread[] {
    return [...this.#all.values()]
  }
}

export class Observations {
  readonly messagesIn = new Counters()
  readonly throughputIn = new Counters()
  readonly messageSizes = new Spreads(SIZES)
  readonly rpcLatencies = new Spreads(LATENCIES)
  readonly commits = new Counters()
  readonly rollbacks = new Counters()
  readonly finishLatencies = new Spreads(FINISHES)
  readonly dead = new Counters()

  /** Messages of producers were stored. Those that come again are nobody's new ones. */
  sent(topic: string, type: MessageType, messages: number, bytes: number): void {
    if (messages === 0 || topic.startsWith("%RETRY%") || topic.startsWith("%DLQ%")) return
    const key = `${type} ${topic}`
    const labels = (): Labels => ({ topic, message_type: type })
    this.messagesIn.add(key, labels, messages)
    this.throughputIn.add(key, labels, bytes)
    this.messageSizes.add(key, labels, Math.floor(bytes / messages), messages)
  }

  /** A request was answered after so many milliseconds. Names as RocketMQ tells them: in lower case. */
  answered(request: string, response: string, ms: number, result: "success" | "oneway", waited: boolean): void {
    this.rpcLatencies.add(`${request} ${response} ${result} ${waited}`, () => ({ protocol_type: "remoting", request_code: request.toLowerCase(), response_code: response.toLowerCase(), is_long_polling: String(waited), result }), ms)
  }

  /** A transaction was ended, so many milliseconds after its message was made. */
  ended(topic: string, decision: "COMMIT" | "ROLLBACK", ms: number): void {
    const labels = (): Labels => ({ topic })
    if (decision === "ROLLBACK") return this.rollbacks.add(topic, labels, 1)
    this.commits.add(topic, labels, 1)
    this.finishLatencies.add(topic, labels, Math.floor(Math.max(0, ms) / 1_000))
  }

  /** A message was put aside for good: its group has had it for the last time. */
  buried(topic: string, group: string): void {
    this.dead.add(`${group} ${topic}`, () => ({ topic, consumer_group: group }), 1)
  }
}
