/**
 * How long a node waits. Those are the times of DLedger, and no more than the group's own timers say: tests have shorter ones. A timer
 * that is armed may fire at any point for all that the checker cares.
 *
 * DLedger `DLedgerConfig` (`minVoteIntervalMs`, `maxVoteIntervalMs`, `maxPushTimeOutMs`), `DLedgerLeaderElector.maintainAsCandidate`,
 * `getNextTimeToRequestVote`, `DLedgerEntryPusher.EntryDispatcher.doCommit`.
 *
 * @module
 */
import type { Span, Timing } from "../broker/config.ts"
import type { NodeId } from "../vocabulary.ts"
import { type DLedgerPart, emit } from "./rule.ts"

const atMost = ([from, to]: Span, [least, most]: Span): Span => [Math.min(from, least), Math.min(to, most)]

const both = (a: Span, b: Span): Span => [a[0] + b[0], a[1] + b[1]]

/** `StateMaintainer` looks every 10 ms what there is to do. */
const AT_ONCE: Span = [10, 10]

const VOTE_INTERVAL: Span = [300, 1_000]

const betweenVotes = ({ electionTimeoutMs }: Timing): Span => atMost(VOTE_INTERVAL, electionTimeoutMs)

const awaitFor =
  (span: (timing: Timing) => Span): DLedgerPart =>
  (self) => [self, [{ _tag: "ArmTimer", event: { _tag: "ElectionTimeout" }, ms: span(self.config.timing) }]]

/** A candidate goes on at once. */
export const goOn: DLedgerPart = awaitFor(() => AT_ONCE)

/** A candidate has asked for votes: it waits for the answers. */
export const awaitVotes: DLedgerPart = awaitFor(({ electionTimeoutMs }) => atMost([2_000, 3_000], electionTimeoutMs))

/** It votes again a little later, so that two do not do so together. */
export const awaitNextVote: DLedgerPart = awaitFor(betweenVotes)

/** Others have more: they go first. */
export const awaitOthers: DLedgerPart = awaitFor((timing) => both(betweenVotes(timing), [betweenVotes(timing)[1], betweenVotes(timing)[1]]))

/** Somebody follows a leader: that one will be heard, or will be missed by all. */
export const awaitItsLeader: DLedgerPart = awaitFor((timing) => both(betweenVotes(timing), [timing.electionTimeoutMs[0], timing.electionTimeoutMs[0]]))

/** A follower is not in the leader's term yet: it is told again at once (`lastSendHeartBeatTime = -1`). */
export const beatAgain: DLedgerPart = emit({ _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: AT_ONCE })

const armPush =
  (peer: NodeId, within: Span): DLedgerPart =>
  (self) => {
    const { heartBeatTimeIntervalMs } = self.config.timing
    return [self, [{ _tag: "ArmTimer", event: { _tag: "PushTimeout", peer }, ms: atMost(within, heartBeatTimeIntervalMs) }]]
  }

/** The first turn of a dispatcher: its follower has heard of the leader by then. */
export const awaitFirstTurn = (peer: NodeId): DLedgerPart => armPush(peer, [100, 100])

/** Its next turn: an answer is late by then, and a follower that has everything hears how far is committed. */
export const awaitTurn = (peer: NodeId): DLedgerPart => armPush(peer, [1_000, 1_000])
