/**
 * The largest models of `check`, and how far `npm test` goes into each: to the last depth that it completes within about a million
 * states. `npm run check` exhausts them, and compares its counts with the pins.
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
  "dledger/replication-3n-2t-2m-2net-lossy-1crash-1duplicate": { maxDepth: 23, uniqueStates: 805_413 },
  "dledger/disk-loss-3n-2t-1m-2net-lossy-1diskLoss": { maxDepth: 24, uniqueStates: 738_191 },
  "dledger/snapshot-3n-2t-1m-2net-lossy-1duplicate": { maxDepth: 26, uniqueStates: 934_234 },
  "dledger/page-cache-3n-2t-1m-2net-lossy-finelog-1powerLoss": { maxDepth: 20, uniqueStates: 632_872 },
  "dledger/partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": { maxDepth: 21, uniqueStates: 766_029 },
  "dledger/disk-error-power-loss-3n-2t-1m-2net-lossy-finelog-1diskError-1powerLoss": { maxDepth: 23, uniqueStates: 911_732 },
  "dledger/page-cache-partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": { maxDepth: 21, uniqueStates: 766_011 },
  "dledger/page-cache-disk-error-3n-2t-1m-2net-lossy-finelog-1diskError": { maxDepth: 23, uniqueStates: 808_222 },
  "dledger-0.3.1.2/elections-3n-1t-0m-2net-lossy": { maxDepth: 33, uniqueStates: 968_500 },
  "dledger-0.3.1.2/terms-3n-1t-1m-2net-lossy-2stand-0retries-steady": { maxDepth: 41, uniqueStates: 957_963 },
  "dledger/failover-3n-2t-1ns-1m-2net-lossy-1crash": { maxDepth: 26, uniqueStates: 811_672 },
  "dledger/two-name-servers-3n-1t-2ns-1m-3net-lossy-1crash": { maxDepth: 23, uniqueStates: 651_927 }
}
