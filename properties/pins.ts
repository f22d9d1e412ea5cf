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
  "dledger-0.3.1.2/elections-3n-1t-0m-2net-lossy": {
    "uniqueStates": 2953778,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 17
    }
  },
  "dledger-0.3.1.2/vote-power-loss-3n-1t-0m-1net-lossy-finevote-1powerLoss-2stand-apart01-steady": {
    "uniqueStates": 448770,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "S3 VoteOnce broken": 6,
      "S2 ElectionSafety broken": 8,
      "fault used: powerLoss": 1
    }
  },
  "dledger-0.3.1.2/replication-3n-0t-2m-2net-lossy-1stand-0retries-steady": {
    "uniqueStates": 24867,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 12
    }
  },
  "dledger-0.3.1.2/late-truncate-3n-0t-2m-2net-lossy-1stand-1retries-steady": {
    "uniqueStates": 264813,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 12,
      "S11 CommittedDurable broken": 20,
      "S10 CommitMonotone broken": 22
    }
  },
  "dledger-0.3.1.2/terms-3n-1t-1m-2net-lossy-2stand-0retries-steady": {
    "uniqueStates": 9033519,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 17,
      "message acked before the faults": 12,
      "acked message served after the faults": 30,
      "S9 CommitOwnTerm broken": 33
    }
  },
  "dledger-0.3.1.2/figure-8-3n-3t-2m-1net-lossy-2stand-apart01-0retries": {
    "uniqueStates": 2642261,
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
    "uniqueStates": 1235268,
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
  "dledger-0.4.0/elections-3n-1t-0m-2net-lossy": {
    "uniqueStates": 3272699,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 17
    }
  },
  "dledger-0.4.0/vote-power-loss-3n-1t-0m-1net-lossy-finevote-1powerLoss-2stand-apart01-steady": {
    "uniqueStates": 454386,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 14,
      "S3 VoteOnce broken": 6,
      "S2 ElectionSafety broken": 8,
      "fault used: powerLoss": 1
    }
  },
  "dledger-0.4.0/replication-3n-0t-2m-2net-lossy-1stand-0retries-steady": {
    "uniqueStates": 176583,
    "witnesses": {
      "leader elected": 4,
      "last term reached": 4,
      "message acked before the faults": 17
    }
  },
  "dledger-0.4.0/late-truncate-3n-1t-1m-2net-lossy-2stand-apart01-0retries-steady": {
    "uniqueStates": 500173,
    "witnesses": {
      "leader elected": 3,
      "last term reached": 13,
      "message acked before the faults": 14,
      "S11 CommittedDurable broken": 27,
      "S10 CommitMonotone broken": 29
    }
  },
  "dledger-0.4.0/compare-3n-1t-1m-2net-lossy-2stand-apart0212-0retries-steady": {
    "uniqueStates": 519237,
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
    "uniqueStates": 129149,
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
    "uniqueStates": 106044,
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
