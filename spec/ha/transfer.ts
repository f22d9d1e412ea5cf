/**
 * The copy: what the master sends, and what the slave says of it (C1, C2).
 *
 * RocketMQ `HAConnection.WriteSocketService`, `HAClient.reportSlaveMaxOffset`. The released master streams on without waiting
 * for reports, and so it is with its slaves here; between our own the next stretch leaves on the report for the last one, so that
 * a connection never holds more than one.
 *
 * @module
 */
import { emit, type Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import type { NodeId } from "../vocabulary.ts"
import type { SlaveConnection } from "./state.ts"

/** Sends every slave what it lacks, if it has reported since the last time. */
export const transferToAll: Part = (self) => chain(self, ...Object.keys(self.ha.slaves).sort().map(transferTo))

/** Sends a slave the entries behind what it has reported; none, if the first of them have expired here: it would have a gap. */
export const transferTo =
  (slave: NodeId): Part =>
  (self) => {
    const known = self.ha.slaves[slave]
    if (known === undefined || known.awaiting || known.began === null) return [self, []]
    const sent = known.sent ?? known.acked
    const last = Math.min(self.log.lastIndex, known.acked + self.config.maxBatchEntries)
    if (sent >= last || sent < self.log.baseIndex) return [self, []]
    return [withSlave(self, slave, known.sent === undefined ? { ...known, awaiting: true } : { ...known, sent: last }), transferData(self, slave, known, last)]
  }

/**
 * Says that the master is there, with nothing to copy. Its report is waited for too: it would pass for that on a stretch sent after it.
 * A slave that is streamed to owes none.
 */
export const heartbeatTo =
  (slave: NodeId, known: SlaveConnection): Part =>
  (self) => [known.sent === undefined ? withSlave(self, slave, { ...known, awaiting: true }) : self, transferData(self, slave, known, known.sent ?? known.acked)]

const transferData = (self: Broker, to: NodeId, { connection, acked, sent = acked }: SlaveConnection, last: number) =>
  [{ _tag: "SendOnHaConnection", to, message: { _tag: "TransferData", connection, entries: Log.slice(self.log, sent + 1, last) } }] as const

export const withSlave = (self: Broker, slave: NodeId, known: SlaveConnection): Broker => ({ ...self, ha: { ...self.ha, slaves: { ...self.ha.slaves, [slave]: known } } })

/** A slave reports its end as soon as that is as safe as `slaveAck` asks. */
export const report: Part = (self) => {
  const { config, ha, log } = self
  if (ha.connection === null || config.haMaster === null) return [self, []]
  if (config.slaveAck === "FSYNC" && log.durableIndex < log.lastIndex) return emit({ _tag: "Flush" })(self)
  return emit({ _tag: "SendOnHaConnection", to: config.haMaster, message: { _tag: "ReportSlaveMaxOffset", connection: ha.connection, maxOffset: log.lastIndex } })(self)
}
