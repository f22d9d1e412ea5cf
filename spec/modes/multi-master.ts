/**
 * Mode 1: masters without slaves. Each serves on its own; an answer waits for its own disk at most (B1–B5).
 *
 * @module
 */
import type { Config } from "../broker/config.ts"
import { BrokerEvent } from "../broker/events.ts"
import { BrokerOutput } from "../broker/outputs.ts"
import { Broker, initialBroker } from "../broker/state.ts"
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
import { noHa, noRaft } from "./absent.ts"

const acks = [onDisk]
const replication = masterReplication(acks)

export const multiMaster: Machine<Broker, BrokerEvent, BrokerOutput, Config> = {
  name: "multi-master",
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
    ...noHa,
    ...noRaft
  }
}
