/**
 * How many make a majority (E3): any two majorities of one group share a member.
 *
 * Raft §5.2 · DLedger `MemberState.isQuorum`.
 *
 * @module
 */
import type { Broker } from "../broker/state.ts"

/** Members of a group of `n` that a decision needs. It bears ⌊(n−1)/2⌋ faults. */
export const quorum = (n: number): number => Math.floor(n / 2) + 1

/** Members of this broker's group, itself included. */
export const groupSize = (self: Broker): number => self.config.peers.length + 1

export const isQuorum = (self: Broker, votes: number): boolean => votes >= quorum(groupSize(self))
