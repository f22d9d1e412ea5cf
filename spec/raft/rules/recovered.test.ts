import { expect, test } from "vitest"
import { initialBroker } from "../../broker/state.ts"
import { armElection, configOf, logOf, recovered, saveHardState, sendTo, take, topic } from "../../broker/testing.ts"

const armRegister = { _tag: "ArmTimer", event: { _tag: "RegisterTimeout" }, ms: [10_000, 10_000] }
const armFlush = { _tag: "ArmTimer", event: { _tag: "FlushTimeout" }, ms: [500, 500] }
const unborn = initialBroker(configOf())
const nothing = { term: -1, votedFor: null, voter: false }

test("first start: a voter without log, as its disk is to show from now on", () => {
  expect(take(unborn, recovered({ blank: true, bootstrap: true }))).toEqual({
    verdict: "first start",
    changed: { running: true, saved: nothing },
    outputs: [armElection, armRegister, saveHardState(0, null)]
  })
})

test("restart: term, vote and log are as they were; commitIndex is learnt anew", () => {
  const event = recovered({ term: 3, votedFor: "n2", log: logOf([1, 1, 3]), topics: [["t", topic()]], offsets: [["g@t@0", 4]] })
  expect(take(unborn, event)).toEqual({
    verdict: "restart",
    changed: {
      running: true,
      term: 3,
      votedFor: "n2",
      saved: { term: 3, votedFor: "n2", voter: true },
      log: [1, 1, 3],
      durable: 2,
      topics: { t: topic() },
      offsets: { "g@t@0": 4 }
    },
    outputs: [armElection, armRegister]
  })
})

test("restart: what a snapshot stands for is committed, and in its queues", () => {
  const { changed } = take(unborn, recovered({ term: 2, log: logOf([2], { base: { index: 6, term: 1 } }), baseEnds: [["t@0", 5]] }))
  expect(changed).toMatchObject({ base: { index: 6, term: 1 }, commitIndex: 6, dispatchedIndex: 6, dispatchingIndex: 6, baseEnds: [["t@0", 5]], queues: { "t@0": { end: 5, next: 5 } } })
})

test("restart: with ackRequires=PAGE_CACHE a timer flushes", () => {
  const { outputs } = take(initialBroker(configOf({ ackRequires: "PAGE_CACHE" })), recovered({ term: 1 }))
  expect(outputs).toEqual([armElection, armRegister, armFlush])
})

test("still catching up: a restart does not end the search for what was lost", () => {
  expect(take(unborn, recovered({ term: 3, voter: false, log: logOf([3]) }))).toMatchObject({
    verdict: "still catching up",
    changed: { voter: false, saved: { term: 3, votedFor: null, voter: false } },
    outputs: [armElection, armRegister, sendTo("n1", { _tag: "Rejoin" }), sendTo("n2", { _tag: "Rejoin" })]
  })
})

test("log damaged: entries that were on disk are gone; no voter until it has caught up, which is on disk before it asks the others", () => {
  const event = recovered({ term: 3, votedFor: "n1", log: logOf([1, 3]), onceDurable: 2 })
  const asks = { message: { _tag: "Rejoin" }, durable: -1 }
  expect(take(unborn, event)).toEqual({
    verdict: "log damaged",
    changed: { running: true, term: 3, votedFor: "n1", voter: false, saved: { term: 3, votedFor: "n1", voter: true }, log: [1, 3], durable: 1, waiting: [{ to: "n1", ...asks }, { to: "n2", ...asks }] },
    outputs: [armElection, armRegister, saveHardState(3, "n1", false)]
  })
})

test.each([
  ["its log has all that was on disk", { onceDurable: 1 }, {}],
  ["an operator wants it to be a voter", { onceDurable: 2 }, { rejoin: "voter" as const }]
])("restart: %s", (_why, event, config) => {
  expect(take(initialBroker(configOf(config)), recovered({ term: 3, log: logOf([1, 3]), ...event })).verdict).toBe("restart")
})

test("disk lost: no voter until it has caught up; asks the others when that is on disk", () => {
  expect(take(unborn, recovered({ blank: true }))).toEqual({
    verdict: "disk lost",
    changed: {
      running: true,
      voter: false,
      saved: nothing,
      waiting: [
        { to: "n1", message: { _tag: "Rejoin" }, durable: -1 },
        { to: "n2", message: { _tag: "Rejoin" }, durable: -1 }
      ]
    },
    outputs: [armElection, armRegister, saveHardState(0, null, false)]
  })
})

test("comes back as a voter: an operator wanted it so", () => {
  const { verdict, changed, outputs } = take(initialBroker(configOf({ rejoin: "voter" })), recovered({ blank: true }))
  expect(verdict).toBe("comes back as a voter")
  expect(changed).toEqual({ running: true, saved: nothing })
  expect(outputs).toEqual([armElection, armRegister, saveHardState(0, null)])
})
