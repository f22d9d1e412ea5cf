/**
 * What is promised and what is found in each model of a released DLedger: the promises of `../dledger` as far as they are kept,
 * and a finding, which must be reached, where they are not.
 *
 * @module
 */
import { released, releasedMachine, releasedNameOf, releasedOptionsOf, type ReleasedBounds } from "../../models/dledger-released/models.ts"
import { groupModel, type GroupModel } from "../../models/world/group.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import type { Declared } from "../dledger/declare.ts"
import { electionSafety } from "../dledger/s02-election-safety.ts"
import { voteOnce } from "../dledger/s03-vote-once.ts"
import { termMonotone } from "../dledger/s04-term-monotone.ts"
import { leaderAppendOnly } from "../dledger/s05-leader-append-only.ts"
import { logMatching } from "../dledger/s06-log-matching.ts"
import { leaderCompleteness } from "../dledger/s07-leader-completeness.ts"
import { stateMachineSafety } from "../dledger/s08-state-machine-safety.ts"
import { commitRule } from "../dledger/s09-commit-rule.ts"
import { commitMonotone } from "../dledger/s10-monotone.ts"
import { committedDurable } from "../dledger/s11-committed-durable.ts"
import { ackDurable } from "../dledger/s12-ack-durable.ts"
import { leaderAppends } from "../dledger/s16-leader-appends.ts"
import { readCommitted } from "../dledger/s17-read-committed.ts"
import { visibleStable } from "../dledger/s18-visible-stable.ts"
import { noPhantom } from "../dledger/s19-no-phantom.ts"
import { queueOrder } from "../dledger/s20-queue-order.ts"
import { allStepsOfTerms, everyFaultUsed, leaderElected, messageAcked, servedAfterFaults } from "../dledger/witnesses.ts"
import {
  ackLost,
  commitsOwnTerm,
  committedByCount,
  committedPastEnd,
  cutsWhatBothHave,
  incompleteLeader,
  leaderWaits,
  neverServes,
  offsetReused,
  tooFewCopies,
  twoCommitted,
  twoLeaders,
  twoVotes,
  uncommittedRead
} from "./findings.ts"
import { releasedRefinements } from "./refines/index.ts"

const votes = [termMonotone, leaderElected, allStepsOfTerms]
const elected = [electionSafety, voteOnce, ...votes]
const logs = [...elected, leaderAppendOnly, logMatching, leaderAppends, noPhantom]
const committed = [leaderCompleteness, stateMachineSafety, readCommitted, visibleStable]
const lasting = [commitRule, commitMonotone, committedDurable, queueOrder]

/** By version and topic. */
const checked: { readonly [model: string]: readonly Declared[] } = {
  "0.3.1.2/elections": elected,
  "0.3.1.2/vote-power-loss": [...votes, twoVotes, twoLeaders, everyFaultUsed("powerLoss")],
  "0.3.1.2/replication": [...logs, ...committed, ...lasting, ackDurable, messageAcked],
  "0.3.1.2/late-truncate": [...logs, ...committed, ackDurable, messageAcked, tooFewCopies, committedPastEnd],
  "0.3.1.2/terms": [...logs, ...committed, commitMonotone, committedDurable, queueOrder, ackDurable, messageAcked, servedAfterFaults, committedByCount],
  "0.3.1.2/figure-8": [...logs, commitMonotone, queueOrder, ackDurable, messageAcked, committedByCount, incompleteLeader, tooFewCopies, twoCommitted, offsetReused, uncommittedRead],
  "0.3.1.2/page-cache": [...logs, messageAcked, tooFewCopies, incompleteLeader, ackLost, everyFaultUsed("powerLoss")],
  "0.3.1.2/crash": [...logs, ...committed, commitMonotone, committedDurable, queueOrder, ackDurable, messageAcked, everyFaultUsed("crash")],
  "0.3.1.2/disk-loss": [...votes, leaderAppendOnly, logMatching, leaderAppends, noPhantom, messageAcked, twoVotes, twoLeaders, incompleteLeader, ackLost, everyFaultUsed("diskLoss")],
  "0.3.1.2/disk-error": [...logs, ...committed, commitMonotone, committedDurable, queueOrder, ackDurable, messageAcked, everyFaultUsed("diskError")],
  "0.4.0/elections": elected,
  "0.4.0/vote-power-loss": [...votes, twoVotes, twoLeaders, everyFaultUsed("powerLoss")],
  "0.4.0/replication": [...logs, ...committed, ...lasting, ackDurable, messageAcked],
  "0.4.0/late-truncate": [...logs, ...committed, commitsOwnTerm, ackDurable, messageAcked, tooFewCopies, committedPastEnd],
  "0.4.0/compare": [...logs, ...committed, commitsOwnTerm, commitRule, ackDurable, messageAcked, servedAfterFaults, cutsWhatBothHave, tooFewCopies, committedPastEnd],
  "0.4.0/without-no-op": [...logs, ...committed, commitsOwnTerm, commitRule, neverServes, ackDurable, messageAcked, leaderWaits, tooFewCopies, committedPastEnd],
  "0.4.0/compare-three-terms": [ackLost],
  "0.4.0/page-cache": [...logs, messageAcked, tooFewCopies, incompleteLeader, ackLost, everyFaultUsed("powerLoss")]
}

export const releasedPropertiesOf = ({ version, topic }: ReleasedBounds): readonly Declared[] => [...(checked[`${version}/${topic}`] ?? []), ...releasedRefinements]

/** Does the property say that a promise is not kept? */
export const isFinding = ({ id, witness }: Pick<Declared, "id" | "witness">): boolean => witness && (id.endsWith(" broken") || id === cutsWhatBothHave.id || id === leaderWaits.id)

export const releasedModelOf = (bounds: ReleasedBounds, machine: BrokerMachine = releasedMachine): GroupModel =>
  groupModel({ ...releasedOptionsOf(bounds), machine, name: releasedNameOf(bounds), properties: releasedPropertiesOf(bounds) })

export const releasedModels: readonly { readonly bounds: ReleasedBounds; readonly model: () => GroupModel; readonly properties: readonly Declared[] }[] = released.map((bounds) => ({
  bounds,
  model: () => releasedModelOf(bounds),
  properties: releasedPropertiesOf(bounds)
}))
