/**
 * Brokers, events and outputs for unit tests of rules. `take` says everything that an event does: the verdict, the fields
 * that changed (and no other), and the outputs in their order.
 *
 * Unless told otherwise the broker under test is `n0`, a member of a group with `n1` and `n2`; what is in its log is on
 * disk, and its term and vote are saved.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import * as Log from "../log/log.ts"
import { step, verdictOf } from "../machine.ts"
import { dledger } from "../modes/dledger.ts"
import type { PeerMessage } from "../raft/messages.ts"
import type { Progress, Raft } from "../raft/state.ts"
import { type Config, defaults } from "./config.ts"
import type { BrokerEvent, EventOf } from "./events.ts"
import type { BrokerOutput, OutputOf } from "./outputs.ts"
import { type Broker, initialBroker, type SubscriptionGroupConfig, subscriptionGroupDefaults, type TopicConfig } from "./state.ts"

export const configOf = (over: Partial<Config> = {}): Config => ({ ...defaults, dLegerSelfId: "n0", peers: ["n1", "n2"], ...over })

/** What a test says about a broker; the rest follows from it. */
export interface Shape extends Partial<Omit<Broker, "config" | "log" | "raft">>, Partial<Omit<Raft, "progress">> {
  readonly config?: Partial<Config>
  /** Terms of the entries after the snapshot. */
  readonly log?: readonly number[]
  /** The last entry that a snapshot stands for. */
  readonly base?: { readonly index: number; readonly term: number }
  /** Last entry on disk; the last one written unless said. */
  readonly durable?: number
  readonly commit?: number
  /** Leader: highest entry known to be on each follower; nothing is under way to it. */
  readonly match?: { readonly [peer: string]: number }
  readonly progress?: { readonly [peer: string]: Progress }
}

export const logOf = (terms: readonly number[], { base, durable }: Pick<Shape, "base" | "durable"> = {}): Log.Log => {
  let log = base === undefined ? Log.empty : Log.afterSnapshot(base.index, base.term)
  for (const term of terms) log = Log.append(log, term)
  return Log.flushed(log, durable ?? log.lastIndex)
}

const broker = ({ config, log: terms = [], base, durable, commit, match = {}, ...shape }: Shape): Broker => {
  const log = logOf(terms, { ...(base && { base }), ...(durable !== undefined && { durable }) })
  const start = initialBroker(configOf(config))
  const term = shape.term ?? Math.max(1, Log.lastTerm(log))
  const votedFor = shape.votedFor ?? null
  const voter = shape.voter ?? true
  const commitIndex = commit ?? log.baseIndex
  const dispatchedIndex = shape.dispatchedIndex ?? commitIndex
  const { role, leader, votes, progress, noopIndex, round, answered, waiting, transferee, catchUpTo, tablesTaken, saved, ...rest } = { ...start.raft, saved: undefined, ...shape }
  const standing = { term, votedFor, voter }
  return {
    ...start,
    running: true,
    ...without(rest, ["term", "votedFor", "voter", "commitIndex"]),
    log,
    raft: { ...standing, role, saved: saved ?? standing, leader, votes, commitIndex, progress: { ...progress, ...progressFrom(match) }, noopIndex, round, answered, waiting, transferee, catchUpTo, tablesTaken },
    dispatchedIndex,
    dispatchingIndex: shape.dispatchingIndex ?? dispatchedIndex
  }
}

const progressFrom = (match: { readonly [peer: string]: number }): Raft["progress"] =>
  Object.fromEntries(Object.entries(match).map(([peer, index]) => [peer, { next: index + 1, match: index, awaiting: false, mayHaveLost: false }]))

const without = <A extends object, K extends keyof A>(record: A, keys: readonly K[]): Omit<A, K> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key as K))) as Omit<A, K>

/** A follower of `n1`. */
export const follower = (shape: Shape = {}): Broker => broker({ leader: "n1", ...shape })

/** A candidate whose own vote is on disk. */
export const candidate = (shape: Shape = {}): Broker => broker({ role: "CANDIDATE", votedFor: "n0", votes: ["n0"], ...shape })

/** A leader with no-op, committed and dispatched unless `commit` says otherwise; its followers hold what is committed. */
export const leader = (shape: Shape = {}): Broker => {
  const log = shape.log ?? [1]
  const first = (shape.base?.index ?? -1) + 1
  const commit = shape.commit ?? first + log.length - 1
  const noopIndex = first + log.indexOf(shape.term ?? log[log.length - 1] ?? 1)
  const match = shape.progress === undefined ? { n1: commit, n2: commit } : {}
  return broker({ role: "LEADER", votedFor: "n0", leader: "n0", noopIndex, match, ...shape, log, commit })
}

/** A member that lost its disk and waits for the others' answers. */
export const rejoining = (shape: Shape = {}): Broker => broker({ voter: false, term: 0, ...shape })

export interface Taken {
  readonly verdict: string
  readonly changed: { readonly [field: string]: unknown }
  readonly outputs: readonly BrokerOutput[]
}

const isState = Schema.is(dledger.State)
const isEvent = Schema.is(dledger.Event)
const isOutput = Schema.is(dledger.Output)

/** What the event does to the broker, and what the broker asks for: all of it as the schemas declare. */
export const take = (self: Broker, event: BrokerEvent): Taken => {
  if (!isState(self) || !isEvent(event)) throw new Error(`the test gives what the schemas do not know: ${event._tag}`)
  const [next, outputs] = step(dledger, self, event)
  if (!isState(next) || !outputs.every((output) => isOutput(output))) throw new Error(`the rule gives what the schemas do not know: ${event._tag}`)
  return { verdict: verdictOf(dledger, self, event).slice(event._tag.length + 2), changed: changes(self, next), outputs }
}

/** The broker after these events. */
export const after = (self: Broker, ...events: readonly BrokerEvent[]): Broker => events.reduce((me, event) => step(dledger, me, event)[0], self)

/** The fields that differ, as they are now. Logs show as terms, maps as records. */
export const changes = (before: Broker, now: Broker): Taken["changed"] => {
  const was = view(before)
  return Object.fromEntries(Object.entries(view(now)).filter(([key, value]) => canonical(value) !== canonical(was[key])))
}

/** JSON that does not depend on the order of a record's keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part
  )

const view = ({ log, raft, config: _config, ...rest }: Broker): { readonly [field: string]: unknown } => ({
  ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, HashMap.isHashMap(value) ? recordOf(value) : value])),
  log: termsOf(log),
  base: { index: log.baseIndex, term: log.baseTerm },
  durable: log.durableIndex,
  ...raft
})

export const termsOf = (log: Log.Log): readonly (number | undefined)[] =>
  Array.from({ length: log.lastIndex - log.baseIndex }, (_, i) => Log.termAt(log, log.baseIndex + 1 + i))

/** Entries in the order of their keys. */
export const recordOf = (map: HashMap.HashMap<unknown, unknown>): { readonly [key: string]: unknown } =>
  Object.fromEntries([...HashMap.entries(map)].map(([key, value]) => [String(key), value] as const).sort(([a], [b]) => (a < b ? -1 : 1)))

export const mapOf = <A>(record: { readonly [key: string]: A }): HashMap.HashMap<string, A> => HashMap.fromIterable(Object.entries(record))

export const topic = (over: Partial<TopicConfig> = {}): TopicConfig => ({ readQueueNums: 4, writeQueueNums: 4, perm: 6, topicSysFlag: 0, order: false, ...over })

export const subscriptionGroup = (over: Partial<SubscriptionGroupConfig> = {}): SubscriptionGroupConfig => ({ ...subscriptionGroupDefaults, ...over })

/** Outputs of the tag. */
export const only = <Tag extends BrokerOutput["_tag"]>(outputs: readonly BrokerOutput[], tag: Tag): readonly OutputOf<Tag>[] =>
  outputs.filter((output): output is OutputOf<Tag> => output._tag === tag)

// Outputs, as short as they can be said.

export const sendTo = (to: string, message: PeerMessage): BrokerOutput => ({ _tag: "SendToPeer", to, message })
export const armElection: BrokerOutput = { _tag: "ArmTimer", event: { _tag: "ElectionTimeout" }, ms: defaults.timing.electionTimeoutMs }
export const armHeartbeat: BrokerOutput = { _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: defaults.timing.heartBeatTimeIntervalMs }
export const cancel = (timer: "ElectionTimeout" | "HeartbeatTimeout" | "MetadataTimeout"): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: timer } })
export const register = (brokerId: number, term: number): BrokerOutput => ({ _tag: "RegisterBroker", brokerId, term, topics: [] })
export const flush: BrokerOutput = { _tag: "Flush" }
export const saveHardState = (term: number, votedFor: string | null, voter = true): BrokerOutput => ({ _tag: "SaveHardState", term, votedFor, voter })
export const reply = (code: OutputOf<"Reply">["code"], remark = "", request: number | string = "r1"): BrokerOutput => ({ _tag: "Reply", request, code, remark })

/** What a leader gives up when it is deposed, in this order. */
export const endOfLeadership: readonly BrokerOutput[] = [cancel("HeartbeatTimeout"), cancel("MetadataTimeout")]

// Events and messages.

/** Entries of these terms after (prevLogIndex, prevLogTerm), both −1 unless said. */
export const entries = (terms: readonly number[] = [], prevLogIndex = -1, prevLogTerm = Log.NO_TERM): Log.Slice => {
  const log = logOf(terms, { base: { index: prevLogIndex, term: prevLogTerm } })
  return Log.slice(log, prevLogIndex + 1, log.lastIndex)
}

export const appendEntries = (term: number, slice: Log.Slice, leaderCommit = -1, from = "n1"): EventOf<"AppendEntries"> => ({
  _tag: "AppendEntries",
  from,
  term,
  entries: slice,
  leaderCommit
})

export const requestVote = (term: number, lastLogTerm: number, lastLogIndex: number, from = "n1"): EventOf<"RequestVote"> => ({
  _tag: "RequestVote",
  from,
  term,
  lastLogIndex,
  lastLogTerm
})

export const sendMessage = (over: Partial<EventOf<"SendMessage">> = {}): EventOf<"SendMessage"> => ({
  _tag: "SendMessage",
  request: "r1",
  topic: "t",
  queueId: 0,
  count: 1,
  bodySize: 10,
  propertiesSize: 0,
  defaultTopicQueueNums: 4,
  ...over
})

export const pullMessage = (over: Partial<EventOf<"PullMessage">> = {}): EventOf<"PullMessage"> => ({
  _tag: "PullMessage",
  request: "r1",
  channel: "c1",
  topic: "t",
  queueId: 0,
  group: "g",
  offset: 0,
  maxMsgNums: 32,
  codeSet: [],
  suspendTimeoutMillis: 0,
  commitOffset: null,
  readFromFollower: false,
  ...over
})

export const recovered = (over: Partial<EventOf<"Recovered">> = {}): EventOf<"Recovered"> => ({
  _tag: "Recovered",
  term: 0,
  votedFor: null,
  voter: true,
  blank: false,
  bootstrap: false,
  log: Log.empty,
  baseEnds: [],
  topics: [],
  offsets: [],
  ...over
})
