/**
 * Two clusters of one shape, RocketMQ's own and ours, each with an mqadmin beside it.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts, givePorts } from "../../cluster/ports.ts"
import { realBroker, realNameServer, type RealServer } from "../../replay/real/rocketmq.ts"
import { startTestCluster } from "../../testing/clusters.ts"
import { mqAdmin, type MqAdmin } from "../mqadmin.ts"
import type { Version } from "../run.ts"

export type Shape = "masters" | "master and slave"

export interface World {
  readonly admin: MqAdmin
  /** What stands for `{…}` in a command, and is called so in what it prints. Some are found on the way. */
  readonly values: Map<string, string>
  /** Where its commands write files. */
  readonly dir: string
  readonly stop: () => Promise<void>
}

const HOST = "127.0.0.1"

/** Keys that both are told: those of clusters for tests. */
const settings = { enablePropertyFilter: true, traceTopicEnable: true, slaveReadEnable: true, transactionCheckInterval: 3_000, recallMessageEnable: true }

interface Servers {
  readonly nameServer: string
  readonly brokers: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

const real = async (shape: Shape, lib: string, dir: string): Promise<Servers> => {
  const ports = await freePorts(5, HOST)
  const [names = 0, a = 0, b = 0, haA = 0, haB = 0] = ports
  const nameServer = `${HOST}:${names}`
  const home = (name: string): string => {
    mkdirSync(join(dir, name), { recursive: true })
    return join(dir, name)
  }
  const broker = (name: string, id: number, role: "ASYNC_MASTER" | "SLAVE", port: number, ha: number): RealServer =>
    realBroker(lib, home(`${name}-${id}`), { brokerName: name, brokerId: id, brokerRole: role, flushDiskType: "ASYNC_FLUSH" }, port, ha, { namesrvAddr: nameServer, ...settings })
  const second = shape === "masters" ? broker("broker-b", 0, "ASYNC_MASTER", b, haB) : broker("broker-a", 1, "SLAVE", b, haB)
  const servers = [realNameServer(lib, home("names"), names), broker("broker-a", 0, "ASYNC_MASTER", a, haA), second]
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.kill()))
    givePorts(ports)
  }
  try {
    for (const server of servers) await server.start()
  } catch (error) {
    await stop()
    throw error
  }
  return { nameServer, brokers: { "broker-a": `${HOST}:${a}`, [shape === "masters" ? "broker-b" : "broker-a-slave"]: `${HOST}:${b}` }, stop }
}

const here = async (shape: Shape, version: Version): Promise<Servers> => {
  const mode = shape === "masters" ? ({ mode: "multi-master", groups: 2, replicas: 1 } as const) : ({ mode: "async-replication", groups: 1, replicas: 2 } as const)
  const cluster = await startTestCluster({ ...mode, flush: "async", journal: false, config: { compatibility: version === "4.9.7" ? "4.9" : "newest" } })
  const brokers = shape === "masters" ? { "broker-a": "broker-a/n0", "broker-b": "broker-b/n0" } : { "broker-a": "broker-a/n0", "broker-a-slave": "broker-a/n1" }
  return { nameServer: cluster.cluster.namesrvAddr, brokers: Object.fromEntries(Object.entries(brokers).map(([name, node]) => [name, cluster.addressOf(node)])), stop: cluster.stop }
}

const HOUR_MS = 3_600_000

/** `which`: RocketMQ's own with its jars, or ours. `dir`: for its files; `tools`: where mqadmin is fetched to. */
export const startWorld = async (which: { readonly real: string } | "here", shape: Shape, version: Version, dir: string, tools: string): Promise<World> => {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "topics.json"), JSON.stringify([{ topicName: "ListedTopic", readQueueNums: 2, writeQueueNums: 2, perm: 6 }]))
  writeFileSync(join(dir, "groups.json"), JSON.stringify([{ groupName: "ListedGroup", consumeEnable: true }]))
  const servers = which === "here" ? await here(shape, version) : await real(shape, which.real, dir)
  const admin = mqAdmin(version, tools, servers.nameServer)
  const now = Date.now()
  const values = new Map([
    ...Object.entries(servers.brokers),
    ["nameServer", servers.nameServer],
    ["cluster", "DefaultCluster"],
    ["dir", dir],
    ["past", String(now - HOUR_MS)],
    ["future", String(now + HOUR_MS)]
  ])
  return {
    admin,
    values,
    dir,
    stop: async () => {
      admin.close()
      await servers.stop()
    }
  }
}
