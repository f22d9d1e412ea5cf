import * as Schema from "effect/Schema"
import { expect, test } from "vitest"
import type { BrokerEvent, EventOf } from "../broker/events.ts"
import { type Broker, initialBroker } from "../broker/state.ts"
import { after, configOf, logOf, mapOf } from "../broker/testing.ts"
import { step } from "../machine.ts"
import { modes } from "../modes/index.ts"
import { checkPoint, handle, KEY, popOf, REVIVE } from "../pop/testing.ts"
import { derivedOf } from "./derived.ts"
import { Derived } from "./state.ts"

const recovered = (over: Partial<EventOf<"Recovered">> = {}): EventOf<"Recovered"> => ({
  _tag: "Recovered", term: 1, votedFor: null, voter: true, blank: false, bootstrap: true, log: logOf([0, 0, 0, 0]), baseEnds: [["old@0", 7]], topics: [], offsets: [], ...over
})

/** What is open of everything, and beside each of it what is closed. */
const dispatched: EventOf<"Dispatched"> = {
  _tag: "Dispatched",
  index: 3,
  ends: [["t@0", 4], [REVIVE, 1]],
  halves: [1, 2].map((offset) => ({ offset, index: offset, group: "p", immunityMs: null })),
  ended: [1],
  timed: [4, 5, 6].map((offset) => ({ offset, index: 3, outMs: 9_000, topic: "t", queueId: 0 })),
  delivered: [4],
  recalled: [5],
  popRecords: [{ _tag: "Ck", ...handle(), invisibleTime: 60_000, offsets: [0, 1], reviveOffset: 0, index: 1 }, { _tag: "Ack", ...handle(), offsets: [0] }]
}

for (const [name, machine] of [["a master", modes["multi-master"]], ["a member of a group", modes["dledger"]]] as const)
  test(`${name} that takes over what follows from its log knows what one knows that has read it, and does what that does`, () => {
    const config = configOf(name === "a master" ? { brokerRole: "ASYNC_MASTER", brokerId: 0, peers: [] } : {})
    const run = (...events: readonly BrokerEvent[]) =>
      events.reduce<{ self: Broker; outputs: readonly unknown[] }>(({ self, outputs }, event) => {
        const [next, more] = step(machine, self, event)
        return { self: next, outputs: [...outputs, ...more] }
      }, { self: initialBroker(config), outputs: [] })
    const commits: readonly BrokerEvent[] =
      name === "a master" ? [] : [{ _tag: "AppendEntries", from: "n1", term: 1, entries: { prevLogIndex: 3, prevLogTerm: 0, runs: [], lastIndex: 3 }, leaderCommit: 3 } as EventOf<"AppendEntries">]
    const first = run(recovered(), ...commits, dispatched)
    const derived = derivedOf(first.self)
    expect(Schema.decodeUnknownSync(Derived)(JSON.parse(JSON.stringify(Schema.encodeSync(Derived)(derived))))).toEqual(derived)
    expect(derived).toMatchObject({
      index: 3,
      ends: [["old@0", 7], [REVIVE, 1], ["t@0", 4]],
      halves: [["2", { checks: 0 }]],
      timed: [["6", { standing: "WAITING" }]],
      cursors: [["g@t@0", { popped: 2, handing: 2 }]],
      checkPoints: [[KEY, { offsets: [1], closing: [] }]]
    })
    const second = run(recovered({ derived }), ...commits)
    expect(second.self).toEqual(first.self)
    const timers = (outputs: readonly unknown[]) => new Set(outputs.map((output) => JSON.stringify(output)).filter((text) => /^\{"_tag":"ArmTimer.*(?:Transaction|TimerMessage|Revive)Timeout/.test(text)))
    expect(timers(second.outputs)).toEqual(timers(first.outputs))
    expect(timers(second.outputs).size).toBe(name === "a master" ? 3 : 0)
    expect(second.outputs).not.toContainEqual(expect.objectContaining({ _tag: "Dispatch" }))
  })

test("what a broker was about to do ends with its life; offsets given to messages that nobody sees are free again", () => {
  const half = { index: 1, group: "p", immunityMs: null, checks: 3, ending: true }
  const self: Broker = {
    ...initialBroker(configOf()),
    dispatchedIndex: 1,
    queues: mapOf({ "t@0": { end: 2, next: 5 }, "u@0": { end: 0, next: 1 } }),
    halves: mapOf({ 0: half }),
    pop: popOf({ checkPoints: [checkPoint({ index: 0, closing: [0] }), checkPoint({ index: 9, popTime: 2_000 })], cursors: { "g@t@0": { popped: 1, handing: 3 } } })
  }
  expect(derivedOf(self)).toEqual({
    index: 1,
    ends: [["t@0", 2]],
    halves: [["0", { ...half, checks: 0, ending: false }]],
    cursors: [["g@t@0", { popped: 1, handing: 1 }]],
    checkPoints: [[KEY, checkPoint({ index: 0 })]]
  })
})

test("RocketMQ may have gone on with the directory: half messages that it was done with are not opened again", () => {
  const halves = [0, 1, 2].map((offset) => [String(offset), { index: offset, group: "p", immunityMs: null, checks: 0, ending: false }] as const)
  const self = after(initialBroker(configOf()), recovered({ offsets: [["CID_RMQ_SYS_TRANS@RMQ_SYS_TRANS_HALF_TOPIC@0", 2]], derived: { index: 3, ends: [], halves } }))
  expect(derivedOf(self).halves).toEqual([halves[2]])
})
