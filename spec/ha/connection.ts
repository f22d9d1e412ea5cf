/**
 * Connections between slaves and their master: a slave makes one and makes it again, either end may close it.
 *
 * RocketMQ `HAService.AcceptSocketService`, `HAClient.connectMaster`, `closeMaster`.
 *
 * @module
 */
import { emit, type Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { refuseHeld } from "../serving/hold.ts"
import type { NodeId } from "../vocabulary.ts"

/** A slave turns to its master. */
export const connect: Part = (self) => (self.config.haMaster === null ? [self, []] : [self, [{ _tag: "ConnectToMaster", to: self.config.haMaster }]])

/** The slave at the other end of this connection. */
export const slaveOn = ({ ha }: Broker, connection: string): NodeId | undefined => Object.keys(ha.slaves).find((slave) => ha.slaves[slave]?.connection === connection)

/** Closes the connection and forgets it. */
export const close =
  (connection: string): Part =>
  (self) =>
    chain(self, emit({ _tag: "CloseHaConnection", connection }), forget(connection))

/** The connection is gone: a master counts the slave no more, a slave tries again later. */
export const forget =
  (connection: string): Part =>
  (self) =>
    self.ha.connection === connection ? chain(self, forgetTimers(connection), leaveMaster) : chain(self, forgetTimers(connection), forgetSlave(connection))

/** The connection is not kept alive or watched any more. */
const forgetTimers =
  (connection: string): Part =>
  (self) =>
    self.ha.connection === connection
      ? emit({ _tag: "CancelTimer", event: { _tag: "HaHousekeepingTimeout", connection } })(self)
      : emit({ _tag: "CancelTimer", event: { _tag: "HaHousekeepingTimeout", connection } }, { _tag: "CancelTimer", event: { _tag: "HaHeartbeatTimeout", connection } })(self)

const forgetSlave =
  (connection: string): Part =>
  (self) => [{ ...self, ha: { ...self.ha, slaves: Object.fromEntries(Object.entries(self.ha.slaves).filter(([, known]) => known.connection !== connection)) } }, []]

/** Without its master a slave serves no reads, unless it may take its place for consumers (C5). */
const leaveMaster: Part = (self) =>
  chain({ ...self, ha: { ...self.ha, connection: null } }, self.config.consumerFailoverToSlave ? emit() : refuseHeld, connectLater)

/** A slave waits before it tries again. */
export const connectLater: Part = (self) => [self, [{ _tag: "ArmTimer", event: { _tag: "HaReconnectTimeout" }, ms: self.config.timing.haReconnectIntervalMs }]]

/** Either end watches the other: a connection on which nothing comes is closed. */
export const watch =
  (connection: string): Part =>
  (self) => [self, [{ _tag: "ArmTimer", event: { _tag: "HaHousekeepingTimeout", connection }, ms: self.config.timing.haHousekeepingIntervalMs }]]
