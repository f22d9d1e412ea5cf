import { expect, test } from "vitest"
import { Statistics } from "./statistics.ts"

const SECOND = 1_000
const HOUR = 3_600 * SECOND

/** Statistics with a clock that is set by hand; it starts at noon, wherever this runs. */
const at = (hour = 12) => {
  const clock = { now: new Date(2024, 4, 6, hour).getTime() }
  return { clock, statistics: new Statistics(() => clock.now, "DefaultCluster") }
}

test("what was counted is in the last minute, then in the hour, then in the day, and then in the total alone", () => {
  const { clock, statistics } = at()
  statistics.put("t", 3, 300)
  statistics.put("t", 1, 100)
  const sums = () => {
    const { minute, hour, day } = statistics.view("TOPIC_PUT_NUMS", "t") ?? {}
    return [minute?.sum, hour?.sum, day?.sum]
  }
  expect(sums()).toEqual([4, 4, 4])
  expect(statistics.view("TOPIC_PUT_SIZE", "t")?.minute).toMatchObject({ sum: 400, times: 2, avgpt: 200 })
  clock.now += 60 * SECOND
  expect(sums()).toEqual([0, 4, 4])
  clock.now += HOUR
  expect(sums()).toEqual([0, 0, 4])
  clock.now += 24 * HOUR
  expect(sums()).toEqual([0, 0, 0])
  expect(statistics.runtime()).toMatchObject({ putMessageTimesTotal: "4", putMessageSizeTotal: "400", putMessageAverageSize: "100" })
})

test("a rate is a second's share of the time that was counted", () => {
  const { clock, statistics } = at()
  statistics.found("t", "g", 1, 10)
  clock.now += 20 * SECOND
  statistics.found("t", "g", 99, 10)
  expect(statistics.consumeTps("t", "g")).toBe(5)
  expect(statistics.consumeTps("t", "other")).toBe(0)
})

test("the morning's total is that of midnight, and of the day before that", () => {
  const { clock, statistics } = at(23)
  statistics.put("t", 5, 1)
  clock.now += 2 * HOUR
  statistics.put("t", 2, 1)
  expect(statistics.runtime()).toMatchObject({ msgPutTotalYesterdayMorning: "0", msgPutTotalTodayMorning: "5", msgPutTotalTodayNow: "7" })
  clock.now += 24 * HOUR
  expect(statistics.runtime()).toMatchObject({ msgPutTotalYesterdayMorning: "5", msgPutTotalTodayMorning: "7", msgPutTotalTodayNow: "7" })
})
