import { expect, test } from "vitest"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import type { Tagged } from "../../spec/machine.ts"
import { flushOf } from "../cluster/modes.ts"
import type { JournalHead } from "../journal/journal.ts"
import { readCuts } from "./cuts.ts"
import { type Fault, forgetsVotes, lossesAdmitted, settingOf, toldMode } from "./explained.ts"

const struck = (...faults: readonly Fault["fault"][]): readonly Fault[] => faults.map((fault) => ({ fault, node: "broker-a/n1", at: "slave" }))

const raft = settingOf("dledger", "sync", 3, {})
const released = settingOf("dledger", "async", 3, {}, { replication: "dledger-0.3.1.2" })

test.each<[Fault["fault"], string[], string[]]>([
  ["crash", [], []],
  ["cut", [], []],
  ["diskError", [], []],
  ["powerLoss", [], ["the master loses power"]],
  ["diskLoss", [], ["the master's disk is destroyed", "the slave's disk is destroyed", "master and slave lose their disks", "the slave's disk is replaced by an empty one, and once that is filled the master's disk is destroyed"]]
])("after %s a group by Raft, with FSYNC, and one of released members may have lost", (fault, byRaft, byReleased) => {
  expect(lossesAdmitted(raft, struck(fault))).toEqual(byRaft)
  expect(lossesAdmitted(released, struck(fault))).toEqual(byReleased)
})

test("only a group of released members may have two leaders in a term, after a fault that takes a vote", () => {
  expect([raft, released].map((setting) => (["crash", "powerLoss", "diskLoss"] as const).map((fault) => forgetsVotes(setting, struck(fault))))).toEqual([[false, false, false], [false, true, true]])
  expect([raft, released, settingOf("async-replication", "sync", 2, {}, { haWire: "rocketmq" })].map(toldMode)).toEqual(["dledger", "dledger with replication=dledger-0.3.1.2", "async-replication with haWire=rocketmq"])
})

test("what is said of members' replication says nothing of masters and slaves", () => {
  expect(settingOf("multi-master", "async", 1, {}, { replication: "dledger-0.3.1.2" })).toEqual({ mode: "multi-master", flushDiskType: "ASYNC_FLUSH", ackRequires: "FSYNC", members: 1 })
  expect(flushOf("sync-double-write", "sync", "dledger-0.3.1.2")).toBe("sync")
})

test("released members flush behind their acks; to ask for more is refused", () => {
  expect([flushOf("dledger", undefined, undefined), flushOf("dledger", undefined, "dledger-0.3.1.2"), flushOf("dledger", "async", "dledger-0.3.1.2")]).toEqual(["sync", "async", "async"])
  expect(() => flushOf("dledger", "sync", "dledger-0.3.1.2")).toThrow("--flush sync: members that replicate as dledger-0.3.1.2 count what is in the page cache; leave it out, or leave out replication")
  expect(() => flushOf("dledger", "often", undefined)).toThrow("--flush often: must be sync or async")
})

/** The log of a follower, event by event, as its journal has it. */
const cutsIn = (machine: string, ...lines: readonly (readonly [Tagged, ...Tagged[]])[]) => {
  const cuts = readCuts()
  const head: JournalHead = { journal: "rocketproof", version: 1, machine, node: "broker-a/n1", life: 1, config: {} }
  lines.forEach(([event, ...outputs], i) => cuts.onLine(head, i + 2, event, outputs))
  return (index: number, term: number): string | undefined => cuts.by({ group: "broker-a", index, term })
}

const entries = (prevLogIndex: number, term: number, count: number) => ({ prevLogIndex, prevLogTerm: -1, runs: [{ first: prevLogIndex + 1, term }], lastIndex: prevLogIndex + count })
const began = { _tag: "Recovered", log: { baseIndex: -1, baseTerm: -1, runs: [{ first: 0, term: 1 }], lastIndex: 1, durableIndex: 1 } }
const append = (prevLogIndex: number, term: number, count: number): readonly [Tagged, Tagged] => [{ _tag: "PushAppend", term, entries: entries(prevLogIndex, term, count) } as Tagged, { _tag: "WriteEntries" }]
const truncate = (term: number, from: number): readonly [Tagged, Tagged] => [{ _tag: "PushTruncate", term, entries: entries(from - 2, term, 1) } as Tagged, { _tag: "TruncateLog", from } as Tagged]

test("a TRUNCATE that comes late cuts what its leader has written in this term; one at the beginning of a term does not", () => {
  const by = cutsIn(dledgerReleased.name, [began], truncate(2, 1), append(0, 2, 2), append(2, 2, 3), truncate(2, 4))
  expect([1, 2, 3, 4, 5, 6].map((index) => by(index, 2))).toEqual([undefined, undefined, undefined, "broker-a/n1", "broker-a/n1", undefined])
  expect([1, 4].map((index) => by(index, 1))).toEqual([undefined, undefined])
})

test("what was cut before is not cut again, and a Raft group has nothing of the kind", () => {
  const by = cutsIn(dledgerReleased.name, [began], append(1, 2, 4), truncate(2, 4), append(3, 2, 1), truncate(2, 5))
  expect([3, 4, 5].map((index) => by(index, 2))).toEqual([undefined, "broker-a/n1", "broker-a/n1"])
  expect(cutsIn("dledger", [began], append(1, 2, 4), truncate(2, 4))(4, 2)).toBeUndefined()
})
