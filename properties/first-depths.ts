/**
 * The largest models of `check`, and how far `npm test` goes into each: to a depth of about a quarter of a
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
  "dledger/elections-3n-3t-0m-3net-1crash-1duplicate": { maxDepth: 26, uniqueStates: 223_774 },
  "dledger/elections-power-loss-3n-2t-0m-3net-lossy-finevote-1powerLoss": { maxDepth: 17, uniqueStates: 226_224 },
  "dledger/replication-3n-2t-2m-2net-lossy-1crash-1duplicate": { maxDepth: 18, uniqueStates: 146_627 },
  "dledger/replication-power-loss-3n-2t-1m-2net-lossy-finelog-1powerLoss": { maxDepth: 20, uniqueStates: 180_901 },
  "dledger/disk-loss-3n-2t-1m-2net-lossy-1diskLoss": { maxDepth: 19, uniqueStates: 128_436 },
  "dledger/snapshot-3n-2t-1m-2net-lossy-1duplicate": { maxDepth: 20, uniqueStates: 169_735 },
  "dledger/page-cache-3n-2t-1m-2net-lossy-finelog-1powerLoss": { maxDepth: 16, uniqueStates: 95_466 },
  "dledger/partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": { maxDepth: 17, uniqueStates: 169_100 },
  "dledger/power-loss-of-all-3n-2t-1m-2net-lossy-finelog-1powerLossOfAll": { maxDepth: 21, uniqueStates: 209_822 },
  "dledger/two-disk-losses-3n-2t-1m-2net-lossy-2diskLoss": { maxDepth: 24, uniqueStates: 245_589 },
  "dledger/disk-error-power-loss-3n-2t-1m-2net-lossy-finelog-1diskError-1powerLoss": { maxDepth: 17, uniqueStates: 114_471 },
  "dledger/page-cache-partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": { maxDepth: 17, uniqueStates: 169_100 },
  "dledger/page-cache-two-disk-losses-3n-2t-1m-2net-lossy-2diskLoss": { maxDepth: 24, uniqueStates: 245_199 },
  "dledger/page-cache-disk-error-3n-2t-1m-2net-lossy-finelog-1diskError": { maxDepth: 20, uniqueStates: 268_889 },
  "dledger/page-cache-disk-loss-3n-2t-1m-2net-lossy-1diskLoss": { maxDepth: 22, uniqueStates: 124_838 },
  "dledger/terms-3n-3t-1m-2net-lossy": { maxDepth: 24, uniqueStates: 132_137 },
  "dledger/linearizable-reads-3n-2t-1m-1r-2net-lossy-1crash": { maxDepth: 21, uniqueStates: 222_710 },
  "dledger/replication-disk-error-3n-2t-1m-2net-lossy-finelog-1diskError": { maxDepth: 24, uniqueStates: 217_606 },
  "dledger-0.3.1.2/elections-3n-1t-0m-2net-lossy": { maxDepth: 26, uniqueStates: 224_173 },
  "dledger-0.3.1.2/terms-3n-1t-1m-2net-lossy-2stand-0retries-steady": { maxDepth: 34, uniqueStates: 266_757 },
  "dledger/failover-3n-2t-1ns-1m-2net-lossy-1crash": { maxDepth: 23, uniqueStates: 360_074 },
  "dledger/consumption-3n-1t-1ns-1m-2net-lossy-0crash": { maxDepth: 27, uniqueStates: 273_862 },
  "dledger/two-name-servers-3n-1t-2ns-1m-3net-lossy-1crash": { maxDepth: 19, uniqueStates: 151_798 },
  "sync-double-write/three-acks-1master2slave-ASYNC_FLUSH-1m-2net-2connections-1cut": { maxDepth: 19, uniqueStates: 208_665 }
}
