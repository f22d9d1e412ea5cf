/**
 * A DLedger group, told: Raft's nodes, and those of a released DLedger.
 *
 * @module
 */
import { describe, packetText } from "../../models/world/describe-group.ts"
import { allEntries, isMessage } from "../../models/world/disk.ts"
import type { Faults } from "../../models/world/faults.ts"
import type { Local } from "../../models/world/group.ts"
import type { History } from "../../models/world/history.ts"
import type { Node } from "../../models/world/node.ts"
import type { Tagged } from "../../spec/machine.ts"
import { taggedText } from "./values.ts"
import type { Cell, Field, Snapshot } from "./telling.ts"
import { type ActionKinds, budgetText, didOf, factOf, field, fieldIf, indexText, listed, minor, minorIf, saidAs, timersText, type View, WORLD } from "./view.ts"

const KINDS: ActionKinds = {
  fire: "timer", send: "client", read: "client", pull: "client", flushed: "disk", saved: "disk", dispatched: "disk", ask: "client", compact: "disk", transfer: "operator", tables: "deliver",
  crash: "fault", kill: "fault", powerLoss: "fault", powerLossOfAll: "fault", diskLoss: "fault", diskError: "fault", cut: "fault", heal: "fault"
}

export const groupView = (nodes: readonly string[]): View => ({
  lanes: [...nodes.map((id) => ({ id, kind: "broker" }) as const), { id: WORLD, kind: "world" }],
  laneOf: (slot) => nodes[slot] ?? WORLD,
  snapshots: (locals) => {
    const [faults, history] = locals.slice(nodes.length) as unknown as readonly [Faults, History]
    return [...nodes.map((name, i) => nodeSnapshot(name, locals[i] as Node, history)), { lane: WORLD, alive: true, headline: "", fields: [...faultFields(faults), ...historyFields(history)] }]
  },
  did: (move) => didOf(KINDS, move, move.kind === "act" && isAsked(move.action) ? `${nodes[move.slot]}: is asked ${taggedText(move.action.event)}` : describe(nodes, move)),
  said: (message) => saidAs(packetText(message as Parameters<typeof packetText>[0])),
  noted: (before, after) => notedIn((before as readonly Local[])[nodes.length + 1] as History, (after as readonly Local[])[nodes.length + 1] as History),
  fact: factOf
})

const isAsked = (action: unknown): action is { readonly event: Tagged } => (action as { readonly do?: string }).do === "ask"

/** A node of a group: here, and where clients look at one. */
export const nodeSnapshot = (lane: string, node: Node, history: Pick<History, "acks">): Snapshot => ({
  lane,
  alive: node.dead !== true,
  headline: node.dead === true ? "dead" : roleText(node),
  ...(node.dead === true ? {} : standing(node)),
  fields: node.dead === true ? [] : nodeFields(node),
  log: cellsOf(node, new Set(history.acks.map(({ message }) => message)))
})

/** `leader of term 1, voted for n0`. */
export const roleText = ({ broker }: Node): string => {
  const { role, term, votedFor, voter } = broker.raft
  return `${role.toLowerCase()} of term ${term}${votedFor === null ? "" : `, voted for ${votedFor}`}${voter ? "" : ", not a voter"}${broker.diskFailed ? ", disk failed" : ""}`
}

const standing = ({ broker: { raft } }: Node): Pick<Snapshot, "role" | "term" | "votedFor"> => ({ role: raft.role, term: raft.term, ...(raft.votedFor === null ? {} : { votedFor: raft.votedFor }) })

const cellsOf = ({ broker, disk }: Node, acked: ReadonlySet<string>): readonly Cell[] =>
  allEntries(disk).map(({ term, payload }, index) => ({
    index,
    term,
    payload: isMessage(payload) ? payload : null,
    durable: index <= disk.durable,
    committed: index <= broker.raft.commitIndex,
    visible: index <= broker.dispatchedIndex && isMessage(payload),
    acked: acked.has(payload)
  }))

const nodeFields = ({ broker, disk, timers }: Node): readonly Field[] => {
  const { raft, dledger, pending, pendingReads, dispatchedIndex } = broker
  const { term, votedFor, voter } = disk.hard
  const behind = term !== raft.term || votedFor !== raft.votedFor || voter !== raft.voter
  const followers = Object.entries(raft.progress)
  return [
    field("committed up to", indexText(raft.commitIndex)),
    ...fieldIf(dispatchedIndex !== raft.commitIndex, "visible up to", () => indexText(dispatchedIndex)),
    ...fieldIf(behind, "on disk", () => `term ${term}, ${votedFor === null ? "no vote" : `vote for ${votedFor}`}${voter ? "" : ", not a voter"}`),
    ...fieldIf(raft.votes.length > 0 && raft.role === "CANDIDATE", "votes", () => raft.votes.join(" ")),
    ...fieldIf(followers.length > 0, "known to hold", () => followers.map(([peer, { match }]) => `${peer} ${indexText(match)}`).join(", ")),
    ...fieldIf(raft.waiting.length > 0, "waits for its disk", () => raft.waiting.map(({ to, message }) => `${message._tag} to ${to}`).join(", ")),
    ...fieldIf(raft.transferee !== null, "hands over to", () => String(raft.transferee)),
    ...fieldIf(disk.compacted.length > 0, "snapshot up to", () => String(disk.compacted.length - 1)),
    ...fieldIf(pendingReads.length > 0, "reads that wait", () => pendingReads.map(({ request }) => String(request)).join(" ")),
    ...fieldIf(Object.keys(dledger.dispatchers).length > 0, "pushes", () => Object.entries(dledger.dispatchers).map(([peer, { state, writeIndex }]) => `${peer} ${state} ${writeIndex}`).join(", ")),
    ...fieldIf(dledger.endBeforeTruncate !== null, "votes by a log that ends at", () => `${indexText(dledger.endBeforeTruncate?.index ?? -1)} of term ${dledger.endBeforeTruncate?.term}`),
    ...fieldIf(Object.keys(dledger.watermarks).length > 0, "counted as holding", () => Object.entries(dledger.watermarks).map(([peer, index]) => `${peer} ${indexText(index)}`).join(", ")),
    ...minorIf(raft.leader !== null, "knows as leader", () => String(raft.leader)),
    ...minorIf(pending.length > 0, "sends that wait", () => pending.map(({ request }) => String(request)).join(" ")),
    ...minorIf(disk.flushing !== null, "fsync under way up to", () => indexText(disk.flushing ?? -1)),
    minor("timers", timersText(timers))
  ]
}

export const faultFields = ({ left, cut }: Faults): readonly Field[] => [
  ...minorIf(Object.keys(left).length > 0, "faults left", () => budgetText(left)),
  ...fieldIf(cut.length > 0, "links cut", () => cut.join(", "))
]

export const historyFields = ({ sent, leaders, votes, commits, acks, list }: History): readonly Field[] => [
  minor("messages sent", String(sent)),
  ...minorIf(leaders.length > 0, "leaders", () => leaders.map(([term, node]) => `${node} in term ${term}`).join(", ")),
  ...minorIf(votes.length > 0, "votes", () => votes.map(([term, voter, candidate]) => `${voter} for ${candidate} in term ${term}`).join(", ")),
  ...minorIf(commits.length > 0, "committed", () => commits.map(({ index, term, payload }) => `${index}: ${isMessage(payload) ? payload : "no-op"}/t${term}`).join(", ")),
  ...minorIf(acks.length > 0, "acked", () => listed(acks.map(({ message }) => message))),
  ...minorIf(list.length > 0, "clients know of", () => `${list.length} messages`),
  ...minorIf(list.broken !== null, "contradiction", () => String(list.broken))
]

/** What clients were told in a step. */
export const notedIn = (before: History, after: History): readonly string[] => {
  if (before === after) return []
  return [
    ...after.acks.filter(({ message }) => !before.acks.some((ack) => ack.message === message)).map(({ message }) => `SEND_OK for ${message}`),
    ...before.list.open.filter(([operation]) => !after.list.open.some(([open]) => open === operation)).map(([operation]) => `${operation} is answered`),
    ...(after.list.broken === before.list.broken ? [] : [String(after.list.broken)])
  ]
}
