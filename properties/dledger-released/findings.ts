/**
 * What a released DLedger does not promise: each is a state that must be reached, so that the shortest way to it is shown and
 * pinned. A finding is the opposite of a promise that the DLedger mode of `spec/raft` keeps.
 *
 * @module
 */
import { entryAt, lastIndexOf } from "../../models/world/disk.ts"
import { historyOf, nodeAt } from "../../models/world/group.ts"
import type { Node } from "../../models/world/node.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { declare, type Declared, witness } from "../dledger/declare.ts"
import { electionSafety } from "../dledger/s02-election-safety.ts"
import { voteOnce } from "../dledger/s03-vote-once.ts"
import { leaderCompleteness } from "../dledger/s07-leader-completeness.ts"
import { stateMachineSafety } from "../dledger/s08-state-machine-safety.ts"
import { committedDurable } from "../dledger/s11-committed-durable.ts"
import { ackDurable } from "../dledger/s12-ack-durable.ts"
import { readCommitted } from "../dledger/s17-read-committed.ts"
import { visibleStable } from "../dledger/s18-visible-stable.ts"

/** A state in which the promise does not hold. */
const broken = (promise: Declared, sentence: string): Declared =>
  witness(`${promise.id} broken`, sentence, promise.source, (world) => {
    const property = promise(world)
    if (property.kind !== "always") throw new Error(`${promise.id} is not about single states`)
    return { ...property, kind: "sometimes", holds: (locals) => !property.holds(locals) }
  })

export const twoLeaders = broken(electionSafety, "Two nodes become leader in one term.")

export const twoVotes = broken(voteOnce, "A node votes for two candidates in one term.")

export const incompleteLeader = broken(leaderCompleteness, "A leader lacks an entry that was committed in an earlier term.")

export const twoCommitted = broken(stateMachineSafety, "Two nodes hold different entries committed at one index.")

export const tooFewCopies = broken(committedDurable, "A committed entry is in the logs of a minority only.")

export const ackLost = broken(ackDurable, "A message that was answered SEND_OK is missing in the log of a later leader, or in all logs.")

export const uncommittedRead = broken(readCommitted, "A node serves what is committed as far as it knows, and was not committed by a leader.")

export const offsetReused = broken(visibleStable, "A queue offset denotes one message, and later another.")

export const commitsOwnTerm = declare(
  "S9 CommitOwnTerm",
  "In no term is an entry of an older one committed before an entry of its own.",
  "E8 · Raft §5.4.2, Figure 8 · dledger #4, d865307",
  (world) => ({
    kind: "always",
    reads: [world.historySlot],
    holds: (locals) => {
      const { commits } = historyOf(world, locals)
      return commits.every(({ term, inTerm }) => term === inTerm || commits.some((own) => own.term === inTerm))
    }
  })
)

export const committedByCount = broken(commitsOwnTerm, "A leader commits an entry of an older term because a majority holds it, and none of its own.")

export const committedPastEnd = witness(
  "S10 CommitMonotone broken",
  "A node holds entries committed that are no longer in its log.",
  "E8 · Raft Figure 2",
  (world) => ({
    kind: "sometimes",
    reads: world.nodeSlots,
    holds: (locals) =>
      world.nodeSlots.some((slot) => {
        const { broker } = nodeAt(locals, slot)
        return broker.raft.commitIndex > broker.log.lastIndex
      })
  })
)

export const cutsWhatBothHave = witness(
  "a leader cuts what both have",
  "A leader asks its follower to remove an entry that is committed, and that both have.",
  "E10 · Raft §5.3: only what conflicts is removed",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => {
      const { commits } = historyOf(world, locals)
      return world.nodeSlots.some((slot) => {
        const { broker: leader, disk } = nodeAt(locals, slot)
        if (leader.raft.role !== "LEADER") return false
        return world.nodeSlots.some((other) => {
          const { broker: follower, disk: theirs } = nodeAt(locals, other)
          const dispatcher = leader.dledger.dispatchers[world.nodes[other] as string]
          if (dispatcher?.state !== "TRUNCATE" || dispatcher.awaiting === null || follower.raft.term !== leader.raft.term) return false
          const from = dispatcher.awaiting + (leader.config.dLedgerVersion === "0.4.0" ? 0 : 1)
          return commits.some(({ index, term, payload }) => {
            const [mine, its] = [entryAt(disk, index), entryAt(theirs, index)]
            return index >= from && index <= lastIndexOf(disk) && mine?.payload === payload && mine.term === term && its?.payload === payload && its.term === term
          })
        })
      })
    }
  })
)

/** 0.4.0 without its no-op: what is older than its term a leader cannot commit, and RocketMQ lets it serve only when it has. */
export const neverServes = declare(
  "an inherited entry is never committed",
  "A leader whose log ends with an entry of an older term, of which it does not know that it is committed, does not become ready to serve.",
  "dledger #305 · RocketMQ DLedgerRoleChangeHandler",
  (world) => ({
    kind: "step",
    concerns: (before, move, { local }) => {
      if (move.slot >= world.faultsSlot) return false
      const [was, is] = [(before as Node).broker, (local as Node).broker]
      return waits(before as Node) && is.raft.role === "LEADER" && is.raft.term === was.raft.term && isReady(is)
    },
    holds: () => false
  })
)

export const leaderWaits = witness("a leader waits for what it inherited", "A leader is not ready: the end of its log is of an older term.", "dledger #305", (world) => ({
  kind: "sometimes",
  reads: world.nodeSlots,
  holds: (locals) => world.nodeSlots.some((slot) => waits(nodeAt(locals, slot)))
}))

const waits = ({ broker, disk }: Node): boolean =>
  broker.raft.role === "LEADER" && !isReady(broker) && (entryAt(disk, broker.raft.noopIndex)?.term ?? broker.raft.term) < broker.raft.term && broker.raft.commitIndex < broker.raft.noopIndex
