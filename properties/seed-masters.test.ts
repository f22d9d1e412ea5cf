/**
 * What the seed says of roles, and of clusters with masters and slaves (sections A to D), sentence by sentence: each test's
 * title paraphrases one, its body decides it, by the rules where one step shows it, by a model where runs do. What is about
 * speed (A5, B2, C1, D5) is measured and not tested.
 */
import * as HashMap from "effect/HashMap"
import { describe, expect, test } from "vitest"
import { explore } from "../models/engine/index.ts"
import type { Result } from "../models/engine/result.ts"
import { pullMessage, sendMessage, topic } from "../spec/broker/testing.ts"
import { producerDefaults } from "../spec/client/config.ts"
import { producer } from "../spec/client/producer/index.ts"
import { connected, master, slave, take } from "../spec/ha/testing.ts"
import { step } from "../spec/machine.ts"
import { asyncReplication } from "../spec/modes/async-replication.ts"
import { modes } from "../spec/modes/index.ts"
import { multiMaster } from "../spec/modes/multi-master.ts"
import { syncDoubleWrite } from "../spec/modes/sync-double-write.ts"
import { nameServerDefaults } from "../spec/name-server/config.ts"
import type { NameServerEvent } from "../spec/name-server/events.ts"
import { nameServer } from "../spec/name-server/index.ts"
import { routeOf } from "../spec/name-server/route.ts"
import { decide } from "./masters/decide.ts"
import { cells, type Outcome } from "./promises.ts"
import { suites } from "./suites.ts"

const explored = new Map<string, Result>()

/** What exploring the model whose name begins so says of a property. */
const verdict = (name: string, property: string): string | undefined => {
  const suite = suites.find((each) => each.name.startsWith(name))
  if (suite === undefined) throw new Error(`no model "${name}"`)
  const known = explored.get(suite.name) ?? explore(suite.model())
  explored.set(suite.name, known)
  return known.properties.find(({ id }) => id === property)?.verdict
}

/** A cell of the promise table, decided anew. */
const outcome = (row: string, mode: string, flush: "ASYNC_FLUSH" | "SYNC_FLUSH"): Outcome | "undecided" => {
  const cell = cells.find((each) => each.row.id === row && each.column.mode === mode && each.column.flushDiskType === flush)
  if (cell === undefined) throw new Error(`no cell ${row}, ${mode}, ${flush}`)
  return decide(cell.bounds)
}

const BACK = "kept, unserved until the master is back"
const PROMOTED = "kept, unserved until the slave is promoted"
const registration = (over: Partial<Extract<NameServerEvent, { readonly _tag: "RegisterBroker" }>> = {}): NameServerEvent => ({
  _tag: "RegisterBroker",
  request: "r",
  channel: "c1",
  clusterName: "c",
  brokerName: "broker-a",
  brokerId: 0,
  brokerAddr: "a:1",
  haServerAddr: "",
  term: 0,
  topics: [["t", topic()]],
  ...over
})

const told = (...events: readonly NameServerEvent[]) => events.reduce((self, event) => step(nameServer, self, event)[0], nameServer.init(nameServerDefaults))

describe("A: roles", () => {
  test("A1: there are four modes", () => {
    expect(Object.keys(modes)).toEqual(["multi-master", "async-replication", "sync-double-write", "dledger"])
  })

  test("A2: NameServers know nothing of each other: what one is told leaves it as an answer, and as nothing else", () => {
    const [, outputs] = step(nameServer, nameServer.init(nameServerDefaults), registration())
    expect(outputs.map(({ _tag }) => _tag).sort()).toEqual(["ArmTimer", "ReplyRegistered"])
    expect(verdict("multi-master/three-name-servers", "W16 NameServers disagree")).toBe("reached")
  })

  test("A2: every broker registers with all of them, and any two of three may die", () => {
    expect(verdict("multi-master/three-name-servers", "the third NameServer is enough")).toBe("reached")
  })

  test("A3: a broker that misses its heartbeats is dropped from the routes", () => {
    const known = told(registration())
    expect(routeOf(known, "t")).toBeDefined()
    expect(routeOf(step(nameServer, known, { _tag: "BrokerExpired", brokerAddr: "a:1" })[0], "t")).toBeUndefined()
    expect(verdict("multi-master/routes", "L7 RouteConverges")).toBe("holds")
  })

  test("A4: clients ask for their route on a timer", () => {
    const idle = step(producer, producer.init({ ...producerDefaults, nameServers: ["ns0"] }), { _tag: "Started" })[0]
    const [, outputs] = step(producer, idle, { _tag: "RoutePollTimeout" })
    expect(outputs.map(({ _tag }) => _tag)).toEqual(["GetRouteInfoByTopic", "ArmTimer"])
  })

  test("A5: a producer spreads its messages over the queues of all masters", () => {
    expect(verdict("multi-master/spread", "spread over all masters")).toBe("reached")
    expect(verdict("multi-master/spread", "A4 RetryElsewhere")).toBe("holds")
  })

  test.each(["multi-master", "async-replication", "sync-double-write"])("A6: in %s SYNC_FLUSH loses nothing on an OS crash, and ASYNC_FLUSH may where there is no second copy", (mode) => {
    expect(outcome("power-loss", mode, "SYNC_FLUSH")).toBe(BACK)
    expect(outcome("power-loss", mode, "ASYNC_FLUSH")).toBe(mode === "sync-double-write" ? PROMOTED : "LOSS")
  })
})

describe("B: multi-master", () => {
  test("B1: every node is a master, and serves reads and writes on its own", () => {
    const alone = master({ config: { peers: [], brokerRole: "ASYNC_MASTER" } })
    const sent = take(alone, sendMessage(), multiMaster)
    expect(sent.outputs.some(({ _tag }) => _tag === "ReplySend")).toBe(true)
    expect(take(alone, pullMessage(), multiMaster).verdict).not.toBe("refused")
  })

  test("B2: the cluster goes on while one master lives", () => {
    expect(verdict("multi-master/two-masters", "W4 cluster writable, queue unreadable")).toBe("reached")
    expect(verdict("multi-master/spread", "the others go on")).toBe("reached")
  })

  test("B3: a dead master's queues wait for its return, and then what was flushed is there", () => {
    expect(verdict("multi-master/two-masters", "unserved while the master is down")).toBe("holds")
    expect(outcome("crash", "multi-master", "SYNC_FLUSH")).toBe(BACK)
  })

  test("B4: a destroyed disk takes its messages for ever", () => {
    for (const flush of ["ASYNC_FLUSH", "SYNC_FLUSH"] as const) expect(outcome("disk-loss", "multi-master", flush)).toBe("LOSS")
  })

  test("B5: SYNC_FLUSH loses nothing acked on a process or an OS crash; ASYNC_FLUSH may lose its tail on an OS crash, not on the other", () => {
    expect(outcome("crash", "multi-master", "SYNC_FLUSH")).toBe(BACK)
    expect(outcome("power-loss", "multi-master", "SYNC_FLUSH")).toBe(BACK)
    expect(outcome("crash", "multi-master", "ASYNC_FLUSH")).toBe(BACK)
    expect(outcome("power-loss", "multi-master", "ASYNC_FLUSH")).toBe("LOSS")
  })
})

describe("C: asynchronous replication", () => {
  test("C1: the log is copied to the slaves, after the ack, and in the end they have all of it", () => {
    expect(outcome("disk-loss", "async-replication", "SYNC_FLUSH")).toBe("LOSS")
    expect(verdict("async-replication/catch-up", "L5 CatchUp: fair")).toBe("holds")
  })

  test("C2: the ack never waits for a slave", () => {
    const behind = master({ config: { brokerRole: "ASYNC_MASTER" }, slaves: { a1: connected(-1) } })
    const { outputs } = take(behind, sendMessage({ request: "r1" }), asyncReplication)
    expect(outputs).toContainEqual(expect.objectContaining({ _tag: "ReplySend", request: "r1", status: "SEND_OK" }))
  })

  test("C3: a slave refuses writes; with slaveReadEnable it serves pulls while its master lives", () => {
    expect(verdict("async-replication/crash", "S16 SlaveReadOnly")).toBe("holds")
    expect(take(slave(), sendMessage(), asyncReplication).changed).toEqual({})
    expect(verdict("async-replication/slave-reads", "served by the slave")).toBe("reached")
    expect(verdict("async-replication/crash", "served by the slave")).toBeUndefined()
  })

  test("C4: each group has its own offset, and none is lost or goes back where it is kept", () => {
    const next = [3, 5].reduce((self, offset, i) => step(asyncReplication, self, { _tag: "UpdateConsumerOffset", request: "r", topic: "t", queueId: 0, group: `g${i}`, offset })[0], master({ config: { brokerRole: "ASYNC_MASTER" } }))
    expect(HashMap.toEntries(next.offsets).sort()).toEqual([["g0@t@0", 3], ["g1@t@0", 5]])
    expect(verdict("async-replication/one-consumer", "S22 AtLeastOnce")).toBe("holds")
  })

  test("C5: NameServers promote nobody, and neither does a slave itself", () => {
    const left = told(registration(), registration({ brokerId: 1, brokerAddr: "b:1", channel: "c2" }), { _tag: "ChannelClosed", channel: "c1" })
    expect(routeOf(left, "t")?.brokerDatas.map(({ brokerAddrs }) => brokerAddrs)).toEqual([{ "1": "b:1" }])
    expect(verdict("async-replication/master-dead-1", "W6 no failover by itself")).toBe("holds")
    expect(verdict("async-replication/master-dead-1", "W6 no failover, for ever")).toBe("reached")
  })

  test("C5: writes to a dead master's queues stop, and so does consumption", () => {
    expect(verdict("async-replication/two-masters", "unserved while the master is down")).toBe("holds")
  })

  test("C5: an operator may promote a slave by hand", () => {
    expect(verdict("async-replication/master-dead-promotion", "L10 Failover by an operator")).toBe("holds")
  })

  test("C6: what was acked and not copied is lost with a master that dies for good", () => {
    expect(outcome("disk-loss", "async-replication", "ASYNC_FLUSH")).toBe("LOSS")
  })

  test("C7: a returning master that diverged is sent away for ever, or copied to and different: both are shown", () => {
    expect(verdict("async-replication/promotion", "W7 old master stuck")).toBe("reached")
    expect(verdict("async-replication/promotion", "W7 old master forked")).toBe("reached")
  })
})

describe("D: synchronous double write", () => {
  test("D1: a producer is acked once master and slave have it", () => {
    expect(verdict("sync-double-write/crash", "S14 AckReplicated")).toBe("holds")
    const waiting = master({ slaves: { a1: connected(-1) } })
    expect(take(waiting, sendMessage(), syncDoubleWrite).outputs.some(({ _tag }) => _tag === "ReplySend")).toBe(false)
  })

  test("D2: when the master alone dies, with its disk, its slave has all that was acked", () => {
    for (const flush of ["ASYNC_FLUSH", "SYNC_FLUSH"] as const) expect(outcome("disk-loss", "sync-double-write", flush)).toBe(PROMOTED)
  })

  test("D3: with the slave absent the producer is told SLAVE_NOT_AVAILABLE, with a slow one FLUSH_SLAVE_TIMEOUT, and neither is an ack", () => {
    expect(verdict("sync-double-write/slave-down-1", "W9 SLAVE_NOT_AVAILABLE")).toBe("reached")
    expect(verdict("sync-double-write/slave-down-1", "FLUSH_SLAVE_TIMEOUT")).toBe("reached")
    expect(verdict("sync-double-write/slave-down-disk-loss", "W8 stored, not acked, lost")).toBe("reached")
    expect(verdict("sync-double-write/slave-down-disk-loss", "S12 AckDurable")).toBe("holds")
  })

  test("D4: the slave does not promote itself", () => {
    expect(verdict("sync-double-write/master-dead-1", "W6 no failover by itself")).toBe("holds")
    expect(verdict("sync-double-write/master-dead-1", "W6 no failover, for ever")).toBe("reached")
  })
})
