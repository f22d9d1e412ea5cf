/**
 * Mode 3: masters with slaves. The ack waits until a slave has the message too (D1–D5).
 *
 * @module
 */
import type { Config } from "../broker/config.ts"
import { BrokerEvent } from "../broker/events.ts"
import { BrokerOutput } from "../broker/outputs.ts"
import { Broker, initialBroker } from "../broker/state.ts"
import { onSlaves } from "../ha/on-slaves.ts"
import { withSlaves } from "../ha/replication.ts"
import { haRules } from "../ha/rules.ts"
import type { Machine } from "../machine.ts"
import { onDisk } from "../master/on-disk.ts"
import { masterReplication } from "../master/replication.ts"
import { masterRules } from "../master/rules.ts"
import { metadataRules } from "../metadata/index.ts"
import { popRules } from "../pop/index.ts"
import { registrationRules } from "../registration/index.ts"
import { scheduleRules } from "../schedule/index.ts"
import { servingRules } from "../serving/index.ts"
import { storeRules } from "../store/index.ts"
import { transactionRules } from "../transaction/index.ts"
import { noRaft } from "./absent.ts"

const acks = [onDisk, onSlaves]
const replication = withSlaves(masterReplication(acks))

export const syncDoubleWrite: Machine<Broker, BrokerEvent, BrokerOutput, Config> = {
  name: "sync-double-write",
  State: Broker,
  Event: BrokerEvent,
  Output: BrokerOutput,
  init: initialBroker,
  rules: {
    ...storeRules(replication),
    ...servingRules(replication),
    ...registrationRules(replication),
    ...metadataRules(replication),
    ...scheduleRules(replication),
    ...transactionRules(replication),
    ...popRules(replication),
    ...masterRules(acks),
    ...haRules(acks),
    ...noRaft
  }
}
