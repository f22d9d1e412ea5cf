/**
 * What may happen to a broker that hands out messages.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import { type Broker, subscriptionGroupDefaults } from "../../spec/broker/state.ts"
import { checkPointKey, type Handle, type PopRecord } from "../../spec/pop/records.ts"
import { type CheckPoint, type HeldPop, initialPop } from "../../spec/pop/state.ts"
import { alphabet, type BrokerAlphabet, EXPRESSION, send } from "./broker.ts"
import { dispatches, serving, slave, topicConfig, withoutFirst } from "./broker-states.ts"

const RETRY = "%RETRY%g_t"

const flushed = ({ log }: Broker): readonly BrokerEvent[] => (log.durableIndex < log.lastIndex ? [{ _tag: "Flushed", index: log.lastIndex, term: 0 }] : [])

/** What is dispatched, with the records among it: check points, and acks of what is about to end. */
const withRecords = (self: Broker): readonly BrokerEvent[] =>
  dispatches(self).map((event) => {
    const all = [...HashMap.values(self.pop.checkPoints)]
    const opened = all.filter(({ index }) => index > self.dispatchedIndex && index <= event.index).map(({ invisibleTime, offsets, reviveOffset, index, order, ...handle }): PopRecord => ({ _tag: "Ck", ...handleOf(handle), invisibleTime, offsets, reviveOffset, index, ...(order !== undefined && { order }), ...(handle.popTime === 3_000 ? { origin: { startOffset: 0, popTime: 1_000 } } : {}) }))
    const ended = all.filter(({ closing }) => closing.length > 0).map(({ closing, ...handle }): PopRecord => ({ _tag: "Ack", ...handleOf(handle), offsets: closing }))
    return opened.length + ended.length === 0 ? event : { ...event, popRecords: [...opened, ...ended] }
  })

const handleOf = ({ group, topic, queueId, startOffset, popTime }: Handle): Handle => ({ group, topic, queueId, startOffset, popTime })

const pop = (request: string, fields: Partial<EventOf<"PopMessage">> = {}): EventOf<"PopMessage"> => ({
  _tag: "PopMessage",
  request,
  channel: `k${request}`,
  group: "g",
  topic: "t",
  queueId: -1,
  maxMsgNums: 2,
  invisibleTime: 60,
  initMode: "MIN",
  codeSet: [],
  suspendTimeoutMillis: 0,
  ...fields
})

const peek = (fields: Partial<EventOf<"PeekMessage">> = {}): EventOf<"PeekMessage"> => ({ _tag: "PeekMessage", request: "1", channel: "k1", group: "g", topic: "t", queueId: -1, maxMsgNums: 2, ...fields })

const question = (fields: Partial<EventOf<"Notification">> = {}): EventOf<"Notification"> => ({ _tag: "Notification", request: "1", channel: "k1", group: "g", topic: "t", queueId: -1, suspendTimeoutMillis: 0, ...fields })

/** What pops, peeks and questions are refused for alike. */
const refusedAlike = [{ topic: "w" }, { topic: "u" }, { queueId: 1 }, { group: "g@" }, { group: "never" }].flatMap((fields): readonly BrokerEvent[] => [peek(fields), question(fields)])

/** What a store may find for a pop: nothing, what is wanted or not, more than fits, of one queue or of two. */
const reads = ({ pop: { reading } }: Broker): readonly BrokerEvent[] =>
  [...HashMap.values(reading)].flatMap(({ request }) =>
    [[[]], [[[1, 7]]], [[[1, 8], [1, 8]]], [[[1, 8], [1, 7]]], [[[262_000, 7], [145, 7]]], [[[1, 7]], [[1, 7]]]].map(
      (queues): BrokerEvent => ({
        _tag: "PopRead",
        request,
        popTime: 2_000,
        found: queues.map((found, at) => ({ queue: at === 0 ? "t@0" : `${RETRY}@0`, messages: found.map(([size, tagsCode], i) => ({ offset: i, size: size as number, tagsCode: tagsCode as number, ...(i % 2 === 1 && { properties: { a: "1" } }) })) }))
      })
    )
  )

const waiting = (event: EventOf<"PopMessage">): HeldPop => {
  const { _tag: _, ...asked } = event
  return asked
}

const isAsking = ({ pop: { held, reading } }: Broker, request: string): boolean => HashMap.has(reading, request) || [...HashMap.values(held)].flat().some((one) => one.request === request)

const busy = ({ pop: { held, reading } }: Broker): boolean => HashMap.size(held) + HashMap.size(reading) > 0

const topics = HashMap.make(["t", topicConfig(1, 6)], ["u", topicConfig(1, 2)], [RETRY, topicConfig(1, 6)])
const groups = HashMap.make(["g", { ...subscriptionGroupDefaults, retryMaxTimes: 1 }], ["never", { ...subscriptionGroupDefaults, consumeEnable: false }])

const master = (fields: Partial<Config>, entries: number): Broker => ({ ...serving({ flushDiskType: "SYNC_FLUSH", maxPendingRequestsNum: 3, ...fields }, entries), topics, subscriptionGroups: groups })

const withRetry = (self: Broker): Broker => ({ ...self, queues: HashMap.set(self.queues, `${RETRY}@0`, { end: 1, next: 1 }) })

const pops = (self: Broker, more: readonly BrokerEvent[] = []): BrokerAlphabet =>
  alphabet(
    self,
    [{ _tag: "PollTimeout", request: "1", topic: "t" }, { _tag: "ChannelClosed", channel: "k1" }, { _tag: "PopRead", request: "gone", popTime: 2_000, found: [] }, { _tag: "DiskFailed", reason: "write" }, ...more],
    (me) => [
      ...(busy(me)
        ? []
        : [
            pop("1"),
            pop("1", { suspendTimeoutMillis: 9 }),
            pop("1", { queueId: 0, codeSet: [7], suspendTimeoutMillis: 9 }),
            pop("1", { expression: EXPRESSION }),
            pop("1", { expression: "a = = 1" }),
            pop("1", { tooLate: true }),
            pop("1", { maxMsgNums: 33 }),
            pop("1", { maxMsgNums: 1 }),
            pop("1", { topic: "w" }),
            pop("1", { topic: "u" }),
            pop("1", { queueId: 1 }),
            pop("1", { group: "g@" }),
            pop("1", { group: "never" }),
            pop("1", { order: true }),
            peek(),
            peek({ maxMsgNums: 40 }),
            question({ suspendTimeoutMillis: 9 }),
            question()
          ]),
      ...reads(me),
      ...withRecords(me),
      ...flushed(me),
      ...(me.log.lastIndex < 0 ? [send("m"), send("m", { topic: RETRY })] : [])
    ],
    ({ log, pop: { checkPoints } }) => log.lastIndex <= 1 && HashMap.size(checkPoints) <= 1
  )

const at = (fields: Partial<Handle> = {}): Handle => ({ group: "g", topic: "t", queueId: 0, startOffset: 0, popTime: 1_000, ...fields })

const handedOut = (self: Broker, ...more: readonly CheckPoint[]): Broker => {
  const first: CheckPoint = { ...at(), invisibleTime: 60, offsets: [0, 1], closing: [], reviveOffset: 0, index: 2 }
  return {
    ...self,
    queues: HashMap.set(HashMap.set(self.queues, "t@0", { end: 2, next: 2 }), "rmq_sys_REVIVE_LOG_DefaultCluster@0", { end: 1, next: 1 }),
    pop: { ...initialPop, cursors: HashMap.make(["g@t@0", { popped: 2, handing: 2 }]), checkPoints: HashMap.fromIterable([first, ...more].map((each) => [checkPointKey(each), each])) }
  }
}

const ack = (request: string, ...acks: readonly (Partial<Handle> & { readonly offsets: readonly number[] })[]): EventOf<"AckMessage"> => ({ _tag: "AckMessage", request, acks: acks.map(({ offsets, ...fields }) => ({ ...at(fields), offsets })) })

const change = (fields: Partial<EventOf<"ChangeMessageInvisibleTime">> = {}): EventOf<"ChangeMessageInvisibleTime"> => ({ _tag: "ChangeMessageInvisibleTime", request: "c", ...at(), offset: 1, now: 3_000, invisibleTime: 90, ...fields })

const KEY = checkPointKey(at())
const AGAIN: CheckPoint = { ...at({ topic: RETRY, popTime: 1_500 }), invisibleTime: 60, offsets: [0], closing: [], reviveOffset: 0, index: 2 }

const read = (offsets: readonly number[], reconsumeTimes = 0, checkPoint = KEY, propertiesSize = 0): BrokerEvent => ({ _tag: "CheckPointRead", checkPoint, found: offsets.map((offset) => ({ offset, index: offset, reconsumeTimes, propertiesSize })) })

const inFlight = (self: Broker, more: readonly BrokerEvent[] = []): BrokerAlphabet =>
  alphabet(
    self,
    [
      ack("a", { offsets: [0] }),
      ack("b", { offsets: [0, 1] }),
      ack("a", { offsets: [1], popTime: 999 }),
      ack("a", { offsets: [1], topic: "w" }),
      ack("a", { offsets: [1], queueId: 1 }),
      ack("a", { offsets: [3] }),
      ack("a"),
      ack("d", { offsets: [1] }, { offsets: [0], topic: RETRY, popTime: 1_500 }, { offsets: [9], topic: "w" }),
      change(),
      change({ popTime: 999 }),
      change({ topic: "w" }),
      change({ queueId: -1 }),
      change({ offset: 2 }),
      { _tag: "ReviveTimeout", checkPoint: KEY },
      { _tag: "ReviveTimeout", checkPoint: "gone" },
      { _tag: "SyncFlushTimeout", request: "a" },
      { _tag: "SyncFlushTimeout", request: "c" },
      { _tag: "DiskFailed", reason: "write" },
      read([0, 1]),
      read([1], 1),
      read([0], 0, KEY, 31_744),
      read([0], 0, checkPointKey(AGAIN)),
      read([0], 0, "gone"),
      ...more
    ],
    (me) => [...withRecords(me), ...flushed(me)],
    ({ log, topicVersion }) => log.lastIndex <= 2 && topicVersion <= 1
  )

const resets = [0, 1].map((offset): BrokerEvent => ({ _tag: "OffsetsFound", request: "r", group: "g", topic: "t", timestamp: 5, isForce: offset === 1, found: [{ queueId: 0, offset }] }))

const deleted: BrokerEvent = { _tag: "DeleteTopic", request: "x", topic: "t" }

/** Two messages are handed out in order, the second of them for the second time, and a third is behind them. */
const lockedQueue = (self: Broker): Broker => {
  const first: CheckPoint = { ...at(), invisibleTime: 60, offsets: [0, 1], closing: [], reviveOffset: 0, index: 3, order: { times: [[1, 1]], attemptId: "a" } }
  return {
    ...self,
    queues: HashMap.set(HashMap.set(self.queues, "t@0", { end: 3, next: 3 }), "rmq_sys_REVIVE_LOG_DefaultCluster@0", { end: 1, next: 1 }),
    pop: { ...initialPop, cursors: HashMap.make(["g@t@0", { popped: 2, handing: 2, ordered: [KEY] }]), checkPoints: HashMap.make([KEY, first]) }
  }
}

/** What a store finds for a pop in order: from which message on, and whether the first is damaged. */
const readsInOrder = ({ pop: { reading } }: Broker, ...from: readonly (readonly [number, boolean])[]): readonly BrokerEvent[] =>
  [...HashMap.values(reading)].flatMap(({ request }) =>
    from.map(([first, damaged]): BrokerEvent => ({ _tag: "PopRead", request, popTime: 1_000, found: [{ queue: "t@0", messages: [0, 1, 2].slice(first).map((offset) => ({ offset, size: 1, tagsCode: 7, ...(damaged && offset === first && { damaged: true }) })) }] }))
  )

const atOnce = ({ log, topicVersion }: Broker): boolean => log.lastIndex <= 3 && topicVersion <= 1

const revives = ({ pop: { checkPoints } }: Broker): readonly BrokerEvent[] => [...HashMap.keys(checkPoints)].map((checkPoint) => ({ _tag: "ReviveTimeout", checkPoint }))

/** Who pops what is locked, and what is not any more. */
const popsInOrder = (self: Broker): BrokerAlphabet =>
  alphabet(
    lockedQueue(self),
    [ack("c", { offsets: [0, 1] })],
    (me) => [
      ...(busy(me) ? [] : [pop("1", { order: true }), pop("1", { order: true, attemptId: "a", maxMsgNums: 1 }), pop("1", { order: true, attemptId: "b", suspendTimeoutMillis: 9, codeSet: [8] }), pop("1")]),
      ...readsInOrder(me, [0, false], [0, true], [2, false]),
      ...revives(me),
      ...withRecords(me)
    ],
    atOnce
  )

/** What is new in a queue that is handed out in order is damaged. */
const damagedInOrder = (self: Broker): BrokerAlphabet => alphabet(lockedQueue(self), [], (me) => [...(busy(me) ? [] : [pop("1", { order: true })]), ...readsInOrder(me, [2, true]), ...revives(me), ...withRecords(me)], atOnce)

/** What its group does with it, and what becomes of the queue meanwhile. */
const acksInOrder = (self: Broker): BrokerAlphabet =>
  alphabet(
    lockedQueue(self),
    [
      ack("a", { offsets: [0] }),
      ack("b", { offsets: [1] }),
      change({ offset: 0, now: 1_000 }),
      { _tag: "QueryConsumerOffset", request: "q", group: "g", topic: "t", queueId: 0 },
      { _tag: "UpdateConsumerOffset", request: "u", group: "g", topic: "t", queueId: 0, offset: 1 },
      ...resets.slice(0, 1),
      deleted
    ],
    (me) => [...(busy(me) ? [] : [pop("1", { order: true }), question({ order: true, suspendTimeoutMillis: 9 })]), ...readsInOrder(me, [0, false]), ...revives(me), ...withRecords(me), ...flushed(me)],
    atOnce
  )

const asksProgress: readonly BrokerEvent[] = [{ _tag: "QueryConsumerOffset", request: "q", group: "g", topic: "t", queueId: 0 }, { _tag: "ResetOffset", request: "r", group: "g", topic: "t", timestamp: 5, isForce: false }]

/** Nothing is handed out, or taken back, by who is not the master. */
const elsewhere = (self: Broker): BrokerAlphabet =>
  alphabet({ ...handedOut(self), topics }, [
    pop("1"),
    peek(),
    question(),
    ack("a", { offsets: [0] }),
    change(),
    { _tag: "ReviveTimeout", checkPoint: KEY },
    read([0, 1]),
    { _tag: "SetMessageRequestMode", request: "s", topic: "t", group: "g", mode: "POP", popShareQueueNum: 0 },
    { _tag: "CopyMetadata", from: "n1", term: 0, topicVersion: 8, topics: [["t", topicConfig(2, 6)]], offsets: [], requestModes: [["t@g", { mode: "POP", popShareQueueNum: 3 }]] },
    { _tag: "Dispatched", index: self.dispatchingIndex, ends: [], popRecords: [{ _tag: "Ck", ...at({ popTime: 2_000 }), invisibleTime: 60, offsets: [0], reviveOffset: 0, index: self.log.lastIndex + 1 }, { _tag: "Reset", group: "g", topic: "t", queueId: 0, offset: 1 }] }
  ])

const members = (count: number) => Array.from({ length: count }, (_, i) => ({ clientId: `c${i}`, channel: `k${i}` }))

const ask = (fields: Partial<EventOf<"QueryAssignment">> = {}): EventOf<"QueryAssignment"> => ({
  _tag: "QueryAssignment",
  request: "q",
  group: "g",
  topic: "t",
  clientId: "c0",
  messageModel: "CLUSTERING",
  strategyName: "AVG",
  queues: [["b", 1], ["b", 0], ["a", 0], ["a", 1]].map(([brokerName, queueId]) => ({ brokerName: brokerName as string, queueId: queueId as number })),
  ...fields
})

const groupOf = (count: number) => ({ consumeType: "", messageModel: "CLUSTERING", consumeFromWhere: "", subscriptions: [], members: members(count) })

const assignments = alphabet(
  { ...serving({}, 0), groups: HashMap.make(["g", groupOf(3)], ["many", groupOf(6)], ["four", groupOf(4)]) },
  [
    ask(),
    ask({ clientId: "c2" }),
    ask({ clientId: "c9" }),
    ask({ strategyName: "AVG_BY_CIRCLE" }),
    ask({ strategyName: "ROOM" }),
    ask({ group: "nobody" }),
    ask({ queues: null }),
    ask({ messageModel: "BROADCASTING" }),
    ask({ group: "four", clientId: "c1" }),
    { _tag: "SetMessageRequestMode", request: "s", topic: "t", group: "four", mode: "POP", popShareQueueNum: 1 },
    ask({ group: "many", clientId: "c5" }),
    ask({ group: "many", clientId: "c9" }),
    ...[0, 1, 2, 9].map((popShareQueueNum): BrokerEvent => ({ _tag: "SetMessageRequestMode", request: "s", topic: "t", group: "g", mode: "POP", popShareQueueNum })),
    { _tag: "SetMessageRequestMode", request: "s", topic: "t", group: "many", mode: "POP", popShareQueueNum: 1 },
    { _tag: "SetMessageRequestMode", request: "s", topic: "t", group: "g@", mode: "POP", popShareQueueNum: 0 },
    { _tag: "SetMessageRequestMode", request: "s", topic: "w", group: "g", mode: "POP", popShareQueueNum: 0 },
    { _tag: "SetMessageRequestMode", request: "s", topic: "%RETRY%g", group: "g", mode: "POP", popShareQueueNum: 0 },
    { _tag: "MetadataTimeout" }
  ]
)

/** The first message has expired, and groups begin, or are behind it. */
const expired = alphabet(
  { ...withoutFirst(master({}, 3)), offsets: HashMap.make(["behind@t@0", 0], ["on@t@0", 2]), pop: { ...initialPop, checkPoints: HashMap.make([KEY, { ...at(), invisibleTime: 60, offsets: [0, 1], closing: [], reviveOffset: 0, index: 0 }]) } },
  [{ _tag: "PollTimeout", request: "1", topic: "t" }, ack("a", { offsets: [0] }), ack("a", { offsets: [1] }), change({ offset: 0 }), change({ offset: 1 }), read([1])],
  (me) => [...(busy(me) ? [] : [pop("1"), pop("1", { initMode: "MAX" }), pop("1", { initMode: "MAX", group: "on" }), pop("1", { group: "on" }), pop("1", { group: "behind" }), pop("1", { initMode: "MAX", queueId: 0, suspendTimeoutMillis: 9 }), peek(), question({ group: "on" })]), ...reads(me)],
  ({ log }) => log.lastIndex <= 3
)

const openCk = (fields: Partial<Handle>, offsets: readonly number[], more: Partial<Extract<PopRecord, { readonly _tag: "Ck" }>> = {}): PopRecord => ({ _tag: "Ck", ...at(fields), invisibleTime: 60, offsets, reviveOffset: 1, index: 3, ...more })

/** Two messages are handed out, and both are about to be done with: whatever records become readable meanwhile. */
const records = (self: Broker): BrokerAlphabet => {
  const known = handedOut(self, { ...at({ startOffset: 2 }), invisibleTime: 60, offsets: [2, 3], closing: [3], reviveOffset: 1, index: 3 })
  const first = { ...at(), invisibleTime: 60, offsets: [0, 1], closing: [0, 1], reviveOffset: 0, index: 2 }
  return alphabet(
    { ...known, dispatchedIndex: 2, dispatchingIndex: 3, offsets: HashMap.make(["g@t@0", 1], ["h@t@0", 3]), pop: { ...known.pop, cursors: HashMap.make(["g@t@0", { popped: 2, handing: 4 }], ["h@t@0", { popped: 2, handing: 2 }]), checkPoints: HashMap.set(known.pop.checkPoints, KEY, first) } },
    [
      ...[
        [openCk({ startOffset: 2 }, [2, 3])],
        [openCk({ startOffset: 1, popTime: 3_000 }, [1], { origin: { startOffset: 0, popTime: 1_000 } })],
        [openCk({ startOffset: 1, popTime: 3_000 }, [1], { origin: { startOffset: 9, popTime: 1_000 } })],
        [{ _tag: "Ack", ...at(), offsets: [0] } as const],
        [{ _tag: "Ack", ...at(), offsets: [1, 0] } as const],
        [{ _tag: "Ack", ...at({ popTime: 9 }), offsets: [0] } as const],
        [{ _tag: "Reset", group: "g", topic: "t", queueId: 0, offset: 1 } as const],
        [{ _tag: "Reset", group: "new", topic: "t", queueId: 0, offset: 1 } as const]
      ].map((popRecords): BrokerEvent => ({ _tag: "Dispatched", index: 3, ends: [], popRecords })),
      ack("a", { offsets: [0, 1] }),
      ack("a", { startOffset: 2, offsets: [2] }),
      { _tag: "ReviveTimeout", checkPoint: KEY },
      ...["g", "h"].flatMap((group): BrokerEvent[] => [{ _tag: "QueryConsumerOffset", request: "q", group, topic: "t", queueId: 0 }, { _tag: "OffsetsFound", request: "r", group, topic: "t", timestamp: 5, isForce: false, found: [{ queueId: 0, offset: 9 }] }])
    ],
    flushed,
    ({ log }) => log.lastIndex <= 4
  )
}

/** Of the messages that come, the first in line is handed the first. */
const together = alphabet(
  { ...master({}, 0), pop: { ...initialPop, held: HashMap.make(["t", ["1", "2"].map((request) => waiting(pop(request, { maxMsgNums: 1, suspendTimeoutMillis: 9 })))]) } },
  [...["k1", "k2", "k9"].map((channel): BrokerEvent => ({ _tag: "ChannelClosed", channel })), { _tag: "PollTimeout", request: "2", topic: "t" }],
  (me) => [...(HashMap.size(me.pop.held) > 0 && !isAsking(me, "3") ? [pop("3", { suspendTimeoutMillis: 9 })] : []), ...reads(me), ...withRecords(me), ...(me.log.lastIndex < 0 ? [send("m")] : [])],
  ({ log, pop: { checkPoints } }) => log.lastIndex <= 1 && HashMap.size(checkPoints) <= 1
)

/** As many wait as may. */
const tooMany = alphabet({ ...master({}, 0), pop: { ...initialPop, held: HashMap.make(["t", Array.from({ length: 1_023 }, (_, i) => waiting(pop(`w${i}`, { suspendTimeoutMillis: 9 })))]) } }, [], (me) => [pop("1", { suspendTimeoutMillis: 9 }), pop("2", { suspendTimeoutMillis: 9 }), question({ request: "3", suspendTimeoutMillis: 9 })].filter(({ request }) => !isAsking(me, request as string)))

/** 5.x with acting masters: what could not be acked is not stored, whoever asks. */
const short = alphabet(handedOut(master({ brokerRole: "SYNC_MASTER", compatibility: "5", enableSlaveActingMaster: true }, 2)), [
  pop("1"),
  peek(),
  question(),
  ack("a", { offsets: [0] }),
  change(),
  send("m"),
  read([0, 1]),
  { _tag: "ReviveTimeout", checkPoint: KEY },
  { _tag: "EndTransaction", request: "e", group: "p", decision: "COMMIT", offset: 0, half: { index: 0, offset: 0, group: "p", topic: "t", queueId: 0, delayLevel: 0 } },
  { _tag: "DiskFailed", reason: "write" }
])

/** Of two queues whose numbers begin alike, one goes on elsewhere. */
const alike = (self: Broker): BrokerAlphabet => {
  const known = handedOut(self, { ...at({ queueId: 10 }), invisibleTime: 60, offsets: [0], closing: [], reviveOffset: 0, index: 2 })
  return alphabet({ ...known, topics: HashMap.set(topics, "t", topicConfig(11, 6)), dispatchedIndex: 0, dispatchingIndex: 1, pop: { ...known.pop, cursors: HashMap.set(known.pop.cursors, "g@t@10", { popped: 1, handing: 1 }) } }, [
    { _tag: "OffsetsFound", request: "r", group: "g", topic: "t", timestamp: 5, isForce: true, found: [{ queueId: 1, offset: 0 }] },
    { _tag: "Dispatched", index: 1, ends: [], popRecords: [{ _tag: "Reset", group: "g", topic: "t", queueId: 1, offset: 0 }] }
  ], () => [], atOnce)
}

/** What was handed out in order is handed out again: a slave reads of it. */
const againInOrder = (self: Broker): BrokerAlphabet =>
  alphabet(
    { ...lockedQueue(self), dispatchedIndex: 3, dispatchingIndex: 4 },
    [[0, 1], [0], [1]].map((offsets): BrokerEvent => ({ _tag: "Dispatched", index: 4, ends: [], popRecords: [openCk({ startOffset: 0, popTime: 2_000 }, offsets, { index: 4, order: { times: offsets.map((offset) => [offset, 1]) } })] }))
  )

/** As much as fits, to the byte; and where a group begins in a young queue. */
const toTheByte = alphabet(
  handedOut(master({}, 2)),
  [read([0, 1], 0, KEY, 31_743), read([0, 1], 0, KEY, 31_744), pop("1", { group: "new", initMode: "MAX" }), pop("1", { group: "new" })],
  ({ pop: { reading } }) => [...HashMap.values(reading)].flatMap(({ request }) => [[300_000, 1], [262_000, 144], [262_000, 145]].map((sizes): BrokerEvent => ({ _tag: "PopRead", request, popTime: 2_000, found: [{ queue: "t@0", messages: sizes.map((size, offset) => ({ offset, size, tagsCode: 7 })) }] }))),
  ({ log, pop: { reading } }) => log.lastIndex <= 1 && HashMap.size(reading) <= 1
)

/** Whose turn it is to begin with what comes again. */
const inTurn = ((self: Broker): BrokerAlphabet => alphabet({ ...self, pop: { ...initialPop, turns: HashMap.make(["g@t", 1]) } }, [pop("1"), pop("1", { queueId: 0 }), peek(), pop("1", { group: "h" })], reads, ({ log, pop: { reading } }) => log.lastIndex <= 1 && HashMap.size(reading) === 0))(withRetry(master({}, 1)))

export const popAlphabets = {
  "pops-in-turn": inTurn,
  "pops-to-the-byte": toTheByte,
  "again-in-order": againInOrder(slave({}, 5, "k")),
  "resets-alike": alike(master({}, 2)),
  "short-of-replicas": short,
  "pops-too-many": tooMany,
  records: records(master({}, 4)),
  "records-at-slave": records(slave({}, 4, "k")),
  "pops-together": together,
  "pops-expired": expired,
  pops: pops(master({}, 0)),
  "pops-of-two": pops(withRetry(master({ enablePropertyFilter: false, maxPendingRequestsNum: 1 }, 1))),
  "in-flight": inFlight(handedOut(master({}, 2)), asksProgress),
  "in-flight-full": inFlight(handedOut(master({ maxPendingRequestsNum: 1, flushDiskType: "SYNC_FLUSH" }, 2), AGAIN), [deleted, ...resets]),
  "pops-in-order": popsInOrder(master({}, 3)),
  "damaged-in-order": damagedInOrder(master({}, 3)),
  "acks-in-order": acksInOrder(master({}, 3)),
  "pops-at-slave": elsewhere(slave({}, 2, "k")),
  "pops-before-serving": elsewhere({ ...serving({}, 2), ha: { serving: false, slaves: {}, connection: null }, dispatchingIndex: 2 }),
  assignments,
  "refused-alike": alphabet(master({}, 1), [...refusedAlike, { _tag: "DiskFailed", reason: "write" }, peek(), question()])
} as const
