/**
 * Which properties are checked in which model of a DLedger group: every promise in every model that records what it reads,
 * and the witnesses without which that would mean nothing.
 *
 * @module
 */
import { type Bounds, bounds, nameOf, optionsOf } from "../../models/dledger/models.ts"
import type { Fault } from "../../models/world/faults.ts"
import { groupModel, type GroupModel } from "../../models/world/group.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import type { Declared } from "./declare.ts"
import { caughtUpFairly, committedFairly, committedThroughLoss, losesForEver, noProgressForEver, splitVotes } from "./fair.ts"
import { entriesCommit, followersCatchUp, leaderServes, noProgress, sendsResolve } from "./liveness.ts"
import { electedByMajority, electionSafety } from "./s02-election-safety.ts"
import { voteOnce } from "./s03-vote-once.ts"
import { termAdopted } from "./s04-term-adopted.ts"
import { termMonotone } from "./s04-term-monotone.ts"
import { leaderAppendOnly } from "./s05-leader-append-only.ts"
import { logMatching } from "./s06-log-matching.ts"
import { leaderCompleteness } from "./s07-leader-completeness.ts"
import { stateMachineSafety } from "./s08-state-machine-safety.ts"
import { commitRule } from "./s09-commit-rule.ts"
import { commitMonotone, matchHeld, matchMonotone } from "./s10-monotone.ts"
import { committedDurable } from "./s11-committed-durable.ts"
import { ackDurable } from "./s12-ack-durable.ts"
import { leaderAppends } from "./s16-leader-appends.ts"
import { readCommitted } from "./s17-read-committed.ts"
import { visibleStable } from "./s18-visible-stable.ts"
import { noPhantom } from "./s19-no-phantom.ts"
import { queueOrder } from "./s20-queue-order.ts"
import { ackLinearizable, deposedLeaderAsked, readAnswered, staleRead } from "./s21-ack-linearizable.ts"
import { offsetsSurvive } from "./s23-offsets-survive.ts"
import { refinements } from "./refines/index.ts"
import { knowsItsLeader, ofOwnState } from "./s29-own-state.ts"
import { allFollow, leaderStays } from "./stable.ts"
import { noSendsDuringTransfer, transferUnderWay } from "./transfer.ts"
import { allStepsOfTerms, everyFaultUsed, leaderElected, lossByPowerLoss, lossOfAcked, messageAcked, servedAfterFaults, staleFollowerRead } from "./witnesses.ts"

/** The properties of a model, chosen by what it records and what may happen in it. */
export const propertiesOf = (b: Bounds): readonly Declared[] => {
  const ghosts = new Set(b.ghosts)
  const wiped = (b.faults.diskLoss ?? 0) > 0
  const forgets = wiped || (b.faults.damage ?? 0) > 0
  const faults = (Object.entries(b.faults) as [Fault, number][]).filter(([, n]) => n > 0).map(([kind]) => kind)
  // Where the faults take what was promised, the loss itself must be found.
  if (b.asks !== undefined) return [...ofOwnState, ...refinements, leaderElected]
  if (b.losesAcked) return [...refinements, leaderElected, messageAcked, b.topic === "page-cache" ? lossByPowerLoss : lossOfAcked, ...faults.map(everyFaultUsed)]
  if (b.fair === "lossless") return [committedFairly, leaderElected, messageAcked]
  if (b.fair === "lossy") return [committedThroughLoss, caughtUpFairly, losesForEver, leaderElected, messageAcked]
  if (b.fair === "no majority") return [noProgressForEver, leaderElected, messageAcked, ...faults.map(everyFaultUsed)]
  if (b.recovers) {
    const majority = (b.faults.kill ?? 0) < b.nodes / 2
    return [
      leaderElected,
      ...(majority ? [leaderServes, entriesCommit, followersCatchUp, sendsResolve] : [noProgress]),
      ...(ghosts.has("acks") ? [ackDurable, messageAcked] : []),
      ...faults.map(everyFaultUsed)
    ]
  }
  return [
    ...(ghosts.has("leaders") ? [electionSafety] : []),
    ...(ghosts.has("votes") ? [voteOnce] : []),
    ...(b.topic === "elections-partition" ? [splitVotes] : []),
    // A lost disk takes its own vote out of the history.
    ...(ghosts.has("leaders") && ghosts.has("votes") && !wiped ? [electedByMajority] : []),
    termMonotone,
    termAdopted,
    leaderAppendOnly,
    logMatching,
    ...(ghosts.has("commits") ? [leaderCompleteness, stateMachineSafety] : []),
    // "At that moment" cannot hold of a copy whose disk is gone.
    ...(forgets ? [] : [commitRule]),
    commitMonotone,
    matchMonotone,
    matchHeld,
    ...(ghosts.has("commits") ? [committedDurable, readCommitted, visibleStable, noPhantom] : []),
    ...(ghosts.has("acks") ? [ackDurable] : []),
    // A producer is answered before its message is in a queue that takes its time.
    // Answered from the leader's own state a read may be stale: then that is what must be found.
    ...(ghosts.has("operations") ? (b.config?.linearizableRead ? [ackLinearizable, ...(b.terms > 1 ? [deposedLeaderAsked] : []), ...(b.fine?.includes("queues") || b.messages === 0 ? [] : [readAnswered])] : [staleRead]) : []),
    leaderAppends,
    ...(b.patient ? [leaderStays, allFollow] : []),
    ...(b.transfer ? [noSendsDuringTransfer, transferUnderWay] : []),
    queueOrder,
    ...ofOwnState,
    ...refinements,
    ...(ghosts.has("leaders") ? [knowsItsLeader] : []),
    ...(wiped ? [offsetsSurvive] : []),
    leaderElected,
    allStepsOfTerms,
    ...(ghosts.has("acks") ? [messageAcked, ...(b.terms > 1 ? [servedAfterFaults] : [])] : []),
    ...(b.config?.enableSlaveActingMaster ? [staleFollowerRead] : []),
    ...faults.map(everyFaultUsed)
  ]
}

/** The model of these bounds around this machine, with its properties. */
export const modelOf = (b: Bounds, machine?: BrokerMachine): GroupModel =>
  groupModel({ ...optionsOf(b, machine), name: nameOf(b), properties: propertiesOf(b) })

export const models: readonly { readonly bounds: Bounds; readonly model: () => GroupModel; readonly properties: readonly Declared[] }[] = bounds.map((b) => ({
  bounds: b,
  model: () => modelOf(b),
  properties: propertiesOf(b)
}))
