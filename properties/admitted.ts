/**
 * What the modes admit, and the clients must live with (W1–W18): each is found by `check` in the model named here, with its
 * shortest trace pinned. W3 is the contrary: no trace.
 *
 * @module
 */

export interface Admitted {
  readonly id: string
  readonly what: string
  /** Topic of the model, or how its name begins. */
  readonly model: string
  readonly property: string
  /** There must be no such run. */
  readonly unreachable?: true
}

export const admitted: readonly Admitted[] = [
  { id: "W1", what: "multi-master: a destroyed disk takes its messages for ever", model: "multi-master/disk-loss", property: "acked message lost" },
  { id: "W2", what: "multi-master, ASYNC_FLUSH: a power loss takes the tail that was not flushed", model: "multi-master/power-loss-1master-ASYNC_FLUSH", property: "acked message lost" },
  { id: "W3", what: "multi-master, SYNC_FLUSH: a power loss takes nothing that was acked", model: "multi-master/power-loss-1master-SYNC_FLUSH", property: "S12 AckDurable", unreachable: true },
  { id: "W4", what: "multi-master: the cluster is writable while a dead master's queues cannot be read", model: "multi-master/two-masters", property: "W4 cluster writable, queue unreadable" },
  { id: "W5", what: "async-replication: what was acked and not yet copied is lost with the master's disk", model: "async-replication/disk-loss", property: "acked message lost" },
  { id: "W6", what: "async-replication: a master that dies for good is never replaced", model: "async-replication/master-dead", property: "W6 no failover" },
  { id: "W6", what: "sync-double-write: a master that dies for good is not replaced either", model: "sync-double-write/master-dead", property: "W6 no failover" },
  { id: "W7", what: "async-replication: after a promotion the old master is sent away for ever", model: "async-replication/promotion", property: "W7 old master stuck" },
  { id: "W7", what: "async-replication: after a promotion the old master is copied to, and differs", model: "async-replication/promotion", property: "W7 old master forked" },
  { id: "W8", what: "sync-double-write: a message answered SLAVE_NOT_AVAILABLE or FLUSH_SLAVE_TIMEOUT is lost with one disk", model: "sync-double-write/slave-down-disk-loss", property: "W8 stored, not acked, lost" },
  { id: "W9", what: "sync-double-write: with the slave down nothing is answered SEND_OK", model: "sync-double-write/slave-down", property: "W9 SLAVE_NOT_AVAILABLE" },
  { id: "W10", what: "sync-double-write: both disks lost", model: "sync-double-write/two-disk-losses", property: "acked message lost" },
  { id: "W10", what: "sync-double-write, ASYNC_FLUSH: both lose power", model: "sync-double-write/power-loss-of-all-1master1slave-ASYNC_FLUSH", property: "acked message lost" },
  { id: "W11", what: "dledger: with two of three nodes down nothing is acked again", model: "dledger/no-majority", property: "W11 no progress" },
  { id: "W12", what: "dledger, PAGE_CACHE: one power loss alone takes an acked message", model: "dledger/page-cache", property: "W12 acked message lost" },
  { id: "W13", what: "dledger: a follower's read is late, never uncommitted", model: "dledger/follower-reads", property: "W13 stale follower read" },
  { id: "W14", what: "multi-master and dledger: a send whose answer is lost is sent again, and stored twice", model: "multi-master/write-permission", property: "W14 duplicate by retry" },
  { id: "W15", what: "async-replication: after a promotion the group's offset is older than it was, and messages come again", model: "async-replication/offsets-promotion-2", property: "W15 offset goes back" },
  { id: "W15", what: "every mode but dledger: after a master's restart the group's offset is as it was last saved, and messages come again", model: "multi-master/orderly-crash", property: "W15 offset goes back" },
  { id: "W15", what: "dledger: after a failover the group's offset is as last copied, and messages come again", model: "dledger/offsets-failover", property: "W15 offset goes back" },
  { id: "W16", what: "multi-master and dledger: NameServers disagree: one names a master, another does not", model: "multi-master/three-name-servers", property: "W16 NameServers disagree" },
  { id: "W17", what: "dledger: a NameServer still names a leader that a later term has deposed", model: "dledger/failover", property: "W17 deposed leader still registered" },
  { id: "W18", what: "sync-double-write with the defaults of 5.x loses what async-replication loses", model: "sync-double-write/one-ack", property: "acked message lost" },
  { id: "–", what: "every mode but dledger: after a power loss the group's offset can point behind the end, and the messages that fill the gap are given to nobody", model: "multi-master/offsets-power-loss", property: "message skipped" },
  { id: "–", what: "async-replication: after the promotion of a slave that lags, a group's offset points behind its end, and what fills the gap is given to nobody", model: "async-replication/offsets-promotion-of-lagging-slave", property: "message skipped" },
  { id: "–", what: "every mode but dledger: a message that consumers have read is replaced by another after a power loss", model: "multi-master/visible-power-loss", property: "visible message replaced" },
  { id: "–", what: "dledger: a leader that does not know that it was deposed and its successor lock a queue for two consumers", model: "dledger/locks-of-two-leaders", property: "lock held twice" }
]
