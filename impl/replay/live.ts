/**
 * The nodes of a trace, alive: brokers over TCP and files that are steered, the wire between them, and a client. A command
 * is done when nothing is on any wire and no disk is busy.
 *
 * @module
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Config } from "../../spec/broker/config.ts"
import type { Mode } from "../../spec/modes/index.ts"
import { OFFSETS, TOPICS } from "../../models/world/node.ts"
import { type Host, type Hosted, inChild, inProcess } from "../cluster/hosts.ts"
import { makeLinks } from "../cluster/links.ts"
import type { Observation, Status, Steer, SteerAnswer } from "../cluster/steering.ts"
import type { HeldKind } from "../files/held.ts"
import { nodeFiles } from "../files/node-files.ts"
import { formatAddress, parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { offsetsShape, topicsShape } from "../broker/config-tables.ts"
import { groupOfPeers } from "../broker/peers.ts"
import { EntryLog } from "../store/entry-log.ts"
import { fileName } from "../store/int64.ts"
import type { Disk } from "../../models/world/disk.ts"
import { replayClient, type ReplayClient } from "./client.ts"
import { logOf, SEGMENT_SIZE, writeDisk } from "./disk.ts"
import { type LiveNameServers, startNameServers } from "./name-servers.ts"
import { openRelay, type Relay } from "./relay.ts"

export interface LiveOptions {
  readonly mode: Mode
  readonly configs: readonly Config[]
  /** Fsyncs that end only when they are told to, once every node has started for the first time. */
  readonly holds: readonly HeldKind[]
  /** What is on their disks at first; absent: nothing. */
  readonly disks?: readonly (Disk | undefined)[]
  /** Topics that every broker knows at once. */
  readonly topics?: typeof TOPICS
  /** NameServers by name; absent: none. Brokers then keep their addresses over their lives, as NameServers know them by these. */
  readonly nameServers?: readonly string[]
  readonly dir: string
  readonly processes: boolean
  readonly mutant?: string
}

/** How long nodes may take to come to rest: milliseconds. They are idle but for what they were told. */
const REST_MS = 60_000

const HOST = "127.0.0.1"

interface Node {
  port: number
  config: Config
  readonly dir: string
  life: number
  hosted: Hosted | undefined
  peerPort: number
}

export interface Live {
  readonly names: readonly string[]
  readonly relay: Relay
  readonly client: ReplayClient
  readonly address: (name: string) => string
  /** Where it is, or was last; empty: it never started. */
  readonly lastAddress: (name: string) => string
  readonly isUp: (name: string) => boolean
  readonly start: (name: string, bootstrap: boolean, config?: Config) => Promise<void>
  /** kill -9. With `finishes` the disk still does what it was asked for: that was written, and the page cache outlives the process. */
  readonly kill: (name: string, finishes: readonly HeldKind[]) => Promise<void>
  /** Entries after `last` never reached the disk; of term and vote, what was being written did if that `finishes`. */
  readonly powerLoss: (name: string, last: number, finishes: readonly HeldKind[]) => Promise<void>
  /** The same of a node that is down: its page cache was still there. */
  readonly losePowerWhenDown: (name: string, last: number) => void
  /** Of a node that is down: what is behind this entry of its log is not what was written. */
  readonly damage: (name: string, last: number) => void
  /** Everything on its disk is gone, and the topic that all brokers know is there again. */
  readonly wipe: (name: string) => void
  readonly nameServers: LiveNameServers
  readonly steer: (name: string, command: Steer) => Promise<SteerAnswer>
  readonly observe: (name: string) => Promise<Observation>
  readonly status: (name: string) => Promise<Status>
  /** Until nothing is on any wire and no disk is busy. `eachTime`: what may put something on it again. */
  readonly rest: (eachTime: () => void) => Promise<void>
  readonly stop: () => Promise<void>
}

export const startLive = async ({ mode, configs, holds, disks = [], topics = TOPICS, nameServers: asked = [], dir, processes, mutant }: LiveOptions): Promise<Live> => {
  const host: Host = processes ? inChild : inProcess
  const names = configs.map(({ dLegerSelfId }) => dLegerSelfId)
  const nodes = new Map<string, Node>()
  for (const config of configs) nodes.set(config.dLegerSelfId, { port: 0, config, dir: join(dir, config.dLegerSelfId), life: 0, hosted: undefined, peerPort: 0 })
  const links = makeLinks()
  const node = (name: string): Node => {
    const found = nodes.get(name)
    if (found === undefined) throw new Error(`there is no node ${name}`)
    return found
  }
  const relay = await openRelay(nodeNetwork, HOST, names, (name) => groupOfPeers(mode, node(name).config))
  const client = replayClient()
  const nameServers = await startNameServers({ host, links, names: asked, brokers: names, client, dir })
  let holding: readonly HeldKind[] = []

  const up = (name: string): Hosted => {
    const { hosted } = node(name)
    if (hosted === undefined) throw new Error(`${name} is down`)
    return hosted
  }

  const start: Live["start"] = async (name, bootstrap, config) => {
    const each = node(name)
    if (config !== undefined) each.config = config
    each.life++
    each.hosted = await host(
      {
        kind: "broker",
        mode,
        name: `${each.config.brokerName}/${name}`,
        // Any port that is free: one that was used before may be taken meanwhile.
        listen: `${HOST}:${asked.length > 0 ? each.port : 0}`,
        advertiseHost: HOST,
        dir: each.dir,
        life: each.life,
        journal: false,
        segmentSize: SEGMENT_SIZE,
        ...(mutant === undefined ? {} : { mutant }),
        config: each.config,
        peerAt: `${HOST}:0`,
        peers: names.filter((other) => other !== name).map((other) => [other, formatAddress(relay.addressOf(name, other))] as const),
        nameServers: asked.map((to) => formatAddress(nameServers.office.addressOf(name, to))),
        bootstrap,
        steered: { holds: holding }
      },
      links
    )
    each.port = parseAddress(each.hosted.address).port
    each.peerPort = (await status(name)).peerPort
    relay.up(name, { host: HOST, port: each.peerPort })
  }

  const gone = (name: string): void => {
    const each = node(name)
    relay.down(name)
    nameServers.office.down(name)
    if (each.hosted !== undefined) client.forget(each.hosted.address)
    each.hosted = undefined
  }

  const status = async (name: string): Promise<Status> => (await up(name).steer({ do: "status" })) as Status

  const atRest = async (name: string): Promise<boolean> => {
    const { peerPort } = node(name)
    const { address } = up(name)
    const { meter, busy } = await status(name)
    const clients = meter.in[parseAddress(address).port]
    const asked = client.count(address)
    return (
      busy === 0 &&
      names.every((other) => other === name || (meter.out[formatAddress(relay.addressOf(name, other))]?.sent ?? 0) === relay.received(name, other)) &&
      (meter.in[peerPort]?.received ?? 0) === relay.forwarded(name) &&
      nameServers.heardAll(name, meter) &&
      (clients?.received ?? 0) === (asked?.sent ?? 0) &&
      (clients?.sent ?? 0) === (asked?.received ?? 0)
    )
  }

  const rest: Live["rest"] = async (eachTime) => {
    const deadline = Date.now() + REST_MS
    const living = (): readonly string[] => names.filter((name) => node(name).hosted !== undefined)
    for (;;) {
      const all = await Promise.all([...living().map(atRest), nameServers.atRest()])
      const pending = (): number => relay.pending() + nameServers.office.pending()
      const before = pending()
      eachTime()
      if (all.every(Boolean) && before === pending()) return
      if (Date.now() > deadline) throw new Error(`the nodes do not come to rest within ${REST_MS} ms`)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  const finish = async (name: string, kinds: readonly HeldKind[]): Promise<void> => {
    await up(name).steer({ do: "finish", kinds })
    await rest(() => {})
  }

  const wipe = (name: string): void => {
    const { dir: data } = node(name)
    rmSync(data, { recursive: true, force: true })
    mkdirSync(join(data, "config"), { recursive: true })
    writeFileSync(join(data, "config", "topics.json"), topicsShape.write({ table: topics, counter: 0, timestamp: 0 }))
  }

  const stop = async (): Promise<void> => {
    client.close()
    await Promise.all([...nodes.values()].map(({ hosted }) => hosted?.kill()))
    await nameServers.stop()
    relay.close()
  }

  try {
    for (const [i, name] of names.entries()) {
      const disk = disks[i]
      wipe(name)
      writeFileSync(join(node(name).dir, "config", "consumerOffset.json"), offsetsShape.write(OFFSETS))
      if (disk !== undefined) await writeDisk(mode, node(name).dir, disk)
      await start(name, disk === undefined)
    }
    await rest(() => {})
    holding = holds
    for (const name of names) await up(name).steer({ do: "hold", kinds: holds })
  } catch (error) {
    await stop()
    throw error
  }

  return {
    names,
    relay,
    client,
    nameServers,
    address: (name) => up(name).address,
    lastAddress: (name) => (node(name).port === 0 ? "" : `${HOST}:${node(name).port}`),
    isUp: (name) => node(name).hosted !== undefined,
    start,
    kill: async (name, finishes) => {
      const hosted = up(name)
      await finish(name, finishes)
      await hosted.kill()
      gone(name)
    },
    powerLoss: async (name, last, finishes) => {
      const hosted = up(name)
      await finish(name, finishes)
      await hosted.powerLoss(last)
      gone(name)
    },
    losePowerWhenDown: (name, last) => {
      const { log } = EntryLog.open(nodeFiles, join(node(name).dir, "commitlog"), logOf(mode))
      log.truncateFrom(last + 1)
      log.close()
    },
    damage: (name, last) => {
      const dir = join(node(name).dir, "commitlog")
      const { log } = EntryLog.open(nodeFiles, dir, logOf(mode))
      const position = log.positionAfter(last)
      log.close()
      // A log of a few entries has one segment.
      const segment = nodeFiles.open(join(dir, fileName(0)))
      const byte = Buffer.alloc(1)
      segment.read(byte, position, 1)
      segment.write(Buffer.of((byte[0] ?? 0) ^ 1), position)
      segment.close()
    },
    wipe,
    steer: (name, command) => up(name).steer(command),
    observe: async (name) => (await up(name).steer({ do: "observe" })) as Observation,
    status,
    rest,
    stop
  }
}
