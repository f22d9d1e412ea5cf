/**
 * How long messages took to be stored, as their producers waited for it.
 *
 * RocketMQ `StoreStatsService`: `setPutMessageEntireTimeMax`, `findPutMessageEntireTimePX`.
 *
 * @module
 */

/** Upper bounds of what `putMessageDistributeTime` tells apart, milliseconds; the first is inclusive, the others are not. */
const SHOWN: readonly (readonly [label: string, below: number])[] = [
  ["[<=0ms]", 1],
  ["[0~10ms]", 10],
  ["[10~50ms]", 50],
  ["[50~100ms]", 100],
  ["[100~200ms]", 200],
  ["[200~500ms]", 500],
  ["[500ms~1s]", 1_000],
  ["[1~2s]", 2_000],
  ["[2~3s]", 3_000],
  ["[3~4s]", 4_000],
  ["[4~5s]", 5_000],
  ["[5~10s]", 10_000],
  ["[10s~]", Infinity]
]

/** Steps of the buckets that percentiles come from: how wide, and how many. */
const STEPS: readonly (readonly [width: number, count: number])[] = [
  [1, 20],
  [2, 15],
  [5, 10],
  [10, 10],
  [50, 6],
  [100, 5],
  [1_000, 9]
]

const BOUNDS: readonly number[] = (() => {
  const bounds: number[] = []
  let last = 0
  for (const [width, count] of STEPS) for (let i = 0; i < count; i++) bounds.push((last += width))
  return bounds
})()

const LAST = BOUNDS.at(-1) as number

export class PutTimes {
  readonly #shown = SHOWN.map(() => 0)
  readonly #buckets = [...BOUNDS.map(() => 0), 0]
  /** Milliseconds: the longest. */
  max = 0
  /** Of how many it was told. */
  times = 0

  /** One took so many milliseconds. */
  add(ms: number): void {
    this.times++
    this.max = Math.max(this.max, ms)
    const shown = SHOWN.findIndex(([, below]) => ms < below)
    this.#shown[shown] = (this.#shown[shown] ?? 0) + 1
    const bucket = ms > LAST ? BOUNDS.length : BOUNDS.findIndex((bound) => ms <= bound)
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1
  }

  /** How many took how long. */
  distribution(): string {
    return SHOWN.map(([label], i) => `${label}:${this.#shown[i] ?? 0}`).join(" ")
  }

  /** Milliseconds that `share` of them took at most, within its bucket as if they were spread evenly. */
  percentile(share: number): number {
    const wanted = Math.floor(this.times * share)
    let passed = 0
    for (const [i, count] of this.#buckets.entries()) {
      if (wanted <= passed + count) {
        const from = BOUNDS[i - 1] ?? 0
        const to = BOUNDS[i] ?? this.max
        return count === 0 ? from : from + ((to - from) * (wanted - passed)) / count
      }
      passed += count
    }
    return this.max
  }
}
