/**
 * Who writes and who reads while something is down: each claim is a property of a model, named here and decided by `check`.
 *
 * @module
 */

export interface Availability {
  readonly down: string
  readonly mode: string
  readonly claim: string
  /** Topic of the model. */
  readonly model: string
  /** Its id: a promise that holds, or a witness that is reached. */
  readonly property: string
}

export const availability: readonly Availability[] = [
  { down: "a master", mode: "multi-master", claim: "other masters go on acking", model: "multi-master/two-masters", property: "W4 cluster writable, queue unreadable" },
  { down: "a master", mode: "multi-master", claim: "nobody reads its queues", model: "multi-master/two-masters", property: "unserved while the master is down" },
  { down: "a master", mode: "multi-master", claim: "nobody locks its queues for orderly consumption", model: "multi-master/two-masters", property: "no locks while the master is down" },
  { down: "a master", mode: "async-replication", claim: "other masters go on acking", model: "async-replication/two-masters", property: "W4 cluster writable, queue unreadable" },
  { down: "a master", mode: "async-replication", claim: "no slave takes its place", model: "async-replication/two-masters", property: "W6 no failover by itself" },
  { down: "a master", mode: "async-replication", claim: "nobody reads its queues, though its slave has them", model: "async-replication/two-masters", property: "unserved while the master is down" },
  { down: "a master", mode: "async-replication", claim: "with consumerFailoverToSlave its slave goes on serving", model: "async-replication/consumer-failover", property: "served while a broker is down" },
  { down: "a master", mode: "async-replication", claim: "nobody locks its queues for orderly consumption", model: "async-replication/two-masters", property: "no locks while the master is down" },
  { down: "a master", mode: "sync-double-write", claim: "no slave takes its place", model: "sync-double-write/crash", property: "W6 no failover by itself" },
  { down: "a master", mode: "sync-double-write", claim: "nobody reads its queues, though its slave has them", model: "sync-double-write/crash", property: "unserved while the master is down" },
  { down: "a master", mode: "sync-double-write", claim: "nobody locks its queues for orderly consumption", model: "sync-double-write/crash", property: "no locks while the master is down" },
  { down: "a slave", mode: "sync-double-write", claim: "producers are told SLAVE_NOT_AVAILABLE, and nothing is acked", model: "sync-double-write/slave-down", property: "W9 SLAVE_NOT_AVAILABLE" },
  { down: "a slave", mode: "async-replication", claim: "nobody notices", model: "async-replication/slave-disk-loss", property: "served throughout" },
  { down: "one of three nodes", mode: "dledger", claim: "another becomes leader, acks, and serves what was acked before", model: "dledger/node-down", property: "acked message served after the faults" },
  { down: "two of three nodes", mode: "dledger", claim: "nothing is acked until a majority is back, and nothing acked is lost", model: "dledger/no-majority", property: "W11 no progress" },
  { down: "two of five nodes", mode: "dledger", claim: "another becomes leader, acks, and serves what was acked before", model: "dledger/two-of-five-down", property: "acked message served after the faults" },
  { down: "three of five nodes", mode: "dledger", claim: "nothing is acked until a majority is back, and nothing acked is lost", model: "dledger/three-of-five-down", property: "W11 no progress" }
]
