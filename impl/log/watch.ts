/**
 * What is worth a line: changes of what a machine knows, told as they come about.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Broker } from "../../spec/broker/state.ts"
import type { Tagged } from "../../spec/machine.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import type { JournalWriter } from "../journal/journal.ts"
import type { Log } from "./log.ts"

/** Told after every event that was taken. */
export type Watch<State> = (state: State, event: Tagged, outputs: readonly Tagged[]) => void

/** A journal that is watched, if somebody wants to. */
export const watched = <State>(record: JournalWriter["record"], watch: Watch<State> | undefined, state: () => State): JournalWriter["record"] =>
  watch === undefined
    ? record
    : (event, outputs) => {
        record(event, outputs)
        watch(state(), event, outputs)
      }

/** Names that came and went between two tables; nothing is compared if it is the same table. */
const differences = (before: HashMap.HashMap<string, unknown>, after: HashMap.HashMap<string, unknown>): { readonly came: readonly string[]; readonly went: readonly string[] } =>
  before === after
    ? { came: [], went: [] }
    : {
        came: [...HashMap.keys(after)].filter((name) => !HashMap.has(before, name)),
        went: [...HashMap.keys(before)].filter((name) => !HashMap.has(after, name))
      }

const everything = (log: Log, event: Tagged, outputs: readonly Tagged[]): void => log("debug", event._tag, outputs.length === 0 ? {} : { outputs: outputs.map(({ _tag }) => _tag).join(",") })

export const watchBroker = (log: Log): Watch<Broker> => {
  let before: Broker | undefined
  return (state, event, outputs) => {
    everything(log, event, outputs)
    const last = before
    before = state
    if (last === undefined) {
      log("info", "started", { lastIndex: state.log.lastIndex, topics: HashMap.size(state.topics) })
      return
    }
    if (state.diskFailed && !last.diskFailed) log("error", "disk failed: nothing more is promised until a restart", "reason" in event ? { reason: event.reason } : {})
    if (state.raft !== last.raft) raftChanges(log, last, state)
    if (state.ha !== last.ha) haChanges(log, last, state)
    const topics = differences(last.topics, state.topics)
    for (const topic of topics.came) log("info", "topic created", { topic })
    for (const topic of topics.went) log("info", "topic deleted", { topic })
    const groups = differences(last.groups, state.groups)
    for (const group of groups.came) log("info", "consumer group connected", { group })
    for (const group of groups.went) log("info", "consumer group gone", { group })
  }
}

const raftChanges = (log: Log, { raft: last }: Broker, { raft }: Broker): void => {
  if (raft.role !== last.role || (raft.term !== last.term && raft.role !== "FOLLOWER")) log("info", `${raft.role.toLowerCase()}`, { term: raft.term })
  if (raft.leader !== last.leader && raft.role === "FOLLOWER") log("info", raft.leader === null ? "no leader" : "follows", raft.leader === null ? { term: raft.term } : { leader: raft.leader, term: raft.term })
}

const haChanges = (log: Log, { ha: last }: Broker, { ha, config }: Broker): void => {
  if (ha.serving && !last.serving) log("info", "serves", { brokerRole: config.brokerRole })
  if (ha.connection !== null && last.connection === null) log("info", "connected to its master")
  if (ha.connection === null && last.connection !== null) log("warn", "has lost its master")
  for (const slave of Object.keys(ha.slaves)) if (last.slaves[slave] === undefined) log("info", "slave connected", { slave })
  for (const slave of Object.keys(last.slaves)) if (ha.slaves[slave] === undefined) log("warn", "slave lost", { slave })
}

export const watchNameServer = (log: Log): Watch<NameServer> => {
  let before: NameServer | undefined
  return (state, event, outputs) => {
    everything(log, event, outputs)
    const known = before?.brokerLiveTable ?? HashMap.empty()
    before = state
    if (known === state.brokerLiveTable) return
    for (const [address, { brokerName, brokerId }] of state.brokerLiveTable) {
      // One that has another role now has another id.
      const last = HashMap.get(known, address)
      if (Option.isNone(last) || last.value.brokerId !== brokerId) log("info", "broker registered", { broker: `${brokerName}/${brokerId}`, address })
    }
    for (const address of HashMap.keys(known)) if (!HashMap.has(state.brokerLiveTable, address)) log("warn", "broker gone", { address })
  }
}
