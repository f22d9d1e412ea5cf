import { expect, test } from "vitest"
import { armPush, follower, leader, pushed, pushing, sendTo, take, V040 } from "../testing.ts"

const timeout = { _tag: "PushTimeout", peer: "n1" } as const

test("does not lead: does nothing", () => {
  expect(take(follower(), timeout)).toEqual({ verdict: "does not lead", changed: {}, outputs: [] })
})

test("compares: from the end of its log", () => {
  const { verdict, changed, outputs } = take(pushing({ state: "COMPARE" }, { log: [1, 1], commit: 0 }), timeout)
  expect(verdict).toBe("compares")
  expect(changed).toMatchObject({ dispatchers: { n1: { state: "COMPARE", compareIndex: 1, awaiting: 1 } } })
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushCompare", term: 1, opaque: 0, index: 1, entryTerm: 1 }), armPush("n1")])
})

test("compares: what was not answered is asked again, and an answer to the first is not awaited", () => {
  const { outputs } = take(pushing({ state: "COMPARE", compareIndex: 0, awaiting: 0 }, { log: [1, 1] }), timeout)
  expect(outputs[0]).toEqual(sendTo("n1", { _tag: "PushCompare", term: 1, opaque: 1, index: 0, entryTerm: 1 }))
})

test("compares: 0.4.0 before its writeIndex, wherever that has been left", () => {
  const { outputs } = take(pushing({ state: "COMPARE", writeIndex: 0 }, { log: [1, 1], config: V040 }), timeout)
  expect(outputs[0]).toEqual(sendTo("n1", { _tag: "PushCompare", term: 1, opaque: 0, index: -1, entryTerm: -1 }))
})

test("compares: after a TRUNCATE without an answer", () => {
  const { outputs } = take(pushing({ state: "TRUNCATE", awaiting: 0 }, { log: [1, 1] }), timeout)
  expect(outputs[0]).toEqual(sendTo("n1", { _tag: "PushCompare", term: 1, opaque: 1, index: 1, entryTerm: 1 }))
})

test("compares: nothing, while the log is empty or ends before the place", () => {
  expect(take(pushing({ state: "COMPARE" }, { log: [], term: 1, commit: -1, noopIndex: -1 }), timeout).outputs).toEqual([armPush("n1")])
  expect(take(pushing({ state: "COMPARE", writeIndex: 4 }, { log: [1], config: V040 }), timeout).outputs).toEqual([armPush("n1")])
})

test("appends: the next entry", () => {
  const { verdict, outputs } = take(pushing({ writeIndex: 1 }, { log: [1, 1], commit: 0, config: { maxBatchEntries: 1 } }), timeout)
  expect(verdict).toBe("appends")
  expect(outputs).toEqual([sendTo("n1", { _tag: "PushAppend", term: 1, entries: pushed(1, 1), commitIndex: 0 }), armPush("n1")])
})

test("append unanswered: begins again behind the watermark", () => {
  const { verdict, changed, outputs } = take(pushing({ writeIndex: 2, awaiting: 1 }, { log: [1, 1, 1], commit: 0 }), timeout)
  expect(verdict).toBe("append unanswered")
  expect(changed).toMatchObject({ dispatchers: { n1: { writeIndex: 3, awaiting: 1 } } })
  expect(outputs[0]).toEqual(sendTo("n1", { _tag: "PushAppend", term: 1, entries: pushed(1, 1, 1), commitIndex: 0 }))
})

test("append unanswered and not counted: 0.4.0 does not send an entry of an older term again", () => {
  const self = leader({ log: [1, 1, 2], term: 2, commit: -1, config: V040, dledger: { watermarks: {}, dispatchers: pushing({ writeIndex: 2, awaiting: 1 }).dledger.dispatchers } })
  const { verdict, outputs } = take(self, timeout)
  expect(verdict).toBe("append unanswered and not counted")
  expect(outputs[0]).toEqual(sendTo("n1", { _tag: "PushAppend", term: 2, entries: pushed(2, 2), commitIndex: -1 }))
})

test("has everything: hears how far is committed", () => {
  expect(take(leader({ log: [1, 1] }), timeout)).toEqual({
    verdict: "has everything",
    changed: {},
    outputs: [sendTo("n1", { _tag: "PushCommit", term: 1, commitIndex: 1 }), armPush("n1")]
  })
})
