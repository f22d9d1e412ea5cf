/**
 * A run on nodes that live: processes or all in this one, sockets, files, and the machine's clock. Judged by what clients saw, and by
 * the journals of all nodes.
 *
 * @module
 */
import { type Cluster, startCluster } from "../cluster/cluster.ts"
import { defaultsOf, flushOf, isReleased } from "../cluster/modes.ts"
import type { Replication } from "../cluster/node.ts"
import type { HaWire } from "../broker/broker.ts"
import { type Config, timers as timings } from "../../spec/broker/config.ts"
import type { Mode } from "../../spec/modes/index.ts"
import { judgeRun, type Judged as JudgedJournals } from "../journal/judge.ts"
import { parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { nodeTimers } from "../layers/timers.ts"
import { seededRandom } from "../simulated/clock.ts"
import { forgetsVotes, type Setting, settingOf } from "../testkit/explained.ts"
import type { Workload } from "./clients.ts"
import type { History } from "./history.ts"
import { judge, type Judged } from "./judge.ts"
import { readLives } from "./lives.ts"
import type { FaultName, Nemesis } from "./nemesis.ts"
import { levelCopies, type Place, type Victims } from "./place.ts"
import { stressAt } from "./run.ts"

export interface LiveOptions {
  readonly mode: Mode
  readonly seed: number
  /** While faults strike. */
  readonly seconds: number
  readonly faults: readonly FaultName[]
  readonly processes: boolean
  readonly flush?: "sync" | "async"
  readonly groups?: number
  readonly replicas?: number
  readonly config?: Partial<Config>
  readonly haWire?: HaWire
  readonly replication?: Replication
  readonly mutant?: string
  readonly dir: string
  readonly onProgress?: (history: History, nemesis: Nemesis, elapsedMs: number) => void
}

export interface LiveRun {
  readonly mode: Mode
  readonly seed: number
  readonly flush: "sync" | "async"
  readonly setting: Setting
  readonly processes: boolean
  readonly seconds: number
  readonly struck: Nemesis["struck"]
  readonly judged: Judged
  readonly journals: JudgedJournals
  /** All that is wrong, clients first. */
  readonly problems: readonly string[]
}

const LIVE: Workload = { topic: "stress", queues: 2, producers: 4, consumers: 2, paceMs: 15, idleMs: 20, routesMs: 100, timeoutMs: 1_000, endsEveryMs: 50 }

/** Elections of processes that share two cores with their clients take a while; a group that takes longer does not come back. */
const PATIENCE_MS = 30_000

/** RocketMQ gives a silent slave up after 20 s and registers every 10 s: in a minute little would be seen. */
export const IMPATIENT: Config["timing"] = {
  ...timings.seed,
  slaveTimeoutMs: [800, 800],
  haSendHeartbeatIntervalMs: [500, 500],
  haHousekeepingIntervalMs: [2_000, 2_000],
  registerNameServerPeriodMs: [2_000, 2_000]
}

/** Where queues end is asked so that it can be held against all appends; released members have no such reads. */
export const readsOf = (mode: Mode, replication: Replication | undefined): Partial<Config> => (mode === "dledger" && !isReleased(mode, replication) ? { linearizableRead: true } : {})

export const stressLive = async (options: LiveOptions): Promise<LiveRun> => {
  const { mode, seed, seconds, faults, processes, dir } = options
  const { haWire, replication } = options
  const flush = flushOf(mode, options.flush, replication)
  const replicas = options.replicas ?? defaultsOf[mode].replicas
  const config: Partial<Config> = { timing: IMPATIENT, ...readsOf(mode, replication), ...options.config }
  const setting = settingOf(mode, flush, replicas, config, options)
  const cluster = await startCluster({
    mode,
    groups: options.groups ?? defaultsOf[mode].groups,
    replicas,
    namesrvs: 2,
    port: 0,
    flush,
    dir,
    journal: true,
    processes,
    host: "127.0.0.1",
    advertise: "127.0.0.1",
    timers: "seed",
    config,
    ...(haWire === undefined ? {} : { haWire }),
    ...(replication === undefined ? {} : { replication }),
    ...(options.mutant === undefined ? {} : { mutant: options.mutant })
  })
  try {
    await cluster.ready(PATIENCE_MS)
    const place: Place = {
      network: nodeNetwork,
      timers: nodeTimers,
      random: seededRandom(seed),
      promise: (start) => new Promise(start),
      nameServers: cluster.namesrvAddr.split(";").map(parseAddress),
      victims: victimsOf(cluster, mode, replication)
    }
    const outcome = await stressAt(place, {
      setting,
      workload: LIVE,
      schedule: { faults, holdMs: [200, 1_500], gapMs: [300, 1_200], patienceMs: PATIENCE_MS },
      durationMs: seconds * 1_000,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress })
    })
    await cluster.stop()
    const lives = readLives()
    const { faults: struck } = outcome.nemesis
    const journals = await judgeRun(dir, { ...lives, mayHaveTwoLeaders: (group) => forgetsVotes(setting, struck.filter(({ node }) => node.startsWith(`${group}/`))) })
    const judged = judge({ ...outcome, setting, lives, groups: place.victims.groups.map(({ name }) => name), readsLinearizable: mode !== "dledger" || config.linearizableRead === true })
    return { mode, seed, flush, setting, processes, seconds, struck: outcome.nemesis.struck, judged, journals, problems: [...(outcome.failure === undefined ? [] : [`STUCK        ${outcome.failure}`]), ...judged.problems] }
  } finally {
    await cluster.stop()
  }
}

const victimsOf = (cluster: Cluster, mode: Mode, replication: Replication | undefined): Victims => {
  const brokers = cluster.nodes().filter(({ kind }) => kind === "broker").map(({ name }) => name)
  const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))
  const groups = [...new Set(brokers.map(groupOf))].map((name) => ({ name, nodes: brokers.filter((node) => groupOf(node) === name) }))
  /** Masters do not change by themselves; one that is down is still it. */
  const masters = new Map<string, string>()
  const isUp = (node: string): boolean => cluster.nodes().find(({ name }) => name === node)?.up === true
  return {
    groups,
    nameServers: cluster.nodes().filter(({ kind }) => kind === "namesrv").map(({ name }) => name),
    masterOf: async (group) => {
      const leading = (await cluster.states()).filter(({ node, role }) => groupOf(node) === group && (role === "LEADER" || role === "MASTER"))
      const newest = leading.sort((a, b) => (b.term ?? 0) - (a.term ?? 0))[0]
      if (newest !== undefined) masters.set(group, newest.node)
      return masters.get(group)
    },
    isUp,
    kill: cluster.kill,
    powerLoss: cluster.powerLoss,
    wipe: cluster.wipe,
    restart: cluster.restart,
    promote: cluster.promote,
    pause: cluster.pause,
    resume: cluster.resume,
    partition: cluster.links.partition,
    cut: cluster.links.cut,
    network: cluster.links.rule,
    heal: cluster.links.heal,
    clock: cluster.clock,
    disk: cluster.disk,
    serves: async () => {
      const before = await cluster.states()
      const after = await cluster.states()
      const later = mode === "dledger" ? undefined : await cluster.states()
      return groups.every(({ name, nodes }) => {
        const master = before.find(({ node, role, ready }) => groupOf(node) === name && (role === "LEADER" || role === "MASTER") && ready === true)
        if (master === undefined) return false
        // Of a group that is whole copies have what the master had a moment ago.
        const isLevel = (node: string): boolean => {
          const state = after.find((each) => each.node === node)
          // A slave that is ahead is none that its master knows what to do with.
          const isAhead = (state?.lastIndex ?? -1) > (later?.find((each) => each.node === master.node)?.lastIndex ?? Infinity)
          return state?.up === true && !isAhead && state.diskFailed !== true && (state.role !== "SLAVE" || state.connected === true) && (state.lastIndex ?? -1) >= (master.lastIndex ?? -1)
        }
        return nodes.every(isUp) && nodes.filter(isLevel).length >= levelCopies(nodes.length, replication)
      })
    }
  }
}
