import { expect, test } from "vitest"
import { whileDiskWorks } from "./while-disk-works.ts"
import { ignore, rule } from "./rule.ts"
import { appendEntries, entries, follower, take } from "./testing.ts"

const event = appendEntries(1, entries([1]))

test("disk does not work: silent towards peers, after a failure and before the disk was read", () => {
  for (const self of [follower({ diskFailed: true }), follower({ running: false })])
    expect(take(self, event)).toEqual({ verdict: "disk does not work", changed: {}, outputs: [] })
})

test("a broker whose disk works takes the event as the rule says", () => {
  expect(take(follower(), event).verdict).toBe("new entries")
})

test("the rule keeps its name", () => {
  const wrapped = whileDiskWorks(rule("FlushTimeout", () => "seen" as const, (self) => ignore(self)))
  expect(wrapped.event).toBe("FlushTimeout")
  expect(wrapped.verdict(follower(), { _tag: "FlushTimeout" })).toBe("seen")
})
