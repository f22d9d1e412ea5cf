import { whileDiskWorks } from "../broker/while-disk-works.ts"
import type { AckCondition } from "../master/acks.ts"
import { haClosed } from "./rules/ha-closed.ts"
import { haConnected } from "./rules/ha-connected.ts"
import { haHeartbeatTimeout } from "./rules/ha-heartbeat-timeout.ts"
import { haHousekeepingTimeout } from "./rules/ha-housekeeping-timeout.ts"
import { haReconnectTimeout } from "./rules/ha-reconnect-timeout.ts"
import { reportSlaveMaxOffset } from "./rules/report-slave-max-offset.ts"
import { slaveTimeout } from "./rules/slave-timeout.ts"
import { transferData } from "./rules/transfer-data.ts"

/** What a master and its slaves do with each other (modes 2 and 3). */
export const haRules = (acks: readonly AckCondition[]) => ({
  HaConnected: whileDiskWorks(haConnected),
  HaClosed: whileDiskWorks(haClosed),
  ReportSlaveMaxOffset: whileDiskWorks(reportSlaveMaxOffset(acks)),
  TransferData: whileDiskWorks(transferData),
  HaReconnectTimeout: whileDiskWorks(haReconnectTimeout),
  HaHeartbeatTimeout: whileDiskWorks(haHeartbeatTimeout),
  HaHousekeepingTimeout: whileDiskWorks(haHousekeepingTimeout),
  SlaveTimeout: slaveTimeout(acks)
})
