/**
 * A broker of modes 1–3 while it takes an event, as it should be: what the files beside this one say is said in these words.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput, Rewrite } from "../../spec/broker/outputs.ts"
import type { Broker, PendingSend, SubscriptionGroupConfig, Task, TopicConfig } from "../../spec/broker/state.ts"
import type { TimerAsked } from "../../spec/schedule/state.ts"
import type { HeldPull } from "../../spec/serving/state.ts"
import type { RequestId, ResponseCode, SendStatus } from "../../spec/vocabulary.ts"
import { type Expected, hashMapOf, refining } from "./refines.ts"

export const refines = refining<Broker, BrokerEvent, BrokerOutput>()
export type Now = Expected<Broker, BrokerOutput>

export const HALF = "RMQ_SYS_TRANS_HALF_TOPIC"
export const OP = "RMQ_SYS_TRANS_OP_HALF_TOPIC"
export const GIVEN_UP = "TRANS_CHECK_MAX_TIME_TOPIC"
export const SCHEDULE = "SCHEDULE_TOPIC_XXXX"
export const TIMERS = "rmq_sys_wheel_timer"
const SCHEDULED = "SCHEDULE_CONSUMER"
/** What nobody may send to. */
const OWN_TOPICS = [HALF, OP, GIVEN_UP, SCHEDULE, TIMERS, "SELF_TEST_TOPIC", "OFFSET_MOVED_EVENT"]

export interface Put {
  readonly request: RequestId
  readonly topic: string
  readonly queueId: number
  readonly count?: number
  readonly rewrite?: Rewrite
  readonly source?: number
  readonly text?: { readonly tags: string; readonly body: string; readonly properties?: readonly (readonly [string, string])[] }
  readonly task?: Task
  readonly told?: number
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)
export const listOf = <V>(table: HashMap.HashMap<string, V>): readonly (readonly [string, V])[] => [...HashMap.entries(table)].sort(byKey)
export const got = <V>(table: HashMap.HashMap<string, V>, key: string): V | undefined => {
  const found = HashMap.get(table, key)
  return found._tag === "Some" ? found.value : undefined
}

/** Is it one that the broker can begin a queue with? */
export const isLegal = (topic: string): boolean => topic.length <= 127 && /^[\w%|-]+$/.test(topic)
export const isOwn = (topic: string): boolean => OWN_TOPICS.includes(topic) || topic.startsWith("rmq_sys_REVIVE_LOG_")

export const isSlave = ({ config }: Broker): boolean => config.brokerRole === "SLAVE"
/** May clients read here at all, and write? */
export const mayRead = ({ config: { brokerPermission = 6 } }: Broker): boolean => brokerPermission % 8 >= 4
export const mayWrite = ({ config: { brokerPermission = 6 } }: Broker): boolean => brokerPermission % 4 >= 2
/** The one that keeps topics, progress and groups for the others. */
export const isKeeper = (self: Broker): boolean => self.ha.serving && !isSlave(self)
/** Writing to the disk, and what is promised with it, has an end when it fails. */
export const works = ({ running, diskFailed }: Broker): boolean => running && !diskFailed

export const endOf = (self: Broker, queue: string): number => got(self.queues, queue)?.end ?? 0
/** What was before it has expired. */
export const beginOf = ({ baseEnds }: Broker, queue: string): number => Object.fromEntries(baseEnds)[queue] ?? 0
/** Milliseconds of the delay levels, by their text. */
export const delaysOf = ({ config }: Broker): readonly number[] =>
  config.messageDelayLevel.split(" ").map((level) => Number.parseInt(level, 10) * (level.endsWith("s") ? 1_000 : level.endsWith("m") ? 60_000 : level.endsWith("h") ? 3_600_000 : 86_400_000))
export const passed = (self: Broker, level: number): number => got(self.offsets, `${SCHEDULED}@${SCHEDULE}@${level - 1}`) ?? 0

export const noted = (self: Broker, group: string): SubscriptionGroupConfig | undefined => got(self.subscriptionGroups, group)

/** What an answer waits for, on this broker. */
const waitsOf = ({ config }: Broker): readonly ("disk" | "slaves")[] => [
  ...(config.flushDiskType === "SYNC_FLUSH" ? (["disk"] as const) : []),
  ...(config.brokerRole === "SYNC_MASTER" && config.requiredAcks > 1 ? (["slaves"] as const) : [])
]

const isMet = ({ log, ha, config }: Broker, on: "disk" | "slaves", index: number): boolean =>
  on === "disk"
    ? log.durableIndex >= index
    : // Copied on the connection that stands, and reported.
      Object.values(ha.slaves).filter(({ began, acked }) => began !== null && index > began && acked >= index).length >= config.requiredAcks - 1

export const taking = (before: Broker) => {
  const self: { -readonly [field in keyof Broker]: Broker[field] } = { ...before }
  const says: BrokerOutput[] = []
  const say = (...outputs: readonly BrokerOutput[]): void => void says.push(...outputs)
  const answer = (request: RequestId, code: ResponseCode): void => say({ _tag: "Reply", request, code, remark: "" })
  const arm = (event: Extract<BrokerOutput, { readonly _tag: "ArmTimer" }>["event"], ms: readonly [number, number]): void => say({ _tag: "ArmTimer", event, ms })
  const cancel = (event: Extract<BrokerOutput, { readonly _tag: "CancelTimer" }>["event"]): void => say({ _tag: "CancelTimer", event })

  const copyTables = (): void => {
    const groups = listOf(self.subscriptionGroups)
    const tables = { term: 0, topicVersion: self.topicVersion, topics: listOf(self.topics), offsets: listOf(self.offsets), ...(groups.length === 0 ? {} : { subscriptionGroups: groups }), ...(HashMap.isEmpty(self.requestModes) ? {} : { requestModes: listOf(self.requestModes) }) }
    // Slaves may come that it was not told of; those that are streamed to ask for the tables themselves.
    const came = Object.keys(self.ha.slaves).filter((slave) => self.ha.slaves[slave]?.sent === undefined)
    for (const to of new Set([...self.config.peers, ...came.sort()])) say({ _tag: "CopyMetadataTo", to, ...tables })
  }
  const register = (): void => {
    const left = (perm: number): number => (mayRead(self) && perm % 8 >= 4 ? 4 : 0) + (mayWrite(self) && perm % 4 >= 2 ? 2 : 0) + (perm % 2) * ((self.config.brokerPermission ?? 6) % 2)
    const topics = mayRead(self) && mayWrite(self) ? listOf(self.topics) : listOf(self.topics).map(([name, topic]) => [name, { ...topic, perm: left(topic.perm) }] as const)
    if (isSlave(self)) say({ _tag: "RegisterBroker", brokerId: self.config.brokerId, term: 0, topics })
    else if (self.ha.serving) say({ _tag: "RegisterBroker", brokerId: 0, term: 0, topics })
  }
  /** A change of topics is kept, copied and published at once. */
  const setTopic = (name: string, config: TopicConfig | undefined): void => {
    self.topics = config === undefined ? HashMap.remove(self.topics, name) : HashMap.set(self.topics, name, config)
    self.topicVersion++
    say({ _tag: "SaveTopics" })
    copyTables()
    register()
  }
  const ensureTopic = (name: string): void => {
    if (isKeeper(self) && !HashMap.has(self.topics, name)) setTopic(name, { readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0, order: false })
  }

  /** Why nothing may be written here. */
  const refusesWrites = (): ResponseCode | undefined => {
    const { config, ha, log } = self
    if (isSlave(self)) return "SERVICE_NOT_AVAILABLE"
    const near = Object.values(ha.slaves).filter(({ began, acked }) => began !== null && log.lastIndex - acked < config.haSlaveFallbehindMax).length
    if (config.compatibility === "5" && config.enableSlaveActingMaster && config.brokerRole === "SYNC_MASTER" && near + 1 < config.requiredAcks) return "SYSTEM_ERROR"
    return ha.serving ? undefined : "SERVICE_NOT_AVAILABLE"
  }

  /** A level that has a message waits for its next one. */
  const waitLevel = (level: number): void => {
    const queue = `${SCHEDULE}@${level - 1}`
    const offset = passed(self, level)
    if (self.delaying.includes(level) || offset >= endOf(self, queue)) return
    self.delaying = [...self.delaying, level].sort((a, b) => a - b)
    say({ _tag: "ArmTimerSinceStored", event: { _tag: "DelayTimeout", level }, ms: delaysOf(self)[level - 1] as number, queue, offset })
  }
  const waitLevels = (): void => delaysOf(self).forEach((_, i) => waitLevel(i + 1))
  /** What a level has delivered is behind it. */
  const passLevel = (level: number, offset: number): void => {
    self.delaying = self.delaying.filter((other) => other !== level)
    self.offsets = HashMap.set(self.offsets, `${SCHEDULED}@${SCHEDULE}@${level - 1}`, offset + 1)
    waitLevel(level)
  }
  const waitHalf = (offset: number): void => {
    const half = got(self.halves, String(offset))
    if (half !== undefined) say({ _tag: "ArmTimerSinceStored", event: { _tag: "TransactionTimeout", offset }, ms: half.immunityMs ?? self.config.transactionTimeout, queue: `${HALF}@0`, offset })
  }

  const waitTimer = (offset: number): void => {
    const timed = got(self.timed, String(offset))
    if (timed !== undefined) say({ _tag: "ArmTimerAt", event: { _tag: "TimerMessageTimeout", offset }, at: timed.at })
  }
  /** Where a message goes first: into its level, among the timers, or where it is meant to go. */
  const laterPlace = ({ delayLevel = 0, timer = null }: { readonly delayLevel?: number; readonly timer?: TimerAsked | null }, topic: string, queueId: number): { readonly topic: string; readonly queueId: number; readonly set: Rewrite["set"] } => {
    const real = [["REAL_TOPIC", topic], ["REAL_QID", String(queueId)]] as const
    const level = Math.min(delayLevel, delaysOf(self).length)
    if (level > 0) return { topic: SCHEDULE, queueId: level - 1, set: [["DELAY", String(level)], ...real] }
    if (timer === null || timer.delayMs <= 0) return { topic, queueId, set: [] }
    // The last full step before its time.
    const steps = Math.floor((timer.deliverMs - 1) / self.config.timerPrecisionMs)
    return { topic: TIMERS, queueId: 0, set: [["TIMER_OUT_MS", String(steps * self.config.timerPrecisionMs)], ...real] }
  }
  /** Why it may not wait for its time. */
  const refusesTimer = ({ delayLevel = 0, timer }: { readonly delayLevel?: number; readonly timer?: TimerAsked | null }): ResponseCode | undefined => {
    if (timer === undefined || delayLevel > 0) return undefined
    if (!self.config.timerWheelEnable) return "SYSTEM_ERROR"
    return timer === null || timer.delayMs / 1_000 > self.config.timerMaxDelaySec ? "MESSAGE_ILLEGAL" : undefined
  }

  /** Stored: whoever waits is told how safely. */
  const finish = ({ request, index, queueId, queueOffset, task }: PendingSend, status: SendStatus): void => {
    if (task === undefined) say({ _tag: "ReplySend", request, status, index, queueId, queueOffset })
    else if (task._tag === "SendBack" || task._tag === "Recall" || task._tag === "Acked" || ((task._tag === "InvisibleTimeChanged" || task._tag === "Reset") && status !== "SEND_OK")) answer(request, status === "SEND_OK" ? "SUCCESS" : "SYSTEM_ERROR")
    else if (task._tag === "EndTransaction") answer(request, "SUCCESS")
    else if (task._tag === "Popped") say({ _tag: "ReplyPop", request, code: "SUCCESS", popTime: task.popTime, invisibleTime: task.invisibleTime, restNum: task.restNum, messages: task.messages })
    else if (task._tag === "Reset") say({ _tag: "ReplyOffsets", request, topic: task.topic, offsets: task.offsets })
    else if (task._tag === "InvisibleTimeChanged") say({ _tag: "ReplyInvisibleTime", request, popTime: task.popTime, invisibleTime: task.invisibleTime, ...(task.order && { order: true }) })
    else if (task._tag === "Delayed") passLevel(task.level, task.offset)
  }
  /** Answers whoever waits for nothing more. */
  const settle = (): void => {
    const waits = waitsOf(self)
    const openOf = ({ failed }: PendingSend) => waits.filter((on) => failed?.[on] == null)
    const settled = self.pending.filter((send) => openOf(send).every((on) => isMet(self, on, send.index)))
    self.pending = self.pending.filter((send) => !settled.includes(send))
    for (const send of settled) {
      for (const on of openOf(send)) cancel({ _tag: on === "disk" ? "SyncFlushTimeout" : "SlaveTimeout", request: send.request })
      finish(send, send.failed?.slaves ?? send.failed?.disk ?? "SEND_OK")
    }
  }
  const giveUp = (on: "disk" | "slaves", request: RequestId, status: SendStatus): void => {
    self.pending = self.pending.map((send) => (send.request === request ? { ...send, failed: { disk: send.failed?.disk ?? null, slaves: send.failed?.slaves ?? null, [on]: status } } : send))
  }
  /** One stretch at a time goes into the queues. */
  const dispatch = (): void => {
    if (self.dispatchingIndex > self.dispatchedIndex || self.log.lastIndex <= self.dispatchedIndex) return
    self.dispatchingIndex = self.log.lastIndex
    say({ _tag: "Dispatch", last: self.log.lastIndex })
  }
  /** Sends a slave what it lacks, one stretch at a time, once it has said where it stands. */
  const transfer = (slave: string): void => {
    const known = self.ha.slaves[slave]
    if (known === undefined || known.began === null || known.awaiting) return
    const { sent, acked, connection } = known
    const [from, to] = [sent ?? acked, Math.min(acked + self.config.maxBatchEntries, self.log.lastIndex)]
    if (from >= to || from < self.log.baseIndex) return
    self.ha = { ...self.ha, slaves: { ...self.ha.slaves, [slave]: sent === undefined ? { ...known, awaiting: true } : { ...known, sent: to } } }
    say(stretch(slave, connection, from, to))
  }
  /** Entries behind `from`, up to `last`; of one term, as all entries are in modes 1–3. Nobody knows that of an entry that has expired. */
  const stretch = (to: string, connection: string, from: number, last: number): BrokerOutput => ({
    _tag: "SendOnHaConnection",
    to,
    message: { _tag: "TransferData", connection, entries: { prevLogIndex: from, prevLogTerm: from < Math.max(0, self.log.baseIndex) ? -1 : 0, runs: last > from ? [{ first: from + 1, term: 0 }] : [], lastIndex: last } }
  })

  /** The newest one begins to wait, the disk is asked if it must be, it goes to queues and slaves, and what can be answered is. */
  const begin = (send: PendingSend): void => {
    self.pending = [...self.pending, send]
    const near = Object.values(self.ha.slaves).filter(({ acked }) => send.index - acked < self.config.haSlaveFallbehindMax).length
    for (const on of waitsOf(self)) {
      if (isMet(self, on, send.index)) continue
      if (on === "slaves" && self.config.compatibility !== "5" && near < self.config.requiredAcks - 1) giveUp("slaves", send.request, "SLAVE_NOT_AVAILABLE")
      else arm({ _tag: on === "disk" ? "SyncFlushTimeout" : "SlaveTimeout", request: send.request }, on === "disk" ? self.config.timing.syncFlushTimeoutMs : self.config.timing.slaveTimeoutMs)
    }
    if (self.config.flushDiskType === "SYNC_FLUSH") say({ _tag: "Flush" })
    dispatch()
    settle()
    for (const slave of Object.keys(self.ha.slaves).sort()) transfer(slave)
  }
  const put = ({ request, topic, queueId, count = 1, rewrite, source, text, task, told = queueId }: Put): void => {
    const index = self.log.lastIndex + 1
    const key = `${topic}@${queueId}`
    const { end, next } = got(self.queues, key) ?? { end: 0, next: 0 }
    self.log = { ...self.log, lastIndex: self.log.lastIndex + count, runs: self.log.runs.length === 0 ? [{ first: index, term: 0 }] : self.log.runs }
    self.queues = HashMap.set(self.queues, key, { end, next: next + count })
    const at = { index, term: 0, topic, queueId, queueOffset: next }
    if (text !== undefined) say({ _tag: "WriteText", ...at, ...text })
    else if (source !== undefined) say({ _tag: "WriteCopy", source, ...at, rewrite: rewrite ?? { set: [], remove: [] } })
    else say({ _tag: "WriteMessages", request, count, ...at, ...(rewrite && { rewrite }) })
    begin({ request, index: index + count - 1, queueId: told, queueOffset: next, ...(task && { task }) })
  }

  /** A pull's messages are looked for. */
  const read = (pull: HeldPull): void => {
    self.reading = HashMap.set(self.reading, pull.request, pull)
    say({ _tag: "ReadQueue", request: pull.request, queue: pull.queue, offset: pull.offset, maxMsgNums: pull.maxMsgNums, end: endOf(self, pull.queue), ...(pull.expression === undefined ? {} : { properties: true }) })
  }
  const held = (): readonly HeldPull[] => listOf(self.held).flatMap(([, pulls]) => pulls)
  const setHeld = (pulls: readonly HeldPull[]): void => {
    self.held = hashMapOf([...new Set(pulls.map(({ queue }) => queue))].map((queue) => [queue, pulls.filter((pull) => pull.queue === queue)] as const))
  }
  const stopWaiting = (pull: HeldPull): void => {
    if (pull.suspendTimeoutMillis > 0) cancel({ _tag: "HoldTimeout", request: pull.request, queue: pull.queue })
  }
  const found = (pull: HeldPull, code: ResponseCode, nextBeginOffset: number, offsets: readonly number[] = []): void =>
    say({ _tag: "ReplyPull", request: pull.request, code, queue: pull.queue, offsets, nextBeginOffset, minOffset: beginOf(self, pull.queue), maxOffset: endOf(self, pull.queue) })

  /** It is the master from now on. */
  const serve = (): void => {
    if (isSlave(self) || self.ha.serving || self.dispatchedIndex < self.log.lastIndex) return
    self.ha = { ...self.ha, serving: true }
    register()
    arm({ _tag: "MetadataTimeout" }, self.config.timing.metadataCopyPeriodMs)
    waitLevels()
    for (const offset of HashMap.keys(self.halves)) waitHalf(Number(offset))
    for (const offset of HashMap.keys(self.timed)) waitTimer(Number(offset))
    for (const [checkPoint, { invisibleTime, reviveOffset }] of self.pop.checkPoints) say({ _tag: "ArmTimerSinceStored", event: { _tag: "ReviveTimeout", checkPoint }, ms: invisibleTime, queue: "rmq_sys_REVIVE_LOG_DefaultCluster@0", offset: reviveOffset })
  }

  return {
    self,
    say,
    answer,
    arm,
    cancel,
    copyTables,
    register,
    setTopic,
    ensureTopic,
    refusesWrites,
    waitLevel,
    waitLevels,
    passLevel,
    waitHalf,
    waitTimer,
    laterPlace,
    refusesTimer,
    settle,
    giveUp,
    dispatch,
    transfer,
    stretch,
    begin,
    put,
    read,
    held,
    setHeld,
    stopWaiting,
    found,
    serve,
    delays: () => delaysOf(self),
    now: (): Now => ({ next: self, says })
  }
}

export type Taking = ReturnType<typeof taking>

/** Says what a broker does: `refines` without the two lines that begin and end each case. */
export const takes =
  <E>(how: (b: Taking, event: E) => void) =>
  (self: Broker, event: E): Now => {
    const b = taking(self)
    how(b, event)
    return b.now()
  }
