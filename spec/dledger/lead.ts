/**
 * A leader: its start, and its heartbeats.
 *
 * DLedger `DLedgerLeaderElector.changeRoleToLeader`, `sendHeartbeats`; RocketMQ `DLedgerRoleChangeHandler`.
 *
 * @module
 */
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import { isReady } from "../raft/broker-id.ts"
import { groupSize, isQuorum } from "../raft/quorum.ts"
import { awaitLeader } from "../raft/step-down.ts"
import { becomeMaster } from "../registration/become-master.ts"
import { advanceCommit } from "./commit.ts"
import { beginCompare } from "./dispatcher.ts"
import type { HeartBeatCode } from "./messages.ts"
import { termChanged, toCandidate } from "./role.ts"
import { type DLedgerPart, emit, forAll, send, withDLedger } from "./rule.ts"
import type { Beat } from "./state.ts"
import { awaitFirstTurn, beatAgain } from "./waits.ts"

/**
 * Leader of the term it is in; its first heartbeat leaves at once. In a new term the dispatchers compare anew and nobody is
 * counted as holding anything. It serves once all that is in its log by then is committed and dispatched: `noopIndex` is
 * the last of it, a no-op or not.
 */
export const changeToLeader: DLedgerPart = (self) => {
  const { raft, dledger, config } = self
  const again = dledger.ledTerm === raft.term
  return chain(
    { ...self, raft: { ...raft, role: "LEADER", leader: config.dLegerSelfId, noopIndex: self.log.lastIndex } },
    again ? emit() : termChanged,
    (me) => [again ? me : withDLedger(me, { ledTerm: raft.term, watermarks: {}, dispatchers: beginCompare(me) }), []],
    config.dLedgerVersion === "0.4.0" && config.enableFastAdvanceCommitIndex ? appendNoop : emit(),
    forAll(awaitFirstTurn),
    sendHeartbeats,
    awaitLeader,
    advanceCommit,
    (me) => (isReady(me) ? becomeMaster(me) : [me, []])
  )
}

const appendNoop: DLedgerPart = (self) => {
  const index = self.log.lastIndex + 1
  const { term } = self.raft
  return [
    withDLedger({ ...self, log: Log.append(self.log, term), raft: { ...self.raft, noopIndex: index } }, { endBeforeTruncate: null }),
    [{ _tag: "WriteNoop", index, term }]
  ]
}

/** To all at once; the answers are collected until enough are there or the next one is due. */
export const sendHeartbeats: DLedgerPart = (self) =>
  chain(
    withDLedger(self, { beat: {} }),
    forAll((peer) => send(peer, { _tag: "HeartBeatRequest", term: self.raft.term })),
    emit({ _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: self.config.timing.heartBeatTimeIntervalMs })
  )

/** Answers with this code, the leader's own success included. */
const of = (beat: Beat, ...codes: readonly HeartBeatCode[]): number =>
  Object.values(beat).filter(({ code }) => codes.includes(code)).length + (codes.includes("SUCCESS") ? 1 : 0)

/** 0.3.1.2 stops listening once enough have agreed; 0.4.0 waits a little longer, for an answer that names a higher term. */
export const isHeard = (self: Broker, beat: Beat): boolean =>
  Object.keys(beat).length + 1 === groupSize(self) || (self.config.dLedgerVersion === "0.3.1.2" && isQuorum(self, of(beat, "SUCCESS", "TERM_NOT_READY")))

/** The verdict on a heartbeat. The order of its cases is what differs between the versions. */
export const concludeBeat: DLedgerPart = (self) => {
  const { beat } = self.dledger
  if (beat === null) return [self, []]
  const over = withDLedger(self, { beat: null })
  const maxTerm = Math.max(-1, ...Object.values(beat).map(({ code, term }) => (code === "EXPIRED_TERM" ? term : -1)))
  if (self.config.dLedgerVersion === "0.4.0" && maxTerm > self.raft.term) return toCandidate(maxTerm)(over)
  if (isQuorum(self, of(beat, "SUCCESS"))) return awaitLeader(over)
  if (isQuorum(self, of(beat, "SUCCESS", "TERM_NOT_READY"))) return beatAgain(over)
  if (maxTerm > self.raft.term) return toCandidate(maxTerm)(over)
  return of(beat, "INCONSISTENT_LEADER") > 0 ? toCandidate(self.raft.term)(over) : [over, []]
}
