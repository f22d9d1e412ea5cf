/**
 * What an operator sets on one broker: who it is, who its peers are, and the switches that select between readings of
 * the seed. Durations are milliseconds; the checker ignores them (an armed timer may fire at any point).
 *
 * RocketMQ `BrokerConfig`, `MessageStoreConfig` · DLedger `DLedgerConfig`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AckRequires, BrokerRole, FlushDiskType, NodeId } from "../vocabulary.ts"

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
  /** With SYNC_FLUSH: how long a producer waits for the disk (`syncFlushTimeout`). */
  syncFlushTimeoutMs: Span,
  /** How long the producer of a SYNC_MASTER waits for the slaves (`slaveTimeout`). */
  slaveTimeoutMs: Span,
  /** How long a slave waits before it connects to its master again. */
  haReconnectIntervalMs: Span,
  /** A master that has nothing to transfer says so at least this often (`haSendHeartbeatInterval`). */
  haSendHeartbeatIntervalMs: Span,
  /** Either end closes a connection on which nothing came for this long (`haHousekeepingInterval`). */
  haHousekeepingIntervalMs: Span,
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
  /** Modes 1–3: what this broker is. */
  brokerRole: BrokerRole,
  /** Modes 1–3: 0 is the master. */
  brokerId: Schema.Int,
  /** Modes 1–3: whether SEND_OK waits for the master's own disk (A6). */
  flushDiskType: FlushDiskType,
  /** A slave's master; `null` if it has none to connect to. */
  haMaster: Schema.NullOr(NodeId),
  /** A SYNC_MASTER's SEND_OK says that so many brokers have the message, the master included (D1). 4.9: 2. 5.x: `inSyncReplicas`. */
  requiredAcks: Schema.Int,
  /** What a slave's report covers: what is written, as the released slave reports, or what is on its disk. */
  slaveAck: AckRequires,
  /** A slave that lacks this many messages or more counts as absent. `haSlaveFallbehindMax`, which counts bytes. */
  haSlaveFallbehindMax: Schema.Int,
  /** A slave serves pulls while it is connected to its master (C3). */
  slaveReadEnable: Schema.Boolean,
  /** A slave serves pulls whether its master lives or not, as the released one does. The seed: it does not (C5). */
  consumerFailoverToSlave: Schema.Boolean,
  /** Which RocketMQ decides where two differ. `newest`: 5, but an absent slave is called SLAVE_NOT_AVAILABLE (D3), which 5 never says. */
  compatibility: Schema.Literals(["4.9", "5", "newest"]),
  /** Followers serve pulls up to their own commitIndex (E12). */
  enableSlaveActingMaster: Schema.Boolean,
  /**
   * A leader tells where a queue ends only once a majority has confirmed, after it was asked, that it leads still: no read
   * misses what was acked before it. RocketMQ answers from its own state.
   */
  linearizableRead: Schema.Boolean,
  /** What a member whose disk was lost comes back as (E5): a non-voter until it is caught up, or at once a voter. */
  rejoin: Schema.Literals(["non-voter", "voter"]),
  /** Send a snapshot to a follower that needs entries which are no longer kept (E10). */
  enableSnapshot: Schema.Boolean,
  autoCreateTopicEnable: Schema.Boolean,
  /** What clients may do with all topics: PERM_READ, PERM_WRITE, both (absent) or nothing. */
  brokerPermission: Schema.optionalKey(Schema.Int),
  /** Consumers may filter by SQL92. */
  enablePropertyFilter: Schema.Boolean,
  defaultTopicQueueNums: Schema.Int,
  /** Bytes; a larger body is MESSAGE_ILLEGAL. */
  maxMessageSize: Schema.Int,
  /** Sends that may wait for a quorum at once (`maxPendingRequestsNum`). */
  maxPendingRequestsNum: Schema.Int,
  /** Entries in one AppendEntries. */
  maxBatchEntries: Schema.Int,
  /** How long a message of each delay level waits: level 1 first, separated by spaces; s, m, h, d. */
  messageDelayLevel: Schema.String,
  /** Producers may say a time for each message. */
  timerWheelEnable: Schema.Boolean,
  /** Milliseconds: a message comes at a multiple of them, the first one not before its time. */
  timerPrecisionMs: Schema.Int,
  /** Seconds that a message may wait. */
  timerMaxDelaySec: Schema.Int,
  /** Producers may take such a message back. */
  recallMessageEnable: Schema.Boolean,
  /** Milliseconds until the producer of a half message that it has not ended is asked. RocketMQ `transactionTimeOut`. */
  transactionTimeout: Schema.Int,
  /** Milliseconds until it is asked again. */
  transactionCheckInterval: Schema.Int,
  /** How often it is asked. */
  transactionCheckMax: Schema.Int,
  /** Which release of DLedger `spec/dledger` follows. */
  dLedgerVersion: Schema.Literals(["0.3.1.2", "0.4.0"]),
  /** DLedger 0.4.0: a new leader appends a no-op. */
  enableFastAdvanceCommitIndex: Schema.Boolean,
  timing: Timing
})
export type Config = typeof Config.Type

/** What may change while a broker runs: nothing that says who it is, where it is, or what its acks mean. */
export const Settings = Schema.Struct({
  autoCreateTopicEnable: Schema.optionalKey(Schema.Boolean),
  maxMessageSize: Schema.optionalKey(Schema.Int),
  slaveReadEnable: Schema.optionalKey(Schema.Boolean),
  consumerFailoverToSlave: Schema.optionalKey(Schema.Boolean),
  brokerPermission: Schema.optionalKey(Schema.Int)
})
export type Settings = typeof Settings.Type

const common = {
  flushIntervalMs: [500, 500],
  registerNameServerPeriodMs: [10_000, 10_000],
  syncFlushTimeoutMs: [5_000, 5_000],
  slaveTimeoutMs: [3_000, 3_000],
  haSendHeartbeatIntervalMs: [5_000, 5_000],
  haHousekeepingIntervalMs: [20_000, 20_000],
  metadataCopyPeriodMs: [1_000, 1_000],
  channelExpiredTimeoutMs: [120_000, 120_000],
  rebalanceLockMaxLiveTimeMs: [60_000, 60_000]
} as const

/** Timer presets: the seed's (E4: 250–500 ms), and what DLedger 0.3.1.2 ships with (2 s heartbeats, three may be missed). */
export const timers: { readonly [preset in "seed" | "dledger"]: Timing } = {
  seed: { ...common, haReconnectIntervalMs: [250, 250], electionTimeoutMs: [250, 500], heartBeatTimeIntervalMs: [80, 80] },
  dledger: { ...common, haReconnectIntervalMs: [5_000, 5_000], electionTimeoutMs: [6_000, 7_000], heartBeatTimeIntervalMs: [2_000, 2_000] }
}

export const defaults = {
  brokerName: "broker-a",
  brokerClusterName: "DefaultCluster",
  dLegerGroup: "broker-a",
  ackRequires: "FSYNC",
  brokerRole: "ASYNC_MASTER",
  brokerId: 0,
  flushDiskType: "ASYNC_FLUSH",
  haMaster: null,
  requiredAcks: 2,
  slaveAck: "PAGE_CACHE",
  haSlaveFallbehindMax: 256 * 1024,
  slaveReadEnable: false,
  consumerFailoverToSlave: false,
  compatibility: "newest",
  enableSlaveActingMaster: false,
  linearizableRead: false,
  rejoin: "non-voter",
  enableSnapshot: false,
  autoCreateTopicEnable: true,
  enablePropertyFilter: true,
  defaultTopicQueueNums: 8,
  maxMessageSize: 4 * 1024 * 1024,
  maxPendingRequestsNum: 10_000,
  maxBatchEntries: 64,
  messageDelayLevel: "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h",
  timerWheelEnable: true,
  timerPrecisionMs: 1_000,
  timerMaxDelaySec: 3 * 24 * 3_600,
  recallMessageEnable: true,
  transactionTimeout: 6_000,
  transactionCheckInterval: 3_000,
  transactionCheckMax: 15,
  dLedgerVersion: "0.3.1.2",
  enableFastAdvanceCommitIndex: false,
  timing: timers.seed
} as const satisfies Partial<Config>
