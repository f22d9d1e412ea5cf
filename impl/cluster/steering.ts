/**
 * A node that is steered: no timer of its own ever fires and, if so told, no fsync ends before it may. Whoever steers it
 * says what happens next, and sees all that it holds.
 *
 * @module
 */
import type { BrokerEvent, TimerEvent } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { sorted } from "../../spec/sorted.ts"
import { queueKey, type RequestId } from "../../spec/vocabulary.ts"
import type { RunningBroker } from "../broker/broker.ts"
import type { HeldFiles, HeldKind } from "../files/held.ts"
import type { NameServerTimer } from "../../spec/name-server/events.ts"
import type { NameServer, TopicQueue } from "../../spec/name-server/state.ts"
import type { RunningNameServer } from "../name-server/name-server.ts"
import type { Meter } from "../layers/metered-network.ts"
import type { TimersService } from "../layers/timers.ts"
import { decodeStored } from "../message/stored.ts"

/** What it does by itself none the less. */
export interface Steered {
  /** Fsyncs, and fillings of the queues, that are held from its next start on. */
  readonly holds: readonly HeldKind[]
}

export type Steer =
  /** What is under way. */
  | { readonly do: "status" }
  | { readonly do: "observe" }
  | { readonly do: "fire"; readonly timer: TimerEvent }
  | { readonly do: "hold"; readonly kinds: readonly HeldKind[] }
  /** Nothing is held any more, and what was is done. */
  | { readonly do: "unhold" }
  /** The oldest one that is held is done, or fails. */
  | { readonly do: "release"; readonly kind: HeldKind; readonly fails?: boolean }
  /** It takes nothing in any more, and its disk does what it was asked for: the page cache outlives a process. */
  | { readonly do: "finish"; readonly kinds: readonly HeldKind[] }
  | { readonly do: "take"; readonly event: BrokerEvent }

export interface Status {
  /** Where its peers find it. */
  readonly peerPort: number
  readonly meter: Meter
  /** Fsyncs that nobody holds and that have not ended. */
  readonly busy: number
  readonly held: { readonly [kind in HeldKind]: number }
}

export interface LiveEntry {
  readonly term: number
  /** The body of a message; `null`: a no-op, which has none of the rest. */
  readonly body: string | null
  /** Where it stands: `t@0`, and its offset there. */
  readonly queue?: string
  readonly queueOffset?: number
  readonly reconsumeTimes?: number
  /** In the log, in bytes. */
  readonly physicalOffset?: number
}

/** What can be seen of a node. */
export interface Observation extends Pick<Broker, "diskFailed" | "dispatchedIndex" | "raft" | "ha" | "pendingReads"> {
  readonly brokerRole: Broker["config"]["brokerRole"]
  readonly lastIndex: number
  readonly durableIndex: number
  readonly entries: readonly LiveEntry[]
  readonly armed: readonly TimerEvent[]
  readonly pending: readonly { readonly request: RequestId; readonly index: number }[]
  readonly consumers: Consumers
}

/** What a broker knows of consumer groups. */
export interface Consumers {
  /** By group, in their order. */
  readonly members: readonly (readonly [group: string, clientIds: readonly string[]])[]
  readonly offsets: readonly (readonly [key: string, offset: number])[]
  readonly locks: readonly (readonly [key: string, clientId: string])[]
}

export const consumersOf = ({ groups, offsets, locks }: Pick<Broker, "groups" | "offsets" | "locks">): Consumers => ({
  members: sorted(groups).map(([group, { members }]) => [group, members.map(({ clientId }) => clientId)] as const),
  offsets: sorted(offsets),
  locks: sorted(locks)
})

/** What can be seen of a NameServer. All ascending. */
export interface NameServerSeen {
  readonly brokers: readonly (readonly [brokerName: string, addresses: readonly (readonly [brokerId: number, address: string])[]])[]
  readonly live: readonly (readonly [address: string, registration: { readonly term: number; readonly brokerName: string; readonly brokerId: number }])[]
  readonly queues: readonly (readonly [topic: string, brokers: readonly (readonly [brokerName: string, queues: TopicQueue])[]])[]
}

export const nameServerSeen = ({ brokerAddrTable, brokerLiveTable, topicQueueTable }: NameServer): NameServerSeen => ({
  brokers: sorted(brokerAddrTable).map(([name, { addrs }]) => [name, addrs] as const),
  live: sorted(brokerLiveTable).map(([address, { term, brokerName, brokerId }]) => [address, { term, brokerName, brokerId }] as const),
  queues: sorted(topicQueueTable).map(([topic, brokers]) => [topic, sorted(brokers)] as const)
})

export type SteerAnswer = Status | Observation | NameServerSeen | boolean

/** A NameServer has timers, and no disk. */
export const steerNameServer = ({ state, timers }: Pick<RunningNameServer, "state" | "timers">, meter: Meter, command: Steer): SteerAnswer => {
  switch (command.do) {
    case "status":
      return { peerPort: 0, meter, busy: 0, held: { log: 0, vote: 0, queues: 0 } }
    case "observe":
      return nameServerSeen(state())
    case "fire":
      return timers.fire(command.timer as unknown as NameServerTimer)
    default:
      throw new Error(`a NameServer does not ${command.do}`)
  }
}

/** Says the time, and never calls back. */
export const stoppedTimers = ({ now }: TimersService): TimersService => ({ now, after: () => () => {} })

export const steer = (running: RunningBroker, held: HeldFiles, meter: Meter, command: Steer): SteerAnswer => {
  switch (command.do) {
    case "status":
      return { peerPort: running.peerPort, meter, busy: held.busy(), held: { log: held.held("log"), vote: held.held("vote"), queues: held.held("queues") } }
    case "observe":
      return observe(running)
    case "fire":
      return running.timers.fire(command.timer)
    case "hold":
      for (const kind of command.kinds) held.hold(kind, true)
      return true
    case "unhold":
      for (const kind of ["log", "vote", "queues"] as const) held.hold(kind, false)
      return true
    case "release":
      held.release(command.kind, command.fails ? new Error("EIO: i/o error, fdatasync") : undefined)
      return true
    case "finish":
      running.pause()
      for (const kind of command.kinds) held.hold(kind, false)
      return true
    case "take":
      running.take(command.event)
      return true
  }
}

const observe = ({ state, log: bodies, timers }: RunningBroker): Observation => {
  const broker = state()
  const { config, raft, ha, log, diskFailed, dispatchedIndex, pending, pendingReads } = broker
  const entries: LiveEntry[] = []
  for (let index = bodies.firstIndex; index <= bodies.lastIndex; index++) {
    const body = bodies.read(index)
    const term = bodies.termOf(index) ?? -1
    if (body.length === 0) entries.push({ term, body: null })
    else {
      const { body: text, topic, queueId, queueOffset, reconsumeTimes, physicalOffset } = decodeStored(body)
      entries.push({ term, body: text.toString(), queue: queueKey(topic, queueId), queueOffset, reconsumeTimes, physicalOffset })
    }
  }
  return {
    brokerRole: config.brokerRole,
    diskFailed,
    dispatchedIndex,
    raft,
    ha,
    lastIndex: log.lastIndex,
    durableIndex: log.durableIndex,
    entries,
    armed: timers.armed(),
    pending: pending.map(({ request, index }) => ({ request, index })),
    pendingReads,
    consumers: consumersOf(broker)
  }
}
