import { expect, test } from "vitest"
import { acked, master, send, take } from "../../ha/testing.ts"
import { multiMaster } from "../../modes/multi-master.ts"

const timeout = { _tag: "SyncFlushTimeout", request: "r1" } as const
const config = { brokerRole: "ASYNC_MASTER", flushDiskType: "SYNC_FLUSH" } as const

test("too late: FLUSH_DISK_TIMEOUT, which is no ack", () => {
  expect(take(master({ config, written: 1, durable: 0, pending: [send("r1", 0)] }), timeout, multiMaster)).toEqual({
    verdict: "too late",
    changed: { pending: [] },
    outputs: [acked("r1", 0, "FLUSH_DISK_TIMEOUT")]
  })
})

test("answered before: nothing to do", () => {
  expect(take(master({ config }), timeout, multiMaster)).toEqual({ verdict: "answered before", changed: {}, outputs: [] })
})
