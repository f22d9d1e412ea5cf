/**
 * Mode 4 as its released nodes speak it: DLedger 0.3.1.2, which RocketMQ 4.9 and 5.x use, and 0.4.0 (`dLedgerVersion`).
 *
 * The same shared rules as beside, with DLedger's own elections and pushes in the place of Raft's. What it does not promise is
 * in docs/dledger-as-released.md.
 *
 * @module
 */
import type { Config } from "../broker/config.ts"
import { Broker, initialBroker } from "../broker/state.ts"
import { DLedgerEvent } from "../dledger/events.ts"
import { DLedgerOutput } from "../dledger/outputs.ts"
import { dledgerReplication } from "../dledger/replication.ts"
import { dledgerRules } from "../dledger/rules.ts"
import type { Machine } from "../machine.ts"
import { metadataRules } from "../metadata/index.ts"
import { popRules } from "../pop/index.ts"
import { registrationRules } from "../registration/index.ts"
import { scheduleRules } from "../schedule/index.ts"
import { servingRules } from "../serving/index.ts"
import { storeRules } from "../store/index.ts"
import { transactionRules } from "../transaction/index.ts"
import { noHaTimers, noSyncFlush } from "./absent.ts"

export const dledgerReleased: Machine<Broker, DLedgerEvent, DLedgerOutput, Config> = {
  name: "dledger-released",
  State: Broker,
  Event: DLedgerEvent,
  Output: DLedgerOutput,
  init: initialBroker,
  rules: {
    ...storeRules(dledgerReplication),
    ...servingRules(dledgerReplication),
    ...registrationRules(dledgerReplication),
    ...metadataRules(dledgerReplication),
    ...scheduleRules(dledgerReplication),
    ...transactionRules(dledgerReplication),
    ...popRules(dledgerReplication),
    ...dledgerRules,
    ...noHaTimers,
    ...noSyncFlush
  }
}
