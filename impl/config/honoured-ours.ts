/**
 * Keys that RocketMQ does not have.
 *
 * @module
 */
import { field, key } from "./honoured-key.ts"
import { atLeast, milliseconds, oneOf, truth } from "./kinds.ts"

const usedIn = "spec/broker/config.ts"

export const ours = {
  timers: key({ kind: oneOf("seed", "dledger"), of: "broker", preset: "dledger; of `cluster` seed", effect: "seed: elections after 250 to 500 ms, for tests. dledger: heartbeats of 2 s, three may be missed, as DLedger 0.3.1.2.", usedIn: "impl/config/broker-spec.ts" }),
  ackRequires: key({ kind: oneOf("FSYNC", "PAGE_CACHE"), of: "broker", preset: "FSYNC", effect: "When a message counts as written by a member of a DLedger group. The released one counts PAGE_CACHE.", usedIn, into: field("ackRequires") }),
  slaveAck: key({ kind: oneOf("FSYNC", "PAGE_CACHE"), of: "broker", preset: "PAGE_CACHE", effect: "What a slave reports as copied.", usedIn, into: field("slaveAck") }),
  requiredAcks: key({ kind: atLeast(1), of: "broker", preset: "2", effect: "Another name of inSyncReplicas.", usedIn, into: field("requiredAcks") }),
  haWire: key({ kind: oneOf("rocketproof", "rocketmq"), of: "broker", preset: "rocketmq; of `cluster` rocketproof", effect: "How a slave follows its master: as RocketMQ's slaves do, or as brokers here that know each other by name. A master takes both.", usedIn: "impl/broker/broker.ts" }),
  replication: key({ kind: oneOf("raft", "dledger-0.3.1.2"), of: "broker", preset: "raft", effect: "How members of a DLedger group replicate. dledger-0.3.1.2: as RocketMQ's own do, in one group with them, with their files; an ack counts what is in the page cache.", usedIn: "impl/cluster/node.ts" }),
  compatibility: key({ kind: oneOf("4.9", "5", "newest"), of: "broker", preset: "newest", effect: "Which RocketMQ decides where two differ, and which version a broker says it is: 4.9.8, or 5.5.0. With 4.9 it refuses requests of 5.x. With 5 nothing is answered SLAVE_NOT_AVAILABLE. newest: as 5, but for that.", usedIn, into: field("compatibility") }),
  consumerFailoverToSlave: key({ kind: truth, of: "broker", preset: "false", effect: "A slave serves pulls when its master is dead, too.", usedIn, into: field("consumerFailoverToSlave") }),
  linearizableRead: key({ kind: truth, of: "broker", preset: "false", effect: "A DLedger leader tells where a queue ends only once a majority has confirmed that it leads.", usedIn, into: field("linearizableRead") }),
  rejoin: key({ kind: oneOf("voter", "non-voter"), of: "broker", preset: "non-voter", effect: "What a member whose disk was lost comes back as.", usedIn, into: field("rejoin") }),
  maxPendingRequestsNum: key({ kind: atLeast(1), of: "broker", preset: "10000", effect: "Messages that may wait for a majority at once. A key of DLedger itself, which RocketMQ does not pass on.", usedIn, into: field("maxPendingRequestsNum") }),
  maxBatchEntries: key({ kind: atLeast(1), of: "broker", preset: "64", effect: "Entries in one message between brokers.", usedIn, into: field("maxBatchEntries") }),
  transactionTimeout: key({ kind: milliseconds, of: "broker", preset: "6000", effect: "Another name of transactionTimeOut.", usedIn, into: field("transactionTimeout") })
} as const
