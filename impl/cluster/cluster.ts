/**
 * A whole cluster under control: NameServers and broker groups, started, killed, cut and mended by name or by role.
 *
 * @module
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { type Config, defaults, timers } from "../../spec/broker/config.ts"
import type { Sample } from "../metrics/samples.ts"
import { JOURNAL_FILE, lastLife } from "../journal/journal.ts"
import type { DiskFault } from "../files/faulty.ts"
import type { ClockFault } from "../layers/own-time.ts"
import type { Host, Hosted } from "./hosts.ts"
import { inChild, inProcess } from "./hosts.ts"
import { type Links, makeLinks } from "./links.ts"
import type { NodeSpec, NodeState } from "./node.ts"
import { withFounders } from "./founding.ts"
import { masterOf, refuseImpossible, roleOf, slaveOf } from "./modes.ts"
import type { ClusterOptions } from "./options.ts"
import { freePorts, givePorts } from "./ports.ts"

export { type ClusterOptions, localGroup } from "./options.ts"

interface Node {
  spec: NodeSpec
  hosted: Hosted | undefined
  starting: boolean
  paused: boolean
  /** Of its disk, whichever process uses it. */
  slowMs: number
}

export interface Cluster {
  /** NameServer addresses, as clients take them: separated by semicolons. */
  readonly namesrvAddr: string
  readonly dir: string
  readonly nodes: () => readonly { readonly name: string; readonly kind: NodeSpec["kind"]; readonly address: string; readonly pid: number; readonly dir: string; readonly up: boolean }[]
  readonly states: () => Promise<readonly (NodeState & { readonly up: boolean; readonly paused: boolean })[]>
  /** What its brokers are measured by; of those that run. */
  readonly samples: () => Promise<readonly Sample[]>
  /** The nodes that an address, a name or a role (`broker-a/leader`, `broker-a/follower`) stands for. Throws if there is none. */
  readonly find: (broker: string) => Promise<string>
  readonly kill: (name: string) => Promise<void>
  readonly powerLoss: (name: string) => Promise<void>
  readonly restart: (name: string) => Promise<void>
  /** Its disk is lost: killed if it is up, and all that it stored is gone (not its journals). It stays down until it is restarted. */
  readonly wipe: (name: string) => Promise<void>
  /** An operator makes a slave the master: it restarts as one, and the others of its group are its slaves from their next start on. */
  readonly promote: (name: string) => Promise<void>
  readonly pause: (name: string) => void
  readonly resume: (name: string) => void
  readonly links: Links
  /** Of one node. Its clock is right again after a restart. */
  readonly clock: (name: string, fault: ClockFault) => void
  /** Of a broker's disk: how slow it is lasts over restarts, errors strike the process that runs. */
  readonly disk: (name: string, fault: DiskFault) => void
  /** Resolves when every group has a leader or master that serves and that every NameServer knows, with its slaves connected. */
  readonly ready: (timeoutMs: number) => Promise<void>
  readonly stop: () => Promise<void>
}

export const groupName = (i: number): string => `broker-${String.fromCharCode(97 + i)}`

/** A port that was free a moment ago may be taken by the time a node listens on it: then others are tried, so many times. */
const TRIES = 5

export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  for (let tried = 1; ; tried++) {
    try {
      return await startOn(options)
    } catch (error) {
      const { message } = error as Error
      const asked = options.port !== 0 && Array.from({ length: options.namesrvs }, (_, i) => `:${options.port + i}`).some((port) => message.includes(port))
      if (tried === TRIES || asked || !message.includes("EADDRINUSE")) throw error
    }
  }
}

const startOn = async (options: ClusterOptions): Promise<Cluster> => {
  const { host, groups, mode, replicas, namesrvs } = options
  refuseImpossible(options)
  const links = makeLinks()
  const start: Host = options.processes ? inChild : inProcess
  const ports = await freePorts(namesrvs + 2 * groups * replicas, host)
  let nextPort = 0
  const port = (): number => ports[nextPort++] as number
  const nodes = new Map<string, Node>()

  const specs: NodeSpec[] = []
  const add = (spec: NodeSpec): void => void specs.push(spec)
  const shared = { advertiseHost: options.advertise, life: 0, journal: options.journal, ...(options.mutant === undefined ? {} : { mutant: options.mutant }), ...(options.log === undefined ? {} : { log: options.log }) }
  const nameServers: string[] = []
  for (let i = 0; i < namesrvs; i++) {
    const free = port()
    const listen = `${host}:${options.port === 0 ? free : options.port + i}`
    nameServers.push(listen)
    add({ ...shared, kind: "namesrv", name: `namesrv/${i}`, listen, dir: join(options.dir, `namesrv-${i}`) })
  }
  for (let g = 0; g < groups; g++) {
    const name = groupName(g)
    const ids = Array.from({ length: replicas }, (_, i) => `n${i}`)
    const peerAddresses = new Map(ids.map((id) => [id, `${host}:${port()}`]))
    for (const id of ids) {
      const config: Config = {
        ...defaults,
        timing: timers[options.timers],
        ...roleOf(mode, options.flush, id, ids),
        ...options.config,
        brokerName: name,
        dLegerGroup: name,
        dLegerSelfId: id,
        peers: ids.filter((other) => other !== id)
      }
      add({
        ...shared,
        kind: "broker",
        mode,
        name: `${name}/${id}`,
        listen: `${host}:${port()}`,
        dir: join(options.dir, `${name}-${id}`),
        config,
        peerAt: peerAddresses.get(id) as string,
        peers: ids.filter((other) => other !== id).map((other) => [other, peerAddresses.get(other) as string] as const),
        nameServers,
        ...(options.haWire === undefined ? {} : { haWire: options.haWire }),
        ...(options.replication === undefined ? {} : { replication: options.replication }),
        ...(options.segmentSize === undefined ? {} : { segmentSize: options.segmentSize })
      })
    }
  }
  try {
    for (const spec of withFounders(specs)) {
      mkdirSync(spec.dir, { recursive: true })
      nodes.set(spec.name, { spec: { ...spec, life: lastLife(spec.dir) }, hosted: undefined, starting: false, paused: false, slowMs: 0 })
    }
  } catch (error) {
    givePorts(ports)
    throw error
  }

  const node = (name: string): Node => {
    const found = nodes.get(name)
    if (found === undefined) throw new Error(`broker: no node "${name}"; there are: ${[...nodes.keys()].join(", ")}`)
    return found
  }

  const launch = async (each: Node): Promise<void> => {
    if (each.starting) throw new Error(`broker: ${each.spec.name} is being started already`)
    each.spec = { ...each.spec, life: each.spec.life + 1 }
    each.starting = true
    let hosted: Hosted
    try {
      hosted = await start(each.spec, links)
    } finally {
      each.starting = false
    }
    each.hosted = hosted
    // Somebody else may have killed its process.
    void hosted.ended.then(() => {
      if (each.hosted === hosted) each.hosted = undefined
    })
    // Only the very first start of a group founds it: a disk that is blank later was lost.
    each.spec = { ...each.spec, bootstrap: false }
    if (each.slowMs > 0) hosted.disk({ slowMs: each.slowMs })
    each.paused = false
  }

  const stop = async (): Promise<void> => {
    await Promise.all([...nodes.values()].reverse().map(async (each) => {
      const { hosted } = each
      each.hosted = undefined
      await hosted?.stop()
    }))
    givePorts(ports)
  }

  try {
    await Promise.all([...nodes.values()].filter(({ spec }) => spec.kind === "namesrv").map(launch))
    await Promise.all([...nodes.values()].filter(({ spec }) => spec.kind === "broker").map(launch))
  } catch (error) {
    await stop()
    throw error
  }

  const states: Cluster["states"] = () =>
    Promise.all(
      [...nodes.values()].map(async ({ spec, hosted, paused }) => {
        const down = { node: spec.name, address: spec.listen, role: "DOWN" }
        if (hosted === undefined) return { ...down, up: false, paused: false }
        if (paused) return { ...down, address: hosted.address, role: "PAUSED", up: true, paused }
        try {
          return { ...(await hosted.state()), up: true, paused }
        } catch {
          return { ...down, up: false, paused }
        }
      })
    )

  const isReady = async (): Promise<boolean> => {
    const all = await states()
    return Array.from({ length: groups }, (_, g) => groupName(g)).every((group) => {
      const leader = all.find(({ node: name, role, ready }) => name.startsWith(`${group}/`) && (role === "LEADER" || role === "MASTER") && ready === true)
      // Before its slaves are connected a SYNC_MASTER acks nothing.
      const whole = all.every(({ node: name, role, connected }) => !name.startsWith(`${group}/`) || role !== "SLAVE" || connected === true)
      return leader !== undefined && whole && all.filter(({ role }) => role === "NAMESRV").every(({ brokers }) => brokers?.[`${group}/0`] === leader.address)
    })
  }

  const down = async (name: string, how: (hosted: Hosted) => Promise<void>): Promise<void> => {
    const each = node(name)
    const { hosted } = each
    if (hosted === undefined) throw new Error(`broker: ${name} is down already`)
    each.hosted = undefined
    each.paused = false
    await how(hosted)
  }

  const up = (name: string): Hosted => {
    const { hosted } = node(name)
    if (hosted === undefined) throw new Error(`broker: ${name} is down; restart it first`)
    return hosted
  }

  return {
    namesrvAddr: nameServers.map((address) => address.replace(host, options.advertise)).join(";"),
    dir: options.dir,
    links,
    nodes: () =>
      [...nodes.values()].map(({ spec, hosted }) => ({
        name: spec.name,
        kind: spec.kind,
        address: hosted?.address ?? spec.listen,
        pid: hosted?.pid ?? 0,
        dir: spec.dir,
        up: hosted !== undefined
      })),
    states,
    samples: async () => {
      const running = [...nodes.values()].filter(({ hosted, paused }) => hosted !== undefined && !paused)
      const told = await Promise.all(
        running.map(async ({ spec, hosted }) => {
          // A master and its slaves have one brokerName.
          return ((await hosted?.samples().catch(() => [])) ?? []).map((sample) => ({ ...sample, labels: { ...sample.labels, node: spec.name } }))
        })
      )
      return told.flat()
    },
    find: async (broker) => {
      if (nodes.has(broker)) return broker
      const byAddress = [...nodes.values()].find(({ spec, hosted }) => (hosted?.address ?? spec.listen) === broker || spec.listen === broker)
      if (byAddress !== undefined) return byAddress.spec.name
      const slash = broker.lastIndexOf("/")
      const [group, role] = [broker.slice(0, slash), broker.slice(slash + 1)]
      const wanted = { leader: ["LEADER", "MASTER"], master: ["LEADER", "MASTER"], follower: ["FOLLOWER", "SLAVE"], slave: ["FOLLOWER", "SLAVE"], candidate: ["CANDIDATE"] }[role]
      const members = (await states()).filter(({ node: name, role: is }) => name.startsWith(`${group}/`) && wanted?.includes(is))
      const newest = [...members].sort((a, b) => (b.term ?? 0) - (a.term ?? 0))[0]
      if (slash < 0 || wanted === undefined || newest === undefined)
        throw new Error(`broker: "${broker}" is no address, node or role here; nodes: ${[...nodes.keys()].join(", ")}; roles: GROUP/leader, GROUP/follower, GROUP/master, GROUP/slave`)
      return newest.node
    },
    kill: (name) => down(name, (hosted) => hosted.kill()),
    powerLoss: (name) => down(name, (hosted) => hosted.powerLoss()),
    restart: async (name) => {
      const each = node(name)
      if (each.hosted !== undefined) throw new Error(`broker: ${name} is up; kill it first`)
      await launch(each)
    },
    wipe: async (name) => {
      const { spec, hosted } = node(name)
      if (hosted !== undefined) await down(name, (running) => running.kill())
      for (const file of readdirSync(spec.dir)) if (!JOURNAL_FILE.test(file)) rmSync(join(spec.dir, file), { recursive: true })
    },
    promote: async (name) => {
      const each = node(name)
      if (each.spec.config?.brokerRole !== "SLAVE" || mode === "dledger") throw new Error(`broker: ${name} is no slave of --mode async-replication or sync-double-write; only a slave is promoted`)
      const group = name.slice(0, name.lastIndexOf("/"))
      const running = (await states()).find(({ node: other, role }) => other.startsWith(`${group}/`) && role === "MASTER")
      if (running !== undefined) throw new Error(`broker: ${running.node} is the master of ${group} and is up; kill it first: two masters would part the log`)
      if (each.hosted !== undefined) await down(name, (hosted) => hosted.stop())
      let brokerId = 0
      for (const other of nodes.values()) {
        if (other.spec.config === undefined || !other.spec.name.startsWith(`${group}/`)) continue
        const role = other === each ? masterOf(mode) : slaveOf(each.spec.config.dLegerSelfId, ++brokerId)
        other.spec = { ...other.spec, config: { ...other.spec.config, ...role } }
      }
      await launch(each)
    },
    pause: (name) => {
      up(name).pause()
      node(name).paused = true
    },
    resume: (name) => {
      up(name).resume()
      node(name).paused = false
    },
    clock: (name, fault) => up(name).clock(fault),
    disk: (name, fault) => {
      up(name).disk(fault)
      node(name).slowMs = fault.slowMs ?? node(name).slowMs
    },
    ready: async (timeoutMs) => {
      const deadline = Date.now() + timeoutMs
      while (!(await isReady())) {
        if (Date.now() > deadline) throw new Error(`no leader serves after ${timeoutMs} ms`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    stop
  }
}
