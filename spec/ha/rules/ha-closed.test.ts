import * as HashMap from "effect/HashMap"
import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { beatsNoMore, connected, connectsLater, master, send, slave, take, unwatched } from "../testing.ts"

const close = (connection = "c1"): EventOf<"HaClosed"> => ({ _tag: "HaClosed", connection })
const pull = { request: "p1", channel: "c", queue: "t@0", offset: 3, maxMsgNums: 1, codeSet: [], suspendTimeoutMillis: 0 }

test("master lost: the slave tries again later", () => {
  expect(take(slave({ connection: "c1" }), close())).toEqual({
    verdict: "master lost",
    changed: { ha: { serving: false, slaves: {}, connection: null } },
    outputs: [unwatched(), connectsLater]
  })
})

test("master lost: pulls that wait are answered, since it serves no more", () => {
  const self = { ...slave({ connection: "c1", config: { slaveReadEnable: true } }), held: HashMap.make(["t@0", [pull]]) }
  expect(take(self, close()).outputs.map(({ _tag }) => _tag)).toEqual(["CancelTimer", "CancelTimer", "ReplyPull", "ArmTimer"])
})

test("master lost: pulls wait on where consumers may stay (consumerFailoverToSlave)", () => {
  const self = { ...slave({ connection: "c1", config: { consumerFailoverToSlave: true } }), held: HashMap.make(["t@0", [pull]]) }
  expect(take(self, close()).outputs).toEqual([unwatched(), connectsLater])
})

test("slave lost: it counts no more; what waits for it waits on", () => {
  const pending = [send("r1", 0)]
  expect(take(master({ written: 1, slaves: { a1: connected(-1) }, pending }), close())).toEqual({
    verdict: "slave lost",
    changed: { ha: { serving: true, slaves: {}, connection: null } },
    outputs: [unwatched(), beatsNoMore()]
  })
})

test("could not connect: the slave tries again later", () => {
  expect(take(slave(), close())).toEqual({ verdict: "could not connect", changed: {}, outputs: [connectsLater] })
})

test("replaced before: nothing changes", () => {
  expect(take(slave({ connection: "c2" }), close())).toEqual({ verdict: "replaced before", changed: {}, outputs: [] })
  expect(take(master({ slaves: { a1: connected(0, { connection: "c2" }) } }), close())).toEqual({ verdict: "replaced before", changed: {}, outputs: [] })
})

test("disk does not work: nothing is said", () => {
  expect(take({ ...slave({ connection: "c1" }), diskFailed: true }, close())).toEqual({ verdict: "disk does not work", changed: {}, outputs: [] })
})
