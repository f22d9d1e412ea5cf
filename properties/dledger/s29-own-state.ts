/**
 * What holds of every member by itself, after every step: each promise looks at one node, and is asked once for every distinct
 * step of a node, however many states that step stands in.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { allEntries, type Disk, lastIndexOf } from "../../models/world/disk.ts"
import { historyOf } from "../../models/world/group.ts"
import type { Note } from "../../models/world/history.ts"
import { endsUpTo, messagesUpTo, type Node } from "../../models/world/node.ts"
import type { Broker } from "../../spec/broker/state.ts"
import * as Log from "../../spec/log/log.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { declare, type Declared } from "./declare.ts"

/** A promise about a member that lives, after any step of its own. */
const ofEach = (id: string, sentence: string, source: string, holds: (node: Node) => boolean): Declared =>
  declare(id, sentence, source, (world) => ({
    kind: "step",
    concerns: (_before, move, { local }) => {
      if (move.slot >= world.faultsSlot || move.kind === "lose") return false
      const node = local as Node
      return node.dead !== true && !holds(node)
    },
    holds: () => false
  }))

/** The same entries, by terms; nothing durable in memory that the disk has not; the queues end with the snapshot where the disk says. */
export const isAsWritten = ({ broker: { log, baseEnds }, disk }: { readonly broker: Broker; readonly disk: Disk }): boolean => {
  const all = allEntries(disk)
  return (
    log.lastIndex === lastIndexOf(disk) &&
    log.durableIndex <= log.lastIndex &&
    log.durableIndex <= disk.durable &&
    Log.lastTerm(log) === (all.at(-1)?.term ?? Log.NO_TERM) &&
    all.every(({ term }, i) => i < log.baseIndex || Log.termAt(log, i) === term) &&
    JSON.stringify(baseEnds) === JSON.stringify(endsUpTo(disk, log.baseIndex))
  )
}

export const logAsWritten = ofEach("S29 LogAsWritten", "What a member takes for its log is what its disk has, entry for entry, and nothing counts as durable that is not.", "E7 · Raft Figure 2 (log[])", isAsWritten)

/** What it holds as its own, as safe as an ack must be. */
const own = ({ config, log }: Broker): number => (config.ackRequires === "FSYNC" ? log.durableIndex : log.lastIndex)

export const pendingIsOpen = ofEach(
  "S30 PendingIsOpen",
  "Only a leader has sends and reads that wait, each send once and for an entry of its log; what is decided waits no more.",
  "E8, E11",
  ({ broker }) => {
    const { raft, log, pending, pendingReads } = broker
    if (raft.role !== "LEADER") return pending.length === 0 && pendingReads.length === 0
    const decided = Math.min(raft.commitIndex, own(broker))
    return pending.every(({ index, request }, i) => index > decided && index <= log.lastIndex && pending.findIndex((other) => other.request === request) === i)
  }
)

export const roleIsWhole = ofEach(
  "S31 RoleIsWhole",
  "A leader names itself, knows of every follower, and has the no-op of its term; nobody else keeps anything of a leadership, and nobody names a leader while it stands.",
  "E2, E6 · Raft Figure 2 (reinitialized after election)",
  ({ broker: { raft, log, config } }) => {
    if (raft.role !== "LEADER") return Object.keys(raft.progress).length === 0 && raft.noopIndex === -1 && raft.transferee === null && (raft.role !== "CANDIDATE" || raft.leader === null)
    const atNoop = Log.termAt(log, raft.noopIndex)
    return raft.leader === config.dLegerSelfId && raft.votes.length === 0 && Object.keys(raft.progress).sort().join() === [...config.peers].sort().join() && (atNoop === undefined ? raft.noopIndex < log.baseIndex : atNoop === raft.term)
  }
)

export const offsetsOfLeader = ofEach("S38 OffsetsOfLeader", "Only a leader has given queue offsets to messages that cannot be read yet: what was not committed under it frees them.", "C4, E11", ({ broker }) =>
  broker.raft.role === "LEADER" || [...HashMap.values(broker.queues)].every(({ end, next }) => end === next)
)

/** Messages answered SEND_OK in this step, and the offsets that their producers were told. */
const ackedIn = (signals: readonly { readonly signal: unknown }[] = []) => signals.map(({ signal }) => signal as Note).filter((note) => "note" in note && note.note === "acked")

export const ackTellsPlace = declare("S39 AckTellsPlace", "A message that a leader answers SEND_OK is in its own log, on disk if ackRequires=FSYNC, at the queue offset that the producer is told.", "E8 · SendResult.queueOffset", (world) => ({
  kind: "step",
  concerns: (_before, move, { local, signals }) => {
    if (move.slot >= world.faultsSlot || move.kind === "lose") return false
    const { broker, disk } = local as Node
    const entries = allEntries(disk)
    const upTo = broker.config.ackRequires === "FSYNC" ? disk.durable : lastIndexOf(disk)
    return ackedIn(signals).some(({ message, queueOffset }) => {
      const index = entries.findIndex(({ payload }) => payload === message)
      return index < 0 || index > upTo || messagesUpTo(disk, index).length - 1 !== queueOffset
    })
  },
  holds: () => false
}))

export const saysItsTerm = ofEach("S32 SaysItsTerm", "What waits for the disk before it is said is of the term that the member is in.", "E5, E7 · Raft §5.1", ({ broker: { raft } }) =>
  raft.waiting.every(({ message }) => !("term" in message) || message.term === raft.term)
)

export const isWoken = ofEach(
  "S33 IsWoken",
  "Something always wakes a member: a leader its heartbeat, and once it serves the copying of its tables; anybody else the election timeout.",
  "E4, E6 · Raft §5.2",
  ({ broker, timers }) => {
    if (broker.diskFailed) return true
    const isArmed = (tag: (typeof timers)[number]["_tag"]): boolean => timers.some(({ _tag }) => _tag === tag)
    return isArmed("RegisterTimeout") && (broker.raft.role === "LEADER" ? isArmed("HeartbeatTimeout") && (!isReady(broker) || isArmed("MetadataTimeout")) : isArmed("ElectionTimeout"))
  }
)

export const knowsItsLeader = declare("S34 KnowsItsLeader", "Whom a member names as its leader was elected in the term that the member is in.", "E6, E11 · Raft §5.2", (world) => ({
  kind: "step",
  concerns: (before, move, { local }) => {
    if (move.slot >= world.faultsSlot || move.kind === "lose") return false
    const [was, is] = [(before as Node).broker.raft, (local as Node).broker.raft]
    return is.leader !== null && (is.leader !== was.leader || is.term !== was.term)
  },
  holds: (_before, move, _outcome, after) => {
    const { leader, term } = (after[move.slot] as Node).broker.raft
    return historyOf(world, after).leaders.some(([of, who]) => of === term && who === leader)
  }
}))

/** Those that need no history. */
export const ofOwnState: readonly Declared[] = [logAsWritten, pendingIsOpen, roleIsWhole, offsetsOfLeader, ackTellsPlace, saysItsTerm, isWoken]
