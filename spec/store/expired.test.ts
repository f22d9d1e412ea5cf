import { expect, test } from "vitest"
import { expired, type KeptFiles, type Retention } from "./expired.ts"

const HOUR = 3_600_000
const now = 1_000 * HOUR
const retention: Retention = { fileReservedTime: 72, deleteWhen: [4, 16], diskMaxUsedSpaceRatio: 75, cleanFileForciblyEnable: true }
/** Two old files, one young, one old behind it. */
const files: KeptFiles = { now, hour: 4, used: 0.5, asked: false, lastStored: [100, 73, 71, 80].map((hours) => now - hours * HOUR) }

test.each([
  ["at its hour", {}, 2],
  ["at another hour", { hour: 5 }, 0],
  ["at another hour, on a disk that is fuller than it may be", { hour: 5, used: 0.76 }, 2],
  ["at another hour, because an operator asks", { hour: 5, asked: true }, 2],
  ["on a disk that is nearly full: young ones, too", { hour: 5, used: 0.86 }, 4],
  ["many: not all at once", { lastStored: Array.from({ length: 30 }, () => 0) }, 10],
  ["none at all", { lastStored: [] }, 0]
] as const)("%s", (_when, change, count) => {
  expect(expired(retention, { ...files, ...change })).toBe(count)
})

test("unless files may not go before their time", () => {
  expect(expired({ ...retention, cleanFileForciblyEnable: false }, { ...files, hour: 5, used: 0.99 })).toBe(2)
})
