/**
 * Which brokerId a member registers under.
 *
 * RocketMQ `DLedgerRoleChangeHandler`: the leader 0, a follower the number in its dLegerSelfId plus one.
 *
 * @module
 */
import type { Broker } from "../broker/state.ts"
import { MASTER_ID } from "../registration/register.ts"

/** `undefined` while no leader is known: a member that registered as 0 then would hide the real leader. */
export const brokerIdOf = (self: Broker): number | undefined => {
  if (isReady(self)) return MASTER_ID
  if (self.raft.role !== "FOLLOWER" || self.raft.leader === null) return undefined
  return Number(self.config.dLegerSelfId.replace(/^\D+/, "")) + 1
}

/** A leader serves once the no-op of its own term is committed and in its queues: then it knows every committed message (E9). */
export const isReady = ({ raft, dispatchedIndex }: Broker): boolean => raft.role === "LEADER" && dispatchedIndex >= raft.noopIndex
