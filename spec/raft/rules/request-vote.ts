import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"
import { chain } from "../../machine.ts"
import { save, say } from "../durability.ts"
import { awaitLeader, stepDown } from "../step-down.ts"

/**
 * A vote goes by term and by how complete the candidate's log is; one vote a term, on disk before it is given (E5).
 *
 * Raft §5.2, §5.4.1 · DLedger `DLedgerLeaderElector.handleVote`, which checks the log before the term and answers a
 * higher term "not ready": a variant that changes liveness, not safety.
 */
export const requestVote = rule("RequestVote", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("not a voter", () => ignore(self))
    .with("old term", () => reply(event, false)(self))
    .with("log behind", "voted for another", () => chain(self, adopt(event), save, reply(event, false)))
    .with("grant", () => chain(self, adopt(event), voteFor(event.from), save, reply(event, true), awaitLeader))
    .exhaustive()
)

const verdict = ({ log, raft }: Broker, request: EventOf<"RequestVote">) => {
  if (!raft.voter) return "not a voter"
  if (request.term < raft.term) return "old term"
  if (!Log.isUpToDate(log, request.lastLogTerm, request.lastLogIndex)) return "log behind"
  const votedFor = request.term > raft.term ? null : raft.votedFor
  if (votedFor !== null && votedFor !== request.from) return "voted for another"
  return "grant"
}

/** A higher term is adopted whether or not the vote is granted. */
const adopt =
  (request: EventOf<"RequestVote">): Part =>
  (self) =>
    request.term > self.raft.term ? stepDown(request.term)(self) : [self, []]

const voteFor =
  (candidate: string): Part =>
  (self) => [{ ...self, raft: { ...self.raft, votedFor: candidate } }, []]

const reply =
  (request: EventOf<"RequestVote">, granted: boolean): Part =>
  (self) =>
    say(request.from, { _tag: "RequestVoteReply", term: self.raft.term, granted })(self)
