/**
 * The largest models of `check`, and how far `npm test` goes into each: to the last depth that it completes within about half a
 * million states. `npm run check` exhausts them, and compares its counts with the pins. Those that ask what comes about in the end
 * must be exhausted to be asked at all.
 *
 * @module
 */

export interface FirstDepths {
  /** Steps from the initial state, this many included. */
  readonly maxDepth: number
  /** As measured with `check NAME --max-depth`: a count that drifts is a model that has changed. */
  readonly uniqueStates: number
}

/** By name of the model. */
export const firstDepths: Readonly<Record<string, FirstDepths>> = {
  "dledger/elections-3n-3t-0m-3net-1crash-1duplicate": { maxDepth: 28, uniqueStates: 378_937 },
  "dledger/elections-power-loss-3n-2t-0m-3net-lossy-finevote-1powerLoss": { maxDepth: 19, uniqueStates: 400_949 },
  "dledger/replication-3n-2t-2m-2net-lossy-1crash-1duplicate": { maxDepth: 20, uniqueStates: 315_174 },
  "dledger/replication-power-loss-3n-2t-1m-2net-lossy-finelog-1powerLoss": { maxDepth: 22, uniqueStates: 332_472 },
  "dledger/disk-loss-3n-2t-1m-2net-lossy-1diskLoss": { maxDepth: 21, uniqueStates: 282_561 },
  "dledger/snapshot-3n-2t-1m-2net-lossy-1duplicate": { maxDepth: 22, uniqueStates: 335_871 },
  "dledger/page-cache-3n-2t-1m-2net-lossy-finelog-1powerLoss": { maxDepth: 18, uniqueStates: 262_909 },
  "dledger/partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": { maxDepth: 19, uniqueStates: 388_467 },
  "dledger/power-loss-of-all-3n-2t-1m-2net-lossy-finelog-1powerLossOfAll": { maxDepth: 23, uniqueStates: 355_224 },
  "dledger/two-disk-losses-3n-2t-1m-2net-lossy-2diskLoss": { maxDepth: 26, uniqueStates: 387_083 },
  "dledger/disk-error-power-loss-3n-2t-1m-2net-lossy-finelog-1diskError-1powerLoss": { maxDepth: 19, uniqueStates: 258_309 },
  "dledger/page-cache-partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": { maxDepth: 19, uniqueStates: 388_467 },
  "dledger/page-cache-two-disk-losses-3n-2t-1m-2net-lossy-2diskLoss": { maxDepth: 26, uniqueStates: 386_238 },
  "dledger/page-cache-disk-error-3n-2t-1m-2net-lossy-finelog-1diskError": { maxDepth: 20, uniqueStates: 268_889 },
  "dledger/page-cache-disk-loss-3n-2t-1m-2net-lossy-1diskLoss": { maxDepth: 22, uniqueStates: 124_838 },
  "dledger/terms-3n-3t-1m-2net-lossy": { maxDepth: 24, uniqueStates: 132_137 },
  "dledger/linearizable-reads-3n-2t-1m-1r-2net-lossy-1crash": { maxDepth: 21, uniqueStates: 222_710 },
  "dledger/replication-disk-error-3n-2t-1m-2net-lossy-finelog-1diskError": { maxDepth: 24, uniqueStates: 217_606 },
  "dledger-0.3.1.2/elections-3n-1t-0m-2net-lossy": { maxDepth: 28, uniqueStates: 361_015 },
  "dledger-0.3.1.2/terms-3n-1t-1m-2net-lossy-2stand-0retries-steady": { maxDepth: 36, uniqueStates: 387_235 },
  "dledger/failover-3n-2t-1ns-1m-2net-lossy-1crash": { maxDepth: 23, uniqueStates: 360_074 },
  "dledger/consumption-3n-1t-1ns-1m-2net-lossy-0crash": { maxDepth: 29, uniqueStates: 407_858 },
  "dledger/two-name-servers-3n-1t-2ns-1m-3net-lossy-1crash": { maxDepth: 21, uniqueStates: 321_914 },
  "sync-double-write/three-acks-1master2slave-ASYNC_FLUSH-1m-2net-2connections-1cut": { maxDepth: 21, uniqueStates: 363_729 }
}
