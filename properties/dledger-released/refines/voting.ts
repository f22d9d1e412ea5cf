/**
 * Votes, terms and heartbeats as released (`DLedgerLeaderElector`): roles, what is known of terms, and what is said.
 *
 * @module
 */
import type { HeartBeatCode, VoteResult } from "../../../spec/dledger/messages.ts"
import type { DLedger } from "../../../spec/dledger/state.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import { same } from "../../same.ts"
import { sameBag, works } from "../../dledger/refines/step.ts"
import { endOfLedger, isNew, majority, releases, sent, type Sent, type Taken } from "./step.ts"

/** What an event leaves of a node's standing. */
interface Standing extends Pick<DLedger, "knownMaxTermInGroup" | "needIncreaseTermImmediately" | "waitToVoteNext" | "round"> {
  readonly role: Broker["raft"]["role"]
  readonly term: number
  readonly votedFor: string | null
  readonly leader: string | null
}

const standingOf = ({ raft: { role, term, votedFor, leader }, dledger: { knownMaxTermInGroup, needIncreaseTermImmediately, waitToVoteNext, round } }: Broker): Standing => ({ role, term, votedFor, leader, knownMaxTermInGroup, needIncreaseTermImmediately, waitToVoteNext, round })

const candidate = (was: Standing, term: number): Standing => (term < was.term ? was : { ...was, role: "CANDIDATE", leader: null, knownMaxTermInGroup: Math.max(was.knownMaxTermInGroup, term) })

/** `handleVote`, in its order: the log first, then the term, then the vote. */
const verdictOn = (self: Broker, was: Standing, asked: { readonly from: string; readonly term: number; readonly index: number; readonly endTerm: number }): VoteResult => {
  const end = endOfLedger(self)
  if (asked.endTerm < end.term) return "REJECT_EXPIRED_LEDGER_TERM"
  if (asked.endTerm === end.term && asked.index < end.index) return "REJECT_SMALL_LEDGER_END_INDEX"
  if (asked.term !== was.term) return asked.term < was.term ? "REJECT_EXPIRED_VOTE_TERM" : "REJECT_TERM_NOT_READY"
  if (was.votedFor !== null && was.votedFor !== asked.from) return was.leader === null ? "REJECT_ALREADY_VOTED" : "REJECT_ALREADY_HAS_LEADER"
  return asked.term < end.term ? "REJECT_TERM_SMALL_THAN_LEDGER" : "ACCEPT"
}

const termWith = (self: Broker, was: Standing, result: VoteResult): number => (result === "REJECT_TERM_SMALL_THAN_LEDGER" ? endOfLedger(self).term : was.term)

type Round = NonNullable<DLedger["round"]>

const counted = (self: Broker, was: Standing, voter: string, result: VoteResult, term: number): Standing => {
  if (was.round === null) return was
  const tells = result === "REJECT_EXPIRED_VOTE_TERM" || result === "REJECT_TERM_SMALL_THAN_LEDGER"
  const round: Round = { ...was.round, results: { ...was.round.results, [voter]: result }, knownMaxTermInGroup: tells ? Math.max(was.round.knownMaxTermInGroup, term) : was.round.knownMaxTermInGroup }
  const results = Object.values(round.results)
  const ready = results.filter((one) => one === "ACCEPT" || one === "REJECT_TERM_NOT_READY").length
  const isOver = results.includes("REJECT_ALREADY_HAS_LEADER") || ready >= majority(self) || results.length > self.config.peers.length
  return isOver ? concluded(self, { ...was, round }) : { ...was, round }
}

/** `maintainAsCandidate`, from the answers to the verdict. */
const concluded = (self: Broker, was: Standing): Standing => {
  const { round } = was
  if (round === null) return was
  const over = { ...was, round: null }
  const results = Object.values(round.results)
  const count = (...kinds: readonly VoteResult[]): number => results.filter((one) => kinds.includes(one)).length
  if (round.knownMaxTermInGroup > round.term) return { ...candidate(over, round.knownMaxTermInGroup), waitToVoteNext: true }
  const again = { ...over, waitToVoteNext: false }
  if (count("REJECT_ALREADY_HAS_LEADER") > 0 || results.length - count("UNKNOWN", "REJECT_EXPIRED_LEDGER_TERM", "REJECT_SMALL_LEDGER_END_INDEX") < majority(self)) return again
  if (count("ACCEPT") >= majority(self)) return was.term === round.term ? { ...again, role: "LEADER", leader: self.config.dLegerSelfId } : over
  return count("ACCEPT", "REJECT_TERM_NOT_READY") >= majority(self) ? again : { ...over, waitToVoteNext: true }
}

const nextTerm = (was: Standing): Standing => ({ ...was, term: Math.max(was.knownMaxTermInGroup, was.term + 1), votedFor: null, waitToVoteNext: false })

const asks = (self: Broker, was: Standing): Standing => {
  const me = self.config.dLegerSelfId
  const end = endOfLedger(self)
  const own = verdictOn(self, was, { from: me, term: was.term, index: end.index, endTerm: end.term })
  const round: Round = { term: was.term, results: {}, knownMaxTermInGroup: was.term }
  return counted(self, { ...was, round, votedFor: own === "ACCEPT" ? me : was.votedFor }, me, own, termWith(self, was, own))
}

type Beat = NonNullable<DLedger["beat"]>

/** Does what has come back end a heartbeat, and how? 0.4.0 looks for a higher term first, 0.3.1.2 for a majority. */
const beatConcluded = (self: Broker, was: Standing, beat: Beat | null): Standing => {
  if (beat === null) return was
  const count = (...codes: readonly HeartBeatCode[]): number => Object.values(beat).filter(({ code }) => codes.includes(code)).length + 1
  const higher = Math.max(-1, ...Object.values(beat).map(({ code, term }) => (code === "EXPIRED_TERM" ? term : -1)))
  if (isNew(self) && higher > was.term) return candidate(was, higher)
  if (count("SUCCESS", "TERM_NOT_READY") >= majority(self)) return was
  if (higher > was.term) return candidate(was, higher)
  return Object.values(beat).some(({ code }) => code === "INCONSISTENT_LEADER") ? candidate(was, was.term) : was
}

const isHeard = (self: Broker, beat: Beat): boolean =>
  Object.keys(beat).length === self.config.peers.length || (!isNew(self) && Object.values(beat).filter(({ code }) => code === "SUCCESS" || code === "TERM_NOT_READY").length + 1 >= majority(self))

/** The heartbeat's answers with this one; `undefined`: it is of none that is awaited. */
const beatWith = ({ before, event }: Taken): Beat | undefined => {
  const { beat } = before.dledger
  if (event._tag !== "HeartBeatResponse" || beat === null || event.asked !== before.raft.term || event.from in beat) return undefined
  return { ...beat, [event.from]: { code: event.code, term: event.term } }
}

const codeFor = ({ raft }: Broker, { from, term }: { readonly from: string; readonly term: number }): HeartBeatCode => {
  if (term !== raft.term) return term < raft.term ? "EXPIRED_TERM" : "TERM_NOT_READY"
  return raft.leader === null || raft.leader === from ? "SUCCESS" : "INCONSISTENT_LEADER"
}

const standingAfter = (taken: Taken): Standing => {
  const { before, event } = taken
  const was = standingOf(before)
  if (event._tag === "Recovered") return { ...was, role: "CANDIDATE", term: event.blank ? 0 : event.term, votedFor: event.blank ? null : event.votedFor, leader: null }
  if (event._tag === "DiskFailed") return before.diskFailed ? was : candidate(was, was.term)
  if (!works(before)) return was
  switch (event._tag) {
    case "ElectionTimeout":
      if (was.round !== null) return concluded(before, was)
      if (was.role !== "CANDIDATE") return candidate(was, was.term)
      if (was.needIncreaseTermImmediately) return { ...nextTerm(was), needIncreaseTermImmediately: false }
      return asks(before, was.waitToVoteNext ? nextTerm(was) : was)
    case "VoteRequest": {
      const result = verdictOn(before, was, { from: event.from, term: event.term, index: event.ledgerEndIndex, endTerm: event.ledgerEndTerm })
      if (result === "ACCEPT") return { ...was, votedFor: event.from }
      return result === "REJECT_TERM_NOT_READY" ? { ...candidate(was, event.term), needIncreaseTermImmediately: true } : was
    }
    case "VoteResponse":
      return was.round === null || was.round.term !== event.asked || event.from in was.round.results ? was : counted(before, was, event.from, event.voteResult, event.term)
    case "HeartBeatRequest":
      if (codeFor(before, event) === "TERM_NOT_READY") return { ...candidate(was, event.term), needIncreaseTermImmediately: true }
      return codeFor(before, event) === "SUCCESS" && was.leader === null ? { ...was, role: "FOLLOWER", leader: event.from, waitToVoteNext: false } : was
    case "HeartBeatResponse": {
      const beat = beatWith(taken)
      return beat !== undefined && isHeard(before, beat) ? beatConcluded(before, was, beat) : was
    }
    case "HeartbeatTimeout":
      return was.role === "LEADER" ? beatConcluded(before, was, before.dledger.beat) : was
    default:
      return was
  }
}

export const votesAsReleased = releases("R1 VotesAsReleased", "Roles, terms, votes and what is known of terms change as in DLedgerLeaderElector, and in no other way.", "E2, E5 · DLedgerLeaderElector.maintainAsCandidate, handleVote, handleHeartBeat", (taken) =>
  same(standingOf(taken.after), standingAfter(taken))
)

const saidBy = (taken: Taken): readonly Sent[] => {
  const { before, event } = taken
  const now = standingAfter(taken)
  const toAll = (message: Sent["message"]): readonly Sent[] => before.config.peers.map((to) => ({ to, message }))
  const begins = now.role === "LEADER" && (before.raft.role !== "LEADER" || concludesInOffice(taken))
  const beats = begins || (event._tag === "HeartbeatTimeout" && before.raft.role === "LEADER" && now.role === "LEADER") ? toAll({ _tag: "HeartBeatRequest", term: now.term }) : []
  if (event._tag === "ElectionTimeout" && before.dledger.round === null && before.raft.role === "CANDIDATE" && !before.dledger.needIncreaseTermImmediately)
    return [...toAll({ _tag: "VoteRequest", term: now.term, ledgerEndIndex: endOfLedger(before).index, ledgerEndTerm: endOfLedger(before).term }), ...beats]
  if (event._tag === "VoteRequest") {
    const result = verdictOn(before, standingOf(before), { from: event.from, term: event.term, index: event.ledgerEndIndex, endTerm: event.ledgerEndTerm })
    return [{ to: event.from, message: { _tag: "VoteResponse", asked: event.term, term: termWith(before, standingOf(before), result), voteResult: result } }]
  }
  if (event._tag === "HeartBeatRequest") return [{ to: event.from, message: { _tag: "HeartBeatResponse", asked: event.term, term: now.term, code: codeFor(before, event) } }]
  return beats
}

/** A vote may still end when the node leads already. */
const concludesInOffice = ({ before, after }: Taken): boolean => before.dledger.round !== null && after.dledger.round === null && before.raft.role === "LEADER"

const VOTING = ["VoteRequest", "VoteResponse", "HeartBeatRequest", "HeartBeatResponse"] as const

export const speaksAsReleased = releases("R2 SpeaksAsReleased", "Every request for a vote and every heartbeat is answered, with the answer that DLedger gives; a leader says that it leads to all, a candidate asks all.", "E4, E5, E6 · DLedgerLeaderElector", (taken) =>
  sameBag(sent(taken, ...VOTING), works(taken.before) ? saidBy(taken) : [])
)

export const savesAsReleased = releases("R3 SavesAsReleased", "A term or vote that changes is written as it now is, before any other node is told.", "E5 · MemberState.persistTerm", ({ before, event, after, outputs }) => {
  const saves = outputs.flatMap((output) => (output._tag === "SaveHardState" ? [output] : []))
  const last = saves.at(-1)
  const { term, votedFor } = after.raft
  const changed = event._tag !== "Recovered" && (term !== before.raft.term || votedFor !== before.raft.votedFor)
  const spoken = outputs.findIndex(({ _tag }) => _tag === "SendToPeer")
  if (spoken >= 0 && outputs.slice(spoken).some(({ _tag }) => _tag === "SaveHardState")) return false
  return last === undefined ? !changed : changed && same(last, { _tag: "SaveHardState", term, votedFor, voter: true })
})

export const beatsAsReleased = releases("R4 BeatsAsReleased", "A leader collects the answers to its last heartbeat, each once, until it has enough; nobody else has any.", "E4 · DLedgerLeaderElector.sendHeartbeats", (taken) => {
  const { before, event, after } = taken
  const { beat } = after.dledger
  if (event._tag === "Recovered" || !works(before)) return same(beat, event._tag === "Recovered" ? null : after.raft.role === "LEADER" ? before.dledger.beat : beat)
  if (after.raft.role !== "LEADER") return beat === null || same(beat, before.dledger.beat)
  if (before.raft.role !== "LEADER" || event._tag === "HeartbeatTimeout" || concludesInOffice(taken)) return same(beat, {})
  const now = beatWith(taken)
  return same(beat, now === undefined ? before.dledger.beat : isHeard(before, now) ? null : now)
})

