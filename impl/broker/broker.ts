/**
 * A broker that runs: the machine of its mode over its disk, its peers, its clients and its clock. Everything here carries
 * out; the rules decide.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, TimerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import type { DLedgerMessage } from "../../spec/dledger/messages.ts"
import { MASTER_ID } from "../../spec/registration/register.ts"
import type { Retention } from "../../spec/store/expired.ts"
import type { Machine, Tagged } from "../../spec/machine.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { Journal, Performer, program } from "../../spec/program.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import { openMembers } from "../dledger/members.ts"
import { haConnections } from "../ha/connections.ts"
import { rocketmqMaster } from "../ha/rocketmq-master.ts"
import { rocketmqSlaves } from "../ha/rocketmq-slaves.ts"
import { masterTables } from "../ha/tables.ts"
import { Files } from "../files/files.ts"
import type { JournalWriter } from "../journal/journal.ts"
import { type Watch, watched } from "../log/watch.ts"
import { makeInbox } from "../layers/inbox.ts"
import { type NamedTimers, namedTimers } from "../layers/named-timers.ts"
import { type Address, formatAddress, Network, parseAddress } from "../layers/network.ts"
import { Random, Timers } from "../layers/timers.ts"
import type { Observed } from "../metrics/samples.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { DamagedFileError } from "../store/errors.ts"
import { Statistics } from "./admin/statistics.ts"
import { carriesEntries, makeBodies } from "./bodies.ts"
import { openClients } from "./clients.ts"
import { groupOfPeers, openPeers } from "./peers.ts"
import { openRegistrar } from "./registrar.ts"
import { openRoutes } from "./routes.ts"
import { retain } from "./retention.ts"
import { openStorage } from "./storage.ts"

/** Between master and slave: our own form, or RocketMQ's. A master takes both. */
export type HaWire = "rocketproof" | "rocketmq"

export interface BrokerOptions {
  /** Of a member of a released DLedger's group `dledgerReleased`: its events and outputs are others between members. */
  readonly machine: Machine<Broker, BrokerEvent, BrokerOutput, Config>
  readonly config: Config
  /** Where clients connect; port 0 = any free one. */
  readonly listenAt: Address
  /** The host that clients are told. */
  readonly advertiseHost: string
  /** Where peers connect. */
  readonly peerAt: Address
  /** Where each is; `null`: the NameServers know, when they are asked. */
  readonly peers: ReadonlyMap<NodeId, Address | null>
  /** Slaves that are not among the peers may come. */
  readonly admits?: boolean
  /** The host that slaves are told; `advertiseHost` unless said. */
  readonly haHost?: string
  /** How a slave follows its master; as brokers that know each other do, unless said. */
  readonly haWire?: HaWire
  readonly nameServers: readonly Address[]
  readonly dir: string
  /** Where the messages are; in `dir` unless said. */
  readonly logDir?: string
  /** Its configuration key by key, as it was set, for those who ask. */
  readonly items?: Readonly<Record<string, string>>
  readonly bootstrap: boolean
  readonly journal: JournalWriter
  /** Sees every event taken, what the machine knows then, and its outputs. */
  readonly watch?: Watch<Broker>
  /** Told what somebody should know of: clients that were not served. */
  readonly warn?: (event: string, fields: Readonly<Record<string, unknown>>) => void
  readonly isCut: (from: NodeId, to: NodeId) => boolean
  /** Passes a peer's message on: later, behind another, or not at all. */
  readonly shape?: (from: NodeId, kind: string, pass: () => void) => void
  readonly segmentSize?: number
  /** When what is committed is put into the queues. Absent: at once. */
  readonly fillsQueues?: (fill: () => void) => void
  /** Told what an operator has to know of what was found on disk, and of peers that were refused. */
  readonly report?: (line: string) => void
  /** Absent: everything is kept. */
  readonly retention?: Retention
}

export interface RunningBroker {
  readonly address: string
  /** Where its peers find it. */
  readonly peerPort: number
  readonly state: () => Broker
  readonly take: (event: BrokerEvent) => void
  readonly observed: Observed
  /** How often a NameServer has taken its registration. */
  readonly registrations: () => number
  /** Bodies of what the machine's log names. */
  readonly log: EntryLog
  readonly timers: Pick<NamedTimers<TimerEvent>, "armed" | "fire">
  /** Takes nothing in and lets nothing out until it is resumed. */
  readonly pause: () => void
  readonly resume: () => void
  /** Ends in an orderly way: what is written is synced. */
  readonly stop: () => void
  /** Ends as kill -9 does: nothing more is written, nothing is said. */
  readonly kill: () => void
}

/** Does somebody else hear of it? */
const isSaid = ({ _tag }: BrokerOutput): boolean => /^(SendTo|SendOn|Reply|CopyMetadata|Register)/.test(_tag)

const isOfDisk = (error: unknown): error is Error => error instanceof DamagedFileError || ["EIO", "ENOSPC"].includes((error as NodeJS.ErrnoException).code ?? "")

/** How often a slave that was not told where its master is asks the NameServers. */
const LOOK_UP_MS = 1_000

const masterFromNameServers = ({ config, peers }: BrokerOptions): NodeId | undefined =>
  config.haMaster !== null && peers.get(config.haMaster) === null ? config.haMaster : undefined

/** Starts a broker over `Network`, `Files`, `Timers` and `Random`. Rejects if its address is taken or its disk cannot be read. */
export const startBroker = (options: BrokerOptions): Effect.Effect<RunningBroker, Error, Network | Files | Timers | Random> =>
  Effect.gen(function* () {
    const network = yield* Network
    const files = yield* Files
    const timers = yield* Timers
    const random = yield* Random
    const { machine, config, journal, watch } = options
    const isReleased = machine.name === dledgerReleased.name
    const isMember = isReleased || machine.name === "dledger"
    const bodies = makeBodies()
    let address = formatAddress(options.listenAt)
    const advertised = (): Address => ({ host: options.advertiseHost, port: Number(address.slice(address.lastIndexOf(":") + 1)) })
    const statistics = new Statistics(timers.now, config.brokerClusterName)
    const storage = yield* Effect.try({
      try: () => openStorage({ files, timers, dir: options.dir, config, bodies, bootstrap: options.bootstrap, advertised, plain: !isMember, ledger: isReleased, ...(options.report === undefined ? {} : { report: options.report }), wrote: (topic, messages, bytes, type) => statistics.put(topic, messages, bytes, type), buried: (topic, group) => statistics.observations.buried(topic, group), ...(options.logDir === undefined ? {} : { logDir: options.logDir }), ...(options.fillsQueues === undefined ? {} : { fillsQueues: options.fillsQueues }), ...(options.segmentSize === undefined ? {} : { segmentSize: options.segmentSize }) }),
      catch: (error) => error as Error
    })

    let alive = true
    const inbox = makeInbox<BrokerEvent>()
    const { take } = inbox
    const named = namedTimers<TimerEvent>(timers, random, take, inbox.isPaused)

    const isSlave = config.brokerRole === "SLAVE"
    const life = String(timers.now())
    const ha = haConnections({ self: config.dLegerSelfId, isSlave, life, send: (to, event) => toPeer(to, event), after: timers.after, take })
    const refused = (problem: string): void => options.report?.(`the master's answer makes no sense: ${problem}`)
    const slaves = isMember || isSlave ? undefined : rocketmqSlaves({ log: storage.log, take })
    const following =
      isSlave && options.haWire === "rocketmq"
        ? rocketmqMaster({
            network,
            after: timers.after,
            self: config.dLegerSelfId,
            life,
            log: storage.log,
            bodies,
            addressOf: (node) => addresses.get(node) ?? undefined,
            isCut: (node) => options.isCut(node, config.dLegerSelfId) || options.isCut(config.dLegerSelfId, node),
            take,
            refused
          })
        : undefined
    // Members of a released group ask for the tables, as RocketMQ's do.
    const tables = following === undefined && !isReleased ? undefined : masterTables({ network, after: timers.after, term: () => (isReleased ? state().raft.term : 0), take, refused })
    const copying = [following, slaves, ha].filter((each) => each !== undefined)

    const addresses = new Map(options.peers)
    const master = masterFromNameServers(options)
    let registrations = 0
    let stopLooking = (): void => {}
    const registrar = openRegistrar({
      network,
      timers,
      nameServers: options.nameServers,
      config,
      advertised: () => address,
      haAddress: () => formatAddress({ host: options.haHost ?? options.advertiseHost, port: peerPort() }),
      registered: (at, masterAt) => {
        registrations++
        if (masterAt !== undefined && masterAt !== "") tables?.from(parseAddress(masterAt))
        if (master === undefined || at === undefined || at === "") return
        addresses.set(master, parseAddress(at))
        connect()
      }
    })
    /** A connection to a master whose address is being asked for. */
    let wanted: BrokerOutput | undefined
    const connect = (): void => {
      const output = wanted
      wanted = undefined
      stopLooking()
      if (output !== undefined) copy(output)
    }
    const copy = (output: BrokerOutput): boolean => copying.some((each) => each.perform(output))
    const seekMaster = (at: NodeId, output: BrokerOutput): void => {
      wanted = output
      // Where it is may have changed since it was told last; without an answer, the old address is tried.
      registrar.again()
      stopLooking = timers.after(LOOK_UP_MS, () => (addresses.get(at) === null ? seekMaster(at, output) : connect()))
    }
    const strangers = (why: string): void => options.report?.(`a peer was refused: ${why}`)
    const members = isReleased
      ? yield* Effect.tryPromise({
          try: () =>
            openMembers({
              network,
              timers,
              group: config.dLegerGroup,
              self: config.dLegerSelfId,
              listenAt: options.peerAt,
              peers: new Map([...addresses].filter((each): each is [NodeId, Address] => each[1] !== null)),
              log: storage.log,
              bodies,
              state: () => state(),
              take: (event) => take(event as BrokerEvent),
              refused: strangers,
              isCut: options.isCut,
              ...(options.shape === undefined ? {} : { shape: options.shape })
            }),
          catch: (error) => error as Error
        })
      : undefined
    const peers =
      members === undefined
        ? yield* Effect.tryPromise({
            try: () =>
              openPeers({
                network,
                group: groupOfPeers(machine.name, config),
                self: config.dLegerSelfId,
                listenAt: options.peerAt,
                peers: addresses,
                admits: options.admits === true,
                ...(slaves === undefined ? {} : { foreign: slaves.handler }),
                isCut: options.isCut,
                ...(options.shape === undefined ? {} : { shape: options.shape }),
                received: (event, arrived) => {
                  if (carriesEntries(event)) bodies.arrived.set(event, { first: event.entries.prevLogIndex + 1, bodies: arrived })
                  if (!ha.received(event)) take(event)
                },
                lost: (peer) => ha.peerLost(peer),
                refused: strangers
              }),
            catch: (error) => error as Error
          })
        : undefined
    const peerPort = (): number => members?.port ?? peers?.listening.port ?? 0

    const toPeer = (to: NodeId, event: BrokerEvent): void => {
      const isAppend = carriesEntries(event) && event.entries.lastIndex > event.entries.prevLogIndex
      // The disk has failed, and the machine is about to hear of it.
      if (isAppend && event.entries.lastIndex > storage.log.lastIndex) return
      peers?.send(to, event, isAppend ? storage.log.readCopies(event.entries.prevLogIndex + 1, event.entries.lastIndex) : [])
    }

    let perform: (output: BrokerOutput, cause: BrokerEvent) => void = () => {}
    const record = watched(journal.record, watch, () => state())
    const running = yield* program(machine, config).pipe(
      Effect.provideService(Performer, { perform: (output: Tagged, cause: Tagged) => perform(output as BrokerOutput, cause as BrokerEvent) }),
      Effect.provideService(Journal, { record: members === undefined ? record : (event, outputs) => (record(event, outputs), members.taken(event as DLedgerEvent)) })
    )
    inbox.connect(running.take)
    const state = (): Broker => running.state.current

    const routes = openRoutes(network, options.nameServers)
    const clients = yield* Effect.tryPromise({
      try: () =>
        openClients({
          network,
          timers,
          at: options.listenAt,
          advertised,
          config,
          bodies,
          storage,
          take,
          state,
          statistics,
          deleteExpired: () => retaining.askNow(),
          setRetention: (change) => retaining.set(change),
          dir: options.dir,
          mode: isMember ? "dledger" : machine.name,
          nameServers: options.nameServers,
          routes,
          items: new Map(Object.entries(options.items ?? {})),
          ...(options.warn === undefined ? {} : { warn: options.warn })
        }),
      catch: (error) => error as Error
    })
    address = formatAddress({ host: options.advertiseHost, port: clients.server.port })

    /** What rests on a write that has failed is not said: a client is told so, others hear nothing. */
    const withdraw = (output: BrokerOutput): void => {
      if (output._tag === "ReplySend") statistics.answeredPut(0, false)
      if (output._tag.startsWith("Reply") && "request" in output) clients.perform({ _tag: "Reply", request: output.request, code: "SYSTEM_ERROR", remark: "the disk has failed: what became of the message is not known" })
    }

    perform = (output, cause) => {
      if (!alive) return
      try {
        carryOut(output, cause)
      } catch (error) {
        if (!isOfDisk(error)) throw error
        // What it has stored cannot be read: as if it had not been written.
        withdraw(output)
        take({ _tag: "DiskFailed", reason: error.message })
      }
    }

    const carryOut = (output: BrokerOutput, cause: BrokerEvent): void => {
      if (storage.hasFailed(cause) && isSaid(output)) return withdraw(output)
      switch (output._tag) {
        case "SendToPeer":
          if (members !== undefined) return members.say(output.to, output.message as unknown as DLedgerMessage, cause as DLedgerEvent)
          return toPeer(output.to, { ...output.message, from: config.dLegerSelfId } as BrokerEvent)
        case "CopyMetadataTo": {
          if (members !== undefined) return
          const { _tag: _, to, ...tables } = output
          return toPeer(to, { _tag: "CopyMetadata", from: config.dLegerSelfId, ...tables })
        }
        case "RegisterBroker":
          if (output.brokerId === MASTER_ID) tables?.close()
          return registrar.register(output)
        case "ConnectToMaster": {
          if (output.to === master) seekMaster(master, output)
          else copy(output)
          return
        }
        case "ArmTimer":
          return named.arm(output.event, output.ms)
        case "ArmTimerSinceStored": {
          const now = timers.now()
          const left = Math.max(0, (storage.storedAt(output.queue, output.offset) ?? now) + output.ms - now)
          // A clock that was set back makes nobody wait longer than the whole time.
          const ms = Math.min(left, output.ms)
          return named.arm(output.event, [ms, ms])
        }
        case "ArmTimerAt": {
          // Node's timers may be a millisecond early.
          const ms = Math.max(0, output.at - timers.now()) + 1
          return named.arm(output.event, [ms, ms])
        }
        case "CancelTimer":
          return named.cancel(output.event)
        case "Reply": {
          // A topic that an operator was told of must be there after a crash.
          const reply = (): void => {
            if (alive) clients.perform(output)
          }
          if (!storage.afterSave(cause, reply)) reply()
          return
        }
        default:
          if (!copy(output) && !storage.perform(output, cause, take, state)) clients.perform(output)
      }
    }

    const retaining = retain({ retention: options.retention, timers, storage, dir: options.dir, state, take })

    const end = (): void => {
      alive = false
      retaining.stop()
      inbox.close()
      named.cancelAll()
      stopLooking()
      peers?.close()
      members?.close()
      following?.close()
      tables?.close()
      registrar.close()
      routes.close()
      clients.close()
      journal.close()
    }

    take(storage.recovered)
    return {
      address,
      peerPort: peerPort(),
      state,
      take,
      observed: { state, storage, statistics, now: timers.now, clientAt: clients.clientAt },
      registrations: () => registrations,
      log: storage.log,
      timers: named,
      pause: inbox.pause,
      resume: () => {
        inbox.resume()
        named.release()
      },
      stop: () => {
        end()
        storage.close(state())
      },
      kill: () => {
        end()
        storage.abandon()
      }
    }
  })
