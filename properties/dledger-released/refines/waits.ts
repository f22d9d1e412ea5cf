/**
 * What wakes a released node, and how soon: `DLedgerConfig`'s times, none of them longer than the group's own timers, which are shorter
 * in tests.
 *
 * DLedger `DLedgerLeaderElector.maintainAsCandidate`, `getNextTimeToRequestVote`, `DLedgerEntryPusher.EntryDispatcher`.
 *
 * @module
 */
import type { Span } from "../../../spec/broker/config.ts"
import type { DLedgerOutput } from "../../../spec/dledger/outputs.ts"
import type { DLedger } from "../../../spec/dledger/state.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import { writesAtItsEnd } from "../../dledger/refines/log.ts"
import { same } from "../../same.ts"
import { works } from "../../dledger/refines/step.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { majority, releases, type Taken } from "./step.ts"

const AT_ONCE: Span = [10, 10]

/** The longer the configured wait, the closer to what DLedger has. */
const upTo = (most: Span, [from, to]: Span): Span => [Math.min(most[0], from), Math.min(most[1], to)]

const betweenVotes = ({ config }: Broker): Span => upTo([300, 1_000], config.timing.electionTimeoutMs)

const longer = ([from, to]: Span, by: number): Span => [from + by, to + by]

type Round = NonNullable<DLedger["round"]>

/** After a vote: how long until the node looks again. */
const waitAfter = (self: Broker, round: Round): Span => {
  const results = Object.values(round.results)
  const count = (...kinds: readonly string[]): number => results.filter((one) => kinds.includes(one)).length
  const valid = results.length - count("UNKNOWN")
  if (round.knownMaxTermInGroup > round.term) return betweenVotes(self)
  if (count("REJECT_ALREADY_HAS_LEADER") > 0) return longer(betweenVotes(self), self.config.timing.electionTimeoutMs[0])
  if (valid < majority(self)) return betweenVotes(self)
  if (valid - count("REJECT_EXPIRED_LEDGER_TERM", "REJECT_SMALL_LEDGER_END_INDEX") < majority(self)) return longer(betweenVotes(self), betweenVotes(self)[1])
  if (count("ACCEPT") >= majority(self)) return self.raft.term === round.term ? self.config.timing.electionTimeoutMs : betweenVotes(self)
  return count("ACCEPT", "REJECT_TERM_NOT_READY") >= majority(self) ? AT_ONCE : betweenVotes(self)
}

/** With an answer that came. */
const roundWith = (round: Round, { from, voteResult, term }: { readonly from: string; readonly voteResult: Round["results"][string]; readonly term: number }): Round => ({
  ...round,
  results: { ...round.results, [from]: voteResult },
  knownMaxTermInGroup: voteResult === "REJECT_EXPIRED_VOTE_TERM" || voteResult === "REJECT_TERM_SMALL_THAN_LEDGER" ? Math.max(round.knownMaxTermInGroup, term) : round.knownMaxTermInGroup
})

/** `undefined`: it waits as before. */
type Wait = Span | undefined

/** A heartbeat is over: who has a majority waits for the next, one of whose followers are not in its term yet tells them at once. */
const waitAfterBeat = ({ before, after, event }: Taken): { readonly election?: Wait; readonly beat?: Wait } => {
  if (before.raft.role === "LEADER" && after.raft.role !== "LEADER") return { election: AT_ONCE }
  const collected = { ...before.dledger.beat, ...(event._tag === "HeartBeatResponse" ? { [event.from]: { code: event.code, term: event.term } } : {}) }
  const count = (...codes: readonly string[]): number => Object.values(collected).filter(({ code }) => codes.includes(code)).length + 1
  if (count("SUCCESS") >= majority(before)) return { election: before.config.timing.electionTimeoutMs }
  return count("SUCCESS", "TERM_NOT_READY") >= majority(before) ? { beat: AT_ONCE } : {}
}

const waits = (taken: Taken): { readonly election?: Wait; readonly beat?: Wait } => {
  const { before, after, event } = taken
  const { timing } = before.config
  const { round } = before.dledger
  if (event._tag === "Recovered") return { election: AT_ONCE }
  if (!works(before)) return {}
  // It took office: the first heartbeat leaves, and a majority must answer to it.
  const beats = { election: timing.electionTimeoutMs, beat: timing.heartBeatTimeIntervalMs }
  switch (event._tag) {
    case "ElectionTimeout":
      if (round !== null) return afterRound(taken, round, beats)
      if (before.raft.role !== "CANDIDATE") return { election: AT_ONCE }
      if (before.dledger.needIncreaseTermImmediately) return { election: betweenVotes(before) }
      return after.dledger.round === null ? beats : { election: upTo([2_000, 3_000], timing.electionTimeoutMs) }
    case "VoteResponse":
      return round === null || after.dledger.round !== null ? {} : afterRound(taken, roundWith(round, event), beats)
    case "VoteRequest":
      return !before.dledger.needIncreaseTermImmediately && after.dledger.needIncreaseTermImmediately ? { election: AT_ONCE } : isTermNotReady(taken) ? { election: AT_ONCE } : {}
    case "HeartBeatRequest":
      if (event.term > before.raft.term) return { election: AT_ONCE }
      return event.term === before.raft.term && (before.raft.leader === null || before.raft.leader === event.from) ? { election: timing.electionTimeoutMs } : {}
    case "HeartBeatResponse":
      return before.dledger.beat !== null && after.dledger.beat === null ? waitAfterBeat(taken) : {}
    case "HeartbeatTimeout":
      if (before.raft.role !== "LEADER") return {}
      return after.raft.role === "LEADER" ? { ...(before.dledger.beat === null ? {} : waitAfterBeat(taken)), beat: timing.heartBeatTimeIntervalMs } : { election: AT_ONCE }
    default:
      return {}
  }
}

const afterRound = (taken: Taken, round: Round, beats: { readonly election: Span; readonly beat: Span }) => {
  const election = waitAfter(taken.before, round)
  return taken.after.raft.role === "LEADER" && isInOffice(taken, round) ? beats : { election }
}

/** The vote was won in the node's own term. */
const isInOffice = ({ before }: Taken, round: Round): boolean => round.knownMaxTermInGroup <= round.term && before.raft.term === round.term && Object.values(round.results).filter((one) => one === "ACCEPT").length >= majority(before) && !Object.values(round.results).includes("REJECT_ALREADY_HAS_LEADER")

const isTermNotReady = ({ outputs }: Taken): boolean => outputs.some((output) => output._tag === "SendToPeer" && output.message._tag === "VoteResponse" && output.message.voteResult === "REJECT_TERM_NOT_READY")

/** Of what is said of a timer last: how long, or that it rings no more. */
const lastWord = (outputs: readonly DLedgerOutput[], tag: string, peer?: string): Wait | "cancelled" => {
  const said = outputs.findLast((output) => (output._tag === "ArmTimer" || output._tag === "CancelTimer") && output.event._tag === tag && (peer === undefined || (output.event as { readonly peer?: string }).peer === peer))
  return said === undefined ? undefined : said._tag === "ArmTimer" ? (said.ms as Span) : "cancelled"
}

/** A dispatcher's turns: the first soon after the office is taken, the next after a second, none any more at the end. */
const turnOf = (taken: Taken, peer: string, office: boolean): Wait | "cancelled" => {
  const { before, after, event } = taken
  const { heartBeatTimeIntervalMs } = before.config.timing
  if (office) return upTo([100, 100], heartBeatTimeIntervalMs)
  if (before.raft.role === "LEADER" && after.raft.role !== "LEADER") return event._tag === "Recovered" ? undefined : "cancelled"
  return event._tag === "PushTimeout" && event.peer === peer && works(before) && before.raft.role === "LEADER" && peer in before.dledger.dispatchers ? upTo([1_000, 1_000], heartBeatTimeIntervalMs) : undefined
}

export const wakesAsReleased = releases("R12 WakesAsReleased", "A node looks again as soon as DLedger's would: at once after what makes it a candidate, after a vote by what came of it, for answers, heartbeats and turns as long as they may take.", "E4, E6 · DLedgerLeaderElector.maintainAsCandidate, getNextTimeToRequestVote, DLedgerConfig", (taken) => {
  const { before, event, outputs } = taken
  if (event._tag === "DiskFailed") return before.diskFailed || lastWord(outputs, "ElectionTimeout") === "cancelled"
  const { election, beat } = waits(taken)
  const office = beat !== undefined && election !== undefined && (event._tag === "ElectionTimeout" || event._tag === "VoteResponse")
  const ends = before.raft.role === "LEADER" && taken.after.raft.role !== "LEADER" && event._tag !== "Recovered"
  return (
    same(lastWord(outputs, "ElectionTimeout"), election) &&
    same(lastWord(outputs, "HeartbeatTimeout"), beat ?? (ends ? "cancelled" : undefined)) &&
    before.config.peers.every((peer) => same(lastWord(outputs, "PushTimeout", peer), turnOf(taken, peer, office)))
  )
})

export const writesAsReleased = releases("R13 WritesAtItsEnd", "What a released node writes for a client stands behind its last entry, in its own term.", "E8 · DLedgerMmapFileStore.appendAsLeader", (taken) => writesAtItsEnd(taken as unknown as TakenEvent))

