import { expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import { Random } from "../../models/engine/random.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { modes } from "../../spec/modes/index.ts"
import { changeRule } from "../mutants/change-rule.ts"
import { type Suite, suiteOf } from "../suites.ts"
import { tell } from "./tell.ts"
import type { Telling } from "./telling.ts"

/** A rule of this mode, spoilt at random: nobody has written a word about any of these. */
const spoilt = (suite: Suite, seed: number) => {
  const random = new Random(seed)
  const machine = modes[suite.mode as keyof typeof modes]
  const tags = TAGS[suite.mode] ?? []
  const tag = tags[random.below(tags.length)] as BrokerEvent["_tag"]
  const [how, which] = [random.below(4), random.below(3)]
  return changeRule<Broker, BrokerEvent, BrokerOutput, Parameters<typeof machine.init>[0], BrokerEvent["_tag"]>(machine, tag, (self, event, original) => {
    const [next, outputs] = original(self, event)
    if (how === 0) return [next, outputs.filter((_, i) => i !== which % Math.max(1, outputs.length))]
    if (how === 1) return [self, outputs]
    if (how === 2) return [{ ...next, raft: { ...next.raft, votedFor: which === 0 ? null : next.raft.votedFor, commitIndex: which === 0 ? next.raft.commitIndex : next.raft.commitIndex + which } }, outputs]
    return [{ ...next, pending: which === 0 ? [] : next.pending, dispatchedIndex: next.log.lastIndex }, outputs]
  })
}

/** Rules that every run of the mode comes to. */
const TAGS: { readonly [mode in Suite["mode"]]?: readonly BrokerEvent["_tag"][] } = {
  dledger: ["SendMessage", "Flushed", "Dispatched", "ElectionTimeout", "HardStateSaved"],
  "multi-master": ["SendMessage", "Flushed", "Dispatched", "Recovered"],
  "async-replication": ["SendMessage", "Dispatched", "ReportSlaveMaxOffset", "TransferData"],
  "sync-double-write": ["SendMessage", "ReportSlaveMaxOffset", "TransferData", "SlaveTimeout"]
}

/** Small ones, so that a change shows in all of their states. */
const SUITES = ["dledger/group-of-one", "multi-master/power-loss-1master-SYNC_FLUSH", "multi-master/disk-error-1master-SYNC", "multi-master/two-masters", "async-replication/heartbeats", "sync-double-write/heartbeats"]

const found = (topic: string, seed: number): Telling | undefined => {
  const suite = suiteOf(topic)
  const model = suite.modelWith?.(spoilt(suite, seed)) ?? suite.model()
  const { properties } = explore(model, { maxStates: 400, stopAt: [...suite.properties.filter(({ witness }) => !witness).map(({ id }) => id), "no rule throws"] })
  const bad = properties.find(({ verdict, trace }) => verdict === "violated" && trace !== undefined)
  return bad?.trace && tell(suite, bad, bad.trace, { model })
}

test("why a promise is broken names it, the step, and values of the states, whatever rule was spoilt", () => {
  const tellings = SUITES.flatMap((topic, i) => Array.from({ length: 6 }, (_, seed) => found(topic, 100 * i + seed)))
  const violations = tellings.filter((telling) => telling !== undefined)
  expect(violations.length).toBeGreaterThan(9)
  expect(new Set(violations.map(({ property }) => property?.id)).size).toBeGreaterThan(4)
  let valued = 0
  for (const { property, steps, why, initial } of violations) {
    const last = steps.length
    const text = why.join("\n")
    expect(property?.id === "no rule throws" || text.includes(property?.id ?? "")).toBe(true)
    // Each step that is named is one of the run, and is told in its own words.
    for (const [, n] of text.matchAll(/step (\d+)/gi)) expect(steps[Number(n) - 1]).toBeDefined()
    for (const [, n, words] of text.matchAll(/step (\d+) \((.*?)\)[.\n]?$/gm)) expect(words).toBe(steps[Number(n) - 1]?.text)
    expect(why[0]).toMatch(last === 0 ? /from the beginning/i : new RegExp(`tep ${last}\\b`))
    // Messages and terms that are named are in the states, or in what was done.
    const states = JSON.stringify([initial, steps])
    for (const [message] of text.matchAll(/\bm\d+\b/g)) expect(states).toContain(message)
    // So are values: what the state before the last step was, what is different after it, and what the rules decided.
    const told = steps[last - 1]
    const before = steps[last - 2]?.after ?? initial
    for (const [, lane, is] of text.matchAll(/^Before it, (\S+) is (.*?)(?:,|\.$)/gm)) expect(before.find((snapshot) => snapshot.lane === lane)?.headline.startsWith(is ?? "?")).toBe(true)
    for (const [, lane, list] of text.matchAll(/^With it, (\S+) (.*)\.$/gm)) {
      const values = [...(told?.changes ?? []).map((change) => change.text), ...(told?.after.find((snapshot) => snapshot.lane === lane)?.fields ?? []).map(({ name, value }) => `${name}: ${value === "" ? "none" : value}`)]
      for (const value of list?.split("; ") ?? []) expect(values.some((known) => known.includes(value.replace(/ \(before: .*\)$/, "")))).toBe(true)
    }
    for (const [, verdicts] of text.matchAll(/^The rules decided: (.*)\.$/gm)) expect(verdicts).toBe(told?.verdicts.join("; "))
    valued += /^(?:With it|There|- |At index)/m.test(text) ? 1 : 0
    for (const [, term] of text.matchAll(/term (\d+)/g)) expect(states).toMatch(new RegExp(`"term":${term}\\b|term ${term}\\b`))
  }
  // None is told without a value, but for rules that throw and steps that change nothing.
  expect(valued).toBeGreaterThan(violations.length * 0.8)
})
