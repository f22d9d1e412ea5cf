/**
 * Standing for election, and winning it (E4–E6).
 *
 * Raft §5.2 · DLedger `DLedgerLeaderElector.maintainAsCandidate`, `changeRoleToLeader`.
 *
 * @module
 */
import { emit, type Part } from "../broker/rule.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import { advanceCommit } from "./commit.ts"
import { flushAsRequired, save, sayToAll } from "./durability.ts"
import { isQuorum } from "./quorum.ts"
import { replicateToAll } from "./replicate.ts"
import type { Progress } from "./state.ts"
import { awaitLeader } from "./step-down.ts"

/** Candidate in the next term. Its own vote counts, and the requests leave, once term and vote are on disk. */
export const stand: Part = (self) =>
  chain(
    {
      ...self,
      raft: {
        ...self.raft,
        role: "CANDIDATE",
        term: self.raft.term + 1,
        votedFor: self.config.dLegerSelfId,
        leader: null,
        votes: [],
        waiting: []
      }
    },
    awaitLeader,
    save,
    (me) =>
      sayToAll({ _tag: "RequestVote", term: me.raft.term, lastLogIndex: me.log.lastIndex, lastLogTerm: Log.lastTerm(me.log) })(me)
  )

/** A vote counts once, however often its message comes. */
export const countVote =
  (voter: string): Part =>
  (self) => {
    const votes = self.raft.votes.includes(voter) ? self.raft.votes : [...self.raft.votes, voter].sort()
    const next = { ...self, raft: { ...self.raft, votes } }
    return isQuorum(self, votes.length) ? lead(next) : [next, []]
  }

/**
 * Leader. It appends a no-op of its own term, since only entries of its own term commit by count, and sends it to
 * everyone at once: the AppendEntries without messages by which the seed's winner announces itself (E6).
 */
export const lead: Part = (self) => {
  const { config, raft } = self
  const noopIndex = self.log.lastIndex + 1
  const mayHaveLost = config.ackRequires === "PAGE_CACHE" || config.rejoin === "voter"
  const fresh: Progress = { next: noopIndex, match: -1, awaiting: false, mayHaveLost }
  return chain(
    {
      ...self,
      log: Log.append(self.log, raft.term),
      raft: {
        ...raft,
        role: "LEADER",
        leader: config.dLegerSelfId,
        votes: [],
        progress: Object.fromEntries(config.peers.map((peer) => [peer, fresh])),
        noopIndex,
        round: 0
      }
    },
    emit(
      { _tag: "CancelTimer", event: { _tag: "ElectionTimeout" } },
      { _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: config.timing.heartBeatTimeIntervalMs },
      { _tag: "WriteNoop", index: noopIndex, term: raft.term }
    ),
    flushAsRequired,
    replicateToAll,
    advanceCommit
  )
}
