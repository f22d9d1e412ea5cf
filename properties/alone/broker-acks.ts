/**
 * What a broker of modes 1–3 does with messages, its disk, its slaves, its master.
 *
 * RocketMQ `SendMessageProcessor`, `CommitLog`, `GroupCommitService`, `HAService`, `HAConnection`, `HAClient`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { EventOf } from "../../spec/broker/events.ts"
import type { TopicConfig } from "../../spec/broker/state.ts"
import type { ResponseCode } from "../../spec/vocabulary.ts"
import { readRecords, waitRevive, wakePops } from "./broker-pop-table.ts"
import { got, HALF, isKeeper, isLegal, isOwn, isSlave, mayWrite, noted, refines, SCHEDULE, takes, type Taking, works } from "./broker-taking.ts"

/** Bytes that properties may take, and those that the broker adds to a message that waits. */
export const MAX_PROPERTIES = 32 * 1024 - 1
export const ROOM = 1024

/** What a send would make of a topic that does not exist; `undefined`: nothing. */
const created = ({ self }: Taking, { defaultTopic = "TBW102", defaultTopicQueueNums }: EventOf<"SendMessage">): TopicConfig | undefined => {
  const template = got(self.topics, defaultTopic)
  const may = defaultTopic === "TBW102" ? self.config.autoCreateTopicEnable : (template?.perm ?? 0) % 2 === 1
  const queues = Math.min(defaultTopicQueueNums, template?.writeQueueNums ?? self.config.defaultTopicQueueNums)
  return may ? { readQueueNums: queues, writeQueueNums: queues, perm: 6, topicSysFlag: 0, order: false } : undefined
}

/** Why a message is not taken. */
const refusal = (b: Taking, send: EventOf<"SendMessage">, topic: TopicConfig | undefined): ResponseCode | undefined => {
  const { self } = b
  if (self.diskFailed) return "SERVICE_NOT_AVAILABLE"
  const here = b.refusesWrites()
  if (here !== undefined) return here
  if (self.pending.length >= self.config.maxPendingRequestsNum) return "SYSTEM_BUSY"
  const room = (send.delayLevel ?? 0) > 0 || send.timer !== undefined || send.prepared === true ? ROOM : 0
  if (send.bodySize > self.config.maxMessageSize || send.propertiesSize + room > MAX_PROPERTIES) return "MESSAGE_ILLEGAL"
  if (!isLegal(send.topic)) return self.config.compatibility === "4.9" ? "SYSTEM_ERROR" : "INVALID_PARAMETER"
  if (isOwn(send.topic)) return "NO_PERMISSION"
  const timer = send.prepared === true ? undefined : b.refusesTimer(send)
  if (timer !== undefined) return timer
  if (topic === undefined) return "TOPIC_NOT_EXIST"
  if (![2, 3, 6, 7].includes(topic.perm) || (topic.order && !mayWrite(self))) return "NO_PERMISSION"
  return topic.writeQueueNums > 0 && send.queueId < Math.max(topic.writeQueueNums, topic.readQueueNums) ? undefined : "SYSTEM_ERROR"
}

export const sendTaken = refines(
  "S77 SendTaken",
  "A message is refused before anything is written, or gets the next offset of its queue, of its level or of the half messages, and waits for what its mode promises.",
  "A6, D1, D3 · SendMessageProcessor, CommitLog.asyncPutMessage",
  {
    SendMessage: takes((b, send) => {
      const { request, topic: name, count, prepared, replyTo } = send
      const known = got(b.self.topics, name)
      const topic = known ?? created(b, send)
      const refused = refusal(b, send, topic)
      if (refused !== undefined || topic === undefined) return b.answer(request, refused ?? "TOPIC_NOT_EXIST")
      if (known === undefined) b.setTopic(name, topic)
      const group = name.startsWith("%RETRY%") ? name.slice("%RETRY%".length) : undefined
      if (known !== undefined && group !== undefined && (send.reconsumeTimes ?? 0) >= (send.maxReconsumeTimes ?? noted(b.self, group)?.retryMaxTimes ?? 16)) {
        b.ensureTopic(`%DLQ%${group}`)
        return b.put({ request, count, topic: `%DLQ%${group}`, queueId: 0 })
      }
      const queueId = send.queueId >= 0 ? send.queueId : (b.self.log.lastIndex + count) % topic.writeQueueNums
      if (replyTo !== undefined) {
        const channel = [...HashMap.entries(b.self.producers)].filter(([key]) => key.split(" ")[0] === replyTo).map(([, at]) => at).sort()[0]
        if (replyTo === null || channel === undefined) return b.answer(request, "SYSTEM_ERROR")
        b.say({ _tag: "PushReplyMessage", request, channel })
        return b.put({ request, topic: name, queueId })
      }
      const real = [["REAL_TOPIC", name], ["REAL_QID", String(queueId)]] as const
      const { set, ...place } = b.laterPlace(send, name, queueId)
      if (prepared === true) b.put({ request, count, topic: HALF, queueId: 0, told: queueId, rewrite: { set: real, remove: [], transaction: "NONE" } })
      else b.put({ request, count, ...place, told: queueId, ...(set.length > 0 && { rewrite: { set, remove: [] } }) })
    }),
    Flushed: takes((b, { index, term }) => {
      const { log } = b.self
      const isThere = index === log.baseIndex ? term === log.baseTerm : index > log.baseIndex && index <= log.lastIndex && term === 0
      if (!works(b.self) || !isThere || index <= log.durableIndex) return
      b.self.log = { ...log, durableIndex: index }
      if (!isSlave(b.self)) b.settle()
      else if (b.self.config.slaveAck === "FSYNC") report(b)
    }),
    FlushTimeout: takes((b, event) => {
      if (!works(b.self)) return
      if (b.self.log.durableIndex < b.self.log.lastIndex) b.say({ _tag: "Flush" })
      b.arm(event, b.self.config.timing.flushIntervalMs)
    }),
    SyncFlushTimeout: takes((b, { request }) => {
      const send = b.self.pending.find((other) => other.request === request)
      if (send === undefined || send.failed?.disk != null) return
      b.giveUp("disk", request, "FLUSH_DISK_TIMEOUT")
      b.settle()
    }),
    SlaveTimeout: takes((b, { request }) => {
      const send = b.self.pending.find((other) => other.request === request)
      if (send === undefined || send.failed?.slaves != null) return
      b.giveUp("slaves", request, "FLUSH_SLAVE_TIMEOUT")
      b.settle()
    }),
    DiskFailed: takes((b) => {
      if (b.self.diskFailed) return
      for (const { request, task } of b.self.pending) if (task?._tag !== "Own" && task?._tag !== "Delayed") b.answer(request, "SYSTEM_ERROR")
      b.self.pending = []
      b.self.diskFailed = true
    }),
    Dispatched: takes((b, { index, ends, arrived = [], begins = [], halves = [], ended = [], timed = [], delivered = [], recalled = [], popRecords = [] }) => {
      const { self } = b
      const wasKeeper = isKeeper(self)
      if (index !== self.dispatchingIndex || index <= self.dispatchedIndex) return
      self.dispatchedIndex = index
      self.dispatchingIndex = index
      for (const [queue, end] of ends) self.queues = HashMap.set(self.queues, queue, { end, next: Math.max(end, got(self.queues, queue)?.next ?? 0) })
      if (begins.length > 0) self.baseEnds = [...self.baseEnds, ...begins]
      addTopics(b, arrived)
      const from = got(self.offsets, `CID_RMQ_SYS_TRANS@${HALF}@0`) ?? 0
      for (const { offset, index: at, group, immunityMs } of halves) if (offset >= from) self.halves = HashMap.set(self.halves, String(offset), { index: at, group, immunityMs, checks: 0, ending: false })
      for (const offset of ended) {
        self.halves = HashMap.remove(self.halves, String(offset))
        b.cancel({ _tag: "TransactionTimeout", offset })
      }
      for (const { outMs, offset, ...entry } of timed) self.timed = HashMap.set(self.timed, String(offset), { ...entry, at: outMs + self.config.timerPrecisionMs, standing: "WAITING" })
      for (const offset of delivered) {
        self.timed = HashMap.remove(self.timed, String(offset))
        b.cancel({ _tag: "TimerMessageTimeout", offset })
      }
      for (const offset of recalled) {
        const known = got(self.timed, String(offset))
        if (known !== undefined) self.timed = wasKeeper ? HashMap.set(self.timed, String(offset), { ...known, standing: "RECALLED" }) : HashMap.remove(self.timed, String(offset))
      }
      readRecords(b, popRecords, wasKeeper)
      b.dispatch()
      b.serve()
      if (isKeeper(self)) {
        if (ends.some(([queue]) => queue.split("@")[0] === SCHEDULE)) b.waitLevels()
        for (const { offset } of halves) b.waitHalf(offset)
        for (const { offset } of timed) b.waitTimer(offset)
        for (const read of popRecords) if (read._tag === "Ck") waitRevive(b, [read.group, read.topic, read.queueId, read.startOffset, read.popTime].join("@"))
      }
      // All that wait for one of these queues look again.
      const grown = new Set(ends.map(([queue]) => queue))
      const woken = b.held().filter(({ queue }) => grown.has(queue))
      b.setHeld(b.held().filter(({ queue }) => !grown.has(queue)))
      for (const pull of woken) b.read(pull)
      wakePops(b, [...grown])
    })
  }
)

/** A message may arrive before the table that has its topic. */
const addTopics = ({ self, say }: Taking, arrived: readonly string[]): void => {
  const fresh = new Map<string, number>()
  for (const key of arrived) {
    const at = key.lastIndexOf("@")
    const name = key.slice(0, at)
    if (!HashMap.has(self.topics, name)) fresh.set(name, Math.max(fresh.get(name) ?? Math.min(self.config.defaultTopicQueueNums, got(self.topics, "TBW102")?.writeQueueNums ?? self.config.defaultTopicQueueNums), Number(key.slice(at + 1)) + 1))
  }
  for (const [name, queues] of fresh) self.topics = HashMap.set(self.topics, name, { readQueueNums: queues, writeQueueNums: queues, perm: 6, topicSysFlag: 0, order: false })
  if (fresh.size > 0) say({ _tag: "SaveTopics" })
}

/** A slave says where its log ends, once that is as safe as an ack says. */
const report = ({ self, say }: Taking): void => {
  const { config, ha, log } = self
  if (ha.connection === null || config.haMaster === null) return
  if (config.slaveAck === "FSYNC" && log.durableIndex !== log.lastIndex) say({ _tag: "Flush" })
  else say({ _tag: "SendOnHaConnection", to: config.haMaster, message: { _tag: "ReportSlaveMaxOffset", connection: ha.connection, maxOffset: log.lastIndex } })
}

const watch = (b: Taking, connection: string): void => b.arm({ _tag: "HaHousekeepingTimeout", connection }, b.self.config.timing.haHousekeepingIntervalMs)
const setSlave = ({ self }: Taking, slave: string, known: (typeof self.ha.slaves)[string] | undefined): void => {
  const { [slave]: _was, ...others } = self.ha.slaves
  self.ha = { ...self.ha, slaves: known === undefined ? others : { ...others, [slave]: known } }
}
const slaveOn = ({ self }: Taking, connection: string): string | undefined => Object.entries(self.ha.slaves).find(([, known]) => known.connection === connection)?.[0]

/** A connection that stood is gone, at either end. */
const lose = (b: Taking, connection: string): void => {
  b.cancel({ _tag: "HaHousekeepingTimeout", connection })
  if (b.self.ha.connection !== connection) {
    b.cancel({ _tag: "HaHeartbeatTimeout", connection })
    return setSlave(b, slaveOn(b, connection) ?? "", undefined)
  }
  b.self.ha = { ...b.self.ha, connection: null }
  b.arm({ _tag: "HaReconnectTimeout" }, b.self.config.timing.haReconnectIntervalMs)
  // Without its master a slave lets nobody wait, unless it serves all the same.
  if (b.self.config.consumerFailoverToSlave || b.self.config.enableSlaveActingMaster) return
  for (const pull of b.held()) {
    b.cancel({ _tag: "HoldTimeout", request: pull.request, queue: pull.queue })
    b.found(pull, "PULL_NOT_FOUND", pull.offset)
  }
  b.setHeld([])
}
const stands = (b: Taking, connection: string): boolean => b.self.ha.connection === connection || slaveOn(b, connection) !== undefined

/** Only of a broker whose disk works. */
const working = <E>(how: (b: Taking, event: E) => void) => takes<E>((b, event) => (works(b.self) ? how(b, event) : undefined))

export const copyRuns = refines(
  "S78 CopyRuns",
  "A master sends each slave what it lacks, one stretch at a time, and counts what it reports on the connection that stands; a slave takes what begins at its end, reports its true end, and connects again; either watches the other.",
  "C1, C5, C7, D1–D4 · HAConnection, HAClient, GroupTransferService",
  {
    HaConnected: working((b, { from, connection, streams }) => {
      const { ha, config } = b.self
      if (isSlave(b.self)) {
        if (config.haMaster !== from || ha.connection !== null) return b.say({ _tag: "CloseHaConnection", connection })
        b.self.ha = { ...ha, connection }
        b.cancel({ _tag: "HaReconnectTimeout" })
        watch(b, connection)
        return report(b)
      }
      const old = ha.slaves[from]?.connection
      if (old !== undefined) {
        b.say({ _tag: "CloseHaConnection", connection: old })
        lose(b, old)
      }
      setSlave(b, from, { connection, began: null, acked: -1, awaiting: true, ...(streams ? { sent: -1 } : {}) })
      watch(b, connection)
      b.arm({ _tag: "HaHeartbeatTimeout", connection }, config.timing.haSendHeartbeatIntervalMs)
    }),
    HaClosed: working((b, { connection }) => {
      if (stands(b, connection)) lose(b, connection)
      else if (isSlave(b.self) && b.self.ha.connection === null) b.arm({ _tag: "HaReconnectTimeout" }, b.self.config.timing.haReconnectIntervalMs)
    }),
    HaHousekeepingTimeout: working((b, { connection }) => {
      if (!stands(b, connection)) return
      b.say({ _tag: "CloseHaConnection", connection })
      lose(b, connection)
    }),
    HaReconnectTimeout: working((b) => {
      const { config, ha } = b.self
      if (ha.connection === null && config.haMaster !== null) b.say({ _tag: "ConnectToMaster", to: config.haMaster })
    }),
    HaHeartbeatTimeout: working((b, event) => {
      const slave = slaveOn(b, event.connection)
      const known = slave === undefined ? undefined : b.self.ha.slaves[slave]
      if (slave === undefined || known === undefined) return
      b.arm(event, b.self.config.timing.haSendHeartbeatIntervalMs)
      if (known.awaiting) return
      const at = known.sent ?? known.acked
      // Only a slave that answers each stretch is waited for.
      if (known.sent === undefined) setSlave(b, slave, { ...known, awaiting: true })
      b.say(b.stretch(slave, event.connection, at, at))
    }),
    ReportSlaveMaxOffset: working((b, { from, connection, maxOffset }) => {
      const known = b.self.ha.slaves[from]
      if (known?.connection !== connection) return
      if (maxOffset > b.self.log.lastIndex) {
        b.say({ _tag: "CloseHaConnection", connection })
        return lose(b, connection)
      }
      watch(b, connection)
      const { began, acked, sent } = known
      if (began === null) {
        // The first report of a connection says where the copy begins, and acks nothing. Who has nothing begins with what is left.
        const at = maxOffset === -1 ? b.self.log.baseIndex : maxOffset
        setSlave(b, from, { connection, began: at, acked: at, awaiting: false, ...(sent === undefined ? {} : { sent: at }) })
      } else {
        const has = sent !== undefined && maxOffset > sent ? sent : maxOffset
        setSlave(b, from, { ...known, acked: has > acked ? has : acked, awaiting: false })
        b.settle()
      }
      b.transfer(from)
    }),
    TransferData: working((b, { connection, entries }) => {
      const { ha, log, config } = b.self
      if (ha.connection !== connection) return
      const { prevLogIndex: before, lastIndex: last } = entries
      if (before !== log.lastIndex && log.lastIndex >= 0) {
        b.say({ _tag: "CloseHaConnection", connection })
        return lose(b, connection)
      }
      watch(b, connection)
      if (last > before) {
        // Who has nothing begins where it is told.
        if (before > log.lastIndex) {
          b.say({ _tag: "ResetLog", index: before, term: 0, ends: [] })
          Object.assign(b.self, { log: { ...log, baseIndex: before, baseTerm: 0, lastIndex: before, durableIndex: before }, dispatchedIndex: before, dispatchingIndex: before })
        }
        b.self.log = { ...b.self.log, lastIndex: last, runs: log.runs.length === 0 ? entries.runs : log.runs }
        b.say({ _tag: "WriteEntries", first: before + 1, last })
        b.dispatch()
        if (config.flushDiskType === "SYNC_FLUSH" && config.slaveAck !== "FSYNC") b.say({ _tag: "Flush" })
      }
      report(b)
    })
  }
)

export const beginsAsWas = refines("S79 BeginsAsWas", "A broker begins with what its disk holds, and with the timers that keep it going: a master serves once its queues are read, a slave makes itself known and turns to its master.", "B3, B4, C1, C5 · DefaultMessageStore.load, BrokerController.start", {
  Recovered: takes((b, { log, baseEnds, topics, offsets, subscriptionGroups = [], requestModes = [] }) => {
    const { self } = b
    Object.assign(self, { running: true, log, dispatchedIndex: log.baseIndex, dispatchingIndex: log.baseIndex, baseEnds })
    self.queues = HashMap.fromIterable(baseEnds.map(([queue, end]) => [queue, { end, next: end }] as const))
    self.topics = HashMap.fromIterable(topics)
    self.offsets = HashMap.fromIterable(offsets)
    self.subscriptionGroups = HashMap.fromIterable(subscriptionGroups)
    self.requestModes = HashMap.fromIterable(requestModes)
    b.arm({ _tag: "RegisterTimeout" }, self.config.timing.registerNameServerPeriodMs)
    if (self.config.flushDiskType === "ASYNC_FLUSH") b.arm({ _tag: "FlushTimeout" }, self.config.timing.flushIntervalMs)
    b.dispatch()
    if (!isSlave(self)) return b.serve()
    b.register()
    if (self.config.haMaster !== null) b.say({ _tag: "ConnectToMaster", to: self.config.haMaster })
  })
})

export const goesFromTheFront = refines("S80 GoesFromTheFront", "What expires goes from the front of the log, once it is in its queues: they begin behind it, and what waited for its end or its time in what is gone waits no more.", "CommitLog.deleteExpiredFile, ConsumeQueue.correctMinOffset", {
  Compacted: takes((b, { index, ends }) => {
    const { log, dispatchedIndex, halves, timed } = b.self
    if (index > dispatchedIndex || index <= log.baseIndex) return
    b.self.log = { ...log, baseIndex: index, baseTerm: 0, runs: index < log.lastIndex ? [{ first: index + 1, term: 0 }] : [], durableIndex: Math.max(index, log.durableIndex) }
    b.self.baseEnds = ends
    b.self.halves = HashMap.filter(halves, (half) => half.index > index)
    b.self.timed = HashMap.filter(timed, (one) => one.index > index)
    if (index <= log.durableIndex) return
    // A snapshot is on disk, whatever it stands for.
    if (!isSlave(b.self)) b.settle()
    else if (b.self.config.slaveAck === "FSYNC") report(b)
  })
})
