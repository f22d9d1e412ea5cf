/**
 * Clusters for integration tests: started in a line, broken by role, held against the spec at the end.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PeerEvent } from "../../spec/broker/events.ts"
import { clusterSettings } from "../config/cluster-settings.ts"
import { startCluster as start } from "../cluster/cluster.ts"
import { type Control, openControl } from "../cluster/control.ts"
import { refuseOverlap } from "../cluster/control-fields.ts"
import { defaultsOf, flushOf, modeNames } from "../cluster/modes.ts"
import { journalSizes, judgeRun } from "../journal/judge.ts"
import { journalLine, judgedLines } from "../journal/tell.ts"
import { type Down, readAcks } from "./acks.ts"
import { encodeProperties, MessageConst } from "../message/properties.ts"
import type { Cluster, StartOptions } from "./api.ts"
import { testClient } from "./client.ts"
import { readCuts } from "./cuts.ts"
import { type Fault, forgetsVotes, lossesAdmitted, settingOf, toldMode } from "./explained.ts"
import { lastEvents } from "./last-events.ts"
import { readTopic } from "./messages.ts"

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** How often a condition is looked at, in milliseconds. */
const LOOK_MS = 5

const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))

/** Starts a cluster; resolves once clients can send. */
export const startCluster = async (options: StartOptions = {}): Promise<Cluster> => {
  const { mode = "dledger", readyTimeoutMs = 30_000 } = options
  if (!modeNames.includes(mode)) throw new Error(`mode: ${JSON.stringify(mode)} must be one of ${modeNames.join(", ")}`)
  const replicas = options.replicas ?? defaultsOf[mode].replicas
  const data = options.data ?? mkdtempSync(join(tmpdir(), "rocketproof-"))
  const { notices: _notices, ...settings } = clusterSettings(Object.entries(options.set ?? {}).map(([key, value]) => `${key}=${value}`))
  const flush = flushOf(mode, options.flush, settings.replication, "flush:")
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
  const setting = settingOf(mode, flush, replicas, settings.config, settings)
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
      refuseOverlap(named)
      running.links.partition(named)
      for (const node of named.flat()) faults.push({ fault: "cut", node, at: "slave" })
    },
    cut: async (from, to) => {
      const [source, target] = [await running.find(from), await running.find(to)]
      running.links.cut(source, target)
      faults.push({ fault: "cut", node: target, at: "slave" })
    },
    network: async ({ from, to, kind, drop = 0, delayMs = 0, reorder = 0 }) => {
      if (kind !== undefined && !Object.hasOwn(PeerEvent.cases, kind)) throw new Error(`kind: ${JSON.stringify(kind)} is no message between brokers; there are ${Object.keys(PeerEvent.cases).join(", ")}`)
      for (const [field, value] of Object.entries({ drop, reorder })) if (!(value >= 0 && value <= 1)) throw new Error(`${field}: must be a share from 0 to 1`)
      const rule = { ...(from === undefined ? {} : { from: await running.find(from) }), ...(to === undefined ? {} : { to: await running.find(to) }), ...(kind === undefined ? {} : { kind }), drop, delayMs, reorder }
      running.links.rule(rule)
      if (drop > 0) faults.push({ fault: "cut", node: rule.to ?? rule.from ?? "broker-a/n0", at: "slave" })
    },
    heal: () => running.links.heal(),
    clock: async (fault, node) => {
      const nodes = node === undefined ? running.nodes().filter(({ up }) => up).map(({ name }) => name) : [await running.find(node)]
      for (const each of nodes) running.clock(each, fault)
    },
    disk: async (target, fault) => {
      const node = await running.find(target)
      running.disk(node, fault)
      if (fault.failWrite !== undefined || fault.failFsync !== undefined) faults.push({ fault: "diskError", node, at: (await isMaster(node)) ? "master" : "slave" })
      return node
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
      const cuts = readCuts()
      const judged = await judgeRun(data, {
        onLine: (head, line, event, outputs) => {
          acks.onLine(head, line, event, outputs)
          cuts.onLine(head, line, event, outputs)
        },
        onEnd: acks.onEnd,
        mayHaveTwoLeaders: (group) => forgetsVotes(setting, faults.filter(({ node }) => groupOf(node) === group)),
        sizes: await momentOf()
      })
      const wrong = judged.verdict === "as the spec" ? [] : [...judged.diverging.map(journalLine), ...judged.refused.map(({ problem }) => problem), ...judgedLines(judged)]
      const lost = acks.lost((node) => downBy.get(node))
      for (const group of new Set(lost.map((ack) => ack.group))) {
        if (lossesAdmitted(setting, faults.filter(({ node }) => groupOf(node) === group)).length > 0) continue
        for (const { node, topic, queueId, queueOffset, term, index } of lost.filter((ack) => ack.group === group && cuts.by(ack) === undefined))
          wrong.push(`LOST         ${topic}, queue ${queueId}, offset ${queueOffset}: ${node} answered SEND_OK (entry ${index}${mode === "dledger" ? ` of term ${term}` : ""}), and ${group} has it no more; after what was done to ${group} ${toldMode(setting)} promises that it has`)
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
