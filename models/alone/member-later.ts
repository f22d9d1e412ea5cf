/**
 * What may happen to a member of a DLedger group with messages that wait for their end or their time, and with others that were
 * handed out: leaderships that begin and end, entries that are lost, snapshots.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { checkPointKey } from "../../spec/pop/records.ts"
import type { CheckPoint, HeldPop } from "../../spec/pop/state.ts"
import type { HeldPull } from "../../spec/serving/state.ts"
import type { Timed } from "../../spec/schedule/state.ts"
import type { Half } from "../../spec/transaction/state.ts"
import { alphabet, type BrokerAlphabet } from "./broker.ts"
import { followerOf, leaderWith, logOf, sliceOf } from "./member-states.ts"

const half = (index: number, fields: Partial<Half> = {}): Half => ({ index, group: "p", immunityMs: null, checks: 0, ending: false, ...fields })
const timed = (index: number, standing: Timed["standing"]): Timed => ({ index, at: 3_000 + index, topic: "t", queueId: 0, standing })
const checkPoint = (startOffset: number, index: number, closing: readonly number[]): CheckPoint => ({ group: "g", topic: "t", queueId: 0, startOffset, popTime: 1_000, invisibleTime: 60, offsets: [startOffset, startOffset + 1], closing, reviveOffset: startOffset, index })
const pull: HeldPull = { request: "w1", channel: "k", queue: "t@0", offset: 3, maxMsgNums: 1, codeSet: [], suspendTimeoutMillis: 9 }
const pop = (request: string, fields: Partial<HeldPop> = {}): HeldPop => ({ request, channel: "k", group: "g", topic: "t", queueId: -1, maxMsgNums: 1, invisibleTime: 60, initMode: "MIN", codeSet: [], suspendTimeoutMillis: 9, ...fields })

/** As the log says: of each kind one whose entry is the first, and one that comes later. */
const waiting = (self: Broker, more: { readonly timed?: readonly Timed[]; readonly checkPoints?: readonly CheckPoint[] } = {}): Broker => ({
  ...self,
  queues: HashMap.set(HashMap.set(self.queues, "SCHEDULE_TOPIC_XXXX@0", { end: 2, next: 3 }), "SCHEDULE_TOPIC_XXXX@1", { end: 1, next: 1 }),
  offsets: HashMap.make(["SCHEDULE_CONSUMER@SCHEDULE_TOPIC_XXXX@0", 1], ["SCHEDULE_CONSUMER@SCHEDULE_TOPIC_XXXX@1", 1]),
  halves: HashMap.make(["0", half(0, { immunityMs: 7 })], ["1", half(1)]),
  timed: HashMap.fromIterable([timed(0, "WAITING"), timed(1, "WAITING"), ...(more.timed ?? [])].map((one, i) => [String(i), one])),
  pop: {
    ...self.pop,
    cursors: HashMap.make(["g@t@0", { popped: 2, handing: 2 }]),
    checkPoints: HashMap.fromIterable([checkPoint(0, 0, []), ...(more.checkPoints ?? [])].map((one) => [checkPointKey(one), one]))
  }
})

/** What the leader has begun besides. */
export const busy = (self: Broker): Broker => {
  const known = waiting(self, { timed: [timed(1, "DELIVERING"), timed(1, "RECALLING"), timed(1, "RECALLED")], checkPoints: [checkPoint(2, 1, [3]), checkPoint(4, 2, [])] })
  return {
    ...known,
    delaying: [1],
    held: HashMap.make(["t@0", [pull]]),
    halves: HashMap.set(known.halves, "1", half(1, { ending: true })),
    pending: [
      { request: "m", index: 2, queueId: 0, queueOffset: 2 },
      { request: "op/1", index: 2, queueId: 0, queueOffset: 2, task: { _tag: "Own" } },
      { request: "popped", index: 2, queueId: 0, queueOffset: 2, task: { _tag: "Popped", popTime: 1_000, invisibleTime: 60, restNum: 0, messages: [] } },
      { request: "delay/1/1", index: 2, queueId: 0, queueOffset: 2, task: { _tag: "Delayed", level: 1, offset: 1 } }
    ],
    pop: {
      ...known.pop,
      cursors: HashMap.set(known.pop.cursors, "g@t@0", { popped: 2, handing: 4 }),
      held: HashMap.make(["u", [pop("h1", { topic: "u" }), pop("h2", { topic: "u", is: "question" })]]),
      reading: HashMap.make(["r1", pop("r1", { suspendTimeoutMillis: 0 })])
    }
  }
}

const append = (term: number, prevLogIndex: number, prevLogTerm: number, terms: readonly number[] = [], leaderCommit = 0): EventOf<"AppendEntries"> => ({ _tag: "AppendEntries", from: "n1", term, entries: sliceOf(prevLogIndex, prevLogTerm, terms), leaderCommit })
const snapshot = (term: number, lastIncludedIndex: number, lastIncludedTerm: number): BrokerEvent => ({ _tag: "InstallSnapshot", from: "n1", term, lastIncludedIndex, lastIncludedTerm, ends: [["t@0", 1]] })

/** Of a leader's term and the next: whatever may end a leadership, take entries away, or replace them. */
const members = ({ raft: { term } }: Broker): readonly BrokerEvent[] => [
  append(term + 1, 2, 2),
  append(term + 1, 0, 1, [3]),
  append(term + 1, -1, -1, [3]),
  append(term + 1, 1, 1, [3], 2),
  snapshot(term + 1, 0, 1),
  snapshot(term + 1, 5, 3),
  { _tag: "RequestVote", from: "n1", term: term + 1, lastLogTerm: 9, lastLogIndex: 9 },
  { _tag: "RequestVoteReply", from: "n1", term: term + 1, granted: false },
  { _tag: "AppendEntriesReply", from: "n1", term: term + 1, success: false, index: -1 },
  { _tag: "HeartbeatTimeout" },
  { _tag: "DiskFailed", reason: "write" },
  ...[0, 1].map((index): BrokerEvent => ({ _tag: "Compacted", index, ends: [["t@0", 1]] }))
]

/** One step from each, and what may come of it. */
const once = (self: Broker, more: (self: Broker) => readonly BrokerEvent[] = () => []): BrokerAlphabet =>
  alphabet(self, [], (me) => [...members(me), ...more(me)], ({ raft, log }) => raft.term <= self.raft.term && log.lastIndex <= 3)

const THREE = logOf([1, 1, 2])

/** Of its pops, those that wait alone, or those alone whose messages are being read. */
const withPops = (self: Broker, which: "held" | "reading"): Broker => ({ ...self, pop: { ...self.pop, held: HashMap.empty(), reading: HashMap.empty(), [which]: self.pop[which] } })

export const memberLaterAlphabets = {
  "later-leads": once(busy(leaderWith({}, THREE, { commitIndex: 1 }))),
  "later-leads-holding": once(withPops(busy(leaderWith({}, THREE, { commitIndex: 1 })), "held")),
  "later-leads-reading": once(withPops(busy(leaderWith({}, THREE, { commitIndex: 1 })), "reading")),
  "later-leads-acting": once(busy(leaderWith({ enableSlaveActingMaster: true }, THREE, { commitIndex: 1 }))),
  "later-leads-page-cache": once(busy(leaderWith({ ackRequires: "PAGE_CACHE" }, THREE, { commitIndex: 1 }))),
  "later-follows": once(waiting(followerOf("n1", { ackRequires: "PAGE_CACHE" }, THREE)), ({ raft: { term } }) => [append(term, 0, 1, [term, term]), append(term, -1, -1, [term]), snapshot(term, 5, 2)]),
  "later-begins": once(waiting({ ...leaderWith({}, THREE), dispatchedIndex: 1 }), () => [
    { _tag: "Dispatched", index: 2, ends: [], halves: [{ offset: 2, index: 2, group: "p", immunityMs: null }], ended: [0], timed: [{ topic: "t", queueId: 0, offset: 2, index: 2, outMs: 4_000 }], delivered: [1] },
    { _tag: "Dispatched", index: 2, ends: [["SCHEDULE_TOPIC_XXXX@1", 2]], popRecords: [{ _tag: "Ck", group: "g", topic: "t", queueId: 0, startOffset: 2, popTime: 1_000, invisibleTime: 60, offsets: [2], reviveOffset: 2, index: 2 }] }
  ])
} as const
