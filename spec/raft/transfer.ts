/**
 * Leadership transfer: the leader stops taking messages, brings the target up to date and tells it to stand.
 *
 * Raft dissertation §3.10 · DLedger `DLedgerLeaderElector.handleLeadershipTransfer`.
 *
 * @module
 */
import type { Part } from "../broker/rule.ts"
import { say } from "./durability.ts"

/** Tells the target to stand, as soon as it holds everything. */
export const handOver: Part = (self) => {
  const { transferee, progress, term } = self.raft
  return transferee !== null && progress[transferee]?.match === self.log.lastIndex
    ? say(transferee, { _tag: "TimeoutNow", term })(self)
    : [self, []]
}
