/**
 * What an event leaves alone, and what nothing brings about.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { same } from "../../same.ts"
import { refines, works } from "./step.ts"

/** Between members, and from the disk: nothing that these events bring changes what clients have been told or have asked for. */
export const OF_MEMBERS: ReadonlySet<string> = new Set(["ElectionTimeout", "RequestVote", "RequestVoteReply", "HeartbeatTimeout", "AppendEntries", "AppendEntriesReply", "InstallSnapshot", "InstallSnapshotReply", "LeadershipTransfer", "TimeoutNow", "HardStateSaved", "Rejoin", "RejoinReply", "Flushed", "FlushTimeout", "Compacted", "RegisterTimeout", "MetadataTimeout"])

const NEEDS_DISK: ReadonlySet<string> = new Set([...[...OF_MEMBERS].filter((tag) => !["LeadershipTransfer", "Compacted", "RegisterTimeout", "MetadataTimeout"].includes(tag)), "CopyMetadata"])

const TABLES = ["topics", "topicVersion", "subscriptionGroups", "groups", "producers", "offsets", "reading"] as const satisfies readonly (keyof Broker)[]

export const refinesFrame = refines(
  "S56 LeavesTheRestAlone",
  "Nobody changes its configuration; messages of members change no table of topics, groups or progress; a broker whose disk does not work says nothing to other members.",
  "E13",
  (taken) => {
    const { before, after, event, outputs } = taken
    if (event._tag === "Recovered") return isAsFound(taken)
    if (after.running !== before.running || after.diskFailed !== (before.diskFailed || event._tag === "DiskFailed")) return false
    if (event._tag !== "UpdateBrokerConfig" && after.config !== before.config) return false
    if (!works(before) && NEEDS_DISK.has(event._tag)) return after === before && outputs.length === 0
    return !OF_MEMBERS.has(event._tag) || TABLES.every((field) => after[field] === before[field] || same(after[field], before[field]))
  }
)

/** A restart begins with what was on the disk, and with nothing else. */
const isAsFound = ({ before, after, event }: TakenEvent): boolean => {
  if (event._tag !== "Recovered") return true
  const table = (list: readonly (readonly [string, unknown])[] = []): readonly unknown[] => [...list].sort(([a], [b]) => (a < b ? -1 : 1))
  const listed = (map: HashMap.HashMap<string, unknown>): readonly unknown[] => table([...HashMap.entries(map)])
  const { raft } = after
  return (
    after.running &&
    !after.diskFailed &&
    same(after.config, before.config) &&
    same(listed(after.topics), table(event.topics)) &&
    same(listed(after.offsets), table(event.offsets)) &&
    same(listed(after.subscriptionGroups), table(event.subscriptionGroups)) &&
    after.pending.length + after.pendingReads.length + after.delaying.length === 0 &&
    [after.held, after.groups, after.producers, after.locks, after.halves, after.timed].every((map) => HashMap.isEmpty<string, unknown>(map)) &&
    Object.keys(raft.progress).length + Object.keys(raft.answered).length === 0 &&
    raft.noopIndex === -1 &&
    raft.round === 0 &&
    raft.transferee === null
  )
}
