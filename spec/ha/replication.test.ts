import { describe, expect, test } from "vitest"
import { pullMessage, sendMessage } from "../broker/testing.ts"
import { asyncReplication } from "../modes/async-replication.ts"
import { acked, connected, entries, master, slave, take, transferred } from "./testing.ts"

const write = { _tag: "WriteMessages", request: "r1", index: 0, term: 0, count: 1, topic: "t", queueId: 0, queueOffset: 0 }
const dispatch = { _tag: "Dispatch", last: 0 }
const waitsFor = (timer: "SlaveTimeout" | "SyncFlushTimeout", ms: number) => ({ _tag: "ArmTimer", event: { _tag: timer, request: "r1" }, ms: [ms, ms] })

describe("a producer sends to", () => {
  test("a slave: refused", () => {
    expect(take(slave(), sendMessage())).toEqual({
      verdict: "not here",
      changed: {},
      outputs: [{ _tag: "Reply", request: "r1", code: "SERVICE_NOT_AVAILABLE", remark: "broker-a takes no messages here: this broker is a slave" }]
    })
  })

  test("a master that has not read its log: refused", () => {
    expect(take(master({ serving: false }), sendMessage()).outputs).toEqual([{ _tag: "Reply", request: "r1", code: "SERVICE_NOT_AVAILABLE", remark: "broker-a has not read its log yet" }])
  })

  test("a SYNC_MASTER with a slave: the answer waits for it, the message is on its way and visible", () => {
    const { outputs } = take(master({ slaves: { a1: connected(-1) } }), sendMessage())
    expect(outputs).toEqual([write, waitsFor("SlaveTimeout", 3000), dispatch, transferred(entries(0, 0))])
  })

  test("a SYNC_MASTER with SYNC_FLUSH: the answer waits for disk and slave side by side", () => {
    const { outputs } = take(master({ config: { flushDiskType: "SYNC_FLUSH" }, slaves: { a1: connected(-1) } }), sendMessage())
    expect(outputs).toEqual([write, waitsFor("SyncFlushTimeout", 5000), waitsFor("SlaveTimeout", 3000), { _tag: "Flush" }, dispatch, transferred(entries(0, 0))])
  })

  test("a SYNC_MASTER without a slave: stored, and told so at once", () => {
    expect(take(master(), sendMessage()).outputs).toEqual([write, dispatch, acked("r1", 0, "SLAVE_NOT_AVAILABLE")])
  })

  test("a SYNC_MASTER whose slave is too far behind: as if it had none", () => {
    const { outputs } = take(master({ config: { haSlaveFallbehindMax: 2 }, written: 2, slaves: { a1: connected(-1, { awaiting: true }) } }), sendMessage())
    expect(outputs.at(-1)).toMatchObject({ _tag: "ReplySend", status: "SLAVE_NOT_AVAILABLE" })
  })

  test("a SYNC_MASTER of 5.x without a slave: it waits", () => {
    expect(take(master({ config: { compatibility: "5" } }), sendMessage()).outputs).toEqual([write, waitsFor("SlaveTimeout", 3000), dispatch])
  })

  test("a SYNC_MASTER of 5.x with acting masters and too few replicas: refused before it is stored", () => {
    expect(take(master({ config: { compatibility: "5", enableSlaveActingMaster: true } }), sendMessage())).toEqual({
      verdict: "not here",
      changed: {},
      outputs: [{ _tag: "Reply", request: "r1", code: "SYSTEM_ERROR", remark: "in-sync replicas not enough" }]
    })
  })

  test("an ASYNC_MASTER: answered at once, copied behind the answer", () => {
    const { outputs } = take(master({ config: { brokerRole: "ASYNC_MASTER" }, slaves: { a1: connected(-1) } }), sendMessage(), asyncReplication)
    expect(outputs).toEqual([write, dispatch, acked("r1", 0), transferred(entries(0, 0))])
  })

  test("a master that waits for a slave's report: nothing more is sent to it", () => {
    const { outputs } = take(master({ config: { brokerRole: "ASYNC_MASTER" }, slaves: { a1: connected(-1, { awaiting: true }) } }), sendMessage(), asyncReplication)
    expect(outputs).toEqual([write, dispatch, acked("r1", 0)])
  })
})

describe("a consumer pulls from a slave", () => {
  const pull = (shape: Parameters<typeof slave>[0]) => take({ ...slave(shape) }, pullMessage()).verdict

  test.each([
    ["as it comes", {}, "c1", "not here"],
    ["with slaveReadEnable", { slaveReadEnable: true }, "c1", "nothing yet"],
    ["with slaveReadEnable, without its master", { slaveReadEnable: true }, null, "not here"],
    ["with consumerFailoverToSlave, without its master", { consumerFailoverToSlave: true }, null, "nothing yet"]
  ] as const)("%s", (_what, config, connection, verdict) => {
    expect(pull({ config, connection })).toBe(verdict)
  })
})
