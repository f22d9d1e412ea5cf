import { expect, test } from "vitest"
import type { Rule } from "../machine.ts"
import { dledgerReleased } from "../modes/dledger-released.ts"
import { modes } from "../modes/index.ts"
import type { BrokerEvent } from "./events.ts"
import { ignore, rule } from "./rule.ts"
import type { Broker } from "./state.ts"
import { appendEntries, entries, follower, take } from "./testing.ts"
import { whileDiskWorks } from "./while-disk-works.ts"

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

test("every rule that it holds for says so", () => {
  const wrapped = [...Object.values(modes), dledgerReleased].flatMap(({ rules }) => Object.values(rules) as readonly Rule<Broker, BrokerEvent, unknown>[]).filter(({ verdicts }) => verdicts.includes("disk does not work"))
  expect(new Set(wrapped.map((each) => each.event)).size).toBeGreaterThan(30)
  for (const each of wrapped) {
    const anything = { _tag: each.event } as BrokerEvent
    expect(each.verdict(follower({ diskFailed: true }), anything)).toBe("disk does not work")
    expect(each(follower({ running: false }), anything)[1]).toEqual([])
  }
})
