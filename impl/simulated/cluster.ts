/**
 * A whole cluster of any mode over simulated layers: NameServers, brokers with shell, codec and store, clients. All of it from a
 * seed, faster than real time, and the same again from the same seed.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Config, defaults } from "../../spec/broker/config.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { Tagged } from "../../spec/machine.ts"
import { type Mode, modes } from "../../spec/modes/index.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import { type HaWire, type RunningBroker, startBroker } from "../broker/broker.ts"
import { cutNetwork, shapedBy } from "../cluster/bad-links.ts"
import { makeLinks } from "../cluster/links.ts"
import { machineOf } from "../cluster/machines.ts"
import { masterOf, roleOf, slaveOf } from "../cluster/modes.ts"
import type { Replication } from "../cluster/node.ts"
import { Files } from "../files/files.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import type { JournalHead, JournalWriter } from "../journal/journal.ts"
import { Network, parseAddress } from "../layers/network.ts"
import { type OwnTime, ownTime } from "../layers/own-time.ts"
import { Random, Timers } from "../layers/timers.ts"
import { type RunningNameServer, startNameServer } from "../name-server/name-server.ts"
import { levelCopies, type Place, type Victims } from "../stress/place.ts"
import { armedTimers } from "./armed.ts"
import { seededRandom, virtualClock } from "./clock.ts"
import { simulatedNetwork } from "./network.ts"
import type { Planted } from "./planted.ts"

/** What one life of a node took and gave. */
export interface SimulatedJournal {
  readonly head: JournalHead
  readonly lines: (readonly [event: Tagged, outputs: readonly Tagged[]])[]
  /** Of the machine when it ended. */
  state: unknown
}

export interface SimulatedClusterOptions {
  readonly mode: Mode
  readonly seed: number
  readonly groups: number
  readonly replicas: number
  readonly flush: "sync" | "async"
  readonly config: Partial<Config>
  /** How slaves follow their masters, and members of a DLedger group each other; our own forms unless said. */
  readonly haWire?: HaWire
  readonly replication?: Replication
  readonly planted?: Planted
}

export interface SimulatedCluster {
  readonly place: Place
  readonly journals: readonly SimulatedJournal[]
  /** What the shell did that no shell may. */
  readonly problems: readonly string[]
  /** Runs the world until this has come to its end. Rejects if it does not within so many milliseconds of its time. */
  readonly run: <T>(what: Promise<T>, limitMs: number) => Promise<T>
  readonly now: () => number
  /** Ends all nodes, and so their journals. */
  readonly stop: () => void
}

interface Node {
  readonly name: string
  readonly group: string
  readonly disk: MemoryFiles
  config: Config
  running: RunningBroker | undefined
  time: OwnTime | undefined
  life: number
  paused: boolean
  slowMs: number
  journal: SimulatedJournal | undefined
}

/** Small, so that a run has many of them: bytes. */
const SEGMENT_SIZE = 4_096

const NAME_SERVER = "namesrv/0"
const NAME_SERVER_AT = "10.0.0.250:9876"

/** So that promises go on: time stands still meanwhile. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** As an object whose functions may be taken off it. */
const filesOf = (disk: MemoryFiles): Files => ({
  open: (path) => {
    const handle = disk.open(path)
    return {
      path,
      size: () => handle.size(),
      read: (buffer, position, length) => handle.read(buffer, position, length),
      write: (buffer, position) => handle.write(buffer, position),
      truncate: (size) => handle.truncate(size),
      sync: (done) => handle.sync(done),
      syncNow: () => handle.syncNow(),
      close: () => handle.close()
    }
  },
  list: (dir) => disk.list(dir),
  exists: (path) => disk.exists(path),
  remove: (path) => disk.remove(path),
  rename: (from, to) => disk.rename(from, to),
  mkdir: (dir) => disk.mkdir(dir),
  syncDir: (dir) => disk.syncDir(dir),
  power: () => disk.power()
})

export const startSimulatedCluster = async ({ mode, seed, groups, replicas, flush, config: over, haWire, replication, planted }: SimulatedClusterOptions): Promise<SimulatedCluster> => {
  const machine = machineOf(mode, replication)
  const clock = virtualClock()
  const random = seededRandom(seed)
  const network = simulatedNetwork(clock, random)
  const links = makeLinks()
  const shape = shapedBy(links, clock, random)
  const journals: SimulatedJournal[] = []
  const problems: string[] = []
  const nodes = new Map<string, Node>()
  const addressOf = new Map<string, { readonly client: string; readonly peer: string }>()
  let nameServer: RunningNameServer | undefined
  let awake = false
  let busy = 0

  /** Disks of this world: quick ones hide what slow ones show, and the reverse. */
  const fsyncMs = [2, 8, 30][Math.floor(random.next() * 3)] as number

  const ids = Array.from({ length: replicas }, (_, i) => `n${i}`)
  for (let g = 0; g < groups; g++) {
    const group = `broker-${String.fromCharCode(97 + g)}`
    ids.forEach((id, i) => {
      const name = `${group}/${id}`
      addressOf.set(name, { client: `10.0.${g}.${i + 1}:10911`, peer: `10.0.${g}.${i + 1}:40911` })
      const node: Node = {
        name,
        group,
        disk: new MemoryFiles({ schedule: (complete) => void clock.after(fsyncMs * (0.1 + random.next()) + node.slowMs, complete), keepOperations: 0 }),
        config: { ...defaults, ...roleOf(mode, flush, id, ids), ...over, brokerName: group, dLegerGroup: group, dLegerSelfId: id, peers: ids.filter((other) => other !== id) },
        running: undefined,
        time: undefined,
        life: 0,
        paused: false,
        slowMs: 0,
        journal: undefined
      }
      nodes.set(name, node)
    })
  }

  const writer = (head: JournalHead): { readonly journal: SimulatedJournal; readonly writer: JournalWriter } => {
    const journal: SimulatedJournal = { head, lines: [], state: undefined }
    journals.push(journal)
    const timers = armedTimers()
    const time = (): number => nodes.get(head.node)?.time?.elapsed() ?? clock.now()
    return {
      journal,
      writer: {
        record: (event, outputs) => {
          journal.lines.push([event, outputs])
          const problem = head.machine === "name-server" ? undefined : timers.take(event, outputs, time())
          if (problem !== undefined) problems.push(`TIMER        ${head.node}: ${problem}`)
        },
        flush: () => {},
        close: () => {}
      }
    }
  }

  const startNameServerNode = async (): Promise<void> => {
    const { writer: journal } = writer({ journal: "rocketproof", version: 1, machine: "name-server", node: NAME_SERVER, life: 1, config: nameServerDefaults })
    const at = parseAddress(NAME_SERVER_AT)
    const layers = Layer.mergeAll(Layer.succeed(Network, network.of(NAME_SERVER)), Layer.succeed(Timers, clock), Layer.succeed(Random, random))
    nameServer = await Effect.runPromise(startNameServer({ config: nameServerDefaults, listenAt: at, advertiseHost: at.host, journal }).pipe(Effect.provide(layers)))
  }

  const start = async (node: Node, bootstrap: boolean): Promise<void> => {
    node.life++
    node.paused = false
    const { name, group, config } = node
    const time = ownTime(clock)
    node.time = time
    const timers = planted?.timers?.(time) ?? time
    const files = filesOf(node.disk)
    const { client, peer } = addressOf.get(name) as { readonly client: string; readonly peer: string }
    const { journal, writer: record } = writer({ journal: "rocketproof", version: 1, machine: machine.name, node: name, life: node.life, config })
    node.journal = journal
    const layers = Layer.mergeAll(
      Layer.succeed(Network, cutNetwork(network.of(name), name, (address) => (address === NAME_SERVER_AT ? NAME_SERVER : undefined), links)),
      Layer.succeed(Timers, timers),
      Layer.succeed(Random, random),
      Layer.succeed(Files, planted?.files?.(files, time) ?? files)
    )
    node.running = await Effect.runPromise(
      startBroker({
        machine,
        config,
        listenAt: parseAddress(client),
        advertiseHost: parseAddress(client).host,
        peerAt: parseAddress(peer),
        peers: new Map(config.peers.map((id) => [id, parseAddress(addressOf.get(`${group}/${id}`)?.peer ?? "")])),
        nameServers: [parseAddress(NAME_SERVER_AT)],
        dir: "/data",
        ...(haWire === undefined ? {} : { haWire }),
        bootstrap,
        isCut: (from, to) => links.isCut(`${group}/${from}`, `${group}/${to}`),
        shape: (from, kind, pass) => shape(`${group}/${from}`, name, kind, pass),
        journal: record,
        segmentSize: SEGMENT_SIZE
      }).pipe(Effect.provide(layers))
    )
  }

  const node = (name: string): Node => {
    const found = nodes.get(name)
    if (found === undefined) throw new Error(`there is no node ${name}`)
    return found
  }

  const end = (name: string, disk: (files: MemoryFiles) => void): void => {
    const each = node(name)
    if (each.running !== undefined) {
      if (each.journal !== undefined) each.journal.state = each.running.state()
      each.running.kill()
      network.drop(name)
    }
    each.running = undefined
    each.paused = false
    disk(each.disk)
    each.disk.heal()
  }

  /** Starts take no time: the world waits for them. */
  const waitFor = async (what: Promise<void>): Promise<void> => {
    busy++
    try {
      await what
    } finally {
      busy--
      awake = true
    }
  }

  const isMaster = ({ running }: Node): boolean => {
    if (running === undefined) return false
    const { raft, config } = running.state()
    return mode === "dledger" ? raft.role === "LEADER" : config.brokerRole !== "SLAVE"
  }
  const membersOf = (group: string): readonly Node[] => [...nodes.values()].filter((each) => each.group === group)
  const groupNames = [...new Set([...nodes.values()].map(({ group }) => group))]
  const masters = new Map<string, string>()

  const victims: Victims = {
    groups: groupNames.map((name) => ({ name, nodes: membersOf(name).map((each) => each.name) })),
    nameServers: [NAME_SERVER],
    masterOf: async (group) => {
      const found = membersOf(group).filter((each) => isMaster(each) && !each.paused)
      const newest = found.sort((a, b) => (b.running?.state().raft.term ?? 0) - (a.running?.state().raft.term ?? 0))[0]
      if (newest !== undefined) masters.set(group, newest.name)
      return masters.get(group)
    },
    isUp: (name) => node(name).running !== undefined,
    kill: async (name) => end(name, (disk) => disk.crash()),
    powerLoss: async (name) => end(name, (disk) => disk.powerLoss(random.next)),
    wipe: async (name) => end(name, (disk) => disk.wipe()),
    restart: (name) => waitFor(start(node(name), false)),
    promote: async (name) => {
      end(name, (disk) => disk.crash())
      const { config, group } = node(name)
      let brokerId = 0
      for (const each of membersOf(group)) each.config = { ...each.config, ...(each.name === name ? masterOf(mode) : slaveOf(config.dLegerSelfId, ++brokerId)) }
      await waitFor(start(node(name), false))
    },
    pause: (name) => {
      node(name).running?.pause()
      node(name).paused = true
    },
    resume: (name) => {
      node(name).paused = false
      node(name).running?.resume()
    },
    partition: links.partition,
    cut: links.cut,
    network: links.rule,
    heal: links.heal,
    clock: (name, fault) => node(name).time?.set(fault),
    disk: (name, { slowMs, failWrite, failFsync }) => {
      const each = node(name)
      each.slowMs = slowMs ?? each.slowMs
      // Most that is written is not the log.
      const path = random.next() < 0.7 ? { path: machine === modes[mode] ? "commitlog" : "dledger-" } : {}
      if (typeof failWrite === "number") each.disk.fail({ on: "write", nth: failWrite, code: "EIO", ...path })
      if (typeof failFsync === "number") each.disk.fail({ on: "sync", nth: failFsync, code: "EIO", ...path })
    },
    damage: (name, how) => {
      const { disk } = node(name)
      if (how === "corrupt") return `a bit flips in ${disk.corrupt(random.next, "/commitlog/0") ?? "nothing"}`
      disk.misdirect(random.next, "/commitlog/0")
      return "the next write to the log goes astray"
    },
    serves: async () =>
      groupNames.every((group) => {
        const members = membersOf(group)
        const states = members.flatMap(({ running }) => (running === undefined ? [] : [running.state()]))
        if (states.length < members.length) return false
        const serving = states.find((state) => (mode === "dledger" ? state.raft.role === "LEADER" && state.dispatchedIndex >= state.raft.noopIndex : state.config.brokerRole !== "SLAVE" && state.ha.serving))
        if (serving === undefined) return false
        const isLevel = ({ config, ha, log, raft, diskFailed }: Broker): boolean => !diskFailed && (mode !== "dledger" || raft.voter) && log.lastIndex >= serving.log.lastIndex - 2 && (mode === "dledger" || log.lastIndex <= serving.log.lastIndex) && (config.brokerRole !== "SLAVE" || ha.connection !== null)
        return states.filter(isLevel).length >= levelCopies(members.length, replication)
      })
  }

  const place: Place = {
    network: network.of("clients"),
    timers: clock,
    random,
    promise: (begin) =>
      new Promise((resolve) =>
        begin((value) => {
          awake = true
          resolve(value)
        })
      ),
    nameServers: [parseAddress(NAME_SERVER_AT)],
    victims
  }

  /** What a broker throws would end its process, and the run is over. */
  const step = (until: number): boolean => {
    try {
      return clock.step(until)
    } catch (error) {
      problems.push(`THROWN       ${(error as Error).message}`)
      throw error
    }
  }

  await startNameServerNode()
  for (const each of nodes.values()) await start(each, true)
  return {
    place,
    journals,
    problems,
    now: clock.now,
    run: async (what, limitMs) => {
      let ended = false
      const over = (): void => {
        ended = true
      }
      what.then(over, over)
      await settled()
      while (!ended) {
        if (awake || busy > 0) {
          awake = false
          await settled()
        } else if (!step(limitMs)) throw new Error(`it did not come to its end within ${limitMs} ms of its own time`)
      }
      return what
    },
    stop: () => {
      for (const { name, running } of nodes.values()) if (running !== undefined) end(name, () => {})
      nameServer?.stop()
    }
  }
}
