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

/** By model name; counts are of orbits under renaming of nodes. */
export const pins: { readonly [model: string]: Pin } = {
  "dledger/elections-3n-3t-0m-3net-1crash-1duplicate": {
    "uniqueStates": 1594589,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 17,
      "fault used: crash": 1,
      "fault used: duplicate": 2
    }
  },
  "dledger/elections-power-loss-3n-2t-0m-3net-lossy-finevote-1powerLoss": {
    "uniqueStates": 1083625,
    "witnesses": {
      "leader elected": 5,
      "last term reached": 6,
      "fault used: powerLoss": 1
    }
  },
  "dledger/elections-partition-3n-2t-0m-2net-lossy-1cut": {
    "uniqueStates": 385505,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "fault used: cut": 1
    }
  },
  "dledger/replication-3n-2t-2m-2net-lossy-1crash-1duplicate": {
    "uniqueStates": 2556622,
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
    "uniqueStates": 12391910,
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
    "uniqueStates": 2624305,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 18,
      "fault used: diskLoss": 1
    }
  },
  "dledger/disk-loss-reordered-3n-2t-1m-3net-lossy-1diskLoss": {
    "uniqueStates": 34310370,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 6,
      "message acked before the faults": 8,
      "acked message served after the faults": 17,
      "fault used: diskLoss": 1
    }
  },
  "dledger/snapshot-3n-2t-1m-2net-lossy-1duplicate": {
    "uniqueStates": 2015515,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 7,
      "message acked before the faults": 9,
      "acked message served after the faults": 16,
      "fault used: duplicate": 3
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
    "uniqueStates": 6258844,
    "witnesses": {
      "leader elected": 4,
      "message acked before the faults": 9,
      "W12 acked message lost": 15,
      "fault used: powerLoss": 1
    }
  },
  "dledger/combined-3n-2t-1m-2net-lossy-finelog-1crash-1powerLoss-1duplicate": {
    "uniqueStates": 14490245,
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
  "dledger/failover-3n-2t-1ns-1m-2net-lossy-1crash": {
    "uniqueStates": 6055716,
    "witnesses": {
      "acked through a route": 16,
      "W14 duplicate by retry": 17,
      "W17 deposed leader still registered": 13,
      "acked after failover": 21
    }
  },
  "dledger/consumption-3n-1t-1ns-1m-2net-lossy-0crash": {
    "uniqueStates": 925816,
    "witnesses": {
      "acked through a route": 16,
      "W14 duplicate by retry": 17,
      "consumed": 23
    }
  },
  "dledger/two-name-servers-3n-1t-2ns-1m-3net-lossy-1crash": {
    "uniqueStates": 3908228,
    "witnesses": {
      "acked through a route": 17,
      "W14 duplicate by retry": 18,
      "W16 NameServers disagree": 9
    }
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
  "vote-before-it-is-saved": 7,
  "ack-to-old-leader-after-vote": 15,
  "empty-disk-votes": 6,
  "rejoin-asks-one": 21,
  "watermark-survives-follower-data-loss": 23,
  "commit-old-term-by-count": 15,
  "follower-commits-past-match": 21,
  "append-truncates-matching-suffix": 11,
  "truncate-to-own-commit": 13,
  "append-without-prev-check": 13,
  "commit-index-regresses": 10,
  "next-not-above-match": 14,
  "ack-before-fsync": 7,
  "snapshot-older-than-log-truncates": 16,
  "follower-reads-uncommitted": 8
}
