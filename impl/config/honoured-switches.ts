/**
 * Keys of RocketMQ that the rules know.
 *
 * RocketMQ `BrokerConfig`, `MessageStoreConfig`.
 *
 * @module
 */
import { field, key, span } from "./honoured-key.ts"
import { atLeast, delayLevels, milliseconds, oneOf, permission, truth, whole } from "./kinds.ts"

const usedIn = "spec/broker/config.ts"

const KIB = 1024

const messagesBehind = (bytes: number) => ({ haSlaveFallbehindMax: Math.max(1, Math.floor(bytes / KIB)) })

export const switches = {
  flushDiskType: key({
    kind: oneOf("SYNC_FLUSH", "ASYNC_FLUSH"),
    of: "broker",
    preset: "ASYNC_FLUSH; of a DLedger group see ackRequires",
    effect: "Whether an ack waits for the broker's own disk. In a DLedger group it sets ackRequires: SYNC_FLUSH is FSYNC, ASYNC_FLUSH is PAGE_CACHE.",
    usedIn,
    into: (value) => ({ flushDiskType: value, ackRequires: value === "SYNC_FLUSH" ? "FSYNC" : "PAGE_CACHE" })
  }),
  slaveReadEnable: key({ kind: truth, of: "broker", preset: "false", effect: "A slave that is connected to its master serves pulls.", usedIn, into: field("slaveReadEnable") }),
  enableSlaveActingMaster: key({ kind: truth, of: "broker", preset: "false", effect: "Followers of a DLedger group serve pulls up to their own commit index. With `compatibility=5` a SYNC_MASTER with too few slaves refuses messages.", usedIn, into: field("enableSlaveActingMaster") }),
  autoCreateTopicEnable: key({ kind: truth, of: "broker", preset: "true", effect: "A message to a topic that does not exist creates it.", usedIn, into: field("autoCreateTopicEnable") }),
  brokerPermission: key({ kind: permission, of: "broker", preset: "6", effect: "What clients may do here with any topic: 6 read and write, 4 read, 2 write, 0 nothing. May be changed while the broker runs; it leaves the routes, or comes back, at once.", usedIn, into: (value) => (value === 6 ? {} : { brokerPermission: value }) }),
  enableMixedMessageType: key({ kind: truth, of: "broker", preset: "false", effect: "A topic may be given the attribute message.type=MIXED. May be changed while the broker runs.", usedIn: "impl/broker/attributes.ts" }),
  enablePropertyFilter: key({ kind: truth, of: "broker", preset: "false", effect: "Consumers may filter by SQL92.", usedIn, into: field("enablePropertyFilter") }),
  defaultTopicQueueNums: key({ kind: whole(1, 10_000, "a whole number, 1 to 10000"), of: "broker", preset: "8", effect: "Queues of a topic that a message creates, at most.", usedIn, into: field("defaultTopicQueueNums") }),
  maxMessageSize: key({ kind: atLeast(1), of: "broker", preset: "4194304", effect: "Bytes of a message's body, at most.", usedIn, into: field("maxMessageSize") }),
  messageDelayLevel: key({ kind: delayLevels, of: "broker", preset: "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h", effect: "How long a message of each delay level waits.", usedIn, into: field("messageDelayLevel") }),
  timerWheelEnable: key({ kind: truth, of: "broker", preset: "true", effect: "Producers may say a time for each message (TIMER_DELIVER_MS, TIMER_DELAY_MS, TIMER_DELAY_SEC).", usedIn, into: field("timerWheelEnable") }),
  timerPrecisionMs: key({ kind: oneOf("100", "200", "500", "1000"), of: "broker", preset: "1000", effect: "Such a message comes at a multiple of so many milliseconds, the first one not before its time.", usedIn, into: (value) => ({ timerPrecisionMs: Number(value) }) }),
  timerMaxDelaySec: key({ kind: whole(1, 2_000_000, "seconds, 1 to 2000000"), of: "broker", preset: "259200", effect: "Seconds that such a message may wait.", usedIn, into: field("timerMaxDelaySec") }),
  recallMessageEnable: key({ kind: truth, of: "broker", preset: "false", effect: "Producers may take such a message back before its time. `cluster` sets it.", usedIn, into: field("recallMessageEnable") }),
  transactionTimeOut: key({ kind: milliseconds, of: "broker", preset: "6000", effect: "Milliseconds until the producer of a half message is asked first.", usedIn, into: field("transactionTimeout") }),
  transactionCheckInterval: key({ kind: milliseconds, of: "broker", preset: "30000", effect: "Milliseconds until it is asked again. `cluster` has 3000.", usedIn, into: field("transactionCheckInterval") }),
  transactionCheckMax: key({ kind: atLeast(1), of: "broker", preset: "15", effect: "How often it is asked.", usedIn, into: field("transactionCheckMax") }),
  inSyncReplicas: key({ kind: atLeast(1), of: "broker", preset: "2", effect: "Copies, the master's included, that the ack of a SYNC_MASTER stands for. RocketMQ 5 has 1, which makes a SYNC_MASTER wait for nobody; here that must be asked for.", usedIn, into: field("requiredAcks") }),
  haSlaveFallbehindMax: key({ kind: atLeast(1), of: "broker", preset: "268435456", effect: "Bytes that a slave may lack before it counts as absent. Counted here in messages of 1 KiB.", usedIn, into: messagesBehind }),
  haMaxGapNotInSync: key({ kind: atLeast(1), of: "broker", preset: "268435456", effect: "The name that RocketMQ 5 has for haSlaveFallbehindMax.", usedIn, into: messagesBehind }),
  registerNameServerPeriod: key({ kind: milliseconds, of: "broker", preset: "30000", effect: "How often the broker registers. Below 10 s it is 10 s, above 60 s it is 60 s.", usedIn, into: span("registerNameServerPeriodMs", 10_000, 60_000) }),
  syncFlushTimeout: key({ kind: milliseconds, of: "broker", preset: "5000", effect: "How long a producer waits for the disk under SYNC_FLUSH.", usedIn, into: span("syncFlushTimeoutMs") }),
  slaveTimeout: key({ kind: milliseconds, of: "broker", preset: "3000", effect: "How long the producer of a SYNC_MASTER waits for slaves.", usedIn, into: span("slaveTimeoutMs") }),
  flushIntervalCommitLog: key({ kind: milliseconds, of: "broker", preset: "500", effect: "How often the log is flushed under ASYNC_FLUSH.", usedIn, into: span("flushIntervalMs") }),
  haSendHeartbeatInterval: key({ kind: milliseconds, of: "broker", preset: "5000", effect: "A master with nothing to copy says so to its slaves this often.", usedIn, into: span("haSendHeartbeatIntervalMs") }),
  haHousekeepingInterval: key({ kind: milliseconds, of: "broker", preset: "20000", effect: "A connection between master and slave on which nothing came for so long is closed.", usedIn, into: span("haHousekeepingIntervalMs") }),
  channelExpiredTimeout: key({ kind: milliseconds, of: "broker", preset: "120000", effect: "A client that sends no heartbeat for so long is forgotten.", usedIn, into: span("channelExpiredTimeoutMs") })
} as const
