/**
 * How many messages came and went, counted where they do: in all, and of the last minute, hour and day.
 *
 * RocketMQ `BrokerStatsManager` (by name and key), `StoreStatsService` and `BrokerStats` (of the broker). RocketMQ takes samples
 * and subtracts; here time is cut into slots, so that nothing runs while nobody asks.
 *
 * @module
 */

import { type MessageType, Observations } from "../../metrics/observations.ts"
import { PutTimes } from "./put-times.ts"

/** `ms` each, `slots` of them: a window of their product. */
const WINDOWS = {
  minute: { ms: 10_000, slots: 6 },
  hour: { ms: 600_000, slots: 6 },
  day: { ms: 3_600_000, slots: 24 }
} as const

type Window = keyof typeof WINDOWS

/** RocketMQ `BrokerStatsItem`: the sum and the times of a window, sum a second, and sum a time. */
export interface WindowTotals {
  readonly sum: number
  readonly tps: number
  readonly avgpt: number
  readonly times: number
}

interface Slot {
  number: number
  sum: number
  times: number
}

/** RocketMQ `StatsItem`. */
export class Count {
  readonly #slots: Readonly<Record<Window, Slot[]>> = { minute: [], hour: [], day: [] }
  readonly #since: number
  #sum = 0
  #times = 0

  constructor(now: number) {
    this.#since = now
  }

  add(now: number, sum: number, times = 1): void {
    this.#sum += sum
    this.#times += times
    for (const [window, { ms, slots }] of Object.entries(WINDOWS)) {
      const list = this.#slots[window as Window]
      const number = Math.floor(now / ms)
      const last = list.at(-1)
      if (last !== undefined && last.number === number) {
        last.sum += sum
        last.times += times
      } else {
        list.push({ number, sum, times })
        if (list.length > slots) list.shift()
      }
    }
  }

  get sum(): number {
    return this.#sum
  }

  get times(): number {
    return this.#times
  }

  /** What was added in the last slots of a window; all of them, if not told. */
  in(window: Window, now: number, last: number = WINDOWS[window].slots): WindowTotals {
    const { ms } = WINDOWS[window]
    const first = Math.floor(now / ms) - last + 1
    let sum = 0
    let times = 0
    for (const slot of this.#slots[window])
      if (slot.number >= first) {
        sum += slot.sum
        times += slot.times
      }
    // The last slot has begun just now, and the count maybe, too.
    const seconds = Math.max(1_000, now - Math.max(first * ms, this.#since)) / 1_000
    return { sum, tps: sum / seconds, avgpt: times === 0 ? 0 : sum / times, times }
  }
}

/** Totals at the last two midnights, for `msgPutTotalTodayMorning` and its like. RocketMQ `BrokerStats`. */
class Mornings {
  #day: number
  today = 0
  yesterday = 0

  constructor(now: number) {
    this.#day = dayOf(now)
  }

  /** To be told the total before it changes, and before it is read. */
  pass(now: number, total: number): void {
    const day = dayOf(now)
    if (day === this.#day) return
    this.yesterday = day === this.#day + 1 ? this.today : total
    this.today = total
    this.#day = day
  }
}

/** Days since 1970 where this broker is. */
const dayOf = (now: number): number => Math.floor((now - new Date(now).getTimezoneOffset() * 60_000) / 86_400_000)

/** Names of statistics as VIEW_BROKER_STATS_DATA is asked for them. RocketMQ `Stats`. */
export const Stats = {
  TOPIC_PUT_NUMS: "TOPIC_PUT_NUMS",
  TOPIC_PUT_SIZE: "TOPIC_PUT_SIZE",
  GROUP_GET_NUMS: "GROUP_GET_NUMS",
  GROUP_GET_SIZE: "GROUP_GET_SIZE",
  BROKER_PUT_NUMS: "BROKER_PUT_NUMS",
  BROKER_GET_NUMS: "BROKER_GET_NUMS"
} as const

export class Statistics {
  readonly #now: () => number
  readonly #cluster: string
  readonly #counts = new Map<string, Count>()
  readonly #put: Count
  readonly #putSize: Count
  readonly #got: Count
  readonly #found: Count
  readonly #missed: Count
  readonly #putMornings: Mornings
  readonly #gotMornings: Mornings
  /** For Prometheus. */
  readonly observations = new Observations()
  readonly #putTimes = new PutTimes()
  #putFailed = 0
  #longestGet = 0
  readonly bootTimestamp: number

  constructor(now: () => number, cluster: string) {
    this.#now = now
    this.#cluster = cluster
    this.bootTimestamp = now()
    const make = (): Count => new Count(this.bootTimestamp)
    this.#put = make()
    this.#putSize = make()
    this.#got = make()
    this.#found = make()
    this.#missed = make()
    this.#putMornings = new Mornings(this.bootTimestamp)
    this.#gotMornings = new Mornings(this.bootTimestamp)
  }

  /** Messages of producers were written. */
  put(topic: string, messages: number, bytes: number, type: MessageType = "normal"): void {
    const now = this.#now()
    this.observations.sent(topic, type, messages, bytes)
    this.#putMornings.pass(now, this.#put.sum)
    this.#put.add(now, messages)
    this.#putSize.add(now, bytes)
    this.#add(Stats.TOPIC_PUT_NUMS, topic, now, messages)
    this.#add(Stats.TOPIC_PUT_SIZE, topic, now, bytes)
    this.#add(Stats.BROKER_PUT_NUMS, this.#cluster, now, messages)
  }

  /** A pull was answered with messages. */
  found(topic: string, group: string, messages: number, bytes: number): void {
    const now = this.#now()
    this.#gotMornings.pass(now, this.#got.sum)
    this.#got.add(now, messages)
    this.#found.add(now, 1)
    this.#add(Stats.GROUP_GET_NUMS, `${topic}@${group}`, now, messages)
    this.#add(Stats.GROUP_GET_SIZE, `${topic}@${group}`, now, bytes)
    this.#add(Stats.BROKER_GET_NUMS, this.#cluster, now, messages)
  }

  /** A producer was answered so many milliseconds after its message came: it is stored, or it is not. */
  answeredPut(ms: number, stored: boolean): void {
    if (stored) this.#putTimes.add(ms)
    else this.#putFailed++
  }

  /** It took so many milliseconds to read the messages of a pull. */
  tookToRead(ms: number): void {
    if (ms > this.#longestGet) this.#longestGet = ms
  }

  /** A pull was answered without. */
  missed(): void {
    this.#missed.add(this.#now(), 1)
  }

  /** The windows of a statistic; `undefined` if nothing was counted by that name and key. */
  view(name: string, key: string): Readonly<Record<Window, WindowTotals>> | undefined {
    const count = this.#counts.get(`${name} ${key}`)
    const now = this.#now()
    return count === undefined ? undefined : { minute: count.in("minute", now), hour: count.in("hour", now), day: count.in("day", now) }
  }

  /** The sums of a statistic since the start, by key. */
  *totals(name: string): Generator<readonly [key: string, sum: number]> {
    for (const [at, count] of this.#counts) if (at.startsWith(`${name} `)) yield [at.slice(name.length + 1), count.sum]
  }

  /** Messages a second that a group takes of a topic. RocketMQ `tpsGroupGetNums`. */
  consumeTps(topic: string, group: string): number {
    return this.view(Stats.GROUP_GET_NUMS, `${topic}@${group}`)?.minute.tps ?? 0
  }

  /** Messages a second that come to a topic. RocketMQ `tpsTopicPutNums`. */
  putTps(topic: string): number {
    return this.view(Stats.TOPIC_PUT_NUMS, topic)?.minute.tps ?? 0
  }

  /** The broker's own figures, as GET_BROKER_RUNTIME_INFO calls them. */
  runtime(): Readonly<Record<string, string>> {
    const now = this.#now()
    this.#putMornings.pass(now, this.#put.sum)
    this.#gotMornings.pass(now, this.#got.sum)
    // Ten seconds, a minute, ten minutes.
    const tps = (...counts: readonly Count[]): string => {
      const total = (window: Window, last?: number): number => counts.reduce((sum, count) => sum + count.in(window, now, last).tps, 0)
      return `${total("minute", 2)} ${total("minute")} ${total("hour", 2)}`
    }
    const size = this.#putSize.sum
    return {
      bootTimestamp: String(this.bootTimestamp),
      runtime: span(now - this.bootTimestamp),
      putMessageTimesTotal: String(this.#put.sum),
      putMessageSizeTotal: String(size),
      putMessageEntireTimeMax: String(this.#putTimes.max),
      putMessageFailedTimes: String(this.#putFailed),
      putMessageDistributeTime: this.#putTimes.distribution(),
      putLatency99: this.#putTimes.percentile(0.99).toFixed(2),
      putLatency999: this.#putTimes.percentile(0.999).toFixed(2),
      getMessageEntireTimeMax: String(this.#longestGet),
      putMessageAverageSize: String(this.#put.sum === 0 ? 0 : size / this.#put.sum),
      putTps: tps(this.#put),
      getFoundTps: tps(this.#found),
      getMissTps: tps(this.#missed),
      getTotalTps: tps(this.#found, this.#missed),
      // 4.9 spells it so, 5.x otherwise: its tools look for the other.
      getTransferedTps: tps(this.#got),
      getTransferredTps: tps(this.#got),
      msgPutTotalYesterdayMorning: String(this.#putMornings.yesterday),
      msgPutTotalTodayMorning: String(this.#putMornings.today),
      msgPutTotalTodayNow: String(this.#put.sum),
      msgGetTotalYesterdayMorning: String(this.#gotMornings.yesterday),
      msgGetTotalTodayMorning: String(this.#gotMornings.today),
      msgGetTotalTodayNow: String(this.#got.sum)
    }
  }

  #add(name: string, key: string, now: number, sum: number): void {
    const at = `${name} ${key}`
    let count = this.#counts.get(at)
    if (count === undefined) this.#counts.set(at, (count = new Count(now)))
    count.add(now, sum)
  }
}

const span = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000)
  return `[ ${Math.floor(seconds / 86_400)} days, ${Math.floor(seconds / 3_600) % 24} hours, ${Math.floor(seconds / 60) % 60} minutes, ${seconds % 60} seconds ]`
}
