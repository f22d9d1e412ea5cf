import { expect, test } from "vitest"
import { defaults } from "../../broker/config.ts"
import { initialBroker } from "../../broker/state.ts"
import { recovered, topic } from "../../broker/testing.ts"
import { master, slave, take } from "../../ha/testing.ts"
import * as Log from "../../log/log.ts"

const { timing } = defaults
const registers = { _tag: "ArmTimer", event: { _tag: "RegisterTimeout" }, ms: timing.registerNameServerPeriodMs }
const flushes = { _tag: "ArmTimer", event: { _tag: "FlushTimeout" }, ms: timing.flushIntervalMs }
const copies = { _tag: "ArmTimer", event: { _tag: "MetadataTimeout" }, ms: timing.metadataCopyPeriodMs }
const topics = [["t", topic()]] as const
const two = Log.flushed(Log.append(Log.empty, 0, 2), 1)

const stopped = (self: ReturnType<typeof master>) => initialBroker(self.config)

test("as master: an empty disk is a beginning, and it serves at once", () => {
  const { verdict, changed, outputs } = take(stopped(master()), recovered({ blank: true, topics }))
  expect(verdict).toBe("as master")
  expect(changed["ha"]).toEqual({ serving: true, slaves: {}, connection: null })
  expect(outputs).toEqual([registers, flushes, { _tag: "RegisterBroker", brokerId: 0, term: 0, topics }, copies])
})

test("as master: it serves once its queues hold what its log held", () => {
  const { changed, outputs } = take(stopped(master()), recovered({ log: two, topics }))
  expect(changed["ha"]).toBeUndefined()
  expect(outputs).toEqual([registers, flushes, { _tag: "Dispatch", last: 1 }])
  const reading = master({ written: 2, dispatched: 0, serving: false })
  const self = { ...reading, dispatchingIndex: 1 }
  expect(take(self, { _tag: "Dispatched", index: 1, ends: [["t@0", 2]] }).changed["ha"]).toEqual({ serving: true, slaves: {}, connection: null })
})

test("as master: with SYNC_FLUSH no timer flushes", () => {
  expect(take(stopped(master({ config: { flushDiskType: "SYNC_FLUSH" } })), recovered({ blank: true })).outputs).not.toContainEqual(flushes)
})

test("as slave: it registers under its own id, with its topics, and turns to its master", () => {
  const { verdict, changed, outputs } = take(stopped(slave()), recovered({ log: two, topics }))
  expect(verdict).toBe("as slave")
  expect(changed["ha"]).toBeUndefined()
  expect(outputs).toEqual([registers, flushes, { _tag: "Dispatch", last: 1 }, { _tag: "RegisterBroker", brokerId: 1, term: 0, topics }, { _tag: "ConnectToMaster", to: "a0" }])
})
