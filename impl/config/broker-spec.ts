/**
 * From what was set to one broker: who it is, where it listens, whom it finds how, and what its machine is told.
 *
 * RocketMQ `BrokerStartup.createBrokerController`, `BrokerController`.
 *
 * @module
 */
import { homedir, hostname, networkInterfaces } from "node:os"
import { isAbsolute, join, resolve } from "node:path"
import { type Config, defaults, timers } from "../../spec/broker/config.ts"
import type { Retention } from "../../spec/store/expired.ts"
import type { NodeSpec } from "../cluster/node.ts"
import { type Mode, masterOf, NO_FSYNC, slaveOf, tooFew } from "../cluster/modes.ts"
import { honoured, type HonouredKey, type Values } from "./honoured.ts"
import { name as nameKind, valueOf } from "./kinds.ts"
import type { Settings } from "./settings.ts"

export type BrokerSpec = NodeSpec & { readonly kind: "broker"; readonly mode: Mode; readonly config: Config }

/** Node names in modes 2 and 3: the master is n0, the slave of brokerId 1 is n1. */
const memberOf = (brokerId: number): string => `n${brokerId}`
const MASTER = memberOf(0)

/** What the keys change, in the order of the table. */
export const changes = (before: Config, values: Values): Partial<Config> =>
  (Object.keys(honoured) as HonouredKey[]).reduce<Partial<Config>>((changed, key) => {
    const into = honoured[key].into as ((value: unknown, before: Config) => Partial<Config>) | undefined
    return values[key] === undefined || into === undefined ? changed : { ...changed, ...into(values[key], { ...before, ...changed }) }
  }, {})

const applied = (before: Config, values: Values): Config => ({ ...before, ...changes(before, values) })

/** What a broker of its own is told unless told otherwise: RocketMQ's defaults, as the table has them. */
const presets = (): Values => {
  const texts = (Object.keys(honoured) as HonouredKey[]).map((key) => [key, valueOf<unknown>(honoured[key].kind, honoured[key].preset)] as const)
  return Object.fromEntries(texts.filter(([key, value]) => value !== undefined && honoured[key].into !== undefined)) as Values
}

/** The first address of this machine that is not loopback, as RocketMQ tells it. RocketMQ `RemotingUtil.getLocalAddress`. */
const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flat()
    .find((each) => each !== undefined && each.family === "IPv4" && !each.internal)?.address ?? "127.0.0.1"

export const hostsOf = ({ bindAddress, brokerIP1 }: Values): { readonly bind: string; readonly advertise: string } => {
  const bind = bindAddress ?? brokerIP1 ?? "127.0.0.1"
  return { bind, advertise: brokerIP1 ?? (bind === "0.0.0.0" || bind === "::" ? ownAddress() : bind) }
}

/** Relative paths start from rocketmqHome. */
export const directory = (path: string, values: Values, environment: NodeJS.ProcessEnv): string => {
  const home = values.rocketmqHome ?? environment["ROCKETMQ_HOME"]
  return isAbsolute(path) || home === undefined || home === "" ? resolve(path) : resolve(home, path)
}

const list = (addresses: string | undefined): readonly string[] =>
  (addresses ?? "")
    .split(";")
    .map((each) => each.trim())
    .filter((each) => each !== "")

/** Throws with the key at fault, and what to do. */
export const brokerSpec = ({ values, at }: Settings, environment: NodeJS.ProcessEnv): BrokerSpec => {
  const fault = (key: HonouredKey, problem: string): Error => new Error(`${at.has(key) ? `${at.get(key)}: ` : ""}${key}${values[key] === undefined ? "" : `=${values[key]}`}: ${problem}`)
  const { bind, advertise } = hostsOf(values)
  const brokerName = values.brokerName ?? valueOf(nameKind, hostname()) ?? "DEFAULT_BROKER"
  const dir = directory(values.storePathRootDir ?? join(homedir(), "store"), values, environment)
  const listenPort = values.listenPort ?? 10_911
  const base = applied({ ...defaults, brokerName, dLegerGroup: values.dLegerGroup ?? brokerName, dLegerSelfId: MASTER, peers: [], timing: timers[values.timers ?? "dledger"] }, presets())
  const shared = {
    kind: "broker" as const,
    listen: `${bind}:${listenPort}`,
    advertiseHost: advertise,
    dir,
    ...(values.storePathCommitLog === undefined ? {} : { logDir: directory(values.storePathCommitLog, values, environment) }),
    life: 0,
    journal: false,
    nameServers: list(values.namesrvAddr ?? environment["NAMESRV_ADDR"])
  }
  if (values.enableDLegerCommitLog === true) {
    const spec = member(base, values, fault)
    if (spec.replication === undefined) return { ...shared, ...spec }
    // RocketMQ keeps messages of before the group there.
    const { logDir: _elsewhere, ...rest } = shared
    return { ...rest, ...spec, ...(values.mappedFileSizeCommitLog === undefined ? {} : { segmentSize: values.mappedFileSizeCommitLog }) }
  }

  const role = values.brokerRole ?? "ASYNC_MASTER"
  const brokerId = role === "SLAVE" ? (values.brokerId ?? 0) : 0
  if (role === "SLAVE" && brokerId < 1) throw fault("brokerId", "a SLAVE needs a brokerId of 1 or more; 0 is its master's")
  const mode: Mode = role === "SYNC_MASTER" ? "sync-double-write" : "async-replication"
  const config = { ...applied(base, values), dLegerSelfId: memberOf(brokerId), ...(role === "SLAVE" ? slaveOf(MASTER, brokerId) : masterOf(mode)) }
  const haListenPort = values.haListenPort ?? (listenPort === 0 ? 0 : listenPort + 1)
  return {
    ...shared,
    ...(values.mappedFileSizeCommitLog === undefined ? {} : { segmentSize: values.mappedFileSizeCommitLog }),
    retention: retentionOf(values),
    mode,
    name: `${brokerName}/${memberOf(brokerId)}`,
    config,
    peerAt: `${values.bindAddress ?? values.brokerIP2 ?? bind}:${haListenPort}`,
    haHost: values.brokerIP2 ?? advertise,
    peers: role === "SLAVE" ? [[MASTER, values.haMasterAddress ?? null]] : [],
    admits: role !== "SLAVE",
    // Whoever its master is, it is known by its address alone.
    haWire: values.haWire ?? "rocketmq",
    bootstrap: true
  }
}

const retentionOf = ({ fileReservedTime = 72, deleteWhen = "04", diskMaxUsedSpaceRatio = 75, cleanFileForciblyEnable = true }: Values): Retention => ({
  fileReservedTime,
  deleteWhen: deleteWhen.split(";").map(Number),
  diskMaxUsedSpaceRatio,
  cleanFileForciblyEnable
})

/** What members that replicate as released ones are told. */
export const released = { ackRequires: "PAGE_CACHE", dLedgerVersion: "0.3.1.2" } as const satisfies Partial<Config>

/** A member of a DLedger group. */
const member = (base: Config, values: Values, fault: (key: HonouredKey, problem: string) => Error) => {
  const { dLegerSelfId: self, dLegerPeers } = values
  if (self === undefined) throw fault("dLegerSelfId", "must say which member of dLegerPeers this broker is, as in dLegerSelfId=n0")
  if (dLegerPeers === undefined) throw fault("dLegerPeers", "must name all members, as in dLegerPeers=n0-127.0.0.1:40911;n1-127.0.0.1:40912;n2-127.0.0.1:40913")
  if (!/\d$/.test(self)) throw fault("dLegerSelfId", "must end in a number, as n0: its brokerId is made from it")
  const members = list(dLegerPeers).map((each) => [each.slice(0, each.indexOf("-")), each.slice(each.indexOf("-") + 1)] as const)
  const own = members.find(([id]) => id === self)
  if (own === undefined) throw fault("dLegerSelfId", `is none of dLegerPeers (${members.map(([id]) => id).join(", ")})`)
  if (new Set(members.map(([id]) => id)).size < members.length) throw fault("dLegerPeers", "names a member twice")
  const few = tooFew(members.length)
  if (few !== undefined) throw fault("dLegerPeers", few)
  const peers = members.filter(([id]) => id !== self).sort(([a], [b]) => (a < b ? -1 : 1))
  const isReleased = values.replication === "dledger-0.3.1.2"
  if (isReleased && values.ackRequires === "FSYNC") throw fault("ackRequires", NO_FSYNC)
  return {
    mode: "dledger" as const,
    name: `${base.brokerName}/${self}`,
    config: { ...applied(base, values), dLegerSelfId: self, peers: peers.map(([id]) => id), ...(isReleased ? released : {}) },
    ...(isReleased ? { replication: "dledger-0.3.1.2" as const } : {}),
    peerAt: values.bindAddress === undefined ? own[1] : `${values.bindAddress}:${own[1].slice(own[1].lastIndexOf(":") + 1)}`,
    peers,
    bootstrap: true
  }
}
