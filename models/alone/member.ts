/**
 * What may happen to a member of a DLedger group alone: any message of another member in any state, whether a group would come to
 * it or not. What Figure 2 says of an event it says in these states too.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { Slice } from "../../spec/log/log.ts"
import type { Raft } from "../../spec/raft/state.ts"
import { alphabet, type BrokerAlphabet, pull, send } from "./broker.ts"
import { dispatches, TOPICS } from "./broker-states.ts"
import { followerOf, leaderWith, logOf, sliceOf, stoppedMember } from "./member-states.ts"

const append = (term: number, entries: Slice, leaderCommit: number, from = "n1"): EventOf<"AppendEntries"> => ({ _tag: "AppendEntries", from, term, entries, leaderCommit })

const snapshot = (term: number, lastIncludedIndex: number, lastIncludedTerm: number, from = "n1"): EventOf<"InstallSnapshot"> => ({ _tag: "InstallSnapshot", from, term, lastIncludedIndex, lastIncludedTerm, ends: [["t@0", lastIncludedIndex]] })

const ask = (from: string, term: number, lastLogTerm: number, lastLogIndex: number): BrokerEvent => ({ _tag: "RequestVote", from, term, lastLogTerm, lastLogIndex })

const accepted = (from: string, term: number, index: number, round?: number): BrokerEvent => ({ _tag: "AppendEntriesReply", from, term, success: true, index, ...(round !== undefined && { round }) })
const refused = (from: string, term: number, index: number, round?: number): BrokerEvent => ({ _tag: "AppendEntriesReply", from, term, success: false, index, ...(round !== undefined && { round }) })

/** The disk has what it was asked for last, or something older. */
const saved = ({ raft: { term, votedFor, voter } }: Broker): readonly BrokerEvent[] => [
  { _tag: "HardStateSaved", term, votedFor, voter },
  { _tag: "HardStateSaved", term, votedFor: votedFor === null ? "n2" : null, voter },
  { _tag: "HardStateSaved", term: term - 1, votedFor, voter },
  { _tag: "HardStateSaved", term, votedFor, voter: !voter }
]

const termOf = ({ log }: Broker, index: number): number => log.runs.findLast(({ first }) => first <= index)?.term ?? log.baseTerm

/** The disk has all that is written, some of it, or something that stands there no more. */
const flushes = (self: Broker): readonly BrokerEvent[] => [
  { _tag: "Flushed", index: self.log.lastIndex, term: termOf(self, self.log.lastIndex) },
  { _tag: "Flushed", index: self.log.lastIndex - 1, term: termOf(self, self.log.lastIndex - 1) },
  { _tag: "Flushed", index: self.log.lastIndex, term: termOf(self, self.log.lastIndex) + 1 }
]

/** A dispatch that is over, one that was given up, and one of an earlier life. */
const seen = (self: Broker): readonly BrokerEvent[] => [...dispatches(self), { _tag: "Dispatched", index: self.dispatchedIndex, ends: [] }, { _tag: "Dispatched", index: self.log.lastIndex + 1, ends: [["t@0", 9]] }]

/** So many events, one after the other. */
const within = (steps: number, of: BrokerAlphabet): BrokerAlphabet => ({ ...of, steps })

const failed: BrokerEvent = { _tag: "DiskFailed", reason: "fsync" }

/** In terms around its own. */
const around = (self: Broker, ...offsets: readonly number[]) => (of: (term: number) => readonly BrokerEvent[]): readonly BrokerEvent[] => offsets.flatMap((offset) => of(self.raft.term + offset))

/** Votes: asked for, given, refused, kept on a disk that takes its time. */
const votes = (self: Broker): BrokerAlphabet =>
  alphabet(
    self,
    [{ _tag: "ElectionTimeout" }, { _tag: "HeartbeatTimeout" }, { _tag: "Rejoin", from: "n2" }, { _tag: "RejoinReply", from: "n1", term: 9, lastIndex: 9 }, failed],
    (me) => [
      ...saved(me),
      ...flushes(me).slice(0, 1),
      ...around(me, -1, 0, 1)((term) => [
        ask("n1", term, 2, 1),
        ask("n2", term, 2, 1),
        ask("n1", term, 2, 0),
        ask("n1", term, 1, 9),
        ask("n2", term, 3, 0),
        { _tag: "RequestVoteReply", from: "n1", term, granted: true },
        { _tag: "RequestVoteReply", from: "n2", term, granted: term > 2 },
        { _tag: "TimeoutNow", from: "n1", term },
        append(term, sliceOf(1, 2), 0),
        append(term, sliceOf(1, 2), 0, "n2"),
        snapshot(term, 0, 1),
        { _tag: "InstallSnapshotReply", from: "n1", term, index: 0 },
        accepted("n1", term, 1)
      ])
    ]
  )

/** A follower, and everything that a leader, of its term or another, may send. */
const follows = (self: Broker): BrokerAlphabet =>
  alphabet(
    self,
    [{ _tag: "FlushTimeout" }, { _tag: "HeartbeatTimeout" }, failed],
    (me) => [
      ...saved(me).slice(0, 1),
      ...flushes(me),
      ...seen(me),
      ...[0, 2, 9].map((index): BrokerEvent => ({ _tag: "Compacted", index, ends: [["t@0", index]] })),
      ...around(me, 0)((term) => [
        append(term, sliceOf(-1, -1, [1]), 9),
        append(term, sliceOf(-1, -1, [1, 1, 2, 2]), 2),
        append(term, sliceOf(-1, -1, [3]), 0),
        append(term, sliceOf(0, 1), 9),
        append(term, sliceOf(1, 1, [2, 2, 3]), 3),
        append(term, sliceOf(1, 1, [2, 3]), 1),
        append(term, sliceOf(1, 1, [3]), 9),
        append(term, sliceOf(3, 2), 2),
        append(term, sliceOf(3, 2, [3, 3]), 4),
        append(term, sliceOf(2, 1, [3]), 4),
        append(term, sliceOf(3, 3), 3),
        append(term, sliceOf(4, 3), 4),
        append(term, sliceOf(6, 3, [3]), 6),
        { ...append(term, sliceOf(3, 2), 3), round: 2 },
        append(term, sliceOf(3, 2), 3, "n2"),
        snapshot(term, 1, 1),
        snapshot(term, 3, 2),
        snapshot(term, 3, 3),
        snapshot(term, 6, 3)
      ]),
      ...around(me, -1, 1)((term) => [append(term, sliceOf(3, 2, [3]), 3), append(term, sliceOf(4, 9), 3), append(term, sliceOf(9, 3), 3), snapshot(term, 1, 1), snapshot(term, 3, 2), snapshot(term, 3, 3)])
    ]
  )

/** A leader, and everything that may be answered to it. */
const leads = (self: Broker): BrokerAlphabet =>
  alphabet(
    self,
    [{ _tag: "HeartbeatTimeout" }, { _tag: "ElectionTimeout" }, { _tag: "MetadataTimeout" }, { _tag: "RegisterTimeout" }, { _tag: "Rejoin", from: "n1" }, ...["n0", "n1", "n9"].map((to): BrokerEvent => ({ _tag: "LeadershipTransfer", request: "o", to })), failed],
    (me) => [
      ...flushes(me),
      ...dispatches(me),
      ...(me.pending.length === 0 ? [send("m1", { count: 2 })] : []),
      { _tag: "Compacted", index: me.dispatchedIndex, ends: [["t@0", 1]] },
      ...around(me, 0)((term) => [
        ...[0, 1, me.log.lastIndex].map((index) => accepted("n1", term, index)),
        accepted("n2", term, me.log.lastIndex),
        ...[-1, 0, 1, me.log.lastIndex, 9].map((index) => refused("n1", term, index)),
        refused("n9", term, 0),
        ...[0, me.log.baseIndex, me.log.lastIndex].map((index): BrokerEvent => ({ _tag: "InstallSnapshotReply", from: "n1", term, index })),
        { _tag: "InstallSnapshotReply", from: "n9", term, index: 0 },
        append(term, sliceOf(1, 2, [2]), 1),
        snapshot(term, 9, 2),
        { _tag: "TimeoutNow", from: "n1", term }
      ]),
      ...around(me, -1, 1)((term) => [accepted("n1", term, 1), refused("n1", term, -1), { _tag: "InstallSnapshotReply", from: "n1", term, index: 1 }, { _tag: "RequestVoteReply", from: "n1", term, granted: false }, ask("n1", term, 9, 9), ask("n1", term, 0, 0), append(term, sliceOf(1, 2), 1)])
    ]
  )

/** The whole log of a follower is a snapshot, and entries come that begin before its end and go on behind it in the same term. */
const followsAfterSnapshot = ((): BrokerAlphabet => {
  const of = follows(followerOf("n1", {}, logOf([], { index: 1, term: 1 }), { term: 3, commitIndex: 1 }))
  return { ...of, events: (me) => [...of.events(me), append(me.raft.term, sliceOf(0, 1, [1, 1, 2]), 2)] }
})()

/** A group of one: what is written is committed, as soon as it counts as its own. */
const leadsAlone = alphabet(leaderWith({ peers: [], ackRequires: "PAGE_CACHE" }, logOf([1])), [{ _tag: "FlushTimeout" }], (me) => [...(me.pending.length === 0 ? [send(`m${me.log.lastIndex}`)] : []), ...flushes(me).slice(0, 1), ...dispatches(me)], ({ log }) => log.lastIndex <= 1)

/** Reads that wait for a majority, with answers old and new, and a queue that is behind. */
const reads = (fields: Partial<Config>, self = leaderWith({ linearizableRead: true, maxPendingRequestsNum: 2, ...fields }, logOf([1, 2]))): BrokerAlphabet => alphabet(
  self,
  [{ _tag: "HeartbeatTimeout" }, { _tag: "ChannelClosed", channel: "k1" }, { _tag: "ChannelClosed", channel: "k9" }, failed],
  (me) => [
    ...["r1", "r2", "r3"].filter((request) => me.pendingReads.every((read) => read.request !== request)).map((request): BrokerEvent => ({ _tag: "GetMaxOffset", request, topic: "t", queueId: request === "r2" ? 1 : 0, channel: `k${request.slice(1)}` })),
    ...(me.pending.length === 0 && me.log.lastIndex < 2 ? [send("m1")] : []),
    ...flushes(me).slice(0, 1),
    ...dispatches(me),
    ...around(me, 0)((term) => [accepted("n1", term, 1, me.raft.round), accepted("n1", term, me.log.lastIndex, me.raft.round - 1), refused("n2", term, 1, me.raft.round), accepted("n2", term, 1), accepted("n2", term, 1, 1)]),
    ...around(me, -1, 1)((term) => [accepted("n2", term, 1, me.raft.round), append(term, sliceOf(1, 2), 1)])
  ],
  ({ raft }) => raft.role === "LEADER"
)

const tables = (term: number): BrokerEvent => ({ _tag: "CopyMetadata", from: "n1", term, topicVersion: 3, topics: TOPICS, offsets: [["g@t@0", 1]] })

/** A member whose disk is gone, and one that restarts while it catches up. */
const rejoins = (found: EventOf<"Recovered">, fields: Partial<Config> = {}): BrokerAlphabet =>
  alphabet(
    stoppedMember(fields),
    [],
    (me) =>
      me.running
        ? [
            { _tag: "ElectionTimeout" },
            failed,
            ...saved(me).slice(0, 3),
            ...flushes(me).slice(0, 1),
            ...dispatches(me),
            tables(me.raft.term),
            tables(me.raft.term - 1),
            ...around(me, 0, 1)((term) => [
              ...["n1", "n2"].map((from): BrokerEvent => ({ _tag: "RejoinReply", from, term, lastIndex: from === "n1" ? 1 : -1 })),
              append(term, sliceOf(-1, -1, [1]), 0),
              append(term, sliceOf(me.log.lastIndex, termOf(me, me.log.lastIndex), [term]), me.log.lastIndex + 1),
              append(term, sliceOf(me.log.lastIndex, termOf(me, me.log.lastIndex)), 9),
              snapshot(term, 0, 1),
              ask("n1", term, 9, 9),
              { _tag: "TimeoutNow", from: "n1", term },
              { _tag: "RequestVoteReply", from: "n1", term, granted: true }
            ]),
            { _tag: "RejoinReply", from: "n1", term: me.raft.term - 1, lastIndex: 9 },
            { _tag: "Rejoin", from: "n2" }
          ]
        : [found, ask("n1", 3, 1, 1), append(3, sliceOf(-1, -1, [1]), 0)],
    ({ raft, log, diskFailed }) => raft.term <= 1 && log.lastIndex <= 1 && raft.waiting.length <= 2 && !diskFailed
  )

const recovered = (fields: Partial<EventOf<"Recovered">>): EventOf<"Recovered"> => ({ _tag: "Recovered", term: 0, votedFor: null, voter: true, blank: false, bootstrap: false, log: logOf([]), baseEnds: [], topics: TOPICS, offsets: [["g@t@0", 1]], ...fields })

const nothingFound = recovered({ blank: true, topics: [], offsets: [] })

/** What a disk may have held. */
const starts = (fields: Partial<Config>): BrokerAlphabet =>
  alphabet(
    stoppedMember(fields),
    [],
    (me) =>
      me.running
        ? [{ _tag: "ElectionTimeout" }, ...saved(me), ask("n1", 2, 2, 9), ask("n2", me.raft.term, 2, 9), append(me.raft.term, sliceOf(0, 1, [2]), 0), append(me.raft.term, sliceOf(0, 1, [1, 2]), 2), send("m1")]
        : [
            nothingFound,
            { ...nothingFound, bootstrap: true },
            { ...nothingFound, voter: false },
            ...[0, 1, 2].map((onceDurable) => recovered({ term: 2, log: logOf([1, 2]), onceDurable })),
            recovered({ term: 2, votedFor: "n2", log: logOf([1, 2]) }),
            recovered({ term: 2, voter: false, log: logOf([1, 2]) }),
            recovered({ term: 2, log: { ...logOf([2], { index: 1, term: 1 }), durableIndex: 1 }, baseEnds: [["t@0", 1]] })
          ],
    ({ raft, log }) => raft.term <= 3 && raft.waiting.length <= 1 && log.lastIndex <= 2
  )

const queue = { request: "o", topic: "t", queueId: 0 } as const

/** What clients ask of a leader whose first entries a snapshot stands for. */
const servesBehindSnapshot = alphabet({ ...leaderWith({ compatibility: "5" }, logOf([2, 2], { index: 1, term: 1 })), baseEnds: [["t@0", 2], ["t@1", 1]] }, [
  ...[0, 1, 2, 3, 4, 5].map((offset) => pull("1", { offset, commitOffset: offset === 1 ? 1 : null })),
  pull("1", { offset: 1, queueId: 1, suspendTimeoutMillis: 9 }),
  { _tag: "HoldTimeout", request: "2", queue: "t@0" },
  { _tag: "HoldTimeout", request: "1", queue: "t@1" },
  { _tag: "GetMinOffset", ...queue },
  { _tag: "GetMinOffset", ...queue, queueId: 1 },
  { _tag: "GetMaxOffset", ...queue, channel: "k" },
  { _tag: "GetMaxOffset", ...queue, topic: "w", channel: "k" },
  { _tag: "GetEarliestStoreTime", ...queue },
  { _tag: "QueryConsumerOffset", ...queue, group: "g" },
  { _tag: "QueryConsumerOffset", ...queue, group: "h" },
  { _tag: "ViewMessage", request: "o", index: 1 },
  failed
], ({ reading, held }) => [
  ...[...HashMap.values(reading)].map(({ request, offset }): BrokerEvent => ({ _tag: "QueueRead", request, found: [{ offset, size: 1, tagsCode: 0 }] })),
  // A request comes once: as long as it waits, no other has its name.
  ...(HashMap.isEmpty(held) ? [pull("2", { offset: 4, suspendTimeoutMillis: 9 })] : [])
])

const FOUR = logOf([1, 1, 2, 2])

const TWO = logOf([1, 2])
const candidate = followerOf(null, {}, TWO, { role: "CANDIDATE", term: 3, votedFor: "n0", votes: ["n0"], commitIndex: 0 })

/** Of a leader that is busy: messages are under way to both, and it hands over to one. */
const busyLeader = (fields: Partial<Config>): Broker => {
  const self = leaderWith(fields, logOf([1, 2, 2]), { commitIndex: 1, transferee: "n1" })
  return { ...self, pending: [{ request: "m0", index: 2, queueId: 0, queueOffset: 2 }], raft: { ...self.raft, progress: Object.fromEntries(Object.entries(self.raft.progress).map(([peer, known]) => [peer, { ...known, awaiting: true }])) } }
}

/** It has heard from everybody, and lacks entries that it may have acked, their fsync, or its leader's tables. */
const catchesUp = (raft: Partial<Raft>, fields: Partial<Config> = {}): BrokerAlphabet =>
  within(
    3,
    alphabet(
      followerOf("n1", fields, logOf([1]), { term: 2, voter: false, votes: ["n1", "n2"], commitIndex: 0, ...raft }),
      [{ _tag: "ElectionTimeout" }, { _tag: "Rejoin", from: "n2" }, { _tag: "RejoinReply", from: "n2", term: 2, lastIndex: 9 }],
      (me) => [
        ...saved(me).slice(0, 1),
        ...flushes(me),
        ...dispatches(me),
        ...around(me, -1, 0, 1)((term) => [tables(term), append(term, sliceOf(0, 1, [2]), 1), append(term, sliceOf(0, 1, [2, 2]), 2)]),
        ...around(me, 0)((term) => [append(term, sliceOf(0, 1), 0), snapshot(term, 2, 2), ask("n1", term, 9, 9), { _tag: "TimeoutNow", from: "n1", term }])
      ]
    )
  )

/** Its disk has neither its term nor its last entry yet: one answer waits for the former, another for both. */
const waitsForDisk = within(
  3,
  alphabet(
    followerOf("n1", {}, { ...FOUR, durableIndex: 2 }, {
      term: 3,
      commitIndex: 1,
      saved: { term: 2, votedFor: null, voter: true },
      waiting: [
        { to: "n1", message: { _tag: "AppendEntriesReply", term: 3, success: true, index: 3 }, durable: 3 },
        { to: "n2", message: { _tag: "RequestVoteReply", term: 3, granted: false }, durable: -1 }
      ]
    }),
    [],
    (me) => [...saved(me), ...flushes(me), append(me.raft.term, sliceOf(3, 2), 1), ask("n2", me.raft.term, 1, 9)]
  )
)

/** Two sends wait, and may be decided together. */
const answersTogether = (fields: Partial<Config>): BrokerAlphabet =>
  within(
    2,
    alphabet(
      { ...leaderWith(fields, logOf([2, 2, 2]), { commitIndex: 0 }), pending: [1, 2].map((index) => ({ request: `m${index}`, index, queueId: 0, queueOffset: index })) },
      [failed],
      (me) => [...flushes(me), ...around(me, 0, 1)((term) => [1, 2].map((index) => accepted("n1", term, index)))]
    )
  )

/** A candidate of a group whose members come back as voters, whatever they have lost. */
const winsAmongVoters = within(
  2,
  alphabet({ ...candidate, config: { ...candidate.config, rejoin: "voter" } }, [], (me) => [...around(me, 0)((term) => [{ _tag: "RequestVoteReply", from: "n1", term, granted: true }, refused("n2", term, 0), accepted("n2", term, 2)]), ...flushes(me)])
)

/** What is committed is not in the queues yet. */
const behind = (self: Broker): Broker => ({ ...self, dispatchedIndex: 1, queues: HashMap.make(["t@0", { end: 2, next: 3 }]) })

export const memberAlphabets = {
  votes: within(2, votes(followerOf("n1", {}, TWO, { commitIndex: 0 }))),
  "votes-as-candidate": within(2, votes(candidate)),
  "votes-unsaved": within(2, votes({ ...candidate, raft: { ...candidate.raft, votes: [], saved: { term: 2, votedFor: null, voter: true }, waiting: [{ to: "n1", message: { _tag: "RequestVote", term: 3, lastLogIndex: 1, lastLogTerm: 2 }, durable: -1 }] } })),
  follows: within(2, follows(followerOf("n1", {}, FOUR, { term: 3, commitIndex: 1 }))),
  "follows-page-cache": within(2, follows(followerOf("n1", { ackRequires: "PAGE_CACHE" }, { ...FOUR, durableIndex: 2 }, { term: 3, commitIndex: 2 }))),
  "follows-behind-snapshot": within(2, follows(followerOf("n1", { enableSlaveActingMaster: true }, logOf([1, 2, 2], { index: 0, term: 1 }), { term: 3, commitIndex: 1 }))),
  leads: within(2, leads(leaderWith({}, TWO))),
  "leads-page-cache": within(2, leads(leaderWith({ ackRequires: "PAGE_CACHE", enableSnapshot: true, maxBatchEntries: 1 }, TWO))),
  "leads-behind-snapshot": within(2, leads(leaderWith({ rejoin: "voter", enableSnapshot: true }, logOf([2, 2], { index: 1, term: 1 })))),
  "leads-and-hands-over": within(2, leads(busyLeader({}))),
  "leads-alone": leadsAlone,
  reads: within(4, reads({})),
  "reads-of-four": within(4, reads({ peers: ["n1", "n2", "n3"] })),
  rejoins: within(4, rejoins(nothingFound)),
  "rejoins-again": within(4, rejoins(recovered({ term: 1, voter: false, log: logOf([1]) }))),
  "rejoins-behind-snapshot": within(2, rejoins(recovered({ term: 1, voter: false, log: logOf([], { index: 0, term: 1 }), baseEnds: [["t@0", 1]] }))),
  "rejoins-page-cache": within(4, rejoins(nothingFound, { ackRequires: "PAGE_CACHE" })),
  "reads-behind": within(4, reads({}, behind(leaderWith({ linearizableRead: true, maxPendingRequestsNum: 2 }, logOf([2, 2, 2]))))),
  "follows-after-snapshot": within(2, followsAfterSnapshot),
  "catches-up": catchesUp({ catchUpTo: 2, tablesTaken: true }),
  "catches-up-without-tables": catchesUp({ catchUpTo: 0 }),
  "catches-up-page-cache": catchesUp({ catchUpTo: 2, tablesTaken: true }, { ackRequires: "PAGE_CACHE" }),
  "waits-for-disk": waitsForDisk,
  "answers-together": answersTogether({}),
  "wins-among-voters": winsAmongVoters,
  "serves-behind-snapshot": servesBehindSnapshot,
  starts: starts({}),
  "starts-as-voter": starts({ rejoin: "voter", ackRequires: "PAGE_CACHE" })
} as const
