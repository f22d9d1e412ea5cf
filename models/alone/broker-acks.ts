/**
 * What may happen to a master with its disk and its slaves, and to a slave with its master.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import * as Log from "../../spec/log/log.ts"
import { alphabet, type BrokerAlphabet, send } from "./broker.ts"
import { beforeItsStart, dispatches, recovered, serving, slave, TOPICS, topicConfig, withoutFirst } from "./broker-states.ts"

/** Any end of the log may be flushed, or one that it does not have. */
const flushes = ({ log }: Broker): readonly BrokerEvent[] => [
  ...Array.from({ length: log.lastIndex - log.durableIndex + 2 }, (_, i): BrokerEvent => ({ _tag: "Flushed", index: log.durableIndex + i, term: 0 })),
  { _tag: "Flushed", index: log.lastIndex, term: 1 }
]

/** Timers of whoever waits, or does not. */
const late: readonly BrokerEvent[] = ["m1", "m2"].flatMap((request): BrokerEvent[] => [{ _tag: "SyncFlushTimeout", request }, { _tag: "SlaveTimeout", request }])

const fresh = ({ pending }: Broker, ...sends: readonly EventOf<"SendMessage">[]): readonly BrokerEvent[] => sends.filter(({ request }) => pending.every((other) => other.request !== request))

const sends = (fields: Partial<Config>, entries = 0): BrokerAlphabet =>
  alphabet(
    serving(fields, entries),
    [...late.filter(({ _tag }) => _tag === "SyncFlushTimeout"), { _tag: "FlushTimeout" }, { _tag: "DiskFailed", reason: "fsync" }],
    (self) => [...fresh(self, send("m1", { count: 2 }), send("m2", { queueId: -1 })), ...flushes(self), ...dispatches(self)],
    ({ log }) => log.lastIndex <= entries + 2
  )

/** What is refused before anything is written, and where messages go that are not for now. */
const refused = alphabet(
  { ...serving({ maxPendingRequestsNum: 1, flushDiskType: "SYNC_FLUSH", defaultTopicQueueNums: 3 }, 1), topics: HashMap.fromIterable([...TOPICS, ["%RETRY%g", topicConfig(1, 6)]]) },
  [
    { _tag: "LeadershipTransfer", request: "o", to: "n1" },
    { _tag: "ConsumerSendMsgBack", request: "b", group: "g", message: { index: 0, topic: "t", retryTopic: null, messageId: "id", originMessageId: null, reconsumeTimes: 0, propertiesSize: 0 }, delayLevel: 0, maxReconsumeTimes: null },
    send("a", { queueId: 1, count: 3 }),
    send("b", { bodySize: 4 * 1024 * 1024 + 1 }),
    send("b", { bodySize: 4 * 1024 * 1024 }),
    send("c", { propertiesSize: 32_768 }),
    send("c", { propertiesSize: 31_744, delayLevel: 1 }),
    send("c", { propertiesSize: 31_744, prepared: true }),
    send("c", { propertiesSize: 31_743, prepared: true }),
    send("c", { propertiesSize: 32_767 }),
    send("d", { topic: "t!" }),
    send("d", { topic: "x".repeat(128) }),
    send("e", { topic: "SCHEDULE_TOPIC_XXXX" }),
    ...["RMQ_SYS_TRANS_OP_HALF_TOPIC", "RMQ_SYS_TRANS_HALF_TOPIC", "TRANS_CHECK_MAX_TIME_TOPIC", "rmq_sys_wheel_timer", "SELF_TEST_TOPIC", "OFFSET_MOVED_EVENT", "rmq_sys_REVIVE_LOG_DefaultCluster"].map((topic) => send("e", { topic })),
    send("f", { topic: "v" }),
    send("g", { queueId: 2 }),
    send("g", { topic: "r", queueId: 2 }),
    send("h", { queueId: -1 }),
    send("i", { topic: "new", defaultTopicQueueNums: 8, queueId: 2 }),
    send("i", { topic: "new", defaultTopicQueueNums: 8, queueId: 3 }),
    send("j", { topic: "%RETRY%g", reconsumeTimes: 2, maxReconsumeTimes: 2 }),
    send("j", { topic: "%RETRY%g", reconsumeTimes: 15 }),
    send("j", { topic: "%RETRY%g", reconsumeTimes: 16 }),
    send("k", { delayLevel: 1, queueId: 1 }),
    send("k", { delayLevel: 9 }),
    send("l", { prepared: true, queueId: 1 }),
    send("l", { prepared: true, delayLevel: 2 }),
    { _tag: "DiskFailed", reason: "write" }
  ],
  dispatches,
  ({ log, topicVersion }) => log.lastIndex <= 3 && topicVersion <= 1
)

const closing: readonly BrokerEvent[] = ["k", "l"].flatMap((connection): BrokerEvent[] => [{ _tag: "HaClosed", connection }, { _tag: "HaHousekeepingTimeout", connection }, { _tag: "HaHeartbeatTimeout", connection }])

const reports = (from: string, connection: string, ...ends: readonly number[]): readonly BrokerEvent[] => ends.map((maxOffset) => ({ _tag: "ReportSlaveMaxOffset", from, connection, maxOffset }))

/** A master with up to two slaves, of which the first may come again. */
const copies = (fields: Partial<Config>, messages = 2): BrokerAlphabet =>
  alphabet(
    serving({ brokerRole: "SYNC_MASTER", ...fields }, 1),
    [
      { _tag: "SlaveTimeout", request: "m1" },
      ...(fields.flushDiskType === "SYNC_FLUSH" ? [{ _tag: "SyncFlushTimeout", request: "m1" } as const] : []),
      ...closing,
      { _tag: "HaConnected", from: "n1", connection: "k" },
      { _tag: "HaConnected", from: "n1", connection: "l" },
      ...reports("n1", "k", 0, 1, 2),
      ...reports("n1", "l", 1)
    ],
    (self) => [...fresh(self, send("m1"), ...(messages > 1 ? [send("m2")] : [])), ...(fields.flushDiskType === "SYNC_FLUSH" ? flushes(self) : []), ...dispatches(self)],
    ({ log }) => log.lastIndex <= messages
  )

/** Three copies are needed, and a batch is sent in stretches. */
const threeCopies = alphabet(
  serving({ brokerRole: "SYNC_MASTER", requiredAcks: 3, maxBatchEntries: 1, haSlaveFallbehindMax: 2, enableSlaveActingMaster: true }, 1),
  [
    { _tag: "SlaveTimeout", request: "m1" },
    { _tag: "HaConnected", from: "n1", connection: "k" },
    { _tag: "HaConnected", from: "n2", connection: "l" },
    { _tag: "HaClosed", connection: "k" },
    { _tag: "HaHeartbeatTimeout", connection: "l" },
    ...reports("n1", "k", 0, 1, 2),
    ...reports("n2", "l", -1, 0, 2),
    ...reports("n2", "k", 2)
  ],
  (self) => [...fresh(self, send("m1", { count: 2 })), ...dispatches(self)],
  ({ log }) => log.lastIndex <= 2
)

/** Slaves that are streamed to, the second of which has nothing; the log begins at 1. */
const streams = (fields: Partial<Config>): BrokerAlphabet => {
  const master = serving({ brokerRole: "SYNC_MASTER", maxBatchEntries: 2, ...fields }, 3)
  return alphabet(
    { ...master, log: Log.compact(master.log, 0) },
    [
      { _tag: "SlaveTimeout", request: "m1" },
      { _tag: "MetadataTimeout" },
      { _tag: "HaConnected", from: "k", connection: "k", streams: true },
      { _tag: "HaConnected", from: "l", connection: "l", streams: true },
      { _tag: "HaClosed", connection: "k" },
      { _tag: "HaHeartbeatTimeout", connection: "k" },
      ...reports("k", "k", 0, 1, 3, 4),
      ...reports("l", "l", -1, 2, 3)
    ],
    (self) => [...fresh(self, send("m1")), ...dispatches(self)],
    ({ log }) => log.lastIndex <= 3
  )
}

/** The first entry has expired: a slave that lacks it is given none, though others that the master was not told of are. */
const copiesExpired = alphabet(
  withoutFirst(serving({ brokerRole: "SYNC_MASTER" }, 2)),
  [
    { _tag: "HaConnected", from: "n1", connection: "k" },
    { _tag: "HaConnected", from: "n2", connection: "l" },
    { _tag: "HaHeartbeatTimeout", connection: "k" },
    { _tag: "MetadataTimeout" },
    ...reports("n1", "k", -1, 0, 1, 2),
    ...reports("n2", "l", 0, 1)
  ],
  (self) => [...fresh(self, send("m1")), ...dispatches(self)],
  ({ log }) => log.lastIndex <= 2
)

/** The first two entries have expired, and a slave has the first of them. */
const copiesGap = alphabet(
  { ...copiesExpired.initial, log: Log.compact(serving({}, 3).log, 1), dispatchedIndex: 2, dispatchingIndex: 2 },
  [{ _tag: "HaConnected", from: "n1", connection: "k" }, { _tag: "HaConnected", from: "n2", connection: "l", streams: true }, { _tag: "HaHeartbeatTimeout", connection: "k" }, ...reports("n1", "k", 0, 1, 2), ...reports("n2", "l", 0, 1, 2)],
  (self) => [...fresh(self, send("m1")), ...dispatches(self)],
  ({ log }) => log.lastIndex <= 3
)

const open = (index: number) => ({ index, group: "p", immunityMs: null, checks: 0, ending: false })
const waits = (index: number) => ({ index, at: 3_000, topic: "t", queueId: 0, standing: "WAITING" }) as const

/** Files go while the disk is slow, with half messages and timer messages in them. */
const expires = (self: Broker): BrokerAlphabet =>
  alphabet(
    {
      ...self,
      log: { ...self.log, durableIndex: 0 },
      dispatchedIndex: 1,
      dispatchingIndex: 2,
      halves: HashMap.make(["0", open(0)], ["1", open(1)], ["2", open(2)]),
      timed: HashMap.make(["0", waits(0)], ["1", waits(1)], ["2", waits(2)])
    },
    [
      ...[-1, 0, 1, 2, 9].map((index): BrokerEvent => ({ _tag: "Compacted", index, ends: [["t@0", index + 1]] })),
      { _tag: "TransactionTimeout", offset: 0 },
      { _tag: "TimerMessageTimeout", offset: 1 },
      { _tag: "GetMinOffset", request: "o", topic: "t", queueId: 0 }
    ],
    (me) => [...flushes(me), ...dispatches(me), ...fresh(me, send("m1"))],
    ({ log }) => log.lastIndex <= 2
  )

const stretch = (connection: string, prevLogIndex: number, lastIndex: number): BrokerEvent => ({
  _tag: "TransferData",
  from: "n1",
  connection,
  entries: { prevLogIndex, prevLogTerm: prevLogIndex < 0 ? -1 : 0, runs: lastIndex > prevLogIndex ? [{ first: prevLogIndex + 1, term: 0 }] : [], lastIndex }
})

const slaves = (fields: Partial<Config>): BrokerAlphabet =>
  alphabet(
    slave(fields, 1, null),
    [
      ...closing,
      { _tag: "HaConnected", from: "n1", connection: "k" },
      { _tag: "HaConnected", from: "n1", connection: "l" },
      { _tag: "HaConnected", from: "n2", connection: "l" },
      { _tag: "HaReconnectTimeout" },
      { _tag: "FlushTimeout" },
      { _tag: "RegisterTimeout" },
      stretch("k", 0, 0),
      stretch("k", 0, 2),
      stretch("k", 1, 2),
      stretch("k", 2, 3),
      stretch("k", -1, 1),
      stretch("l", 0, 1),
      send("m1"),
      { _tag: "DiskFailed", reason: "fsync" }
    ],
    (self) => [...flushes(self), ...(self.dispatchingIndex > self.dispatchedIndex ? [{ _tag: "Dispatched", index: self.dispatchingIndex, ends: [["t@0", self.dispatchingIndex + 1]], arrived: ["w@0", "w@9"] } as const] : [])],
    ({ log }) => log.lastIndex <= 3
  )

/** A slave that has nothing begins with what it is sent. */
const blankSlave = alphabet(
  slave({}, 0, "k"),
  [stretch("k", -1, -1), stretch("k", 1, 1), stretch("k", -1, 0), stretch("k", 1, 2), stretch("k", 2, 3), { _tag: "HaClosed", connection: "k" }],
  (self) => (self.dispatchingIndex > self.dispatchedIndex ? [{ _tag: "Dispatched", index: self.dispatchingIndex, ends: [["t@0", self.dispatchingIndex + 1]], begins: [["t@0", 2]] } as const] : []),
  ({ log }) => log.lastIndex <= 3
)

/** A broker that begins with what its disk held. */
const starts = (fields: Partial<Config>): BrokerAlphabet =>
  alphabet(
    { ...beforeItsStart(fields) },
    [],
    (self) =>
      self.running
        ? [
            send("m1"),
            { _tag: "RegisterTimeout" },
            { _tag: "MetadataTimeout" },
            { _tag: "LockBatchMQ", request: "l", group: "g", clientId: "c", queues: [{ topic: "t", queueId: 0 }] },
            { _tag: "UpdateConsumerOffset", request: "o", group: "g", topic: "t", queueId: 0, offset: 2 },
            { _tag: "Dispatched", index: self.dispatchingIndex, ends: [["t@0", 1], ["SCHEDULE_TOPIC_XXXX@0", 1], ["RMQ_SYS_TRANS_HALF_TOPIC@0", 1]], halves: [0, 1].map((offset) => ({ offset, index: 2, group: "p", immunityMs: 9 })) },
            { _tag: "FlushTimeout" }
          ]
        : [recovered(0), recovered(3), { ...recovered(3), offsets: [["CID_RMQ_SYS_TRANS@RMQ_SYS_TRANS_HALF_TOPIC@0", 1]] }, { ...recovered(3), baseEnds: [["t@0", 1]], log: { ...recovered(3).log, baseIndex: 0, baseTerm: 0, runs: [{ first: 1, term: 0 }] } }, { ...recovered(3), log: { ...recovered(3).log, durableIndex: -1 } }, { ...recovered(3), requestModes: [["t@g", { mode: "POP", popShareQueueNum: 1 }]] }, { _tag: "TransferData", from: "n1", connection: "k", entries: { prevLogIndex: -1, prevLogTerm: -1, runs: [], lastIndex: -1 } }],
    ({ log }) => log.lastIndex <= 3
  )

/** Topics that two brokers agree on are nothing to save. */
const copied = alphabet({ ...slave({}, 0, null), topics: HashMap.fromIterable(TOPICS) }, [
  { _tag: "CopyMetadata", from: "n1", term: 0, topicVersion: 3, topics: [...TOPICS, ["w", topicConfig(1, 6)]], offsets: [["g@t@0", 1]] },
  { _tag: "CopyMetadata", from: "n1", term: 0, topicVersion: 3, topics: TOPICS, offsets: [] },
  { _tag: "DiskFailed", reason: "write" }
])

export const ackAlphabets = {
  "sends-async-flush": sends({}),
  "sends-sync-flush": sends({ flushDiskType: "SYNC_FLUSH" }),
  refused,
  copies: copies({}),
  "copies-sync-flush": copies({ flushDiskType: "SYNC_FLUSH" }, 1),
  "copies-4.9": copies({ compatibility: "4.9", haSlaveFallbehindMax: 1 }, 1),
  "copies-5-far": copies({ compatibility: "5", enableSlaveActingMaster: true }, 1),
  "copies-5": copies({ compatibility: "5", enableSlaveActingMaster: true, haSlaveFallbehindMax: 1 }),
  "three-copies": threeCopies,
  streams: streams({}),
  "streams-three-acks": streams({ requiredAcks: 3 }),
  "copies-expired": copiesExpired,
  "copies-gap": copiesGap,
  expires: expires(serving({ flushDiskType: "SYNC_FLUSH" }, 3)),
  "expires-at-slave": expires(slave({ slaveAck: "FSYNC" }, 3, "k")),
  slaves: slaves({}),
  "slaves-sync-flush": slaves({ flushDiskType: "SYNC_FLUSH" }),
  "slaves-fsync": slaves({ slaveAck: "FSYNC" }),
  "blank-slave": blankSlave,
  starts: starts({ brokerRole: "ASYNC_MASTER" }),
  "starts-as-slave": starts({ brokerRole: "SLAVE", brokerId: 3, haMaster: "n1", flushDiskType: "SYNC_FLUSH" }),
  copied
} as const
