/**
 * What a node of the reference Raft does on a message and on a timer; see `raft.ts`.
 *
 * @module
 */
import type { Send } from "../engine/model.ts"

export interface Entry {
  readonly term: number
  readonly payload: string
}

export type Timer = "election" | "replication"

export interface Node {
  readonly id: number
  readonly term: number
  readonly votedFor: number | null
  readonly log: readonly Entry[]
  /** Length of the committed prefix of the log. */
  readonly commit: number
  readonly role: "follower" | "candidate" | "leader"
  readonly leader: number | null
  /** Who voted for this candidate, ascending. */
  readonly votes: readonly number[]
  /** By node: how much of the log was sent to it. */
  readonly sent: readonly number[]
  /** By node: how much of the log it has. */
  readonly acked: readonly number[]
  /** Payloads of the committed prefix. */
  readonly delivered: readonly string[]
  /** Payloads that wait for a leader to be known. */
  readonly buffer: readonly string[]
}

export type Message =
  | { readonly kind: "VoteRequest"; readonly candidate: number; readonly term: number; readonly length: number; readonly lastTerm: number }
  | { readonly kind: "VoteResponse"; readonly voter: number; readonly term: number; readonly granted: boolean }
  | {
      readonly kind: "LogRequest"
      readonly leader: number
      readonly term: number
      readonly prefix: number
      readonly prefixTerm: number
      readonly commit: number
      readonly suffix: readonly Entry[]
    }
  | { readonly kind: "LogResponse"; readonly follower: number; readonly term: number; readonly ack: number; readonly success: boolean }
  | { readonly kind: "Broadcast"; readonly payload: string }

type Of<K extends Message["kind"]> = Extract<Message, { readonly kind: K }>

export interface Reaction {
  readonly node: Node
  readonly sends: readonly Send<Message>[]
  /** Timers to start. */
  readonly arm: readonly Timer[]
}

export const onTimeout = (node: Node, timer: Timer): Reaction => {
  if (timer === "replication") return { node, sends: replicateToAll(node), arm: [] }
  if (node.role === "leader") return only(node)
  const candidate: Node = { ...node, term: node.term + 1, votedFor: node.id, role: "candidate", votes: [node.id] }
  const message: Message = { kind: "VoteRequest", candidate: node.id, term: candidate.term, length: node.log.length, lastTerm: lastTermOf(node.log) }
  return { node: candidate, sends: othersOf(node).map((to) => ({ to, message })), arm: [] }
}

export const onMessage = (node: Node, message: Message): Reaction => {
  switch (message.kind) {
    case "VoteRequest":
      return onVoteRequest(node, message)
    case "VoteResponse":
      return onVoteResponse(node, message)
    case "LogRequest":
      return onLogRequest(node, message)
    case "LogResponse":
      return onLogResponse(node, message)
    case "Broadcast":
      return onBroadcast(node, message)
  }
}

const onVoteRequest = (before: Node, { candidate, term, length, lastTerm }: Of<"VoteRequest">): Reaction => {
  const node = term > before.term ? steppedDown(before, term) : before
  const own = lastTermOf(node.log)
  const isUpToDate = lastTerm > own || (lastTerm === own && length >= node.log.length)
  const granted = term === node.term && isUpToDate && (node.votedFor === null || node.votedFor === candidate)
  const message: Message = { kind: "VoteResponse", voter: node.id, term: node.term, granted }
  return { node: granted ? { ...node, votedFor: candidate } : node, sends: [{ to: candidate, message }], arm: [] }
}

const onVoteResponse = (node: Node, { voter, term, granted }: Of<"VoteResponse">): Reaction => {
  if (node.role === "candidate" && term === node.term && granted) {
    const votes = node.votes.includes(voter) ? node.votes : [...node.votes, voter].sort()
    if (votes.length < majorityOf(node)) return only({ ...node, votes })
    const waiting = node.buffer.map((payload): Send<Message> => ({ to: node.id, message: { kind: "Broadcast", payload } }))
    const leader: Node = {
      ...node,
      votes,
      role: "leader",
      leader: node.id,
      buffer: [],
      sent: node.sent.map((length, i) => (i === node.id ? length : node.log.length)),
      acked: node.acked.map((length, i) => (i === node.id ? length : 0))
    }
    return { node: leader, sends: [...waiting, ...replicateToAll(leader)], arm: [] }
  }
  return term > node.term ? { node: steppedDown(node, term), sends: [], arm: ["election"] } : only(node)
}

const onLogRequest = (before: Node, { leader, term, prefix, prefixTerm, commit, suffix }: Of<"LogRequest">): Reaction => {
  const newer: Node = term > before.term ? { ...before, term, votedFor: null } : before
  const isCurrent = term === newer.term
  const node: Node = isCurrent ? { ...newer, role: "follower", leader } : newer
  const fits = node.log.length >= prefix && (prefix === 0 || node.log[prefix - 1]?.term === prefixTerm)
  const success = isCurrent && fits
  const message: Message = { kind: "LogResponse", follower: node.id, term: node.term, ack: success ? prefix + suffix.length : 0, success }
  return { node: success ? appended(node, prefix, commit, suffix) : node, sends: [{ to: leader, message }], arm: isCurrent ? ["election"] : [] }
}

const onLogResponse = (node: Node, { follower, term, ack, success }: Of<"LogResponse">): Reaction => {
  if (term === node.term && node.role === "leader") {
    if (success && ack >= (node.acked[follower] as number)) {
      return only(committed({ ...node, sent: replaced(node.sent, follower, ack), acked: replaced(node.acked, follower, ack) }))
    }
    const sent = node.sent[follower] as number
    if (sent === 0) return only(node)
    const back = { ...node, sent: replaced(node.sent, follower, sent - 1) }
    return { node: back, sends: [replicate(back, follower)], arm: [] }
  }
  return term > node.term ? { node: steppedDown(node, term), sends: [], arm: ["election"] } : only(node)
}

const onBroadcast = (node: Node, message: Of<"Broadcast">): Reaction => {
  const { payload } = message
  if (node.role === "leader") {
    const log = [...node.log, { term: node.term, payload }]
    const longer = { ...node, log, acked: replaced(node.acked, node.id, log.length) }
    return { node: longer, sends: replicateToAll(longer), arm: [] }
  }
  return node.leader === null ? only({ ...node, buffer: [...node.buffer, payload] }) : { node, sends: [{ to: node.leader, message }], arm: [] }
}

const appended = (node: Node, prefix: number, commit: number, suffix: readonly Entry[]): Node => {
  let { log } = node
  if (suffix.length > 0 && log.length > prefix) {
    const last = Math.min(log.length, prefix + suffix.length) - 1
    if (log[last]?.term !== suffix[last - prefix]?.term) log = log.slice(0, prefix)
  }
  if (prefix + suffix.length > log.length) log = [...log, ...suffix.slice(log.length - prefix)]
  return commit > node.commit ? delivering({ ...node, log }, commit) : { ...node, log }
}

const committed = (node: Node): Node => {
  let ready = 0
  for (let length = node.commit + 1; length <= node.log.length; length++) {
    if (node.acked.filter((acked) => acked >= length).length >= majorityOf(node)) ready = length
  }
  return ready > 0 && node.log[ready - 1]?.term === node.term ? delivering(node, ready) : node
}

const delivering = (node: Node, commit: number): Node => ({
  ...node,
  delivered: [...node.delivered, ...node.log.slice(node.commit, commit).map(({ payload }) => payload)],
  commit
})

const replicate = (node: Node, to: number): Send<Message> => {
  const prefix = node.sent[to] as number
  const prefixTerm = prefix > 0 ? entryAt(node.log, prefix - 1).term : 0
  return { to, message: { kind: "LogRequest", leader: node.id, term: node.term, prefix, prefixTerm, commit: node.commit, suffix: node.log.slice(prefix) } }
}

const replicateToAll = (node: Node): readonly Send<Message>[] => (node.role === "leader" ? othersOf(node).map((to) => replicate(node, to)) : [])

/** Throws beyond the end of the log, as the original does. */
const entryAt = (log: readonly Entry[], index: number): Entry => {
  const entry = log[index]
  if (entry === undefined) throw new RangeError(`no entry ${index} in a log of ${log.length}`)
  return entry
}

const only = (node: Node): Reaction => ({ node, sends: [], arm: [] })
const steppedDown = (node: Node, term: number): Node => ({ ...node, term, role: "follower", votedFor: null })
const lastTermOf = (log: readonly Entry[]): number => log[log.length - 1]?.term ?? 0
const majorityOf = (node: Node): number => Math.ceil((node.sent.length + 1) / 2)
const othersOf = (node: Node): readonly number[] => node.sent.map((_, i) => i).filter((i) => i !== node.id)
const replaced = (list: readonly number[], at: number, value: number): readonly number[] => list.map((old, i) => (i === at ? value : old))

/** The node as it reads once node `i` is called `permutation[i]`. Payloads are named after the nodes they come from. */
export const renameNode = (node: Node, permutation: readonly number[]): Node => {
  const named = (id: number): number => permutation[id] as number
  const moved = (list: readonly number[]): readonly number[] => {
    const result = [...list]
    list.forEach((value, i) => (result[named(i)] = value))
    return result
  }
  const payload = (name: string): string => String(named(Number(name)))
  return {
    ...node,
    id: named(node.id),
    votedFor: node.votedFor === null ? null : named(node.votedFor),
    leader: node.leader === null ? null : named(node.leader),
    votes: node.votes.map(named).sort(),
    sent: moved(node.sent),
    acked: moved(node.acked),
    delivered: node.delivered.map(payload),
    buffer: node.buffer.map(payload),
    log: node.log.map((entry) => ({ ...entry, payload: payload(entry.payload) }))
  }
}

export const renameMessage = (message: Message, permutation: readonly number[]): Message => {
  const named = (id: number): number => permutation[id] as number
  switch (message.kind) {
    case "VoteRequest":
      return { ...message, candidate: named(message.candidate) }
    case "VoteResponse":
      return { ...message, voter: named(message.voter) }
    case "LogRequest":
      return { ...message, leader: named(message.leader), suffix: message.suffix.map(({ term, payload }) => ({ term, payload: String(named(Number(payload))) })) }
    case "LogResponse":
      return { ...message, follower: named(message.follower) }
    case "Broadcast":
      return { ...message, payload: String(named(Number(message.payload))) }
  }
}
