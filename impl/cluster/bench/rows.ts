/**
 * What is measured, row by row, and what is aimed at.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { JavaProgram } from "../../compatibility/mqadmin.ts"
import { startCluster } from "../../testkit/cluster.ts"
import { lagOf, pullsOf } from "./copies.ts"
import { firstAck, sendAll, stockConsumes, stockFailover, stockSends } from "./load.ts"
import { ours, real, type Servers, throughNpx, type Topology } from "./servers.ts"

/** What the median is held against: itself, or its ratio to RocketMQ's. */
export interface Goal {
  readonly of: "figure" | "ratio"
  readonly bound: "at least" | "at most"
  readonly value: number
}

export interface Row {
  readonly id: string
  readonly section: string
  readonly title: string
  readonly unit: "ms" | "/s" | "MB"
  readonly goal?: Goal
  /** One measurement of ours. */
  readonly ours: (setting: Setting) => Promise<number>
  /** One of RocketMQ 4.9.7. Absent: it is not measured for this. */
  readonly real?: (setting: Setting) => Promise<number>
}

export interface Setting {
  /** The stock client, where there is a JDK. */
  readonly program: JavaProgram | undefined
  /** How long sends are measured. */
  readonly seconds: number
  /** Messages of the larger rows. */
  readonly messages: number
}

const ALONE = "NameServer and one broker"
const GROUPS = "Groups"
const CLAUSES = "Clauses"

type Start = (topology: Topology) => Promise<Servers>

const withServers = async <T>(start: Start, topology: Topology, use: (servers: Servers) => Promise<T>): Promise<T> => {
  const servers = await start(topology)
  try {
    return await use(servers)
  } finally {
    await servers.stop()
  }
}

const KIB = 1_024
/** What the bare client sends where there is no stock one. */
const WITHOUT_JDK = 2_000

const atMost = (value: number): Goal => ({ of: "figure", bound: "at most", value })
const atLeast = (value: number): Goal => ({ of: "figure", bound: "at least", value })
const ratioAtLeast = (value: number): Goal => ({ of: "ratio", bound: "at least", value })
const ratioAtMost = (value: number): Goal => ({ of: "ratio", bound: "at most", value })

const single: Topology = { mode: "multi-master", flush: "async" }

const both = (measure: (start: Start) => (setting: Setting) => Promise<number>): Pick<Row, "ours" | "real"> => ({ ours: measure(ours), real: measure(real) })

const started = (topology: Topology) => both((start) => () => withServers(start, topology, async ({ startedMs }) => startedMs))

const sends = (topology: Topology, threads: number) =>
  both((start) => ({ program, seconds }) =>
    withServers(start, topology, async ({ namesrv, brokers }) =>
      program === undefined ? sendAll([await firstAck(brokers)], threads, seconds * WITHOUT_JDK, KIB) : (await stockSends(program, namesrv, threads, KIB, seconds)).rate
    )
  )

const memory = (topology: Topology) =>
  both((start) => () =>
    withServers(start, topology, async ({ brokers, residentMb: resident }) => {
      await sendAll([await firstAck(brokers)], 16, 10_000, KIB)
      return resident()
    })
  )

const consumes = both((start) => ({ program, messages }) =>
  withServers(start, single, async ({ namesrv, brokers }) => {
    if (program !== undefined) return (await stockConsumes(program, namesrv, Math.min(messages, 50_000), KIB)).rate
    await sendAll([brokers[0] as string], 16, Math.min(messages, 20_000), KIB)
    return pullsOf(brokers[0] as string)
  })
)

/** Growth of memory from 10,000 messages on, or start of a broker that was stopped with all of them. */
const million = (what: "growth" | "restart") => async ({ messages }: Setting): Promise<number> => {
  const data = mkdtempSync(join(tmpdir(), "rocketproof-bench-"))
  try {
    const grown = await withServers(ours, { ...single, data }, async ({ brokers, residentMb: resident }) => {
      await sendAll(brokers, 16, 10_000, KIB)
      const before = resident()
      await sendAll(brokers, 16, messages, KIB)
      return resident() - before
    })
    return what === "growth" ? grown : await withServers(ours, { ...single, data }, async ({ startedMs }) => startedMs)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

const failover = both((start) => () =>
  withServers(start, { mode: "dledger", flush: "async", processes: true }, async ({ brokers, kill }) => {
    const leader = await firstAck(brokers)
    await sendAll([leader], 1, 50, 16)
    const begun = performance.now()
    await kill(leader)
    await firstAck(brokers.filter((address) => address !== leader))
    return performance.now() - begun
  })
)

const clientFailover = (pollMs: number) =>
  both((start) => ({ program }) => {
    if (program === undefined) throw new Error("needs a JDK and Maven")
    return withServers(start, { mode: "dledger", flush: "async", processes: true }, async ({ namesrv, brokers, kill }) => {
      const leader = await firstAck(brokers)
      return stockFailover(program, namesrv, pollMs, () => kill(leader))
    })
  })

/** A cluster inside this process, as in somebody's test. */
const inProcess = async (): Promise<number> => {
  const begun = performance.now()
  const cluster = await startCluster({ mode: "multi-master", groups: 1, flush: "async" })
  try {
    await firstAck((await cluster.nodes()).filter(({ role }) => role === "MASTER").map(({ address }) => address))
    return performance.now() - begun
  } finally {
    await cluster.stop()
  }
}

const stops = both((start) => async () => {
  const servers = await start(single)
  await sendAll([await firstAck(servers.brokers)], 4, 1_000, KIB)
  return servers.stop()
})

const masters = (groups: number): Row => ({
  id: `masters-${groups}`,
  section: CLAUSES,
  title: `sends of 1 KiB to ${groups} master${groups > 1 ? "s" : ""}, 16 connections (A5, B2)`,
  unit: "/s",
  ...both((start) => ({ seconds }) => withServers(start, { ...single, groups, processes: true }, async ({ brokers }) => {
    await Promise.all(brokers.map((address) => firstAck([address])))
    return sendAll(brokers, 16, seconds * WITHOUT_JDK, KIB)
  }))
})

const pair = (mode: "async-replication" | "sync-double-write"): Topology => ({ mode, flush: "async" })
const group = (flush: "async" | "sync"): Topology => ({ mode: "dledger", flush })

export const rows: readonly Row[] = [
  { id: "start-node", section: ALONE, title: "start of the process to the first SEND_OK, from node", unit: "ms", goal: atMost(500), ...started(single) },
  { id: "start-npx", section: ALONE, title: "the same, through npx", unit: "ms", goal: atMost(900), ours: () => withServers(throughNpx, single, async ({ startedMs }) => startedMs) },
  { id: "start-process", section: ALONE, title: "start in the process of a test to the first SEND_OK", unit: "ms", goal: atMost(150), ours: inProcess },
  { id: "memory", section: ALONE, title: "resident after 10,000 × 1 KiB, NameServer and broker", unit: "MB", goal: atMost(120), ...memory(single) },
  { id: "send-1", section: ALONE, title: "sync send 1 KiB, 1 thread, ASYNC_FLUSH", unit: "/s", goal: ratioAtLeast(1), ...sends(single, 1) },
  { id: "send-16", section: ALONE, title: "sync send 1 KiB, 16 threads, ASYNC_FLUSH", unit: "/s", goal: ratioAtLeast(1), ...sends(single, 16) },
  { id: "flush-1", section: ALONE, title: "sync send 1 KiB, 1 thread, SYNC_FLUSH", unit: "/s", goal: ratioAtLeast(1), ...sends({ ...single, flush: "sync" }, 1) },
  { id: "flush-16", section: ALONE, title: "sync send 1 KiB, 16 threads, SYNC_FLUSH", unit: "/s", goal: ratioAtLeast(1), ...sends({ ...single, flush: "sync" }, 16) },
  { id: "consume", section: ALONE, title: "push consume 1 KiB", unit: "/s", goal: ratioAtLeast(1), ...consumes },
  { id: "stop", section: ALONE, title: "stop", unit: "ms", goal: atMost(100), ...stops },
  { id: "million-memory", section: ALONE, title: "a million messages of 1 KiB stored: growth of memory", unit: "MB", goal: atMost(20), ours: million("growth") },
  { id: "million-restart", section: ALONE, title: "a million messages of 1 KiB stored: start after a clean stop, to the first SEND_OK", unit: "ms", goal: atMost(1_000), ours: million("restart") },
  { id: "ms-1", section: GROUPS, title: "async master-slave: sync send 1 KiB, 1 thread", unit: "/s", goal: ratioAtLeast(1), ...sends(pair("async-replication"), 1) },
  { id: "ms-16", section: GROUPS, title: "async master-slave: sync send 1 KiB, 16 threads", unit: "/s", goal: ratioAtLeast(1), ...sends(pair("async-replication"), 16) },
  { id: "ms-memory", section: GROUPS, title: "async master-slave: resident after 10,000 × 1 KiB", unit: "MB", goal: ratioAtMost(0.2), ...memory(pair("async-replication")) },
  { id: "ms-sync-1", section: GROUPS, title: "sync double write: sync send 1 KiB, 1 thread", unit: "/s", goal: ratioAtLeast(1), ...sends(pair("sync-double-write"), 1) },
  { id: "ms-sync-16", section: GROUPS, title: "sync double write: sync send 1 KiB, 16 threads", unit: "/s", goal: ratioAtLeast(1), ...sends(pair("sync-double-write"), 16) },
  { id: "ms-sync-memory", section: GROUPS, title: "sync double write: resident after 10,000 × 1 KiB", unit: "MB", goal: ratioAtMost(0.2), ...memory(pair("sync-double-write")) },
  { id: "dledger-1", section: GROUPS, title: "DLedger × 3, PAGE_CACHE: sync send 1 KiB, 1 thread", unit: "/s", goal: ratioAtLeast(2), ...sends(group("async"), 1) },
  { id: "dledger-16", section: GROUPS, title: "DLedger × 3, PAGE_CACHE: sync send 1 KiB, 16 threads", unit: "/s", goal: ratioAtLeast(2), ...sends(group("async"), 16) },
  { id: "dledger-fsync-1", section: GROUPS, title: "DLedger × 3, FSYNC (RocketMQ's has none): sync send 1 KiB, 1 thread", unit: "/s", ours: sends(group("sync"), 1).ours },
  { id: "dledger-fsync-16", section: GROUPS, title: "DLedger × 3, FSYNC (RocketMQ's has none): sync send 1 KiB, 16 threads", unit: "/s", ours: sends(group("sync"), 16).ours },
  { id: "dledger-ready", section: GROUPS, title: "DLedger × 3: start to the first SEND_OK", unit: "ms", goal: atMost(800), ...started(group("async")) },
  { id: "dledger-memory", section: GROUPS, title: "DLedger × 3: resident after 10,000 × 1 KiB", unit: "MB", goal: ratioAtMost(0.2), ...memory(group("async")) },
  { id: "failover", section: GROUPS, title: "DLedger × 3: kill -9 of the leader to the next SEND_OK of a survivor", unit: "ms", goal: atMost(1_000), ...failover },
  { id: "failover-client", section: GROUPS, title: "the same through a stock client with its defaults (route poll 30 s)", unit: "ms", ...clientFailover(0) },
  { id: "failover-client-1s", section: GROUPS, title: "the same with pollNameServerInterval = 1 s", unit: "ms", ...clientFailover(1_000) },
  masters(1),
  masters(2),
  masters(4),
  { id: "lag-median", section: CLAUSES, title: "replication lag, median: SEND_OK at the master to the message at its slave (C1)", unit: "ms", ...both((start) => () => withServers(start, pair("async-replication"), ({ brokers }) => lagOf(brokers, 0.5))) },
  { id: "lag-p99", section: CLAUSES, title: "replication lag, 99th percentile (C1)", unit: "ms", ...both((start) => () => withServers(start, pair("async-replication"), ({ brokers }) => lagOf(brokers, 0.99))) },
  {
    id: "slave-reads",
    section: CLAUSES,
    title: "pulls of 1 KiB from the slave, slaveReadEnable (C3)",
    unit: "/s",
    goal: atLeast(1),
    ...both((start) => ({ messages }) =>
      withServers(start, pair("async-replication"), async ({ brokers }) => {
        await sendAll([brokers[0] as string], 16, Math.min(messages, 20_000), KIB)
        await lagOf(brokers, 0.5)
        return pullsOf(brokers[1] as string)
      })
    )
  }
]

/** Rows that follow from others: the price of an ack by two brokers over one by one (D5). */
export const derived = [
  { title: "the price of sync double write over asynchronous copies, 1 thread (D5)", of: "ms-sync-1", over: "ms-1" },
  { title: "the same, 16 threads", of: "ms-sync-16", over: "ms-16" }
] as const
