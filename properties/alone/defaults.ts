/**
 * What is so unless somebody says otherwise, said a second time: the seed's timers, and the defaults of RocketMQ's own configurations.
 *
 * RocketMQ `BrokerConfig`, `MessageStoreConfig`, `NamesrvConfig`, `SubscriptionGroupConfig`, `DefaultMQProducer`, `DefaultMQPushConsumer`;
 * DLedger `DLedgerConfig`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Defaults, DefaultsEvent, DefaultsOutput, Whose } from "../../models/alone/defaults.ts"
import { refining } from "./refines.ts"

const refines = refining<Defaults, DefaultsEvent, DefaultsOutput>()

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const KIB = 1024

const every = (ms: number): readonly [number, number] => [ms, ms]

/** `electionTimeoutMs`: E4. The others are `DefaultMessageStore`'s and `BrokerController`'s own. */
const timersOf = (electionTimeoutMs: readonly [number, number], heartBeat: number, haReconnect: number) => ({
  electionTimeoutMs,
  heartBeatTimeIntervalMs: every(heartBeat),
  haReconnectIntervalMs: every(haReconnect),
  flushIntervalMs: every(SECOND / 2),
  registerNameServerPeriodMs: every(10 * SECOND),
  syncFlushTimeoutMs: every(5 * SECOND),
  slaveTimeoutMs: every(3 * SECOND),
  haSendHeartbeatIntervalMs: every(5 * SECOND),
  haHousekeepingIntervalMs: every(20 * SECOND),
  metadataCopyPeriodMs: every(SECOND),
  channelExpiredTimeoutMs: every(2 * MINUTE),
  rebalanceLockMaxLiveTimeMs: every(MINUTE)
})

const seed = timersOf([250, 500], 80, 250)

/** A consumer or producer asks for its routes twice a minute. */
const client = { topic: "t", pollNameServerIntervalMs: every(30 * SECOND), pollRouteOnFailure: true }

const expected: { readonly [whose in Whose]: object } = {
  "timers of the seed": seed,
  "timers of DLedger": timersOf([6 * SECOND, 7 * SECOND], 2 * SECOND, 5 * SECOND),
  NameServer: { brokerChannelExpiredTimeMs: every(2 * MINUTE) },
  group: { consumeEnable: true, consumeFromMinEnable: true, consumeBroadcastEnable: true, retryQueueNums: 1, retryMaxTimes: 16, brokerId: 0, whichBrokerWhenConsumeSlowly: 1, notifyConsumerIdsChangedEnable: true },
  producer: { ...client, retryTimesWhenSendFailed: 2, retryAnotherBrokerWhenNotStoreOK: false, sendMsgTimeoutMs: every(3 * SECOND) },
  consumer: {
    ...client,
    consumerGroup: "g",
    clientId: "c",
    alone: true,
    consumeOrderly: false,
    consumesAtOnce: true,
    consumerFailoverToSlave: false,
    remembersConsumed: true,
    pullBatchSize: 32,
    suspendTimeoutMillis: 15 * SECOND,
    consumerTimeoutMillisWhenSuspend: every(30 * SECOND),
    pullTimeDelayMillsWhenException: every(3 * SECOND),
    heartbeatBrokerIntervalMs: every(30 * SECOND),
    rebalanceIntervalMs: every(20 * SECOND),
    rebalanceLockIntervalMs: every(20 * SECOND),
    rebalanceLockMaxLiveTimeMs: every(30 * SECOND)
  },
  broker: {
    brokerName: "broker-a",
    dLegerGroup: "broker-a",
    brokerClusterName: "DefaultCluster",
    brokerRole: "ASYNC_MASTER",
    brokerId: 0,
    flushDiskType: "ASYNC_FLUSH",
    haMaster: null,
    ackRequires: "FSYNC",
    requiredAcks: 2,
    slaveAck: "PAGE_CACHE",
    haSlaveFallbehindMax: 256 * KIB,
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
    maxMessageSize: 4 * KIB * KIB,
    maxPendingRequestsNum: 10_000,
    maxBatchEntries: 64,
    messageDelayLevel: "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h",
    timerWheelEnable: true,
    timerPrecisionMs: SECOND,
    timerMaxDelaySec: (72 * HOUR) / SECOND,
    recallMessageEnable: true,
    transactionTimeout: 6 * SECOND,
    transactionCheckInterval: 3_000,
    transactionCheckMax: 15,
    dLedgerVersion: "0.3.1.2",
    enableFastAdvanceCommitIndex: false,
    timing: seed
  }
}

const NONE = HashMap.empty()
const NEVER = -1

/** Nothing is in the log, in any table, or on its way; it follows nobody, and has voted for nobody. */
const firstState = {
  running: false,
  diskFailed: false,
  log: { baseIndex: NEVER, baseTerm: NEVER, runs: [], lastIndex: NEVER, durableIndex: NEVER },
  raft: { role: "FOLLOWER", term: 0, votedFor: null, voter: true, saved: { term: 0, votedFor: null, voter: true }, leader: null, votes: [], commitIndex: NEVER, progress: {}, noopIndex: NEVER, round: 0, answered: {}, waiting: [], transferee: null, catchUpTo: NEVER, tablesTaken: false },
  ha: { serving: false, slaves: {}, connection: null },
  dledger: { knownMaxTermInGroup: NEVER, needIncreaseTermImmediately: false, waitToVoteNext: false, round: null, beat: null, dispatchers: {}, watermarks: {}, ledTerm: NEVER, endBeforeTruncate: null },
  dispatchedIndex: NEVER,
  dispatchingIndex: NEVER,
  baseEnds: [],
  pending: [],
  topicVersion: 0,
  pendingReads: [],
  delaying: [],
  pop: { cursors: NONE, checkPoints: NONE, held: NONE, reading: NONE, turns: NONE },
  ...Object.fromEntries(["queues", "topics", "subscriptionGroups", "groups", "producers", "offsets", "locks", "held", "reading", "halves", "timed", "requestModes"].map((table) => [table, NONE]))
}

export const asByDefault = refines("S88 AsByDefault", "Whoever says nothing gets the seed's timers, and what RocketMQ's brokers, NameServers and clients have by default; a broker that was never started has nothing.", "E4 · BrokerConfig, MessageStoreConfig, NamesrvConfig, DefaultMQProducer, DefaultMQPushConsumer, DLedgerConfig", {
  AsksFor: (_, { whose }) => ({ says: [{ _tag: "Told", values: expected[whose] }] }),
  AsksForFirstState: () => ({ says: [{ _tag: "Told", values: firstState }] })
})
