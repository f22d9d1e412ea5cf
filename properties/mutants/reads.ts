/**
 * Historical bugs of reads that must not be stale (mode 4, `linearizableRead`).
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import { chain } from "../../spec/machine.ts"
import { answerReads } from "../../spec/serving/pending-reads.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import { type Mutant, withRule } from "./mutant.ts"

/** Has heard from a majority since its last heartbeat; a field the unchanged machine does not have. */
interface Lease {
  readonly lease?: readonly string[]
}

const leaseOf = (self: Broker): readonly string[] => (self.raft as Lease).lease ?? []

const withLease = (self: Broker, lease: readonly string[]): Broker => ({ ...self, raft: { ...self.raft, lease } as Broker["raft"] })

/** Every answer of its term renews the lease, and a heartbeat begins a new one; nobody else's election waits for its end. */
const leaseRead = (): BrokerMachine => {
  const renewing = withRule("AppendEntriesReply", (self, event, original) => {
    const [next, outputs] = original(self, event)
    return next.raft.role === "LEADER" && event.term === next.raft.term ? [withLease(next, [...new Set([...leaseOf(next), event.from])].sort()), outputs] : [withLease(next, []), outputs]
  })
  const ending = withRule("HeartbeatTimeout", (self, event, original) => original(withLease(self, []), event), renewing)
  return withRule(
    "GetMaxOffset",
    (self, event, original) => (leaseOf(self).length > 0 ? chain(self, (me) => original(me, event), answerReads(({ index }) => index <= self.dispatchedIndex)) : original(self, event)),
    ending
  )
}

export const readMutants: readonly Mutant[] = [
  {
    id: "read-index-before-own-commit",
    rule: "A new leader takes a read before it has committed an entry of its own term.",
    seen: "etcd #12680 · raft-rs 8c95a3f · sofa-jraft #1109",
    property: "S21 AckLinearizable",
    model: "dledger/linearizable-reads",
    machine: withRule("GetMaxOffset", (self, event, original) => {
      if (self.raft.role !== "LEADER") return original(self, event)
      // To the rule it looks as if the term had begun with what is dispatched.
      const [next, outputs] = original({ ...self, raft: { ...self.raft, noopIndex: -1 } }, event)
      return [{ ...next, raft: { ...next.raft, noopIndex: self.raft.noopIndex } }, outputs]
    })
  },
  {
    id: "lease-read-with-skew",
    rule: "A leader that a majority has answered since its last heartbeat answers reads at once: a lease that nobody else respects.",
    seen: "sofa-jraft #25, #34 · tikv #964 · hashicorp/raft #108 · consul #54",
    property: "S21 AckLinearizable",
    model: "dledger/linearizable-reads",
    machine: leaseRead()
  },
  {
    id: "read-does-not-wait-for-round",
    rule: "A leader notes the read index and answers without asking anybody whether it leads still.",
    seen: "the read of RocketMQ, with the commit check of Raft §8 alone",
    property: "S21 AckLinearizable",
    model: "dledger/linearizable-reads",
    machine: withRule("GetMaxOffset", (self, event, original) =>
      chain(self, (me) => original(me, event), answerReads(({ index }) => index <= self.dispatchedIndex))
    )
  },
  {
    id: "read-counts-earlier-answers",
    rule: "The answer to an AppendEntries that left before the read came confirms it.",
    seen: "the reason for etcd's context of ReadIndex; a lease of the length of one message",
    property: "S21 AckLinearizable",
    model: "dledger/linearizable-reads-reordered",
    machine: withRule("AppendEntriesReply", (self, event, original) => original(self, { ...event, round: self.raft.round }))
  }
]
