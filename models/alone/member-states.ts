/**
 * Members of a DLedger group as they are when something may begin to happen to them: what stands in their logs, whom they follow
 * or lead.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import { type Broker, initialBroker } from "../../spec/broker/state.ts"
import type { Log, Run, Slice } from "../../spec/log/log.ts"
import type { Progress, Raft } from "../../spec/raft/state.ts"
import { configOf, TOPICS } from "./broker-states.ts"

/** As the disk says it, without asking the rules. */
const runsOf = (terms: readonly number[], first: number): readonly Run[] => terms.flatMap((term, i) => (term === terms[i - 1] ? [] : [{ first: first + i, term }]))

/** A log with entries of these terms, all of them on disk. */
export const logOf = (terms: readonly number[], base = { index: -1, term: -1 }): Log => {
  const lastIndex = base.index + terms.length
  return { baseIndex: base.index, baseTerm: base.term, runs: runsOf(terms, base.index + 1), lastIndex, durableIndex: lastIndex }
}

/** Entries of these terms behind one of another. */
export const sliceOf = (prevLogIndex: number, prevLogTerm: number, terms: readonly number[] = []): Slice => ({ prevLogIndex, prevLogTerm, runs: runsOf(terms, prevLogIndex + 1), lastIndex: prevLogIndex + terms.length })

const PEERS = ["n1", "n2"] as const

export const stoppedMember = (fields: Partial<Config>): Broker => initialBroker(configOf({ peers: PEERS, ...fields }))

/** Its term is the last one of its log unless said, and saved; what is committed is in its queues, an offset of `t@0` for each entry. */
const member = (fields: Partial<Config>, log: Log, { term = log.runs.at(-1)?.term ?? 0, votedFor = null, voter = true, commitIndex = log.lastIndex, ...raft }: Partial<Raft>): Broker => {
  const stopped = stoppedMember(fields)
  const standing = { term, votedFor, voter }
  return {
    ...stopped,
    running: true,
    log,
    raft: { ...stopped.raft, ...standing, saved: standing, commitIndex, ...raft },
    dispatchedIndex: commitIndex,
    dispatchingIndex: commitIndex,
    topics: HashMap.fromIterable(TOPICS),
    queues: commitIndex < 0 ? HashMap.empty() : HashMap.make(["t@0", { end: commitIndex + 1, next: commitIndex + 1 }])
  }
}

export const followerOf = (leader: string | null, fields: Partial<Config>, log: Log, raft: Partial<Raft> = {}): Broker => member(fields, log, { leader, ...raft })

/** A leader of the log's last term, of which everything is committed unless said; its followers hold that. */
export const leaderWith = (fields: Partial<Config>, log: Log, raft: Partial<Raft> = {}): Broker => {
  const { commitIndex = log.lastIndex } = raft
  const self = member(fields, log, { role: "LEADER", votedFor: "n0", leader: "n0", noopIndex: log.runs.at(-1)?.first ?? 0, ...raft })
  const known: Progress = { next: commitIndex + 1, match: commitIndex, awaiting: false, mayHaveLost: fields.ackRequires === "PAGE_CACHE" || fields.rejoin === "voter" }
  return { ...self, raft: { ...self.raft, progress: raft.progress ?? Object.fromEntries(self.config.peers.map((peer) => [peer, known])) } }
}
