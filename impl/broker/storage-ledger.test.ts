// Clauses: E13
import { expect, test } from "vitest"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { initialBroker } from "../../spec/broker/state.ts"
import { configOf } from "../../spec/broker/testing.ts"
import { pushed } from "../../spec/dledger/testing.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { makeBodies } from "./bodies.ts"
import { openStorage } from "./storage.ts"

const config = configOf()

const open = () => {
  const files = new MemoryFiles()
  files.mkdir("/data")
  const bodies = makeBodies()
  const storage = openStorage({ files, timers: { now: () => 0, after: () => () => {} }, dir: "/data", config, bodies, bootstrap: true, advertised: () => ({ host: "127.0.0.1", port: 1 }), ledger: true, segmentSize: 4_096 })
  const push = (index: number, body: string, position: number): BrokerEvent[] => {
    const cause = { _tag: "PushAppend", from: "n1", term: 1, entries: pushed(index, 1), commitIndex: -1 } as unknown as BrokerEvent
    bodies.arrived.set(cause, { first: index, bodies: [Buffer.from(body)], positions: [position] })
    const events: BrokerEvent[] = []
    storage.perform({ _tag: "WriteEntries", first: index, last: index }, cause, (event) => events.push(event), () => initialBroker(config))
    return events
  }
  return { files, storage, push }
}

test("entries that are no messages are in the ledger, and in no queue", () => {
  const { files, storage, push } = open()
  expect(push(0, "whatever somebody has appended to DLedger itself", 0)).toEqual([])
  const events: BrokerEvent[] = []
  storage.perform({ _tag: "Dispatch", last: 0 }, { _tag: "RegisterTimeout" }, (event) => events.push(event), () => initialBroker(config))
  expect(events).toEqual([{ _tag: "Dispatched", index: 0, ends: [] }])
  expect(files.list("/data/dledger-n0")).toContain("data")
})

test("an entry that its leader has elsewhere stops the member: their files would differ", () => {
  const { push } = open()
  push(0, "first", 0)
  expect(push(1, "second", 99)).toMatchObject([{ _tag: "DiskFailed", reason: expect.stringContaining("entry 1 begins at 99 where it comes from, and would begin at 53 here: is mappedFileSizeCommitLog the same on all members?") }])
})
