/**
 * Mode 4: a DLedger group. Raft replicates the log and decides who is master (E1–E14).
 *
 * The table is the mode: shared rules for store, serving, registration and metadata, told by `raftReplication` what differs,
 * and Raft's own. Laid beside the other modes' tables it shows what makes them different.
 *
 * @module
 */
import type { Config } from "../broker/config.ts"
import { BrokerEvent } from "../broker/events.ts"
import { BrokerOutput } from "../broker/outputs.ts"
import { Broker, initialBroker } from "../broker/state.ts"
import type { Machine } from "../machine.ts"
import { metadataRules } from "../metadata/index.ts"
import { raftReplication } from "../raft/replication.ts"
import { raftRules } from "../raft/rules.ts"
import { popRules } from "../pop/index.ts"
import { registrationRules } from "../registration/index.ts"
import { scheduleRules } from "../schedule/index.ts"
import { servingRules } from "../serving/index.ts"
import { storeRules } from "../store/index.ts"
import { transactionRules } from "../transaction/index.ts"
import { noHa, noSyncFlush } from "./absent.ts"

export const dledger: Machine<Broker, BrokerEvent, BrokerOutput, Config> = {
  name: "dledger",
  State: Broker,
  Event: BrokerEvent,
  Output: BrokerOutput,
  init: initialBroker,
  rules: {
    ...storeRules(raftReplication),
    ...servingRules(raftReplication),
    ...registrationRules(raftReplication),
    ...metadataRules(raftReplication),
    ...scheduleRules(raftReplication),
    ...transactionRules(raftReplication),
    ...popRules(raftReplication),
    ...raftRules,
    ...noHa,
    ...noSyncFlush
  }
}
