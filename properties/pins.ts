/**
 * What the models measured when they were last looked at: a change of the spec shows here as drift, which is neither a
 * violation nor a catch. Written by `check --deep --pin` and `mutants --pin`.
 *
 * @module
 */

export interface Pin {
  readonly uniqueStates: number
  /** Steps of the shortest witness, per witness. */
  readonly witnesses: { readonly [id: string]: number }
}

/** The day of the last check of all models. */
export const checkedOn = "2026-11-23"

/** By model name; counts are of orbits under renaming of nodes. */
export const pins: { readonly [model: string]: Pin } = {
  "dledger/elections-3n-3t-0m-3net-1crash-1duplicate": {
    "uniqueStates": 1620081,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 17,
      "fault used: crash": 1,
      "fault used: duplicate": 2
    }
  },
  "dledger/elections-power-loss-3n-2t-0m-3net-lossy-finevote-1powerLoss": {
    "uniqueStates": 1077602,
    "witnesses": {
      "leader elected": 5,
      "last term reached": 6,
      "fault used: powerLoss": 1
    }
  },
  "dledger/elections-busy-disk-3n-2t-0m-2net-lossy-finevote-busy-1powerLoss": {
    "uniqueStates": 163334,
    "witnesses": {
      "leader elected": 6,
      "last term reached": 8,
      "fault used: powerLoss": 1
    }
  },
  "dledger/second-candidacy-4n-2t-0m-3net-lossy": {
    "uniqueStates": 36854,
    "witnesses": {
      "leader elected": 6,
      "last term reached": 10
    }
  },
  "dledger/elections-partition-3n-2t-0m-2net-lossy-1cut": {
    "uniqueStates": 385505,
    "witnesses": {
      "votes split in every term": 10,
      "leader elected": 4,
      "last term reached": 7,
      "fault used: cut": 1
    }
  },
  "dledger/replication-3n-2t-2m-2net-lossy-1crash-1duplicate": {
    "uniqueStates": 2576735,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 17,
      "fault used: crash": 1,
      "fault used: duplicate": 3
    }
  },
  "dledger/replication-reordered-3n-2t-2m-3net-1crash-1lose-1duplicate": {
    "uniqueStates": 12387298,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 7,
      "message acked before the faults": 8,
      "acked message served after the faults": 17,
      "fault used: crash": 1,
      "fault used: lose": 2,
      "fault used: duplicate": 2
    }
  },
  "dledger/replication-power-loss-3n-2t-1m-2net-lossy-finelog-1powerLoss": {
    "uniqueStates": 1686486,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 23,
      "fault used: powerLoss": 1
    }
  },
  "dledger/replication-busy-disk-3n-2t-1m-2net-lossy-finelog-busy-1powerLoss": {
    "uniqueStates": 242836,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 23,
      "fault used: powerLoss": 1
    }
  },
  "dledger/replication-disk-error-3n-2t-1m-2net-lossy-finelog-1diskError": {
    "uniqueStates": 539822,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 23,
      "fault used: diskError": 5
    }
  },
  "dledger/terms-3n-3t-1m-2net-lossy": {
    "uniqueStates": 581335,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 10,
      "message acked before the faults": 9,
      "acked message served after the faults": 16
    }
  },
  "dledger/disk-loss-3n-2t-1m-2net-lossy-1diskLoss": {
    "uniqueStates": 3865543,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: diskLoss": 1
    }
  },
  "dledger/damage-3n-2t-1m-2net-lossy-1damage": {
    "uniqueStates": 349267,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: damage": 7
    }
  },
  "dledger/damage-crash-3n-1t-1m-2net-lossy-finevote-1damage-1crash": {
    "uniqueStates": 79119,
    "witnesses": {
      "leader elected": 6,
      "last term reached": 6,
      "message acked before the faults": 11,
      "fault used: damage": 7,
      "fault used: crash": 1
    }
  },
  "dledger/disk-loss-crash-3n-1t-1m-2net-lossy-1diskLoss-1crash": {
    "uniqueStates": 29813,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 9,
      "fault used: diskLoss": 1,
      "fault used: crash": 1
    }
  },
  "dledger/disk-loss-reordered-3n-2t-1m-3net-lossy-1diskLoss": {
    "uniqueStates": 51881521,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 6,
      "message acked before the faults": 8,
      "acked message served after the faults": 17,
      "fault used: diskLoss": 1
    }
  },
  "dledger/snapshot-3n-2t-1m-2net-lossy-1duplicate": {
    "uniqueStates": 2028640,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 16,
      "fault used: duplicate": 3
    }
  },
  "dledger/snapshot-slow-disk-3n-1t-1m-2net-lossy-finelog": {
    "uniqueStates": 1839,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 13
    }
  },
  "dledger/follower-reads-3n-2t-2m-2net-lossy": {
    "uniqueStates": 162379,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "W13 stale follower read": 9
    }
  },
  "dledger/transfer-3n-2t-1m-2net-lossy": {
    "uniqueStates": 274344,
    "witnesses": {
      "transfer under way": 5,
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 16
    }
  },
  "dledger/quorum-of-four-4n-1t-0m-4net-lossy": {
    "uniqueStates": 31580,
    "witnesses": {
      "leader elected": 5,
      "last term reached": 5
    }
  },
  "dledger/quorum-of-five-5n-1t-0m-4net-lossy-1duplicate": {
    "uniqueStates": 263398,
    "witnesses": {
      "leader elected": 7,
      "last term reached": 7,
      "fault used: duplicate": 3
    }
  },
  "dledger/page-cache-3n-2t-1m-2net-lossy-finelog-1powerLoss": {
    "uniqueStates": 6281998,
    "witnesses": {
      "leader elected": 4,
      "message acked before the faults": 9,
      "W12 acked message lost": 15,
      "fault used: powerLoss": 1
    }
  },
  "dledger/combined-3n-2t-1m-2net-lossy-finelog-1crash-1powerLoss-1duplicate": {
    "uniqueStates": 14631173,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 24,
      "fault used: crash": 1,
      "fault used: powerLoss": 1,
      "fault used: duplicate": 3
    }
  },
  "dledger/reads-3n-2t-1m-1r-2net-lossy": {
    "uniqueStates": 82688,
    "witnesses": {
      "stale read from a deposed leader": 15,
      "leader elected": 4,
      "last term reached": 7
    }
  },
  "dledger/linearizable-reads-3n-2t-1m-1r-2net-lossy-1crash": {
    "uniqueStates": 699695,
    "witnesses": {
      "read answered": 19,
      "deposed leader asked": 18,
      "leader elected": 4,
      "last term reached": 7,
      "fault used: crash": 1
    }
  },
  "dledger/linearizable-reads-reordered-3n-2t-1m-1r-3net-lossy": {
    "uniqueStates": 715145,
    "witnesses": {
      "read answered": 18,
      "deposed leader asked": 17,
      "leader elected": 3,
      "last term reached": 6
    }
  },
  "dledger/linearizable-reads-slow-queues-3n-2t-1m-1r-2net-lossy-finequeues": {
    "uniqueStates": 69266,
    "witnesses": {
      "deposed leader asked": 11,
      "leader elected": 4,
      "last term reached": 7
    }
  },
  "dledger/linearizable-reads-together-3n-1t-0m-2r-2net-lossy": {
    "uniqueStates": 2061,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4
    }
  },
  "dledger/linearizable-reads-two-3n-2t-2m-2r-2net-lossy": {
    "uniqueStates": 2611944,
    "witnesses": {
      "read answered": 19,
      "deposed leader asked": 18,
      "leader elected": 4,
      "last term reached": 7
    }
  },
  "dledger/recovery-3n-3t-1m-2net-lossy-1kill": {
    "uniqueStates": 1089036,
    "witnesses": {
      "leader elected": 4,
      "fault used: kill": 1
    }
  },
  "dledger/snapshot-recovery-3n-2t-1m-2net-lossy": {
    "uniqueStates": 27629,
    "witnesses": {
      "leader elected": 4
    }
  },
  "dledger/fair-runs-3n-1t-1m-4net": {
    "uniqueStates": 29626,
    "witnesses": {
      "leader elected": 3,
      "message acked before the faults": 8
    }
  },
  "dledger/fair-runs-lossy-3n-1t-1m-3net-lossy": {
    "uniqueStates": 29000,
    "witnesses": {
      "L4 losses for ever": 14,
      "leader elected": 3,
      "message acked before the faults": 8
    }
  },
  "dledger/no-majority-fair-runs-3n-2t-1m-2net-lossy-2kill": {
    "uniqueStates": 22531,
    "witnesses": {
      "W11 no progress, for ever": 13,
      "leader elected": 4,
      "message acked before the faults": 9,
      "fault used: kill": 2
    }
  },
  "dledger/stable-3n-2t-1m-3net-lossy-1duplicate": {
    "uniqueStates": 483393,
    "witnesses": {
      "all follow a leader in the last term": 8,
      "leader elected": 3,
      "last term reached": 6,
      "fault used: duplicate": 2
    }
  },
  "dledger/group-of-one-1n-2t-2m-1net-1crash": {
    "uniqueStates": 17,
    "witnesses": {
      "leader elected": 1,
      "message acked before the faults": 2,
      "fault used: crash": 1
    }
  },
  "dledger/no-majority-3n-2t-1m-2net-lossy-2kill": {
    "uniqueStates": 180428,
    "witnesses": {
      "leader elected": 4,
      "W11 no progress": 2,
      "message acked before the faults": 9,
      "fault used: kill": 2
    }
  },
  "dledger/node-down-3n-2t-2m-2net-lossy-1kill": {
    "uniqueStates": 477443,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 17,
      "fault used: kill": 1
    }
  },
  "dledger/two-of-five-down-5n-2t-1m-4net-lossy-2kill": {
    "uniqueStates": 14288607,
    "witnesses": {
      "leader elected": 7,
      "last term reached": 12,
      "message acked before the faults": 16,
      "acked message served after the faults": 31,
      "fault used: kill": 2
    }
  },
  "dledger/three-of-five-down-5n-2t-1m-4net-lossy-3kill": {
    "uniqueStates": 20169489,
    "witnesses": {
      "leader elected": 7,
      "W11 no progress": 3,
      "message acked before the faults": 16,
      "fault used: kill": 3
    }
  },
  "dledger/page-cache-crash-3n-2t-1m-2net-lossy-1crash": {
    "uniqueStates": 364929,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 17,
      "fault used: crash": 1
    }
  },
  "dledger/page-cache-disk-loss-3n-2t-1m-2net-lossy-1diskLoss": {
    "uniqueStates": 720276,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: diskLoss": 1
    }
  },
  "dledger/partition-3n-2t-1m-2net-lossy-1cut": {
    "uniqueStates": 461118,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 16,
      "fault used: cut": 1
    }
  },
  "dledger/page-cache-partition-3n-2t-1m-2net-lossy-1cut": {
    "uniqueStates": 461118,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 16,
      "fault used: cut": 1
    }
  },
  "dledger/partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": {
    "uniqueStates": 8282863,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: cut": 1,
      "fault used: diskLoss": 1
    }
  },
  "dledger/power-loss-of-all-3n-2t-1m-2net-lossy-finelog-1powerLossOfAll": {
    "uniqueStates": 1319905,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 22,
      "fault used: powerLossOfAll": 1
    }
  },
  "dledger/page-cache-power-loss-of-all-3n-2t-1m-2net-lossy-finelog-1powerLossOfAll": {
    "uniqueStates": 252443,
    "witnesses": {
      "leader elected": 4,
      "message acked before the faults": 9,
      "acked message lost": 10,
      "fault used: powerLossOfAll": 1
    }
  },
  "dledger/two-disk-losses-3n-2t-1m-2net-lossy-2diskLoss": {
    "uniqueStates": 1100952,
    "witnesses": {
      "leader elected": 4,
      "message acked before the faults": 9,
      "acked message lost": 14,
      "fault used: diskLoss": 4
    }
  },
  "dledger/rejoin-voter-3n-2t-1m-2net-lossy-1diskLoss": {
    "uniqueStates": 171758,
    "witnesses": {
      "leader elected": 4,
      "message acked before the faults": 9,
      "acked message lost": 15,
      "fault used: diskLoss": 1
    }
  },
  "dledger/disk-error-power-loss-3n-2t-1m-2net-lossy-finelog-1diskError-1powerLoss": {
    "uniqueStates": 3877439,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 24,
      "fault used: diskError": 5,
      "fault used: powerLoss": 1
    }
  },
  "dledger/page-cache-partition-disk-loss-3n-2t-1m-2net-lossy-1cut-1diskLoss": {
    "uniqueStates": 7922184,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: cut": 1,
      "fault used: diskLoss": 1
    }
  },
  "dledger/page-cache-two-disk-losses-3n-2t-1m-2net-lossy-2diskLoss": {
    "uniqueStates": 1087109,
    "witnesses": {
      "leader elected": 4,
      "message acked before the faults": 9,
      "acked message lost": 14,
      "fault used: diskLoss": 4
    }
  },
  "dledger/page-cache-disk-error-3n-2t-1m-2net-lossy-finelog-1diskError": {
    "uniqueStates": 3538255,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: diskError": 6
    }
  },
  "dledger/requests-clients-1n-1t-0m-1net": {
    "uniqueStates": 78,
    "witnesses": {
      "leader elected": 1
    }
  },
  "dledger/requests-progress-1n-1t-0m-1net": {
    "uniqueStates": 38,
    "witnesses": {
      "leader elected": 1
    }
  },
  "dledger/requests-administration-1n-1t-0m-1net": {
    "uniqueStates": 338,
    "witnesses": {
      "leader elected": 1
    }
  },
  "dledger/requests-messages-1n-1t-2m-1net-finelog-finequeues": {
    "uniqueStates": 87,
    "witnesses": {
      "leader elected": 1
    }
  },
  "dledger/requests-to-followers-3n-2t-0m-2net-lossy": {
    "uniqueStates": 3616,
    "witnesses": {
      "leader elected": 4
    }
  },
  "dledger/power-loss-two-3n-2t-2m-2net-lossy-finelog-1powerLoss": {
    "uniqueStates": 12972782,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 23,
      "fault used: powerLoss": 1
    }
  },
  "dledger/disk-loss-two-3n-2t-2m-2net-lossy-1diskLoss": {
    "uniqueStates": 3367450,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: diskLoss": 1
    }
  },
  "dledger/partition-two-3n-2t-2m-2net-lossy-1cut": {
    "uniqueStates": 1785416,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 16,
      "fault used: cut": 1
    }
  },
  "dledger/power-loss-of-all-two-3n-2t-2m-2net-lossy-finelog-1powerLossOfAll": {
    "uniqueStates": 9738360,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 22,
      "fault used: powerLossOfAll": 1
    }
  },
  "dledger/disk-error-two-3n-2t-2m-2net-lossy-finelog-1diskError": {
    "uniqueStates": 4485328,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 23,
      "fault used: diskError": 5
    }
  },
  "dledger/disk-error-power-loss-two-3n-2t-2m-2net-lossy-finelog-1diskError-1powerLoss": {
    "uniqueStates": 31315073,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 13,
      "acked message served after the faults": 24,
      "fault used: diskError": 5,
      "fault used: powerLoss": 1
    }
  },
  "dledger/partition-disk-loss-two-3n-2t-2m-2net-lossy-1cut-1diskLoss": {
    "uniqueStates": 37040210,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: cut": 1,
      "fault used: diskLoss": 1
    }
  },
  "dledger/page-cache-crash-two-3n-2t-2m-2net-lossy-1crash": {
    "uniqueStates": 1602202,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 17,
      "fault used: crash": 1
    }
  },
  "dledger/page-cache-disk-loss-two-3n-2t-2m-2net-lossy-1diskLoss": {
    "uniqueStates": 3222578,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: diskLoss": 1
    }
  },
  "dledger/page-cache-partition-two-3n-2t-2m-2net-lossy-1cut": {
    "uniqueStates": 1785416,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 16,
      "fault used: cut": 1
    }
  },
  "dledger/page-cache-partition-disk-loss-two-3n-2t-2m-2net-lossy-1cut-1diskLoss": {
    "uniqueStates": 35446618,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: cut": 1,
      "fault used: diskLoss": 1
    }
  },
  "dledger/page-cache-disk-error-two-3n-2t-2m-2net-lossy-finelog-1diskError": {
    "uniqueStates": 42239575,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: diskError": 6
    }
  },
  "dledger-0.3.1.2/elections-3n-1t-0m-2net-lossy": {
    "uniqueStates": 2953778,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 17
    }
  },
  "dledger-0.3.1.2/vote-power-loss-3n-1t-0m-1net-lossy-finevote-1powerLoss-2stand-apart01-steady": {
    "uniqueStates": 224390,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "S3 VoteOnce broken": 6,
      "S2 ElectionSafety broken": 8,
      "fault used: powerLoss": 1
    }
  },
  "dledger-0.3.1.2/replication-3n-0t-2m-2net-lossy-1stand-0retries-steady": {
    "uniqueStates": 12494,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 12
    }
  },
  "dledger-0.3.1.2/late-truncate-3n-0t-2m-2net-lossy-1stand-1retries-steady": {
    "uniqueStates": 132538,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 12,
      "S11 CommittedDurable broken": 20,
      "S10 CommitMonotone broken": 22
    }
  },
  "dledger-0.3.1.2/terms-3n-1t-1m-2net-lossy-2stand-0retries-steady": {
    "uniqueStates": 4516768,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 17,
      "message acked before the faults": 12,
      "acked message served after the faults": 30,
      "S9 CommitOwnTerm broken": 33
    }
  },
  "dledger-0.3.1.2/figure-8-3n-3t-2m-1net-lossy-2stand-apart01-0retries": {
    "uniqueStates": 1306231,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 46,
      "message acked before the faults": 10,
      "S9 CommitOwnTerm broken": 29,
      "S7 LeaderCompleteness broken": 63,
      "S11 CommittedDurable broken": 69,
      "S8 StateMachineSafety broken": 70,
      "S18 VisibleStable broken": 70,
      "S17 ReadCommitted broken": 71
    }
  },
  "dledger-0.3.1.2/page-cache-3n-1t-1m-2net-lossy-finelog-1powerLoss-2stand-apart01-0retries-steady": {
    "uniqueStates": 617639,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 13,
      "message acked before the faults": 9,
      "S11 CommittedDurable broken": 10,
      "S7 LeaderCompleteness broken": 21,
      "S12 AckDurable broken": 21,
      "fault used: powerLoss": 1
    }
  },
  "dledger-0.3.1.2/crash-3n-1t-1m-1net-lossy-1crash-2stand-apart01-0retries-steady": {
    "uniqueStates": 11500,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "message acked before the faults": 10,
      "fault used: crash": 1
    }
  },
  "dledger-0.3.1.2/disk-loss-3n-1t-1m-1net-lossy-1diskLoss-2stand-apart01-0retries-steady": {
    "uniqueStates": 19828,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "message acked before the faults": 10,
      "S3 VoteOnce broken": 6,
      "S2 ElectionSafety broken": 8,
      "S7 LeaderCompleteness broken": 26,
      "S12 AckDurable broken": 26,
      "fault used: diskLoss": 2
    }
  },
  "dledger-0.3.1.2/disk-error-3n-1t-1m-1net-lossy-finelog-1diskError-2stand-apart01-0retries-steady": {
    "uniqueStates": 12086,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "message acked before the faults": 10,
      "fault used: diskError": 7
    }
  },
  "dledger-0.4.0/elections-3n-1t-0m-2net-lossy": {
    "uniqueStates": 3272699,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 17
    }
  },
  "dledger-0.4.0/vote-power-loss-3n-1t-0m-1net-lossy-finevote-1powerLoss-2stand-apart01-steady": {
    "uniqueStates": 227198,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "S3 VoteOnce broken": 6,
      "S2 ElectionSafety broken": 8,
      "fault used: powerLoss": 1
    }
  },
  "dledger-0.4.0/replication-3n-0t-2m-2net-lossy-1stand-0retries-steady": {
    "uniqueStates": 88365,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 17
    }
  },
  "dledger-0.4.0/late-truncate-3n-1t-1m-2net-lossy-2stand-apart01-0retries-steady": {
    "uniqueStates": 250089,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 13,
      "message acked before the faults": 14,
      "S11 CommittedDurable broken": 27,
      "S10 CommitMonotone broken": 29
    }
  },
  "dledger-0.4.0/compare-3n-1t-1m-2net-lossy-2stand-apart0212-0retries-steady": {
    "uniqueStates": 259627,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 13,
      "message acked before the faults": 14,
      "acked message served after the faults": 39,
      "a leader cuts what both have": 28,
      "S11 CommittedDurable broken": 29,
      "S10 CommitMonotone broken": 29
    }
  },
  "dledger-0.4.0/without-no-op-3n-1t-1m-2net-lossy-2stand-apart0212-0retries-steady": {
    "uniqueStates": 64583,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 13,
      "message acked before the faults": 11,
      "a leader waits for what it inherited": 23,
      "S11 CommittedDurable broken": 29,
      "S10 CommitMonotone broken": 29
    }
  },
  "dledger-0.4.0/page-cache-3n-1t-1m-1net-lossy-finelog-1powerLoss-2stand-apart01-0retries-steady": {
    "uniqueStates": 53025,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "message acked before the faults": 12,
      "S11 CommittedDurable broken": 13,
      "S7 LeaderCompleteness broken": 24,
      "S12 AckDurable broken": 24,
      "fault used: powerLoss": 1
    }
  },
  "dledger/failover-3n-2t-1ns-1m-2net-lossy-1crash": {
    "uniqueStates": 6726084,
    "witnesses": {
      "acked through a route": 16,
      "W14 duplicate by retry": 17,
      "W17 deposed leader still registered": 13,
      "acked after failover": 21
    }
  },
  "dledger/registration-3n-2t-1ns-0m-4net-lossy-1crash": {
    "uniqueStates": 25105161,
    "witnesses": {
      "W17 deposed leader still registered": 14
    }
  },
  "dledger/consumption-3n-1t-1ns-1m-2net-lossy-0crash": {
    "uniqueStates": 1191202,
    "witnesses": {
      "acked through a route": 16,
      "W14 duplicate by retry": 17,
      "consumed": 23
    }
  },
  "dledger/two-name-servers-3n-1t-2ns-1m-3net-lossy-1crash": {
    "uniqueStates": 4555196,
    "witnesses": {
      "acked through a route": 17,
      "W14 duplicate by retry": 18,
      "W16 NameServers disagree": 9
    }
  },
  "dledger/routes-3n-1t-1ns-0m-2net-lossy-0crash-1nameServerCrash": {
    "uniqueStates": 1528152,
    "witnesses": {
      "restart forgets routes": 11
    }
  },
  "multi-master/routes-2master-0slave-1ns-0m-2net-lossy-0crash-1kill-1nameServerCrash": {
    "uniqueStates": 5048,
    "witnesses": {
      "restart forgets routes": 6
    }
  },
  "multi-master/spread-2master-0slave-1ns-2m-2net-lossy-0crash-1kill": {
    "uniqueStates": 591913,
    "witnesses": {
      "spread over all masters": 11,
      "the others go on": 9,
      "acked through a route": 8,
      "W14 duplicate by retry": 10
    }
  },
  "multi-master/write-permission-2master-0slave-1ns-1m-2net-lossy-0crash-1wipeWritePerm": {
    "uniqueStates": 15022,
    "witnesses": {
      "written elsewhere after the wipe": 10,
      "acked through a route": 8,
      "W14 duplicate by retry": 10
    }
  },
  "multi-master/three-name-servers-1master-0slave-3ns-1m-3net-lossy-0crash-2nameServerKill": {
    "uniqueStates": 684978,
    "witnesses": {
      "the third NameServer is enough": 10,
      "acked through a route": 8,
      "W14 duplicate by retry": 11,
      "W16 NameServers disagree": 2
    }
  },
  "async-replication/routes-1master-1slave-1ns-0m-2net-lossy-0crash-1kill-1nameServerCrash": {
    "uniqueStates": 3472,
    "witnesses": {
      "restart forgets routes": 6
    }
  },
  "later/delays-2m-1powerLoss": {
    "uniqueStates": 617,
    "witnesses": {
      "delayed message seen": 2,
      "delayed message twice": 4
    }
  },
  "later/transactions-1m-3ends-1powerLoss": {
    "uniqueStates": 1079,
    "witnesses": {
      "committed message seen": 2,
      "committed message twice": 4
    }
  },
  "later/delayed-transactions-1m-2ends-1powerLoss": {
    "uniqueStates": 1644,
    "witnesses": {
      "delayed message seen": 3
    }
  },
  "later/timers-2m-2recalls-1powerLoss": {
    "uniqueStates": 7506,
    "witnesses": {
      "timer message seen": 5,
      "too late to recall": 3
    }
  },
  "later/retries-1m-2retries-1powerLoss": {
    "uniqueStates": 3885,
    "witnesses": {
      "dead letter": 7
    }
  },
  "pop/redelivery-1m-3pops-1acks-1retries-1powerLoss@master": {
    "uniqueStates": 2080,
    "witnesses": {
      "consumed": 6,
      "handed out again": 6,
      "popped to death": 6
    }
  },
  "pop/more-time-1m-2pops-1acks-1changes-3retries-1powerLoss@master": {
    "uniqueStates": 6812,
    "witnesses": {
      "consumed": 6,
      "handed out again": 6
    }
  },
  "pop/many-2m-3pops-1each-1acks-3retries": {
    "uniqueStates": 605,
    "witnesses": {
      "consumed": 5,
      "handed out again": 6
    }
  },
  "pop/in-order-2m-4pops-1each-2acks-3retries": {
    "uniqueStates": 167,
    "witnesses": {
      "consumed": 4,
      "handed out again": 5,
      "both consumed in order": 8
    }
  },
  "pop/in-order-restart-2m-2pops-1acks-3retries-1powerLoss@master": {
    "uniqueStates": 2110,
    "witnesses": {
      "consumed": 6,
      "handed out again": 6
    }
  },
  "pop/in-order-more-time-2m-2pops-1acks-1changes-3retries": {
    "uniqueStates": 299,
    "witnesses": {
      "consumed": 4,
      "handed out again": 5
    }
  },
  "pop/async-flush-1m-2pops-1acks-3retries-1powerLoss@master": {
    "uniqueStates": 1630,
    "witnesses": {
      "consumed": 4,
      "handed out too early": 6,
      "ack forgotten": 8
    }
  },
  "pop/sync-double-write-failover-2brokers-1m-2pops-1acks-3retries-2net-1kill@master-1promote": {
    "uniqueStates": 2099,
    "witnesses": {
      "handed out again": 7,
      "acked at the next master": 10
    }
  },
  "pop/sync-double-write-in-order-failover-2brokers-2m-2pops-1acks-3retries-1net-1kill@master-1promote": {
    "uniqueStates": 1055,
    "witnesses": {
      "handed out again": 7,
      "acked at the next master": 10
    }
  },
  "pop/dledger-failover-3brokers-3t-1m-2pops-1acks-3retries-2net-1kill@master": {
    "uniqueStates": 15406,
    "witnesses": {
      "handed out again": 11,
      "acked at the next master": 17
    }
  },
  "pop/dledger-failover-3brokers-3t-1m-2pops-1acks-3retries-3net-1kill@master": {
    "uniqueStates": 2606763,
    "witnesses": {
      "handed out again": 11,
      "acked at the next master": 15
    }
  },
  "multi-master/crash-1master-ASYNC_FLUSH-2m-1crash@master": {
    "uniqueStates": 26,
    "witnesses": {
      "served after the faults": 3,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "multi-master/crash-1master-SYNC_FLUSH-2m-1crash@master": {
    "uniqueStates": 59,
    "witnesses": {
      "served after the faults": 4,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "async-replication/crash-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@master": {
    "uniqueStates": 1433,
    "witnesses": {
      "served after the faults": 3,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/crash-1master1slave-SYNC_FLUSH-2m-3net-2connections-1crash@master": {
    "uniqueStates": 3201,
    "witnesses": {
      "served after the faults": 4,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "sync-double-write/crash-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@master": {
    "uniqueStates": 9544,
    "witnesses": {
      "served after the faults": 7,
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "sync-double-write/crash-1master1slave-SYNC_FLUSH-2m-3net-2connections-1crash@master": {
    "uniqueStates": 8028,
    "witnesses": {
      "served after the faults": 8,
      "message acked before the faults": 6,
      "every fault used": 1
    }
  },
  "multi-master/power-loss-1master-ASYNC_FLUSH-2m-1powerLoss@master": {
    "uniqueStates": 36,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "multi-master/power-loss-1master-SYNC_FLUSH-2m-1powerLoss@master": {
    "uniqueStates": 93,
    "witnesses": {
      "served after the faults": 4,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "async-replication/power-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1powerLoss@master": {
    "uniqueStates": 2371,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/power-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1powerLoss@master": {
    "uniqueStates": 5571,
    "witnesses": {
      "served after the faults": 4,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "sync-double-write/power-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1powerLoss@master-1promote": {
    "uniqueStates": 32795,
    "witnesses": {
      "kept on the slave alone": 7,
      "served after promotion": 7,
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "sync-double-write/power-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1powerLoss@master": {
    "uniqueStates": 12887,
    "witnesses": {
      "served after the faults": 8,
      "message acked before the faults": 6,
      "every fault used": 1
    }
  },
  "multi-master/disk-loss-1master-ASYNC_FLUSH-2m-1diskLoss@master": {
    "uniqueStates": 17,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 2
    }
  },
  "multi-master/disk-loss-1master-SYNC_FLUSH-2m-1diskLoss@master": {
    "uniqueStates": 51,
    "witnesses": {
      "acked message lost": 3,
      "message acked before the faults": 2,
      "every fault used": 2
    }
  },
  "async-replication/disk-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@master": {
    "uniqueStates": 784,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 2
    }
  },
  "async-replication/disk-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@master": {
    "uniqueStates": 2467,
    "witnesses": {
      "acked message lost": 3,
      "message acked before the faults": 2,
      "every fault used": 2
    }
  },
  "sync-double-write/disk-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@master-1promote": {
    "uniqueStates": 10485,
    "witnesses": {
      "kept on the slave alone": 7,
      "served after promotion": 7,
      "message acked before the faults": 5,
      "every fault used": 2
    }
  },
  "sync-double-write/disk-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@master-1promote": {
    "uniqueStates": 9882,
    "witnesses": {
      "kept on the slave alone": 8,
      "served after promotion": 8,
      "message acked before the faults": 6,
      "every fault used": 2
    }
  },
  "async-replication/slave-disk-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@slave": {
    "uniqueStates": 1188,
    "witnesses": {
      "message acked before the faults": 1,
      "every fault used": 5
    }
  },
  "async-replication/slave-disk-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@slave": {
    "uniqueStates": 1599,
    "witnesses": {
      "message acked before the faults": 2,
      "every fault used": 5
    }
  },
  "sync-double-write/slave-disk-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@slave": {
    "uniqueStates": 7902,
    "witnesses": {
      "message acked before the faults": 5,
      "every fault used": 5
    }
  },
  "sync-double-write/slave-disk-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@slave": {
    "uniqueStates": 8031,
    "witnesses": {
      "message acked before the faults": 6,
      "every fault used": 5
    }
  },
  "async-replication/partition-1master1slave-ASYNC_FLUSH-2m-2net-2connections-1cut": {
    "uniqueStates": 24279,
    "witnesses": {
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/partition-1master1slave-SYNC_FLUSH-2m-2net-2connections-1cut": {
    "uniqueStates": 27891,
    "witnesses": {
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "sync-double-write/partition-1master1slave-ASYNC_FLUSH-2m-2net-2connections-1cut": {
    "uniqueStates": 205620,
    "witnesses": {
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "sync-double-write/partition-1master1slave-SYNC_FLUSH-2m-2net-2connections-1cut": {
    "uniqueStates": 173082,
    "witnesses": {
      "message acked before the faults": 6,
      "every fault used": 1
    }
  },
  "async-replication/partition-disk-loss-1master1slave-ASYNC_FLUSH-2m-2net-2connections-1cut-1diskLoss@master": {
    "uniqueStates": 34173,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 3
    }
  },
  "async-replication/partition-disk-loss-1master1slave-SYNC_FLUSH-2m-2net-2connections-1cut-1diskLoss@master": {
    "uniqueStates": 62637,
    "witnesses": {
      "acked message lost": 3,
      "message acked before the faults": 2,
      "every fault used": 3
    }
  },
  "sync-double-write/partition-disk-loss-1master1slave-ASYNC_FLUSH-2m-2net-2connections-1cut-1diskLoss@master-1promote": {
    "uniqueStates": 901881,
    "witnesses": {
      "kept on the slave alone": 7,
      "served after promotion": 8,
      "message acked before the faults": 5,
      "every fault used": 3
    }
  },
  "sync-double-write/partition-disk-loss-1master1slave-SYNC_FLUSH-2m-2net-2connections-1cut-1diskLoss@master-1promote": {
    "uniqueStates": 825774,
    "witnesses": {
      "kept on the slave alone": 8,
      "served after promotion": 9,
      "message acked before the faults": 6,
      "every fault used": 3
    }
  },
  "multi-master/power-loss-of-all-1master-ASYNC_FLUSH-2m-1powerLossOfAll": {
    "uniqueStates": 36,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "multi-master/power-loss-of-all-1master-SYNC_FLUSH-2m-1powerLossOfAll": {
    "uniqueStates": 93,
    "witnesses": {
      "served after the faults": 4,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "async-replication/power-loss-of-all-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1powerLossOfAll": {
    "uniqueStates": 1821,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/power-loss-of-all-1master1slave-SYNC_FLUSH-2m-3net-2connections-1powerLossOfAll": {
    "uniqueStates": 5089,
    "witnesses": {
      "served after the faults": 5,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "sync-double-write/power-loss-of-all-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1powerLossOfAll": {
    "uniqueStates": 12162,
    "witnesses": {
      "acked message lost": 6,
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "sync-double-write/power-loss-of-all-1master1slave-SYNC_FLUSH-2m-3net-2connections-1powerLossOfAll": {
    "uniqueStates": 12326,
    "witnesses": {
      "served after the faults": 9,
      "message acked before the faults": 6,
      "every fault used": 1
    }
  },
  "async-replication/two-disk-losses-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@master-1diskLoss@slave": {
    "uniqueStates": 3504,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 6
    }
  },
  "async-replication/two-disk-losses-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@master-1diskLoss@slave": {
    "uniqueStates": 11325,
    "witnesses": {
      "acked message lost": 3,
      "message acked before the faults": 2,
      "every fault used": 6
    }
  },
  "sync-double-write/two-disk-losses-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@master-1diskLoss@slave": {
    "uniqueStates": 23850,
    "witnesses": {
      "acked message lost": 7,
      "message acked before the faults": 5,
      "every fault used": 6
    }
  },
  "sync-double-write/two-disk-losses-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@master-1diskLoss@slave": {
    "uniqueStates": 25052,
    "witnesses": {
      "acked message lost": 8,
      "message acked before the faults": 6,
      "every fault used": 6
    }
  },
  "async-replication/slave-replaced-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@slave-1diskLoss@master-copied-1promote": {
    "uniqueStates": 3259,
    "witnesses": {
      "kept on the slave alone": 12,
      "served after promotion": 12,
      "message acked before the faults": 1,
      "every fault used": 11
    }
  },
  "async-replication/slave-replaced-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@slave-1diskLoss@master-copied-1promote": {
    "uniqueStates": 8999,
    "witnesses": {
      "kept on the slave alone": 13,
      "served after promotion": 13,
      "message acked before the faults": 2,
      "every fault used": 11
    }
  },
  "sync-double-write/slave-replaced-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@slave-1diskLoss@master-copied-1promote": {
    "uniqueStates": 23438,
    "witnesses": {
      "kept on the slave alone": 12,
      "served after promotion": 12,
      "message acked before the faults": 5,
      "every fault used": 11
    }
  },
  "sync-double-write/slave-replaced-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskLoss@slave-1diskLoss@master-copied-1promote": {
    "uniqueStates": 24960,
    "witnesses": {
      "kept on the slave alone": 13,
      "served after promotion": 13,
      "message acked before the faults": 6,
      "every fault used": 11
    }
  },
  "multi-master/disk-error-1master-ASYNC_FLUSH-2m-1diskError@master": {
    "uniqueStates": 16,
    "witnesses": {
      "message acked before the faults": 1,
      "every fault used": 3
    }
  },
  "multi-master/disk-error-1master-SYNC_FLUSH-2m-1diskError@master": {
    "uniqueStates": 35,
    "witnesses": {
      "message acked before the faults": 2,
      "every fault used": 2
    }
  },
  "async-replication/disk-error-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskError@master": {
    "uniqueStates": 370,
    "witnesses": {
      "message acked before the faults": 1,
      "every fault used": 3
    }
  },
  "async-replication/disk-error-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskError@master": {
    "uniqueStates": 649,
    "witnesses": {
      "message acked before the faults": 2,
      "every fault used": 2
    }
  },
  "sync-double-write/disk-error-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskError@master": {
    "uniqueStates": 2604,
    "witnesses": {
      "message acked before the faults": 5,
      "every fault used": 3
    }
  },
  "sync-double-write/disk-error-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskError@master": {
    "uniqueStates": 2390,
    "witnesses": {
      "message acked before the faults": 6,
      "every fault used": 2
    }
  },
  "multi-master/disk-error-power-loss-1master-ASYNC_FLUSH-2m-1diskError@master-1powerLoss@master": {
    "uniqueStates": 67,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 4
    }
  },
  "multi-master/disk-error-power-loss-1master-SYNC_FLUSH-2m-1diskError@master-1powerLoss@master": {
    "uniqueStates": 196,
    "witnesses": {
      "served after the faults": 6,
      "message acked before the faults": 2,
      "every fault used": 3
    }
  },
  "async-replication/disk-error-power-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskError@master-1powerLoss@master": {
    "uniqueStates": 5473,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 4
    }
  },
  "async-replication/disk-error-power-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskError@master-1powerLoss@master": {
    "uniqueStates": 13323,
    "witnesses": {
      "served after the faults": 6,
      "message acked before the faults": 2,
      "every fault used": 3
    }
  },
  "sync-double-write/disk-error-power-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskError@master-1powerLoss@master-1promote": {
    "uniqueStates": 74003,
    "witnesses": {
      "kept on the slave alone": 7,
      "served after promotion": 9,
      "message acked before the faults": 5,
      "every fault used": 4
    }
  },
  "sync-double-write/disk-error-power-loss-1master1slave-SYNC_FLUSH-2m-3net-2connections-1diskError@master-1powerLoss@master": {
    "uniqueStates": 31243,
    "witnesses": {
      "served after the faults": 10,
      "message acked before the faults": 6,
      "every fault used": 3
    }
  },
  "multi-master/two-masters-2master-ASYNC_FLUSH-2m-1crash@master": {
    "uniqueStates": 128,
    "witnesses": {
      "W4 cluster writable, queue unreadable": 3,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "multi-master/reads-1master-SYNC_FLUSH-2m-2r-1crash@master": {
    "uniqueStates": 362,
    "witnesses": {
      "read answered": 2,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "multi-master/reads-power-loss-1master-SYNC_FLUSH-2m-2r-1powerLoss@master": {
    "uniqueStates": 630,
    "witnesses": {
      "a queue's end goes back": 5,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "async-replication/two-masters-2master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@master": {
    "uniqueStates": 3245,
    "witnesses": {
      "W4 cluster writable, queue unreadable": 3,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/visible-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@any-1diskLoss@slave": {
    "uniqueStates": 9858,
    "witnesses": {
      "message acked before the faults": 1,
      "every fault used": 6
    }
  },
  "sync-double-write/visible-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@any-1diskLoss@slave": {
    "uniqueStates": 74917,
    "witnesses": {
      "message acked before the faults": 5,
      "every fault used": 6
    }
  },
  "multi-master/visible-power-loss-1master-ASYNC_FLUSH-2m-1powerLoss@master": {
    "uniqueStates": 36,
    "witnesses": {
      "visible message replaced": 4,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "multi-master/visible-power-loss-1master-SYNC_FLUSH-2m-1powerLoss@master": {
    "uniqueStates": 93,
    "witnesses": {
      "visible message replaced": 4,
      "message acked before the faults": 2,
      "every fault used": 1
    }
  },
  "async-replication/master-dead-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1kill@master": {
    "uniqueStates": 471,
    "witnesses": {
      "W6 no failover": 1,
      "W6 no failover, for ever": 2,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/heartbeats-1master1slave-ASYNC_FLUSH-2m-3net-2connections": {
    "uniqueStates": 326,
    "witnesses": {
      "message acked before the faults": 1
    }
  },
  "async-replication/master-dead-promotion-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1kill@master-1promote": {
    "uniqueStates": 666,
    "witnesses": {
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/catch-up-1master1slave-ASYNC_FLUSH-2m-3net-3connections-1crash@any": {
    "uniqueStates": 2785,
    "witnesses": {
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "sync-double-write/master-dead-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1kill@master": {
    "uniqueStates": 2925,
    "witnesses": {
      "W6 no failover": 1,
      "W6 no failover, for ever": 2,
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "sync-double-write/heartbeats-1master1slave-ASYNC_FLUSH-2m-3net-2connections": {
    "uniqueStates": 1796,
    "witnesses": {
      "message acked before the faults": 5
    }
  },
  "sync-double-write/master-dead-promotion-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1kill@master-1promote": {
    "uniqueStates": 3650,
    "witnesses": {
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "sync-double-write/catch-up-1master1slave-ASYNC_FLUSH-2m-3net-3connections-1crash@any": {
    "uniqueStates": 19001,
    "witnesses": {
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "multi-master/slow-disk-1master-SYNC_FLUSH-2m": {
    "uniqueStates": 17,
    "witnesses": {
      "FLUSH_DISK_TIMEOUT": 2,
      "message acked before the faults": 2
    }
  },
  "sync-double-write/slave-down-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@slave": {
    "uniqueStates": 14345,
    "witnesses": {
      "W9 SLAVE_NOT_AVAILABLE": 2,
      "FLUSH_SLAVE_TIMEOUT": 3,
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "sync-double-write/slave-down-disk-loss-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@slave-1diskLoss@master": {
    "uniqueStates": 40950,
    "witnesses": {
      "W8 stored, not acked, lost": 2,
      "message acked before the faults": 5,
      "every fault used": 3
    }
  },
  "sync-double-write/one-ack-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1diskLoss@master": {
    "uniqueStates": 784,
    "witnesses": {
      "acked message lost": 2,
      "message acked before the faults": 1,
      "every fault used": 2
    }
  },
  "sync-double-write/slave-fsync-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1powerLossOfAll": {
    "uniqueStates": 6289,
    "witnesses": {
      "kept on the slave alone": 9,
      "message acked before the faults": 6,
      "every fault used": 1
    }
  },
  "sync-double-write/three-acks-1master2slave-ASYNC_FLUSH-1m-2net-2connections-1cut": {
    "uniqueStates": 1210112,
    "witnesses": {
      "message acked before the faults": 9,
      "every fault used": 1
    }
  },
  "async-replication/promotion-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@master-1promote": {
    "uniqueStates": 3369,
    "witnesses": {
      "served after promotion": 3,
      "W7 old master stuck": 7,
      "W7 old master forked": 7,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "sync-double-write/promotion-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@master-1promote": {
    "uniqueStates": 19386,
    "witnesses": {
      "served after promotion": 7,
      "W7 old master stuck": 7,
      "W7 old master forked": 7,
      "message acked before the faults": 5,
      "every fault used": 1
    }
  },
  "async-replication/slave-reads-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@master": {
    "uniqueStates": 1433,
    "witnesses": {
      "served by the slave": 4,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/consumer-failover-1master1slave-ASYNC_FLUSH-2m-3net-2connections-1crash@master": {
    "uniqueStates": 1433,
    "witnesses": {
      "served while a broker is down": 5,
      "message acked before the faults": 1,
      "every fault used": 1
    }
  },
  "async-replication/one-consumer-2brokers-1consumer-2m-2net-1crash@any": {
    "uniqueStates": 149590,
    "witnesses": {
      "all processed, all committed": 13
    }
  },
  "sync-double-write/one-consumer-2brokers-1consumer-1m-2net-1crash@any": {
    "uniqueStates": 54228,
    "witnesses": {
      "all processed, all committed": 11
    }
  },
  "async-replication/failover-to-slave-2brokers-1consumer-2m-2net-1crash@master": {
    "uniqueStates": 22011,
    "witnesses": {
      "all processed, all committed": 11,
      "given while the master is down": 6
    }
  },
  "async-replication/offsets-promotion-2brokers-2consumers-2m-1net-1kill@master-1promote-1crash@consumer": {
    "uniqueStates": 281095,
    "witnesses": {
      "W15 offset goes back": 20,
      "taken over": 10
    }
  },
  "async-replication/offsets-promotion-of-lagging-slave-2brokers-1consumer-3m-1net-1kill@master-1promote": {
    "uniqueStates": 5754,
    "witnesses": {
      "stored offset beyond the end": 13,
      "message skipped": 14
    }
  },
  "multi-master/offsets-power-loss-1broker-1consumer-2m-1net-1powerLoss@master": {
    "uniqueStates": 7434,
    "witnesses": {
      "stored offset beyond the end": 12,
      "message skipped": 13
    }
  },
  "multi-master/rebalance-1broker-2consumers-2m-2net-1crash@consumer": {
    "uniqueStates": 5185,
    "witnesses": {
      "all processed, all committed": 12,
      "taken over": 10,
      "two members at one queue": 12
    }
  },
  "multi-master/orderly-1broker-2consumers-2m-2net-1crash@consumer": {
    "uniqueStates": 61256,
    "witnesses": {
      "all processed, all committed": 14,
      "taken over": 12
    }
  },
  "multi-master/orderly-join-1broker-2consumers-2m-2net": {
    "uniqueStates": 28402,
    "witnesses": {
      "all processed, all committed": 14
    }
  },
  "multi-master/orderly-crash-1broker-2consumers-2m-1net-1crash@master": {
    "uniqueStates": 48693,
    "witnesses": {
      "W15 offset goes back": 23
    }
  },
  "multi-master/two-queues-2brokers-2consumers-1m-2net": {
    "uniqueStates": 1470,
    "witnesses": {
      "queues are shared": 4
    }
  },
  "async-replication/acting-master-2brokers-2consumers-1m-1net-1crash@master": {
    "uniqueStates": 62938,
    "witnesses": {}
  },
  "dledger/offsets-failover-3brokers-1consumer-3t-1m-3net-1crash@master": {
    "uniqueStates": 456864,
    "witnesses": {
      "all processed, all committed": 13,
      "W15 offset goes back": 28
    }
  },
  "dledger/locks-of-two-leaders-3brokers-2consumers-2t-0m-3net": {
    "uniqueStates": 91596,
    "witnesses": {
      "lock held twice": 14
    }
  },
  "alone/name-server-kvConfig-16events": {
    "uniqueStates": 27,
    "witnesses": {}
  },
  "alone/name-server-roles-24events": {
    "uniqueStates": 132,
    "witnesses": {}
  },
  "alone/name-server-groups-25events": {
    "uniqueStates": 561,
    "witnesses": {}
  },
  "alone/producer-answers-13events": {
    "uniqueStates": 278,
    "witnesses": {}
  },
  "alone/producer-stored-again-13events": {
    "uniqueStates": 417,
    "witnesses": {}
  },
  "alone/producer-turns-15events": {
    "uniqueStates": 1308,
    "witnesses": {}
  },
  "alone/consumer-alone-17events": {
    "uniqueStates": 1182,
    "witnesses": {}
  },
  "alone/consumer-later-12events": {
    "uniqueStates": 1384,
    "witnesses": {}
  },
  "alone/consumer-orderly-16events": {
    "uniqueStates": 844,
    "witnesses": {}
  },
  "alone/consumer-orderly-alone-10events": {
    "uniqueStates": 27,
    "witnesses": {}
  },
  "alone/consumer-shares-15events": {
    "uniqueStates": 1195,
    "witnesses": {}
  },
  "alone/pulls-24events": {
    "uniqueStates": 794,
    "witnesses": {}
  },
  "alone/pulls-at-slave-28events": {
    "uniqueStates": 539,
    "witnesses": {}
  },
  "alone/pulls-expired-23events": {
    "uniqueStates": 92,
    "witnesses": {}
  },
  "alone/pulls-without-master-24events": {
    "uniqueStates": 80,
    "witnesses": {}
  },
  "alone/progress-47events": {
    "uniqueStates": 24,
    "witnesses": {}
  },
  "alone/progress-5-47events": {
    "uniqueStates": 24,
    "witnesses": {}
  },
  "alone/progress-expired-47events": {
    "uniqueStates": 24,
    "witnesses": {}
  },
  "alone/progress-at-slave-47events": {
    "uniqueStates": 1,
    "witnesses": {}
  },
  "alone/groups-15events": {
    "uniqueStates": 200,
    "witnesses": {}
  },
  "alone/replies-5events": {
    "uniqueStates": 7,
    "witnesses": {}
  },
  "alone/locks-8events": {
    "uniqueStates": 12,
    "witnesses": {}
  },
  "alone/locks-at-slave-8events": {
    "uniqueStates": 1,
    "witnesses": {}
  },
  "alone/topics-29events": {
    "uniqueStates": 1116,
    "witnesses": {}
  },
  "alone/topics-at-slave-29events": {
    "uniqueStates": 24,
    "witnesses": {}
  },
  "alone/sends-async-flush-9events": {
    "uniqueStates": 269,
    "witnesses": {}
  },
  "alone/sends-sync-flush-9events": {
    "uniqueStates": 411,
    "witnesses": {}
  },
  "alone/refused-34events": {
    "uniqueStates": 50,
    "witnesses": {}
  },
  "alone/copies-15events": {
    "uniqueStates": 411,
    "witnesses": {}
  },
  "alone/copies-sync-flush-18events": {
    "uniqueStates": 181,
    "witnesses": {}
  },
  "alone/copies-4.9-14events": {
    "uniqueStates": 39,
    "witnesses": {}
  },
  "alone/copies-5-15events": {
    "uniqueStates": 294,
    "witnesses": {}
  },
  "alone/copies-5-far-14events": {
    "uniqueStates": 49,
    "witnesses": {}
  },
  "alone/copies-expired-11events": {
    "uniqueStates": 293,
    "witnesses": {}
  },
  "alone/copies-gap-10events": {
    "uniqueStates": 394,
    "witnesses": {}
  },
  "alone/expires-15events": {
    "uniqueStates": 322,
    "witnesses": {}
  },
  "alone/expires-at-slave-15events": {
    "uniqueStates": 17,
    "witnesses": {}
  },
  "alone/three-copies-13events": {
    "uniqueStates": 325,
    "witnesses": {}
  },
  "alone/streams-14events": {
    "uniqueStates": 397,
    "witnesses": {}
  },
  "alone/streams-three-acks-14events": {
    "uniqueStates": 431,
    "witnesses": {}
  },
  "alone/blank-slave-6events": {
    "uniqueStates": 20,
    "witnesses": {}
  },
  "alone/slaves-23events": {
    "uniqueStates": 246,
    "witnesses": {}
  },
  "alone/slaves-sync-flush-23events": {
    "uniqueStates": 246,
    "witnesses": {}
  },
  "alone/slaves-fsync-23events": {
    "uniqueStates": 246,
    "witnesses": {}
  },
  "alone/starts-7events": {
    "uniqueStates": 214,
    "witnesses": {}
  },
  "alone/starts-as-slave-7events": {
    "uniqueStates": 12,
    "witnesses": {}
  },
  "alone/copied-3events": {
    "uniqueStates": 6,
    "witnesses": {}
  },
  "alone/transactions-16events": {
    "uniqueStates": 1032,
    "witnesses": {}
  },
  "alone/levels-13events": {
    "uniqueStates": 426,
    "witnesses": {}
  },
  "alone/timers-15events": {
    "uniqueStates": 932,
    "witnesses": {}
  },
  "alone/sends-at-times-15events": {
    "uniqueStates": 4444,
    "witnesses": {}
  },
  "alone/timers-off-4events": {
    "uniqueStates": 5,
    "witnesses": {}
  },
  "alone/sent-back-18events": {
    "uniqueStates": 265,
    "witnesses": {}
  },
  "alone/pops-24events": {
    "uniqueStates": 1450,
    "witnesses": {}
  },
  "alone/pops-expired-14events": {
    "uniqueStates": 399,
    "witnesses": {}
  },
  "alone/pops-of-two-22events": {
    "uniqueStates": 598,
    "witnesses": {}
  },
  "alone/in-flight-25events": {
    "uniqueStates": 455,
    "witnesses": {}
  },
  "alone/in-flight-full-26events": {
    "uniqueStates": 521,
    "witnesses": {}
  },
  "alone/pops-in-order-6events": {
    "uniqueStates": 1108,
    "witnesses": {}
  },
  "alone/damaged-in-order-2events": {
    "uniqueStates": 5,
    "witnesses": {}
  },
  "alone/acks-in-order-10events": {
    "uniqueStates": 2883,
    "witnesses": {}
  },
  "alone/records-15events": {
    "uniqueStates": 326,
    "witnesses": {}
  },
  "alone/records-at-slave-15events": {
    "uniqueStates": 9,
    "witnesses": {}
  },
  "alone/pops-together-6events": {
    "uniqueStates": 324,
    "witnesses": {}
  },
  "alone/pops-too-many-3events": {
    "uniqueStates": 4,
    "witnesses": {}
  },
  "alone/again-in-order-3events": {
    "uniqueStates": 4,
    "witnesses": {}
  },
  "alone/pops-to-the-byte-4events": {
    "uniqueStates": 11,
    "witnesses": {}
  },
  "alone/pops-in-turn-4events": {
    "uniqueStates": 5,
    "witnesses": {}
  },
  "alone/resets-alike-2events": {
    "uniqueStates": 7,
    "witnesses": {}
  },
  "alone/short-of-replicas-10events": {
    "uniqueStates": 2,
    "witnesses": {}
  },
  "alone/endings-3events": {
    "uniqueStates": 4,
    "witnesses": {}
  },
  "alone/endings-at-slave-3events": {
    "uniqueStates": 4,
    "witnesses": {}
  },
  "alone/pops-at-slave-10events": {
    "uniqueStates": 2,
    "witnesses": {}
  },
  "alone/pops-before-serving-10events": {
    "uniqueStates": 14,
    "witnesses": {}
  },
  "alone/refused-alike-13events": {
    "uniqueStates": 4,
    "witnesses": {}
  },
  "alone/assignments-21events": {
    "uniqueStates": 20,
    "witnesses": {}
  },
  "alone/later-at-slave-12events": {
    "uniqueStates": 6,
    "witnesses": {}
  },
  "alone/later-before-serving-12events": {
    "uniqueStates": 2,
    "witnesses": {}
  },
  "alone/defaults-8events": {
    "uniqueStates": 1,
    "witnesses": {}
  },
  "alone/pop-records-33events": {
    "uniqueStates": 1,
    "witnesses": {}
  },
  "alone/files-186events": {
    "uniqueStates": 1,
    "witnesses": {}
  },
  "alone/member-votes-49events": {
    "uniqueStates": 161,
    "witnesses": {}
  },
  "alone/member-votes-as-candidate-49events": {
    "uniqueStates": 148,
    "witnesses": {}
  },
  "alone/member-votes-unsaved-49events": {
    "uniqueStates": 295,
    "witnesses": {}
  },
  "alone/member-follows-43events": {
    "uniqueStates": 236,
    "witnesses": {}
  },
  "alone/member-follows-page-cache-43events": {
    "uniqueStates": 222,
    "witnesses": {}
  },
  "alone/member-follows-behind-snapshot-43events": {
    "uniqueStates": 200,
    "witnesses": {}
  },
  "alone/member-leads-45events": {
    "uniqueStates": 87,
    "witnesses": {}
  },
  "alone/member-leads-page-cache-45events": {
    "uniqueStates": 96,
    "witnesses": {}
  },
  "alone/member-leads-behind-snapshot-45events": {
    "uniqueStates": 104,
    "witnesses": {}
  },
  "alone/member-leads-and-hands-over-44events": {
    "uniqueStates": 91,
    "witnesses": {}
  },
  "alone/member-leads-alone-3events": {
    "uniqueStates": 9,
    "witnesses": {}
  },
  "alone/member-reads-18events": {
    "uniqueStates": 311,
    "witnesses": {}
  },
  "alone/member-reads-of-four-18events": {
    "uniqueStates": 486,
    "witnesses": {}
  },
  "alone/member-reads-behind-18events": {
    "uniqueStates": 372,
    "witnesses": {}
  },
  "alone/member-follows-after-snapshot-44events": {
    "uniqueStates": 184,
    "witnesses": {}
  },
  "alone/member-catches-up-20events": {
    "uniqueStates": 356,
    "witnesses": {}
  },
  "alone/member-catches-up-without-tables-20events": {
    "uniqueStates": 350,
    "witnesses": {}
  },
  "alone/member-catches-up-page-cache-20events": {
    "uniqueStates": 452,
    "witnesses": {}
  },
  "alone/member-waits-for-disk-9events": {
    "uniqueStates": 22,
    "witnesses": {}
  },
  "alone/member-answers-together-8events": {
    "uniqueStates": 18,
    "witnesses": {}
  },
  "alone/member-wins-among-voters-6events": {
    "uniqueStates": 8,
    "witnesses": {}
  },
  "alone/member-rejoins-3events": {
    "uniqueStates": 326,
    "witnesses": {}
  },
  "alone/member-rejoins-again-3events": {
    "uniqueStates": 72,
    "witnesses": {}
  },
  "alone/member-rejoins-behind-snapshot-3events": {
    "uniqueStates": 13,
    "witnesses": {}
  },
  "alone/member-rejoins-page-cache-3events": {
    "uniqueStates": 326,
    "witnesses": {}
  },
  "alone/member-serves-behind-snapshot-19events": {
    "uniqueStates": 18,
    "witnesses": {}
  },
  "alone/member-starts-9events": {
    "uniqueStates": 217,
    "witnesses": {}
  },
  "alone/member-starts-as-voter-9events": {
    "uniqueStates": 291,
    "witnesses": {}
  },
  "alone/member-later-leads-13events": {
    "uniqueStates": 31,
    "witnesses": {}
  },
  "alone/member-later-leads-holding-13events": {
    "uniqueStates": 31,
    "witnesses": {}
  },
  "alone/member-later-leads-reading-13events": {
    "uniqueStates": 31,
    "witnesses": {}
  },
  "alone/member-later-leads-acting-13events": {
    "uniqueStates": 31,
    "witnesses": {}
  },
  "alone/member-later-leads-page-cache-13events": {
    "uniqueStates": 31,
    "witnesses": {}
  },
  "alone/member-later-follows-16events": {
    "uniqueStates": 53,
    "witnesses": {}
  },
  "alone/member-later-begins-15events": {
    "uniqueStates": 83,
    "witnesses": {}
  },
  "alone/released-votes-0.3.1.2-43events": {
    "uniqueStates": 156,
    "witnesses": {}
  },
  "alone/released-votes-0.4.0-43events": {
    "uniqueStates": 157,
    "witnesses": {}
  },
  "alone/released-votes-term-lost-43events": {
    "uniqueStates": 105,
    "witnesses": {}
  },
  "alone/released-follows-0.3.1.2-62events": {
    "uniqueStates": 47,
    "witnesses": {}
  },
  "alone/released-follows-0.4.0-62events": {
    "uniqueStates": 47,
    "witnesses": {}
  },
  "alone/released-leads-0.3.1.2-59events": {
    "uniqueStates": 94,
    "witnesses": {}
  },
  "alone/released-leads-0.3.1.2-back-59events": {
    "uniqueStates": 91,
    "witnesses": {}
  },
  "alone/released-leads-0.4.0-59events": {
    "uniqueStates": 124,
    "witnesses": {}
  },
  "alone/released-leads-0.3.1.2-cuts-59events": {
    "uniqueStates": 109,
    "witnesses": {}
  },
  "alone/released-leads-0.4.0-cuts-59events": {
    "uniqueStates": 110,
    "witnesses": {}
  },
  "alone/released-begins-0.3.1.2-43events": {
    "uniqueStates": 93,
    "witnesses": {}
  },
  "alone/released-begins-0.4.0-43events": {
    "uniqueStates": 93,
    "witnesses": {}
  },
  "alone/released-leads-0.4.0-behind-59events": {
    "uniqueStates": 111,
    "witnesses": {}
  },
  "alone/released-serves-0.4.0-later-5events": {
    "uniqueStates": 29,
    "witnesses": {}
  },
  "alone/released-serves-0.3.1.2-5events": {
    "uniqueStates": 29,
    "witnesses": {}
  },
  "alone/released-asked-follower-3events": {
    "uniqueStates": 9,
    "witnesses": {}
  },
  "alone/released-asked-follower-acting-3events": {
    "uniqueStates": 10,
    "witnesses": {}
  },
  "alone/released-asked-leader-3events": {
    "uniqueStates": 5,
    "witnesses": {}
  },
  "alone/released-ends-0.3.1.2-6events": {
    "uniqueStates": 14,
    "witnesses": {}
  },
  "alone/released-ends-0.4.0-6events": {
    "uniqueStates": 14,
    "witnesses": {}
  },
  "alone/released-starts-0.3.1.2-4events": {
    "uniqueStates": 42,
    "witnesses": {}
  },
  "alone/released-starts-0.4.0-4events": {
    "uniqueStates": 42,
    "witnesses": {}
  }
}

/** Steps of the shortest counterexample, per mutant. */
export const mutantPins: { readonly [id: string]: number } = {
  "stale-vote-reply-counted": 14,
  "vote-lost-on-restart": 6,
  "vote-forgotten-in-same-term": 19,
  "vote-ignores-log": 11,
  "end-term-from-current-term": 21,
  "quorum-is-half": 12,
  "duplicate-vote-counted": 18,
  "votes-kept-for-next-term": 10,
  "save-covers-later-change": 11,
  "vote-before-it-is-saved": 7,
  "ack-to-old-leader-after-vote": 15,
  "larger-term-in-minority-reply-ignored": 12,
  "late-request-deposes": 9,
  "transfer-accepts-writes": 8,
  "empty-disk-votes": 6,
  "damage-taken-for-a-torn-write": 12,
  "rejoin-asks-one": 21,
  "rejoins-without-tables": 21,
  "watermark-survives-follower-data-loss": 24,
  "commit-old-term-by-count": 15,
  "follower-commits-past-match": 21,
  "stale-commit-in-new-term": 19,
  "ack-reports-own-end": 25,
  "append-truncates-matching-suffix": 11,
  "truncate-to-own-commit": 13,
  "append-without-prev-check": 13,
  "commit-index-regresses": 10,
  "next-not-above-match": 14,
  "ack-before-fsync": 7,
  "flush-covers-later-writes": 13,
  "truncation-keeps-durable": 13,
  "snapshot-older-than-log-truncates": 16,
  "snapshot-keeps-conflict": 16,
  "follower-reads-uncommitted": 8,
  "read-index-before-own-commit": 19,
  "lease-read-with-skew": 18,
  "read-does-not-wait-for-round": 18,
  "read-counts-earlier-answers": 18,
  "answers-before-queues-are-read": 5,
  "slave-ahead-ack": 7,
  "first-report-acks": 7,
  "duplicate-connection-counted": 13,
  "sync-master-needs-one-ack": 2,
  "success-like-status-as-ack": 3,
  "slave-acks-unflushed": 5,
  "slave-appends-anywhere": 10,
  "replaced-slave-filled-from-last-file": 5,
  "ack-before-flush": 2,
  "queue-offset-reused-after-recovery": 3,
  "acting-master-writable": 1,
  "old-master-rejoins-untruncated": 12,
  "dispatch-beyond-confirm": 6,
  "heartbeat-is-no-question": 7,
  "leader-not-ready-without-noop": 9,
  "pending-unresolved-after-stepdown": 14,
  "watermark-off-by-one-legacy-reply": 4,
  "snapshot-boundary-empty-append": 8,
  "awaits-a-lost-answer": 10,
  "single-node-never-acks": 1,
  "slave-does-not-reconnect": 3,
  "repeated-push-stuck": 7,
  "stale-unregister-removes-live": 18,
  "default-broker-id-zero": 6,
  "slave-cannot-republish-topics": 1,
  "registers-once": 3,
  "silent-broker-stays": 6,
  "registration-restores-writing": 5,
  "producer-ignores-permission": 6,
  "retry-at-the-same-broker": 12,
  "offset-rollback-master-restart": 12,
  "offset-sync-never-starts": 10,
  "offset-fetch-error-as-unset": 32,
  "offset-corrected-on-lagging-slave": 19,
  "commits-before-processed": 7,
  "acting-master-double-lock": 16,
  "locks-outlive-master": 11,
  "lock-never-lapses": 13,
  "lapsed-lock-keeps-fetched": 26,
  "rebalance-unlocks-first": 13,
  "orderly-out-of-order": 9,
  "slave-filled-from-last-file-misleads": 12,
  "commits-one-too-far": 11,
  "lock-survives-client": 4,
  "shares-in-own-order": 2,
  "half-message-flag-ignored": 1,
  "second-commit-delivers-again": 3,
  "commit-forgets-delay": 2,
  "delay-progress-before-stored": 4,
  "timer-property-ignored": 1,
  "timer-copy-ends-nothing": 4,
  "recall-answered-before-kept": 4,
  "recall-of-one-on-its-way": 2,
  "recalls-not-read-at-start": 5,
  "dead-one-time-early": 4,
  "pop-order-no-lock": 4,
  "pop-order-lock-ends-with-one-ack": 6,
  "pop-order-goes-on-behind": 3,
  "pop-order-lock-in-memory": 8,
  "pop-order-same-attempt-counts": 2,
  "pop-before-check-point": 6,
  "pop-ack-before-stored": 11,
  "pop-progress-before-check-point": 5,
  "pop-stale-ack-counts": 7,
  "pop-change-after-revive": 7,
  "pop-revive-acks-first": 5,
  "pop-dead-one-time-early": 3,
  "pop-never-dead": 6,
  "pop-passes-over-what-does-not-fit": 4,
  "pop-more-time-with-an-old-handle": 1,
  "pop-revive-is-not-counted": 1,
  "pop-shares-with-nobody": 2,
  "pop-table-of-leader-alone": 22,
  "truncation-stays-in-memory": 11,
  "refused-sends-stay-pending": 11,
  "progress-outlives-leadership": 11,
  "said-in-the-next-term": 6,
  "stands-once": 1,
  "offsets-outlive-leadership": 11,
  "ack-tells-the-next-offset": 1,
  "leader-of-an-earlier-term": 11,
  "queues-go-with-the-master": 6,
  "waits-for-who-has-gone": 4,
  "unknown-told-as-failed": 10,
  "tries-not-counted": 8,
  "level-stays-at-delivered": 4,
  "slave-wait-without-end": 2,
  "leaves-out-a-term": 1,
  "forgets-what-it-may-have-acked": 11,
  "written-and-not-synced": 5,
  "sent-before-it-is-written": 7,
  "commits-only-what-precedes": 9,
  "committed-and-never-seen": 8,
  "deposed-and-silent": 11,
  "two-under-way": 9,
  "does-not-say-no": 6,
  "adopted-and-not-saved": 11,
  "heartbeats-as-rare-as-elections": 9,
  "queues-outlive-their-log": 13,
  "registers-without-its-term": 6,
  "copied-and-not-saved": 1,
  "locks-outlive-leadership": 10,
  "read-waits-for-what-is-seen": 11,
  "votes-on-a-failed-disk": 9,
  "holder-cannot-renew": 3,
  "half-ended-for-ever": 1,
  "batch-acked-by-its-first": 4,
  "released-does-not-hurry": 18,
  "released-counts-the-silent": 2,
  "released-tells-no-term": 10,
  "released-vote-in-memory": 2,
  "released-answers-add-up": 8,
  "released-append-unanswered": 14,
  "released-commits-what-it-has": 14,
  "released-end-stays": 10,
  "released-answers-all-rpcs": 11,
  "released-holds-uncounted": 15,
  "released-forgets-sends": 3,
  "released-registers-each-time": 1,
  "slave-not-told-its-master": 2,
  "unregisters-next-life": 2,
  "topics-of-all-clusters": 2,
  "topic-deleted-everywhere": 2,
  "deleted-value-comes-back": 2,
  "silent-name-server-asked-for-ever": 2,
  "turn-is-not-taken": 3,
  "stored-passes-for-acked": 3,
  "heartbeats-to-masters-alone": 2,
  "moved-keeps-what-was-fetched": 5,
  "list-older-than-word": 4,
  "renewal-does-not-count": 5,
  "timed-out-pull-still-waits": 2,
  "reset-forward-unforced": 2,
  "leaves-all-groups": 2,
  "anybody-unlocks": 2,
  "topic-lost-with-restart": 1,
  "batch-takes-one-offset": 1,
  "reports-are-no-sign-of-life": 2,
  "streamed-slave-counts-unsent": 4,
  "heartbeat-awaits-streamed-slave": 3,
  "registers-no-slave-topics": 1,
  "expired-timer-is-due": 1,
  "checks-not-counted": 3,
  "busy-level-stops": 2,
  "second-return-renames": 1
}
