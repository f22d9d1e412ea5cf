/**
 * What an operator sets on one broker: who it is, who its peers are, and the switches that select between readings of
 * the seed. Durations are milliseconds; the checker ignores them (an armed timer may fire at any point).
 *
 * RocketMQ `BrokerConfig`, `MessageStoreConfig` · DLedger `DLedgerConfig`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AckRequires, NodeId } from "../vocabulary.ts"

/** A timer fires once, somewhere in this range. */
export const Span = Schema.Tuple([Schema.Int, Schema.Int])
export type Span = typeof Span.Type

export const Timing = Schema.Struct({
  /** A follower that hears from no leader for this long stands for election (E4). */
  electionTimeoutMs: Span,
  /** A leader sends AppendEntries at least this often. */
  heartBeatTimeIntervalMs: Span,
  /** With `ackRequires=PAGE_CACHE`: how often the log is flushed behind the acks (`flushIntervalCommitLog`). */
  flushIntervalMs: Span,
  /** `registerNameServerPeriod`. */
  registerNameServerPeriodMs: Span,
  /** How often the leader copies topics and consumer offsets to its followers. */
  metadataCopyPeriodMs: Span,
  /** A client that sends no heartbeat for this long is forgotten (`ClientChannelInfo`, 120 s). */
  channelExpiredTimeoutMs: Span,
  /** A queue lock that is not renewed for this long is free again (`RebalanceLockManager`, 60 s). */
  rebalanceLockMaxLiveTimeMs: Span
})
export type Timing = typeof Timing.Type

export const Config = Schema.Struct({
  brokerName: Schema.String,
  brokerClusterName: Schema.String,
  dLegerGroup: Schema.String,
  dLegerSelfId: NodeId,
  /** The other members of the group, in ascending order. */
  peers: Schema.Array(NodeId),
  ackRequires: AckRequires,
  /** Followers serve pulls up to their own commitIndex (E12). */
  enableSlaveActingMaster: Schema.Boolean,
  /** What a member whose disk was lost comes back as (E5): a non-voter until it is caught up, or at once a voter. */
  rejoin: Schema.Literals(["non-voter", "voter"]),
  /** Send a snapshot to a follower that needs entries which are no longer kept (E10). */
  enableSnapshot: Schema.Boolean,
  autoCreateTopicEnable: Schema.Boolean,
  defaultTopicQueueNums: Schema.Int,
  /** Bytes; a larger body is MESSAGE_ILLEGAL. */
  maxMessageSize: Schema.Int,
  /** Sends that may wait for a quorum at once (`maxPendingRequestsNum`). */
  maxPendingRequestsNum: Schema.Int,
  /** Entries in one AppendEntries. */
  maxBatchEntries: Schema.Int,
  /** Which release of DLedger `spec/dledger` follows. */
  dLedgerVersion: Schema.Literals(["0.3.1.2", "0.4.0"]),
  /** DLedger 0.4.0: a new leader appends a no-op. */
  enableFastAdvanceCommitIndex: Schema.Boolean,
  timing: Timing
})
export type Config = typeof Config.Type

const common = {
  flushIntervalMs: [500, 500],
  registerNameServerPeriodMs: [10_000, 10_000],
  metadataCopyPeriodMs: [1_000, 1_000],
  channelExpiredTimeoutMs: [120_000, 120_000],
  rebalanceLockMaxLiveTimeMs: [60_000, 60_000]
} as const

/** Timer presets: the seed's (E4: 250–500 ms), and what DLedger 0.3.1.2 ships with (2 s heartbeats, three may be missed). */
export const timers: { readonly [preset in "seed" | "dledger"]: Timing } = {
  seed: { ...common, electionTimeoutMs: [250, 500], heartBeatTimeIntervalMs: [80, 80] },
  dledger: { ...common, electionTimeoutMs: [6_000, 7_000], heartBeatTimeIntervalMs: [2_000, 2_000] }
}

export const defaults = {
  brokerName: "broker-a",
  brokerClusterName: "DefaultCluster",
  dLegerGroup: "broker-a",
  ackRequires: "FSYNC",
  enableSlaveActingMaster: false,
  rejoin: "non-voter",
  enableSnapshot: false,
  autoCreateTopicEnable: true,
  defaultTopicQueueNums: 8,
  maxMessageSize: 4 * 1024 * 1024,
  maxPendingRequestsNum: 10_000,
  maxBatchEntries: 64,
  dLedgerVersion: "0.3.1.2",
  enableFastAdvanceCommitIndex: false,
  timing: timers.seed
} as const satisfies Partial<Config>
