/**
 * One node of a cluster, whatever it runs in: a broker or a NameServer over the live layers.
 *
 * @module
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import type { Config } from "../../spec/broker/config.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import type { Retention } from "../../spec/store/expired.ts"
import { type HaWire, type RunningBroker, startBroker } from "../broker/broker.ts"
import { Files } from "../files/files.ts"
import { type HeldKind, heldFiles } from "../files/held.ts"
import { type DiskFault, faultyFiles } from "../files/faulty.ts"
import { interceptor } from "../files/interceptor.ts"
import { nodeFiles } from "../files/node-files.ts"
import { type PoweredFiles, withPower } from "../files/power.ts"
import { type JournalWriter, noJournal, openJournal } from "../journal/journal.ts"
import { meteredNetwork } from "../layers/metered-network.ts"
import { Network, parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { type ClockFault, ownTime } from "../layers/own-time.ts"
import { nodeRandom, nodeTimers, Random, Timers } from "../layers/timers.ts"
import { type Log, type LogOptions, openLog } from "../log/log.ts"
import { watchBroker, watchNameServer } from "../log/watch.ts"
import { cutNetwork, shapedBy } from "./bad-links.ts"
import { claim } from "./claim.ts"
import { identityOf } from "./founding.ts"
import type { Links } from "./links.ts"
import { machineOf } from "./machines.ts"
import { type Sample, samplesOf } from "../metrics/samples.ts"
import { type Mode, modes } from "../../spec/modes/index.ts"
import { openKvFile } from "../name-server/kv-file.ts"
import { startNameServer } from "../name-server/name-server.ts"
import { steer, steerNameServer, type Steer, type SteerAnswer, type Steered, stoppedTimers } from "./steering.ts"

/** How members of a DLedger group replicate, and what they say to each other: our own Raft, or as released ones do. */
export type Replication = "raft" | "dledger-0.3.1.2"

/** Everything a node needs to start, as plain data: it may be sent to another process. */
export interface NodeSpec {
  readonly kind: "broker" | "namesrv"
  /** As in the control API: `broker-a/n1`, `namesrv/0`. */
  readonly name: string
  readonly listen: string
  readonly advertiseHost: string
  readonly dir: string
  /** Counts its starts. */
  readonly life: number
  readonly journal: boolean
  /** Lines to the standard error. */
  readonly log?: LogOptions
  readonly mutant?: string
  /** Of a broker; dledger unless said. */
  readonly mode?: Mode
  readonly config?: Config
  readonly peerAt?: string
  /** `null`: the NameServers know where it is. */
  readonly peers?: readonly (readonly [string, string | null])[]
  /** Slaves that are not among the peers may come. */
  readonly admits?: boolean
  /** The host that slaves are told; `advertiseHost` unless said. */
  readonly haHost?: string
  /** How a slave follows its master. */
  readonly haWire?: HaWire
  /** How members of a DLedger group replicate; by Raft unless said. */
  readonly replication?: Replication
  /** Where the messages are; in `dir` unless said. */
  readonly logDir?: string
  /** Of a NameServer; `kvConfig.json` in `dir` unless said. */
  readonly kvConfigPath?: string
  /** Bytes of a file of the log; as it is, or RocketMQ's, unless said. */
  readonly segmentSize?: number
  /** Absent: everything is kept. */
  readonly retention?: Retention
  readonly nameServers?: readonly string[]
  /** Its configuration key by key, as it was set, for those who ask. */
  readonly items?: Readonly<Record<string, string>>
  readonly bootstrap?: boolean
  /** Of a broker that does nothing by itself. */
  readonly steered?: Steered
}

/** What the control API shows of a node. */
export interface NodeState {
  readonly node: string
  readonly address: string
  readonly role: string
  readonly term?: number
  readonly leader?: string | null
  readonly commitIndex?: number
  readonly lastIndex?: number
  readonly durableIndex?: number
  /** A leader or master that serves. */
  readonly ready?: boolean
  /** A slave: to its master. A master: the slaves that are. */
  readonly connected?: boolean | readonly string[]
  readonly diskFailed?: boolean
  /** NameServer: `brokerName/brokerId` → address. */
  readonly brokers?: Readonly<Record<string, string>>
}

export interface RunningNode {
  readonly address: string
  readonly state: () => NodeState
  /** A broker: what it is measured by. */
  readonly samples: () => readonly Sample[]
  /** A broker: how often a NameServer has taken its registration. */
  readonly registrations: () => number
  readonly pause: () => void
  readonly resume: () => void
  readonly stop: () => void
  readonly kill: () => void
  /** Like `kill`, and what is not on disk is gone. `last`: entries up to here happened to reach it. */
  readonly powerLoss: (last?: number) => void
  readonly clock: (fault: ClockFault) => void
  /** Of a broker. */
  readonly disk: (fault: DiskFault) => void
  /** Throws unless it is steered. */
  readonly steer: (command: Steer) => SteerAnswer
}

const logOf = (node: string, options: LogOptions): Log => openLog(options, node, nodeTimers.now, (line) => process.stderr.write(line))

const told = <Watcher>(log: Log, watch: (log: Log) => Watcher) => ({ watch: watch(log), warn: (event: string, fields: Readonly<Record<string, unknown>>): void => log("warn", event, fields) })

const notSteered = (): never => {
  throw new Error("it goes by its own clock and disk, and is not steered")
}

/** What a file of a broker's directory holds. */
const kindIn =
  (dir: string) =>
  (path: string): HeldKind | undefined =>
    path.startsWith(`${dir}/commitlog/`) ? "log" : path.startsWith(`${dir}/hard-state`) ? "vote" : undefined

const journalOf = (spec: NodeSpec, machine: string, config: unknown): JournalWriter =>
  spec.journal
    ? openJournal(join(spec.dir, `journal-${spec.life}.jsonl`), {
        journal: "rocketproof",
        version: 1,
        machine,
        node: spec.name,
        life: spec.life,
        ...(spec.mutant === undefined ? {} : { mutant: spec.mutant }),
        config
      })
    : noJournal

export const startNode = async (spec: NodeSpec, links: Links): Promise<RunningNode> => {
  if (spec.kind === "namesrv") return nameServerNode(spec)
  const { mode = "dledger", config, peerAt, peers, nameServers } = spec
  if (config === undefined || peerAt === undefined || peers === undefined || nameServers === undefined) throw new Error(`${spec.name}: its configuration is incomplete`)
  const own = machineOf(mode, spec.replication)
  if (own !== modes[mode] && spec.mutant !== undefined) throw new Error(`--mutant ${spec.mutant}: members that replicate as dledger-0.3.1.2 run without; leave out replication`)
  const machine = spec.mutant === undefined ? own : await mutated(spec.mutant, mode)
  const release = claim(spec.dir, identityOf(spec))
  const held = heldFiles(nodeFiles, kindIn(spec.dir))
  for (const kind of spec.steered?.holds ?? []) held.hold(kind, true)
  const powered = powerOf(spec.steered === undefined ? nodeFiles : held.files, (path) => path.startsWith(`${spec.dir}/index/`))
  const disk = faultyFiles(powered.files, nodeTimers)
  const { network, meter } = meteredNetwork(nodeNetwork)
  const time = ownTime(nodeTimers)
  const layers = Layer.mergeAll(
    Layer.succeed(Network, spec.steered === undefined ? cutNetwork(nodeNetwork, spec.name, (address) => nameServerAt(nameServers, address), links) : network),
    Layer.succeed(Timers, spec.steered === undefined ? time : stoppedTimers(nodeTimers)),
    Layer.succeed(Random, nodeRandom),
    Layer.succeed(Files, disk.files)
  )
  const shape = shapedBy(links, nodeTimers, nodeRandom)
  const journal = journalOf(spec, machine.name, config)
  const group = spec.name.slice(0, spec.name.lastIndexOf("/"))
  const running = await Effect.runPromise(
    startBroker({
      machine,
      config,
      listenAt: parseAddress(spec.listen),
      advertiseHost: spec.advertiseHost,
      peerAt: parseAddress(peerAt),
      peers: new Map(peers.map(([node, address]) => [node, address === null ? null : parseAddress(address)])),
      admits: spec.admits === true,
      ...(spec.haHost === undefined ? {} : { haHost: spec.haHost }),
      ...(spec.haWire === undefined ? {} : { haWire: spec.haWire }),
      ...(spec.logDir === undefined ? {} : { logDir: spec.logDir }),
      ...(spec.segmentSize === undefined ? {} : { segmentSize: spec.segmentSize }),
      ...(spec.retention === undefined ? {} : { retention: spec.retention }),
      nameServers: nameServers.map(parseAddress),
      dir: spec.dir,
      items: spec.items ?? {},
      bootstrap: spec.bootstrap === true,
      journal,
      report: (line) => process.stderr.write(`${spec.name}: ${line}\n`),
      ...(spec.log === undefined ? {} : told(logOf(spec.name, spec.log), watchBroker)),
      ...(spec.steered === undefined ? {} : { fillsQueues: (fill: () => void) => held.wait("queues", fill) }),
      isCut: (from, to) => links.isCut(`${group}/${from}`, `${group}/${to}`),
      shape: (from, kind, pass) => shape(`${group}/${from}`, spec.name, kind, pass)
    }).pipe(Effect.provide(layers))
  ).catch((error: unknown) => {
    release()
    throw error
  })
  return {
    address: running.address,
    state: () => {
      // Whoever looks at a node may look at its journal next.
      journal.flush()
      return brokerState(spec.name, mode, running)
    },
    samples: () => samplesOf(running.observed),
    registrations: running.registrations,
    pause: running.pause,
    resume: running.resume,
    stop: () => {
      running.stop()
      release()
    },
    kill: () => {
      running.kill()
      powered.kill()
      release()
    },
    powerLoss: (last) => {
      const end = last === undefined ? 0 : running.log.positionAfter(last)
      running.kill()
      powered.powerLoss((path) => Math.max(0, end - Number(/\/(?:commitlog|data)\/(\d+)$/.exec(path)?.[1] ?? end)))
      release()
    },
    clock: time.set,
    disk: disk.set,
    steer: spec.steered === undefined ? notSteered : (command) => steer(running, held, meter, command)
  }
}

/** Watched below `node:fs` in a process that has been started so; else by the calls that it makes itself. */
const powerOf = (files: Files, derived: (path: string) => boolean): PoweredFiles => {
  const watching = interceptor.get()
  return watching === undefined ? withPower(files, derived) : { files, kill: () => {}, powerLoss: watching.powerLoss }
}

/** As it is named in the control API: they are told in the order of their numbers. */
const nameServerAt = (nameServers: readonly string[], address: string): string | undefined => {
  const i = nameServers.indexOf(address)
  return i < 0 ? undefined : `namesrv/${i}`
}

const nameServerNode = async (spec: NodeSpec): Promise<RunningNode> => {
  const { network, meter } = meteredNetwork(nodeNetwork)
  const journal = journalOf(spec, "name-server", nameServerDefaults)
  const time = ownTime(nodeTimers)
  const layers = Layer.mergeAll(Layer.succeed(Network, spec.steered === undefined ? nodeNetwork : network), Layer.succeed(Timers, spec.steered === undefined ? time : stoppedTimers(nodeTimers)), Layer.succeed(Random, nodeRandom))
  const running = await Effect.runPromise(
    startNameServer({ config: nameServerDefaults, listenAt: parseAddress(spec.listen), advertiseHost: spec.advertiseHost, journal, kvFile: openKvFile(nodeFiles, spec.kvConfigPath ?? join(spec.dir, "kvConfig.json")), ...(spec.log === undefined ? {} : told(logOf(spec.name, spec.log), watchNameServer)) }).pipe(Effect.provide(layers))
  )
  return {
    address: running.address,
    state: () => ({ node: spec.name, address: running.address, role: "NAMESRV", brokers: registrations(running.state()) }),
    samples: () => [],
    registrations: () => 0,
    pause: running.pause,
    resume: running.resume,
    stop: running.stop,
    kill: running.stop,
    powerLoss: running.stop,
    clock: time.set,
    disk: () => {
      throw new Error(`broker: ${spec.name} is a NameServer, which has no disk`)
    },
    steer: spec.steered === undefined ? notSteered : (command) => steerNameServer(running, meter, command)
  }
}

const brokerState = (node: string, mode: Mode, { address, state }: RunningBroker): NodeState => {
  const { config, ha, raft, log, diskFailed, dispatchedIndex } = state()
  const { lastIndex, durableIndex } = log
  if (mode === "dledger") {
    const { role, term, leader, commitIndex, noopIndex } = raft
    return { node, address, role, term, leader, commitIndex, lastIndex, durableIndex, ready: role === "LEADER" && dispatchedIndex >= noopIndex, diskFailed }
  }
  const isSlave = config.brokerRole === "SLAVE"
  return {
    node,
    address,
    role: isSlave ? "SLAVE" : "MASTER",
    lastIndex,
    durableIndex,
    ready: ha.serving,
    connected: isSlave ? ha.connection !== null : Object.keys(ha.slaves).sort(),
    diskFailed
  }
}

/** A changed rule, for demonstrations. Loaded only when asked for: a broker needs neither models nor properties. */
const mutated = async (id: string, mode: Mode): Promise<(typeof modes)[Mode]> => {
  const { mutants } = await import("../../properties/mutants/index.ts")
  const found = mutants.find((mutant) => mutant.id === id)
  if (found === undefined) throw new Error(`--mutant ${id}: no such mutant; there are: ${mutants.map((m) => m.id).join(", ")}`)
  if (found.machine.name !== mode) throw new Error(`--mutant ${id}: it is a rule of --mode ${found.machine.name}, not of ${mode}`)
  return found.machine
}

const registrations = ({ brokerAddrTable }: NameServer): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...HashMap.entries(brokerAddrTable)].flatMap(([name, { addrs }]) => addrs.map(([id, address]) => [`${name}/${id}`, address] as const)).sort(([a], [b]) => (a < b ? -1 : 1))
  )
