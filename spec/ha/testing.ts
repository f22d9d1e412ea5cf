/**
 * Brokers of modes 1–3 for unit tests of rules, in the manner of `broker/testing.ts`: a master `a0` with slaves `a1` and
 * `a2`, or the slave `a1`. What is in a log is on disk unless told otherwise.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import { type Config, defaults } from "../broker/config.ts"
import type { BrokerEvent } from "../broker/events.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import { type Broker, initialBroker, type PendingSend } from "../broker/state.ts"
import { changes, type Taken, topic } from "../broker/testing.ts"
import * as Log from "../log/log.ts"
import { type Machine, step, verdictOf } from "../machine.ts"
import { syncDoubleWrite } from "../modes/sync-double-write.ts"
import type { SlaveConnection } from "./state.ts"

export interface Shape {
  readonly config?: Partial<Config>
  /** Entries written. */
  readonly written?: number
  /** Entries on disk; all that are written, unless said. */
  readonly durable?: number
  readonly slaves?: Readonly<Record<string, SlaveConnection>>
  readonly connection?: string | null
  readonly serving?: boolean
  readonly pending?: readonly PendingSend[]
  /** Entries in their queues; all of them, unless said. */
  readonly dispatched?: number
}

const logOf = (written: number, durable: number): Log.Log => {
  const log = written === 0 ? Log.empty : Log.append(Log.empty, 0, written)
  return Log.flushed(log, durable - 1)
}

const broker = (config: Partial<Config>, { written = 0, durable = written, dispatched = written, slaves = {}, connection = null, serving = true, pending = [] }: Shape): Broker => ({
  ...initialBroker({ ...defaults, brokerRole: "SYNC_MASTER", dLegerSelfId: "a0", peers: ["a1", "a2"], ...config }),
  running: true,
  log: logOf(written, durable),
  dispatchedIndex: dispatched - 1,
  dispatchingIndex: dispatched - 1,
  topics: HashMap.make(["t", topic()]),
  pending,
  ha: { serving, slaves, connection }
})

/** The master `a0`: a SYNC_MASTER unless told otherwise. */
export const master = (shape: Shape = {}): Broker => broker(shape.config ?? {}, shape)

/** The slave `a1` of `a0`. */
export const slave = (shape: Shape = {}): Broker =>
  broker({ brokerRole: "SLAVE", brokerId: 1, dLegerSelfId: "a1", peers: ["a0", "a2"], haMaster: "a0", ...shape.config }, { serving: false, ...shape })

/** A connection on which the slave holds what it has `acked`, from `began` on. */
export const connected = (acked: number, over: Partial<SlaveConnection> = {}): SlaveConnection => ({ connection: "c1", began: -1, acked, awaiting: false, ...over })

export const send = (request: string, index: number, over: Partial<PendingSend> = {}): PendingSend => ({ request, index, queueId: 0, queueOffset: index, ...over })

const isState = Schema.is(syncDoubleWrite.State)
const isEvent = Schema.is(syncDoubleWrite.Event)
const isOutput = Schema.is(syncDoubleWrite.Output)

type BrokerMachine = Machine<Broker, BrokerEvent, BrokerOutput, Config>

/** What the event does, in mode 3 unless another machine is given. */
export const take = (self: Broker, event: BrokerEvent, machine: BrokerMachine = syncDoubleWrite): Taken => {
  if (!isState(self) || !isEvent(event)) throw new Error(`the test gives what the schemas do not know: ${event._tag}`)
  const [next, outputs] = step(machine, self, event)
  if (!isState(next) || !outputs.every((output) => isOutput(output))) throw new Error(`the rule gives what the schemas do not know: ${event._tag}`)
  return { verdict: verdictOf(machine, self, event).slice(event._tag.length + 2), changed: changes(self, next), outputs }
}

// Outputs, as short as they can be said.

export const reported = (maxOffset: number, connection = "c1"): BrokerOutput => ({ _tag: "SendOnHaConnection", to: "a0", message: { _tag: "ReportSlaveMaxOffset", connection, maxOffset } })
export const transferred = (entries: Log.Slice, to = "a1", connection = "c1"): BrokerOutput => ({ _tag: "SendOnHaConnection", to, message: { _tag: "TransferData", connection, entries } })
export const closed = (connection = "c1"): BrokerOutput => ({ _tag: "CloseHaConnection", connection })
export const watched = (connection = "c1"): BrokerOutput => ({ _tag: "ArmTimer", event: { _tag: "HaHousekeepingTimeout", connection }, ms: defaults.timing.haHousekeepingIntervalMs })
export const beats = (connection = "c1"): BrokerOutput => ({ _tag: "ArmTimer", event: { _tag: "HaHeartbeatTimeout", connection }, ms: defaults.timing.haSendHeartbeatIntervalMs })
export const unwatched = (connection = "c1"): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "HaHousekeepingTimeout", connection } })
export const beatsNoMore = (connection = "c1"): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "HaHeartbeatTimeout", connection } })
export const connectsLater: BrokerOutput = { _tag: "ArmTimer", event: { _tag: "HaReconnectTimeout" }, ms: defaults.timing.haReconnectIntervalMs }
export const acked = (request: string, index: number, status: "SEND_OK" | "FLUSH_DISK_TIMEOUT" | "FLUSH_SLAVE_TIMEOUT" | "SLAVE_NOT_AVAILABLE" = "SEND_OK"): BrokerOutput => ({
  _tag: "ReplySend",
  request,
  status,
  index,
  queueId: 0,
  queueOffset: index
})

/** Entries `first … last` of a log of modes 1–3. */
export const entries = (first: number, last: number): Log.Slice => Log.slice(logOf(last + 1, last + 1), first, last)
