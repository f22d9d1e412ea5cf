import type { Broker } from "../broker/state.ts"
import type { AckCondition } from "../master/acks.ts"

/**
 * On a SYNC_MASTER a message counts once `requiredAcks` brokers have it, the master among them (D1). A slave that is absent
 * or too far behind is not waited for (D3).
 *
 * RocketMQ 4.9 `CommitLog.submitReplicaRequest`, `HAService.isSlaveOK`, `GroupTransferService` · 5.x `CommitLog.handleHA`,
 * which always waits.
 */
export const onSlaves: AckCondition = {
  on: "slaves",
  applies: ({ config }) => config.brokerRole === "SYNC_MASTER" && config.requiredAcks > 1,
  refusal: (self, { index }) => (self.config.compatibility !== "5" && withinReach(self, index) + 1 < self.config.requiredAcks ? "SLAVE_NOT_AVAILABLE" : undefined),
  isMet: (self, { index }) => copies(self, index) >= self.config.requiredAcks,
  timer: (request) => ({ _tag: "SlaveTimeout", request }),
  span: ({ config }) => config.timing.slaveTimeoutMs,
  late: "FLUSH_SLAVE_TIMEOUT"
}

/**
 * Brokers that have the entry, each counted once however often it has connected. A slave counts for what was copied to it on
 * its connection: what it has from before may be another master's, or what this one has lost.
 */
export const copies = ({ ha }: Broker, index: number): number =>
  1 + Object.values(ha.slaves).filter(({ began, acked }) => began !== null && began < index && index <= acked).length

/** Slaves that are connected and lack fewer than `haSlaveFallbehindMax` messages. */
const withinReach = ({ ha, config }: Broker, index: number): number =>
  Object.values(ha.slaves).filter(({ acked }) => index - acked < config.haSlaveFallbehindMax).length
