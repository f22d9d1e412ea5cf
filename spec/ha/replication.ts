/**
 * What slaves add to a master (C1–C5, D1–D4): it copies its log to them, and a broker may be one.
 *
 * RocketMQ `HAService`, `SendMessageProcessor` and `PullMessageProcessor` with brokerRole SLAVE.
 *
 * @module
 */
import type { Replication } from "../broker/replication.ts"
import { emit } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { report, transferToAll } from "./transfer.ts"

export const isSlave = ({ config }: Broker): boolean => config.brokerRole === "SLAVE"

export const withSlaves = (master: Replication): Replication => ({
  ...master,

  // 4.9 answers so from `DefaultMessageStore.checkStoreStatus`.
  refusesWrites: (self) => {
    if (isSlave(self)) return { code: "SERVICE_NOT_AVAILABLE", remark: `${self.config.brokerName} takes no messages here: this broker is a slave` }
    return tooFewReplicas(self) ? { code: "SYSTEM_ERROR", remark: "in-sync replicas not enough" } : master.refusesWrites(self)
  },

  replicate: (self) => chain(self, master.replicate, transferToAll),

  refusesReads: (self, readFromFollower) => {
    if (!isSlave(self)) return master.refusesReads(self, readFromFollower)
    const { consumerFailoverToSlave, slaveReadEnable } = self.config
    if (consumerFailoverToSlave || (slaveReadEnable && self.ha.connection !== null)) return undefined
    return {
      code: "SYSTEM_BUSY",
      remark: slaveReadEnable
        ? "this slave has lost its master, and does not serve reads without it (consumerFailoverToSlave)"
        : "this slave does not serve reads (slaveReadEnable)"
    }
  },

  flushed: (self) => (isSlave(self) ? reportFlushed(self) : master.flushed(self)),

  dispatched: (self, before) => (isSlave(self) ? [self, []] : master.dispatched(self, before)),

  brokerId: (self) => (isSlave(self) ? self.config.brokerId : master.brokerId(self))
})

/** 5.x with acting masters stores nothing that could not be acked (`IN_SYNC_REPLICAS_NOT_ENOUGH`): its producer goes elsewhere. */
const tooFewReplicas = ({ config, ha, log }: Broker): boolean =>
  config.compatibility === "5" &&
  config.enableSlaveActingMaster &&
  config.brokerRole === "SYNC_MASTER" &&
  Object.values(ha.slaves).filter(({ began, acked }) => began !== null && log.lastIndex - acked < config.haSlaveFallbehindMax).length + 1 < config.requiredAcks

/** With slaveAck=FSYNC the report has waited for the disk. */
const reportFlushed = (self: Broker) => (self.config.slaveAck === "FSYNC" ? report(self) : emit()(self))
