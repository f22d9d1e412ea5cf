/**
 * What the store and its clients see of a change of leader (E11, E13, E14): who is registered as master, who copies tables, and
 * what is taken back from those who wait.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import { same } from "../../same.ts"
import { all, refines, serves } from "./step.ts"
import { beginsToServe } from "./timers.ts"
import { endsLeading, followed, knows } from "./verdicts.ts"

/** 0 for a leader that serves, the number in the name plus one for a follower; a member that knows of no leader has none. */
const brokerIdOf = (broker: Broker): number | undefined => {
  if (serves(broker)) return 0
  return broker.raft.role === "FOLLOWER" && broker.raft.leader !== null ? Number(broker.config.dLegerSelfId.replace(/\D/g, "")) + 1 : undefined
}

const sortedOf = <A>(table: HashMap.HashMap<string, A>): readonly (readonly [string, A])[] => [...HashMap.entries(table)].sort(([a], [b]) => (a < b ? -1 : 1))

export const refinesRegistration = refines(
  "S52 RegistersAsItIs",
  "A member registers when its role is known anew, and on its timer: the leader that serves as 0, a follower under its number, in its term and with its topics; nobody else registers.",
  "A2, A4, E14 · DLedgerRoleChangeHandler",
  (taken) => {
    const { before, after, event, outputs } = taken
    const message = followed(taken)
    const isDue = beginsToServe(taken) || (message !== undefined && !knows(before, message)) || event._tag === "RegisterTimeout"
    const tellsTopics = after.topicVersion !== before.topicVersion && event._tag !== "CopyMetadata"
    const id = brokerIdOf(after)
    const registers = all(outputs, "RegisterBroker")
    if (registers.some(({ term, brokerId }) => term !== after.raft.term || brokerId !== id)) return false
    return tellsTopics || same(registers, isDue && id !== undefined ? [{ _tag: "RegisterBroker", brokerId: id, term: after.raft.term, topics: sortedOf(after.topics) }] : [])
  }
)

export const refinesTables = refines(
  "S53 TablesFromTheLeader",
  "Topics, progress and groups are copied whole from the leader that serves, on its timer, to everybody else; a follower takes those of its own or a later term, keeps them, and nothing of its own.",
  "C4, E5 · SlaveSynchronize",
  (taken) => {
    const { before, after, event, outputs } = taken
    const copies = all(outputs, "CopyMetadataTo")
    const tables = { term: after.raft.term, topicVersion: after.topicVersion, topics: sortedOf(after.topics), offsets: sortedOf(after.offsets), ...(HashMap.isEmpty(after.subscriptionGroups) ? {} : { subscriptionGroups: sortedOf(after.subscriptionGroups) }) }
    if (!copies.every(({ _tag, to, ...copied }) => _tag !== undefined && after.config.peers.includes(to) && same(copied, tables))) return false
    if (event._tag === "MetadataTimeout") return same(copies.map(({ to }) => to), serves(before) ? before.config.peers : []) && all(outputs, "SaveOffsets").length === (serves(before) ? 1 : 0)
    if (event._tag !== "CopyMetadata") return true
    const takes = before.running && !before.diskFailed && event.term >= before.raft.term && !serves(before)
    if (!takes) return after === before && outputs.length === 0
    const is = (table: HashMap.HashMap<string, unknown>, list: readonly (readonly [string, unknown])[] = []): boolean => same(sortedOf(table), [...list].sort(([a], [b]) => (a < b ? -1 : 1)))
    const saves = (tag: BrokerOutput["_tag"]): boolean => outputs.some(({ _tag }) => _tag === tag)
    return (
      is(after.topics, event.topics) &&
      is(after.offsets, event.offsets) &&
      is(after.subscriptionGroups, event.subscriptionGroups) &&
      after.topicVersion === event.topicVersion &&
      saves("SaveOffsets") &&
      saves("SaveTopics") === !same(after.topics, before.topics) &&
      saves("SaveSubscriptionGroups") === !same(after.subscriptionGroups, before.subscriptionGroups)
    )
  }
)

export const refinesEnd = refines(
  "S54 LeadershipEndsWhole",
  "With a leadership end its locks, its reads and its pulls that wait: whoever waits is told to ask the next leader.",
  "E11, E12 · DLedgerRoleChangeHandler.changeToSlave",
  (taken) => {
    const { before, after, event, outputs } = taken
    if (!endsLeading(taken)) return true
    const reads = before.pendingReads.map(({ request }) => request)
    const refused = all(outputs, "Reply").filter(({ request }) => reads.includes(request))
    const pulls = before.config.enableSlaveActingMaster ? [] : [...HashMap.values(before.held)].flat()
    const empty = all(outputs, "ReplyPull")
    return (
      HashMap.isEmpty(after.locks) &&
      after.pendingReads.length === 0 &&
      refused.length === reads.length &&
      refused.every(({ code }) => code === "SERVICE_NOT_AVAILABLE") &&
      after.delaying.length === 0 &&
      (before.config.enableSlaveActingMaster ? same(after.held, before.held) : HashMap.isEmpty(after.held)) &&
      pulls.every((pull) => empty.some(({ request, code, offsets, nextBeginOffset }) => request === pull.request && code === "PULL_NOT_FOUND" && offsets.length === 0 && nextBeginOffset === pull.offset)) &&
      (event._tag !== "DiskFailed" || after.diskFailed)
    )
  }
)
