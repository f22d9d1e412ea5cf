/**
 * What may happen to a node of a released DLedger alone: any request or answer in any state.
 *
 * @module
 */
import { type Config, timers } from "../../spec/broker/config.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { DLedgerEvent, DLedgerEventOf } from "../../spec/dledger/events.ts"
import type { VoteResult } from "../../spec/dledger/messages.ts"
import type { Dispatcher, DLedger } from "../../spec/dledger/state.ts"
import type { Log, Slice } from "../../spec/log/log.ts"
import type { Raft } from "../../spec/raft/state.ts"
import type { Alphabet } from "./alone.ts"
import { pull, send } from "./broker.ts"
import { dispatches, TOPICS } from "./broker-states.ts"
import { busy } from "./member-later.ts"
import { followerOf, leaderWith, logOf, sliceOf, stoppedMember } from "./member-states.ts"

type Version = Config["dLedgerVersion"]
type ReleasedAlphabet = Alphabet<Broker, DLedgerEvent>

const dispatcher = (fields: Partial<Dispatcher> = {}): Dispatcher => ({ state: "APPEND", compareIndex: -1, writeIndex: 2, matchIndex: -1, awaiting: null, opaque: 0, ...fields })

const node = (version: Version, self: Broker, raft: Partial<Raft>, dledger: Partial<DLedger>): Broker => ({
  ...self,
  // The released one's own times: none of them is cut short.
  config: { ...self.config, dLedgerVersion: version, ackRequires: "PAGE_CACHE", timing: timers.dledger },
  raft: { ...self.raft, progress: {}, ...raft },
  dledger: { ...self.dledger, dispatchers: { n1: dispatcher(), n2: dispatcher() }, ...dledger }
})

const failed: DLedgerEvent = { _tag: "DiskFailed", reason: "write" }

const ask = (from: string, term: number, ledgerEndTerm: number, ledgerEndIndex: number): DLedgerEvent => ({ _tag: "VoteRequest", from, term, ledgerEndTerm, ledgerEndIndex })

const RESULTS: readonly VoteResult[] = ["ACCEPT", "REJECT_EXPIRED_LEDGER_TERM", "REJECT_SMALL_LEDGER_END_INDEX", "REJECT_EXPIRED_VOTE_TERM", "REJECT_ALREADY_HAS_LEADER", "REJECT_ALREADY_VOTED", "REJECT_TERM_NOT_READY", "REJECT_TERM_SMALL_THAN_LEDGER", "UNKNOWN"]

/** Votes and heartbeats, of terms around its own. */
const votes = (self: Broker): ReleasedAlphabet => ({
  initial: self,
  events: ({ raft: { term } }) => [
    { _tag: "ElectionTimeout" },
    { _tag: "HeartbeatTimeout" },
    { _tag: "RegisterTimeout" },
    { _tag: "HardStateSaved", term, votedFor: null, voter: true },
    failed,
    ...[term - 1, term, term + 1].flatMap((of): DLedgerEvent[] => [
      ask("n1", of, 2, 1),
      ask("n2", of, 2, 0),
      ask("n1", of, 1, 9),
      ask("n2", of, 3, 0),
      { _tag: "HeartBeatRequest", from: "n1", term: of },
      { _tag: "HeartBeatRequest", from: "n2", term: of },
      { _tag: "VoteResponse", from: "n2", asked: of, term, voteResult: "ACCEPT" },
      { _tag: "HeartBeatResponse", from: "n1", asked: of, term: of, code: "SUCCESS" },
      { _tag: "HeartBeatResponse", from: "n2", asked: of, term: term + 1, code: "EXPIRED_TERM" }
    ]),
    ...RESULTS.map((voteResult): DLedgerEvent => ({ _tag: "VoteResponse", from: "n1", asked: term, term: term + 1, voteResult })),
    { _tag: "HeartBeatResponse", from: "n1", asked: term, term, code: "INCONSISTENT_LEADER" },
    { _tag: "HeartBeatResponse", from: "n2", asked: term, term, code: "TERM_NOT_READY" }
  ],
  steps: 3
})

const push = (from: string, term: number, entries: Slice, commitIndex = 1): DLedgerEvent => ({ _tag: "PushAppend", from, term, entries: { ...entries, prevLogTerm: -1 }, commitIndex })

const truncate = (version: Version, from: string, term: number, index: number, entryTerm: number): DLedgerEvent => ({
  _tag: "PushTruncate",
  from,
  term,
  opaque: 0,
  index,
  entries: { ...sliceOf(index - 1, -1, version === "0.4.0" ? [] : [entryTerm]), prevLogTerm: -1 },
  commitIndex: 1
})

/** A follower with entries of two terms, and what leaders old and new may push. */
const follows = (version: Version): ReleasedAlphabet => ({
  initial: node(version, followerOf("n1", {}, logOf([1, 1, 2]), { term: 2, commitIndex: 0 }), {}, {}),
  events: (self) => [
    failed,
    { _tag: "PushTimeout", peer: "n1" },
    ...dispatches(self),
    ...[1, 2, 3].flatMap((term): DLedgerEvent[] => [
      ...[-1, 1, 2, 3].map((index): DLedgerEvent => ({ _tag: "PushCompare", from: "n1", term, opaque: 1, index, entryTerm: index === 2 ? 2 : 1 })),
      { _tag: "PushCompare", from: "n2", term, opaque: 1, index: 1, entryTerm: 2 },
      truncate(version, "n1", term, 1, 1),
      truncate(version, "n1", term, 1, 2),
      truncate(version, "n2", term, 2, 2),
      truncate(version, "n1", term, 3, 2),
      truncate(version, "n1", term, 4, 2),
      push("n1", term, sliceOf(2, 2, [2, 2])),
      push("n2", term, sliceOf(2, 2, [2])),
      push("n1", term, sliceOf(0, 1, [1, 2]), 9),
      push("n1", term, sliceOf(0, 1, [2, 2])),
      push("n1", term, sliceOf(1, 1, [2, 2])),
      push("n1", term, sliceOf(3, 2, [2])),
      { _tag: "PushCommit", from: "n1", term, commitIndex: 2 },
      { _tag: "PushCommit", from: "n2", term, commitIndex: 9 },
      ask("n2", term, 2, 1),
      { _tag: "HeartBeatRequest", from: "n2", term }
    ])
  ],
  steps: 2
})

/** A leader, and what its followers may answer to it: in time, late, or twice. */
const leads = (version: Version, log: Log, { n1 = {}, n2 = {}, ...raft }: Partial<Raft> & { readonly n1?: Partial<Dispatcher>; readonly n2?: Partial<Dispatcher> } = {}): ReleasedAlphabet => {
  const { commitIndex = log.lastIndex } = raft
  return {
    initial: node(version, leaderWith({ maxBatchEntries: 2, enableFastAdvanceCommitIndex: true }, log, { commitIndex }), { noopIndex: log.lastIndex, ...raft }, { ledTerm: 2, knownMaxTermInGroup: 2, beat: {}, watermarks: { n2: 0 }, dispatchers: { n1: dispatcher({ state: "COMPARE", writeIndex: log.lastIndex + 1, ...n1 }), n2: dispatcher({ writeIndex: 1, ...n2 }) } }),
    events: (self) => [
      failed,
      { _tag: "HeartbeatTimeout" },
      { _tag: "ElectionTimeout" },
      ...(self.pending.length === 0 ? [send("m1")] : []),
      ...dispatches(self),
      ...["n1", "n2", "n9"].map((peer): DLedgerEvent => ({ _tag: "PushTimeout", peer })),
      { _tag: "HeartBeatResponse", from: "n1", asked: 2, term: 3, code: "EXPIRED_TERM" },
      { _tag: "HeartBeatResponse", from: "n1", asked: 2, term: 2, code: "EXPIRED_TERM" },
      { _tag: "HeartBeatResponse", from: "n2", asked: 2, term: 2, code: "TERM_NOT_READY" },
      { _tag: "HeartBeatResponse", from: "n2", asked: 2, term: 3, code: "INCONSISTENT_LEADER" },
      ...[1, 2].flatMap((term): DLedgerEvent[] => [
        ...[0, 1, 2].flatMap((index): DLedgerEvent[] => [
          { _tag: "PushCompareResponse", from: "n1", term, opaque: 0, index, code: "SUCCESS", endIndex: index === 0 ? 1 : index, xIndex: -1 },
          { _tag: "PushCompareResponse", from: "n1", term, opaque: 1, index, code: "INCONSISTENT_STATE", endIndex: 0, xIndex: -1 },
          { _tag: "PushCompareResponse", from: "n1", term, opaque: 0, index, code: "INCONSISTENT_STATE", endIndex: 2, xIndex: 0 },
          { _tag: "PushTruncateResponse", from: "n1", term, opaque: 0, index, code: "SUCCESS" },
          { _tag: "PushTruncateResponse", from: "n1", term, opaque: 1, index, code: "SUCCESS" },
          { _tag: "PushAppendResponse", from: "n2", term, index, count: 1, code: "SUCCESS" }
        ]),
        { _tag: "PushCompareResponse", from: "n1", term, opaque: 0, index: 1, code: "NOT_FOLLOWER", endIndex: 1, xIndex: -1 },
        { _tag: "PushTruncateResponse", from: "n1", term, opaque: 0, index: 1, code: "INCONSISTENT_STATE" },
        { _tag: "PushAppendResponse", from: "n2", term, index: 1, count: 2, code: "SUCCESS" },
        { _tag: "PushAppendResponse", from: "n2", term, index: 1, count: 1, code: "INCONSISTENT_STATE" },
        { _tag: "PushAppendResponse", from: "n1", term, index: 1, count: 1, code: "INCONSISTENT_STATE" },
        { _tag: "PushAppendResponse", from: "n9", term, index: 1, count: 1, code: "SUCCESS" }
      ])
    ],
    steps: 2
  }
}

const candidate = (version: Version, log: Log, term: number): Broker => node(version, followerOf(null, {}, log, { term, commitIndex: 0 }), { role: "CANDIDATE" }, { knownMaxTermInGroup: term })

/** Its leader has asked it to cut. */
const CUTS: Partial<Dispatcher> = { state: "TRUNCATE", awaiting: 1, writeIndex: 2 }

/** A candidate that has led before: a send of that term is open, and followers are known to hold its entries. A vote of a term that is over is still being counted. */
const ledBefore = (version: Version): Broker => {
  const self = candidate(version, logOf([1, 2]), 2)
  return { ...self, pending: [{ request: "m0", index: 1, queueId: 0, queueOffset: 1 }], dledger: { ...self.dledger, ledTerm: 1, watermarks: { n1: 1 }, round: { term: 1, results: { n0: "ACCEPT" }, knownMaxTermInGroup: 1 } } }
}

/** What its first entries were is being put into the queues while more is committed. */
const servesFromNow = (version: Version, noopIndex = 0): ReleasedAlphabet => {
  const self = node(version, leaderWith({}, logOf([2, 2, 2])), { noopIndex }, { ledTerm: 2, knownMaxTermInGroup: 2, watermarks: { n1: 2 } })
  return { initial: { ...self, dispatchedIndex: 0, dispatchingIndex: 1 }, events: (me) => [...dispatches(me), { _tag: "RegisterTimeout" }, { _tag: "ElectionTimeout" }, { _tag: "HeartBeatRequest", from: "n1", term: 2 }, failed], steps: 3 }
}

const found = (fields: Partial<DLedgerEventOf<"Recovered">>): DLedgerEvent => ({ _tag: "Recovered", term: 0, votedFor: null, voter: true, blank: false, bootstrap: false, log: logOf([]), baseEnds: [], topics: TOPICS, offsets: [], ...fields })

/** What a disk may have held. */
const starts = (version: Version): ReleasedAlphabet => ({
  initial: stoppedMember({ dLedgerVersion: version, ackRequires: "PAGE_CACHE" }),
  events: (me) =>
    me.running
      ? [{ _tag: "ElectionTimeout" }, ask("n1", me.raft.term, 2, 9), ask("n2", me.raft.term, 2, 9), { _tag: "HeartBeatRequest", from: "n1", term: me.raft.term }]
      : [found({ blank: true }), found({ blank: true, bootstrap: true }), found({ term: 2, votedFor: "n2", log: logOf([1, 2]) }), found({ term: 2, log: { ...logOf([2], { index: 1, term: 1 }), durableIndex: 1 }, baseEnds: [["t@0", 1]] })],
  steps: 3
})

/** A leader with messages that wait for their end or their time, and clients that wait for messages: whatever may end its leadership. */
const ends = (version: Version, { pending, ...leader } = busy(leaderWith({}, logOf([1, 1, 2]), { commitIndex: 1 }))): ReleasedAlphabet => ({
  initial: node(version, { ...leader, pending: pending.slice(0, 1) }, { noopIndex: 1 }, { ledTerm: 2, knownMaxTermInGroup: 2, beat: { n1: { code: "EXPIRED_TERM", term: 3 } } }),
  events: ({ raft: { term } }) => [
    { _tag: "ElectionTimeout" },
    { _tag: "HeartbeatTimeout" },
    { _tag: "HeartBeatResponse", from: "n2", asked: term, term: term + 1, code: "EXPIRED_TERM" },
    { _tag: "HeartBeatRequest", from: "n1", term: term + 1 },
    ask("n1", term + 1, 2, 9),
    failed
  ],
  steps: 2
})

/** Consumers ask whoever there is. */
const asked = (self: Broker): ReleasedAlphabet => ({
  initial: self,
  events: () => [pull("1", { offset: 0 }), pull("2", { offset: 0, readFromFollower: true }), { _tag: "UpdateBrokerConfig", request: "c", settings: { slaveReadEnable: true } }],
  steps: 2
})

export const releasedAlphabets = {
  "asked-follower": asked(node("0.3.1.2", followerOf("n1", {}, logOf([1, 2])), {}, {})),
  "asked-follower-acting": asked(node("0.3.1.2", followerOf("n1", { enableSlaveActingMaster: true }, logOf([1, 2])), {}, {})),
  "asked-leader": asked(node("0.3.1.2", { ...leaderWith({}, logOf([2, 2])), dispatchedIndex: 0, dispatchingIndex: 1 }, { noopIndex: 1 }, { ledTerm: 2 })),
  "ends-0.3.1.2": ends("0.3.1.2"),
  "ends-0.4.0": ends("0.4.0"),
  "votes-0.3.1.2": votes(candidate("0.3.1.2", logOf([1, 2]), 2)),
  "votes-0.4.0": votes(candidate("0.4.0", logOf([1, 2]), 2)),
  "votes-term-lost": votes(candidate("0.3.1.2", logOf([1, 2]), 1)),
  "follows-0.3.1.2": follows("0.3.1.2"),
  "follows-0.4.0": follows("0.4.0"),
  "leads-0.3.1.2": leads("0.3.1.2", logOf([1, 2])),
  "leads-0.3.1.2-back": leads("0.3.1.2", logOf([1, 2]), { n1: { compareIndex: 0 } }),
  "leads-0.3.1.2-cuts": leads("0.3.1.2", logOf([1, 2, 2]), { commitIndex: 0, noopIndex: 0, n1: CUTS, n2: { writeIndex: 3 } }),
  "leads-0.4.0-cuts": leads("0.4.0", logOf([1, 1, 2]), { commitIndex: 0, n1: CUTS, n2: { writeIndex: 3 } }),
  "begins-0.3.1.2": votes(ledBefore("0.3.1.2")),
  "begins-0.4.0": votes(ledBefore("0.4.0")),
  "serves-0.3.1.2": servesFromNow("0.3.1.2"),
  "starts-0.3.1.2": starts("0.3.1.2"),
  "starts-0.4.0": starts("0.4.0"),
  "leads-0.4.0-behind": leads("0.4.0", logOf([1, 2]), { commitIndex: 0, n1: { awaiting: 1 }, n2: { matchIndex: 1, awaiting: 1 } }),
  "serves-0.4.0-later": servesFromNow("0.4.0", 2),
  "leads-0.4.0": leads("0.4.0", logOf([1, 2]))
} as const
