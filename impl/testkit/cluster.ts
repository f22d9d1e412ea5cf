/**
 * Clusters for integration tests: started in a line, broken by role, held against the spec at the end.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { defaults } from "../../spec/broker/config.ts"
import { clusterSettings } from "../config/cluster-settings.ts"
import { startCluster as start } from "../cluster/cluster.ts"
import { type Control, openControl } from "../cluster/control.ts"
import { defaultsOf, type Mode, modeNames, roleOf } from "../cluster/modes.ts"
import type { NodeState } from "../cluster/node.ts"
import { journalSizes, judgeRun } from "../journal/judge.ts"
import { journalLine, judgedLines } from "../journal/tell.ts"
import { type Acked, type Down, readAcks } from "./acks.ts"
import { encodeProperties, MessageConst } from "../message/properties.ts"
import { type SentTo, testClient } from "./client.ts"
import { type Fault, lossesAdmitted, type Setting } from "./explained.ts"
import { lastEvents, type NodeEvents } from "./last-events.ts"
import { readTopic, type TopicMessage } from "./messages.ts"

export interface StartOptions {
  /** Default: `dledger`. */
  readonly mode?: Mode
  /** Groups of brokers: broker-a, broker-b, … Default: 2 in `multi-master`, else 1. */
  readonly groups?: number
  /** Brokers of a group, all of them counted. Default by mode: 1, 2, 2, 3. */
  readonly replicas?: number
  /** Default: 1. */
  readonly namesrvs?: number
  /** Of the first NameServer. Default: any free one. */
  readonly port?: number
  /** Default: `sync` in `dledger` (an ack waits for the disks of a majority), else `async`. */
  readonly flush?: "sync" | "async"
  /** Keys of brokers, as in `cluster --set`: `{ slaveReadEnable: true }`. */
  readonly set?: Readonly<Record<string, string | number | boolean>>
  /** Topics that are there once the cluster is. */
  readonly topics?: readonly string[]
  /** Every broker as a process of its own, so that `kill` is a kill -9. Default: all in this process. */
  readonly processes?: boolean
  /** A rule changed to a historical bug: see `rocketproof mutants --list`. */
  readonly mutant?: string
  /** Where nodes store. Default: a temporary directory that goes with the cluster. */
  readonly data?: string
  /** How long the brokers may take until all serve, in milliseconds. Default: 30,000. */
  readonly readyTimeoutMs?: number
}

export interface SendOptions {
  readonly tags?: string
  /** Separated by blanks. */
  readonly keys?: string
  readonly properties?: Readonly<Record<string, string>>
}

/** A node, as it is now. */
export interface NodeNow extends NodeState {
  readonly up: boolean
  readonly paused: boolean
}

export interface UntilOptions {
  /** Default: 30,000. */
  readonly timeoutMs?: number
}

/**
 * A running cluster. Nodes are named by a stable name (`broker-a/n1`, `namesrv/0`), an address, or a role (`broker-a/leader`,
 * `broker-a/master`, `broker-a/follower`, `broker-a/slave`). Calls reject with an error that names what there is.
 */
export interface Cluster {
  /** For clients: `127.0.0.1:9876`, several separated by semicolons. */
  readonly namesrvAddr: string
  /** Where nodes store; gone after {@link Cluster.stop} unless it was given. */
  readonly data: string
  readonly nodes: () => Promise<readonly NodeNow[]>
  /** The leader or master that serves; waits for one. Default: of broker-a. */
  readonly leader: (group?: string, options?: UntilOptions) => Promise<NodeNow>
  /** Resolves once every group serves and every NameServer knows it. */
  readonly ready: (options?: UntilOptions) => Promise<void>
  /** As kill -9 does: what was written and not on disk survives. Resolves to the node's name. */
  readonly kill: (node: string) => Promise<string>
  /** What no completed fsync covers is gone. Modes with brokers only. */
  readonly powerLoss: (node: string) => Promise<string>
  /** Its disk is lost; it stays down until it is restarted. */
  readonly wipe: (node: string) => Promise<string>
  readonly restart: (node: string) => Promise<string>
  /** It is silent, and so are its connections, until {@link Cluster.resume}. */
  readonly pause: (node: string) => Promise<string>
  readonly resume: (node: string) => Promise<string>
  /** An operator makes a slave the master; the old one must be down. */
  readonly promote: (node: string) => Promise<string>
  /** Members of different lists do not hear each other. */
  readonly partition: (...groups: readonly (readonly string[])[]) => Promise<void>
  /** One way: `to` hears nothing from `from`. */
  readonly cut: (from: string, to: string) => Promise<void>
  readonly heal: () => void
  /** Waits until the condition holds of the nodes; what it resolves to, if it is not false or undefined. */
  readonly until: <T>(what: string, condition: (nodes: readonly NodeNow[]) => T | Promise<T>, options?: UntilOptions) => Promise<Exclude<T, false | undefined | null>>
  readonly createTopic: (topic: string, queues?: number) => Promise<void>
  /** Sends until a broker answers SEND_OK, for tests that need a message and no client of their own. Creates the topic if there is none. */
  readonly send: (topic: string, body: string | Buffer, options?: SendOptions) => Promise<SentTo>
  /** All that a consumer can read of a topic now, queue by queue, each in its order. */
  readonly messages: (topic: string) => Promise<readonly TopicMessage[]>
  /** What every node took and gave out, its last events last. */
  readonly journal: (last?: number) => Promise<readonly NodeEvents[]>
  /**
   * Holds the run so far against the spec: every step of every node, messages against sends, one leader a term, and every acked
   * message there unless the promise table admits its loss after the faults of this test. Rejects with what is wrong.
   */
  readonly assertPromises: () => Promise<{ readonly events: number; readonly acked: number; readonly lost: readonly Acked[] }>
  /** The control API over HTTP, for tests in other languages; opened at the first call. */
  readonly control: () => Promise<string>
  readonly stop: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** How often a condition is looked at, in milliseconds. */
const LOOK_MS = 5

const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))

/** Starts a cluster; resolves once clients can send. */
export const startCluster = async (options: StartOptions = {}): Promise<Cluster> => {
  const { mode = "dledger", readyTimeoutMs = 30_000 } = options
  if (!modeNames.includes(mode)) throw new Error(`mode: ${JSON.stringify(mode)} must be one of ${modeNames.join(", ")}`)
  const flush = options.flush ?? defaultsOf[mode].flush
  const replicas = options.replicas ?? defaultsOf[mode].replicas
  const data = options.data ?? mkdtempSync(join(tmpdir(), "rocketproof-"))
  const { notices: _notices, ...settings } = clusterSettings(Object.entries(options.set ?? {}).map(([key, value]) => `${key}=${value}`))
  const removeData = (): void => {
    if (options.data === undefined) rmSync(data, { recursive: true, force: true })
  }
  const running = await start({
    mode,
    groups: options.groups ?? defaultsOf[mode].groups,
    replicas,
    namesrvs: options.namesrvs ?? 1,
    port: options.port ?? 0,
    flush,
    dir: data,
    journal: true,
    processes: options.processes === true,
    host: "127.0.0.1",
    advertise: "127.0.0.1",
    ...settings,
    ...(options.mutant === undefined ? {} : { mutant: options.mutant })
  }).catch((error: unknown) => {
    removeData()
    throw error
  })
  const client = testClient(running.namesrvAddr)
  const faults: Fault[] = []
  /** Known to be there. */
  const topics = new Set<string>()
  const downBy = new Map<string, Down>()
  const { flushDiskType, ackRequires } = { ...defaults, ...roleOf(mode, flush, "n0", ["n0"]), ...settings.config }
  const setting: Setting = { mode, flushDiskType, ackRequires, members: replicas }
  let control: Control | undefined
  let stopped: Promise<void> | undefined

  const isMaster = async (node: string): Promise<boolean> => (await running.states()).some(({ node: name, role }) => name === node && (role === "MASTER" || role === "LEADER"))

  /** A fault at a node, noted for {@link Cluster.assertPromises}. */
  const strike = (fault: Fault["fault"], down: Down | undefined, act: (node: string) => Promise<void> | void) => async (target: string): Promise<string> => {
    const node = await running.find(target)
    const at = (await isMaster(node)) ? "master" : "slave"
    await act(node)
    faults.push({ fault, node, at })
    if (down !== undefined) downBy.set(node, down)
    return node
  }

  const at = (act: (node: string) => Promise<void> | void) => async (target: string): Promise<string> => {
    const node = await running.find(target)
    await act(node)
    return node
  }

  const until: Cluster["until"] = async (what, condition, { timeoutMs = 30_000 } = {}) => {
    const deadline = performance.now() + timeoutMs
    for (;;) {
      const value = await condition(await running.states())
      if (value !== undefined && value !== null && value !== false) return value as Exclude<typeof value, false | undefined | null>
      if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms. Nodes: ${(await running.states()).map(({ node, role }) => `${node} ${role}`).join(", ")}`)
      await sleep(LOOK_MS)
    }
  }

  /** What all journals have at one moment: else one would have received what another, read before, had not sent yet. */
  const momentOf = async (): Promise<ReadonlyMap<string, number>> => {
    const going = options.processes === true ? (await running.states()).filter(({ up, paused }) => up && !paused) : (await running.states(), [])
    for (const { node } of going) running.pause(node)
    const sizes = journalSizes(data)
    for (const { node } of going) running.resume(node)
    return sizes
  }

  const stop = (): Promise<void> =>
    (stopped ??= (async () => {
      client.close()
      control?.close()
      await running.stop()
      removeData()
    })())

  const cluster: Cluster = {
    namesrvAddr: running.namesrvAddr,
    data,
    nodes: running.states,
    leader: (group = "broker-a", wait) => until(`a leader of ${group}`, (nodes) => nodes.find(({ node, ready }) => groupOf(node) === group && ready === true), wait),
    ready: ({ timeoutMs = 30_000 } = {}) => running.ready(timeoutMs),
    kill: strike("crash", "crash", running.kill),
    powerLoss: strike("powerLoss", "powerLoss", running.powerLoss),
    wipe: strike("diskLoss", "diskLoss", running.wipe),
    restart: at(async (node) => {
      await running.restart(node)
      downBy.delete(node)
    }),
    pause: at(running.pause),
    resume: at(running.resume),
    promote: strike("promote", undefined, running.promote),
    partition: async (...groups) => {
      const named = await Promise.all(groups.map((group) => Promise.all(group.map(running.find))))
      running.links.partition(named)
      running.linksChanged()
      for (const node of named.flat()) faults.push({ fault: "cut", node, at: "slave" })
    },
    cut: async (from, to) => {
      const [source, target] = [await running.find(from), await running.find(to)]
      running.links.cut(source, target)
      running.linksChanged()
      faults.push({ fault: "cut", node: target, at: "slave" })
    },
    heal: () => {
      running.links.heal()
      running.linksChanged()
    },
    until,
    createTopic: async (topic, queues) => {
      await client.createTopic(topic, queues)
      topics.add(topic)
    },
    send: async (topic, body, { tags, keys, properties = {} } = {}) => {
      if (!topics.has(topic)) await client.createTopic(topic)
      topics.add(topic)
      return client.send(topic, body, encodeProperties({ ...properties, ...(tags && { [MessageConst.TAGS]: tags }), ...(keys && { [MessageConst.KEYS]: keys }) }))
    },
    messages: (topic) => readTopic(client, topic),
    journal: (last) => lastEvents(data, last),
    assertPromises: async () => {
      const acks = readAcks()
      const judged = await judgeRun(data, { ...acks, sizes: await momentOf() })
      const wrong = judged.verdict === "as the spec" ? [] : [...judged.diverging.map(journalLine), ...judged.refused.map(({ problem }) => problem), ...judgedLines(judged)]
      const lost = acks.lost((node) => downBy.get(node))
      for (const group of new Set(lost.map((ack) => ack.group))) {
        if (lossesAdmitted(setting, faults.filter(({ node }) => groupOf(node) === group)).length > 0) continue
        for (const { node, topic, queueId, queueOffset, term, index } of lost.filter((ack) => ack.group === group))
          wrong.push(`LOST         ${topic}, queue ${queueId}, offset ${queueOffset}: ${node} answered SEND_OK (entry ${index}${mode === "dledger" ? ` of term ${term}` : ""}), and ${group} has it no more; after what was done to ${group} ${mode} promises that it has`)
      }
      if (wrong.length > 0) throw new Error(`promises broken:\n${wrong.join("\n")}`)
      return { events: judged.events, acked: acks.acked(), lost }
    },
    control: async () => (control ??= await openControl(running, 0)).url,
    stop,
    [Symbol.asyncDispose]: stop
  }
  try {
    await running.ready(readyTimeoutMs)
    for (const topic of options.topics ?? []) await cluster.createTopic(topic)
  } catch (error) {
    await stop()
    throw error
  }
  return cluster
}
