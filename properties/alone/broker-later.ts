/**
 * What a broker does with messages that come later.
 *
 * RocketMQ `EndTransactionProcessor`, `TransactionalMessageServiceImpl`, `ScheduleMessageService`,
 * `SendMessageProcessor.consumerSendMsgBack`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { EventOf } from "../../spec/broker/events.ts"
import type { Rewrite } from "../../spec/broker/outputs.ts"
import type { ResponseCode } from "../../spec/vocabulary.ts"
import { MAX_PROPERTIES, ROOM } from "./broker-acks.ts"
import { GIVEN_UP, got, isKeeper, isLegal, isOwn, mayWrite, noted, OP, passed, refines, SCHEDULE, takes, type Taking, TIMERS, works } from "./broker-taking.ts"

const isFull = ({ self }: Taking): boolean => self.pending.length >= self.config.maxPendingRequestsNum

/** Why a transaction is not ended. */
const refusal = (b: Taking, { group, offset, half }: EventOf<"EndTransaction">): ResponseCode | undefined => {
  if (half === null || half.index > b.self.log.lastIndex || !isLegal(half.topic) || isOwn(half.topic) || half.queueId < 0) return "SYSTEM_ERROR"
  if (half.group !== group || half.offset !== offset) return "SYSTEM_ERROR"
  return isFull(b) ? "SYSTEM_BUSY" : undefined
}

export const transactionEnds = refines(
  "T20 TransactionEnds",
  "A transaction is ended once, by its own group: its message goes where it was meant to, or nowhere, and an op message says that it is over; a producer that is silent is asked, a bounded number of times.",
  "RocketMQ EndTransactionProcessor, TransactionalMessageServiceImpl.check",
  {
    EndTransaction: takes((b, event) => {
      const { request, offset, decision, half } = event
      if (b.self.diskFailed) return b.answer(request, "SERVICE_NOT_AVAILABLE")
      const here = b.refusesWrites()
      if (here !== undefined) return b.answer(request, here)
      if (decision === "UNKNOWN") return b.answer(request, "SUCCESS")
      const refused = refusal(b, event)
      if (refused !== undefined || half === null) return b.answer(request, refused ?? "SYSTEM_ERROR")
      const open = got(b.self.halves, String(offset))
      // What ended it is in the log: the answer waits until that is safe.
      if (open === undefined || open.ending) return b.begin({ request, index: b.self.log.lastIndex, queueId: 0, queueOffset: 0, task: { _tag: "EndTransaction" } })
      const over = { topic: OP, queueId: 0, text: { tags: "d", body: String(offset) } }
      if (decision === "COMMIT") {
        if (b.refusesTimer(half) !== undefined) return b.answer(request, "MESSAGE_ILLEGAL")
        const { set, ...place } = b.laterPlace(half, half.topic, half.queueId)
        b.put({ request, source: half.index, task: { _tag: "EndTransaction" }, ...place, rewrite: { set, remove: [], transaction: "COMMIT" } })
      }
      b.self.halves = HashMap.set(b.self.halves, String(offset), { ...open, ending: true })
      if (decision === "COMMIT") b.put({ ...over, request: `op/${offset}`, task: { _tag: "Own" } })
      else b.put({ ...over, request, task: { _tag: "EndTransaction" } })
    }),
    TransactionTimeout: takes((b, event) => {
      const { offset } = event
      const half = got(b.self.halves, String(offset))
      const { transactionCheckInterval: again, transactionCheckMax: max } = b.self.config
      if (!works(b.self) || !isKeeper(b.self) || half === undefined || half.ending || half.checks > max) return
      const isLast = half.checks === max
      if (!isLast || b.refusesWrites() !== undefined) b.arm(event, [again, again])
      if (isLast && b.refusesWrites() !== undefined) return
      b.self.halves = HashMap.set(b.self.halves, String(offset), { ...half, checks: half.checks + 1 })
      if (isLast) {
        b.ensureTopic(GIVEN_UP)
        return b.put({ request: `discard/${offset}`, topic: GIVEN_UP, queueId: 0, source: half.index, task: { _tag: "Own" } })
      }
      // The producers of the group in turn.
      const channels = [...new Set([...HashMap.entries(b.self.producers)].filter(([key]) => key.split(" ")[1] === half.group).map(([, channel]) => channel))].sort()
      const channel = channels[half.checks % Math.max(1, channels.length)]
      if (channel !== undefined) b.say({ _tag: "CheckTransactionState", channel, index: half.index, offset })
    })
  }
)

export const levelGoesOn = refines("T21 LevelGoesOn", "The next message of a delay level is read when it is due, goes into its real queue, and is passed once it is stored; where it cannot be now, the level waits a little.", "RocketMQ ScheduleMessageService", {
  DelayTimeout: takes((b, event) => {
    const { level } = event
    if (!works(b.self)) return
    if (!b.self.delaying.includes(level) || !isKeeper(b.self)) return void (b.self.delaying = b.self.delaying.filter((other) => other !== level))
    if (b.refusesWrites() !== undefined || isFull(b)) b.arm(event, [100, 100])
    else b.say({ _tag: "ReadDelayed", level, offset: passed(b.self, level) })
  }),
  DelayedRead: takes((b, { level, offset, index, target }) => {
    if (!works(b.self) || !b.self.delaying.includes(level) || offset !== passed(b.self, level) || b.refusesWrites() !== undefined) return
    if (target === null || !isLegal(target.topic) || isOwn(target.topic) || target.queueId < 0) return b.passLevel(level, offset)
    b.put({ request: `delay/${level}/${offset}`, ...target, source: index, task: { _tag: "Delayed", level, offset } })
  })
})

export const timerEnds = refines(
  "T23 TimerEnds",
  "A timer message comes once, when it is due, as a copy that says so; one that is recalled before that does not come, and its producer is told so once that is kept, as often as it asks.",
  "RocketMQ 5.x TimerMessageStore, RecallMessageProcessor",
  {
    TimerMessageTimeout: takes((b, event) => {
      const { offset } = event
      const timed = got(b.self.timed, String(offset))
      if (!works(b.self) || !isKeeper(b.self) || timed === undefined || timed.standing === "DELIVERING") return
      const { topic, queueId, index, standing } = timed
      const isNowhere = !isLegal(topic) || isOwn(topic) || queueId < 0
      if (standing === "RECALLING" || (standing === "WAITING" && (b.refusesWrites() !== undefined || isFull(b)))) return b.arm(event, [100, 100])
      b.self.timed = standing === "RECALLED" || isNowhere ? HashMap.remove(b.self.timed, String(offset)) : HashMap.set(b.self.timed, String(offset), { ...timed, standing: "DELIVERING" })
      if (standing === "WAITING" && !isNowhere) b.put({ request: `timer/${offset}`, topic, queueId, source: index, task: { _tag: "Own" }, rewrite: { set: [], remove: ["REAL_TOPIC", "REAL_QID"], endsTimer: offset } })
    }),
    RecallMessage: takes((b, { request, group, topic, handle, found }) => {
      const { self } = b
      if (self.diskFailed) return b.answer(request, "SERVICE_NOT_AVAILABLE")
      if (!self.config.recallMessageEnable) return b.answer(request, "NO_PERMISSION")
      const here = b.refusesWrites()
      if (here !== undefined) return b.answer(request, here)
      if (!HashMap.has(self.topics, topic)) return b.answer(request, "TOPIC_NOT_EXIST")
      if (handle?.topic !== topic || handle.brokerName !== self.config.brokerName) return b.answer(request, "ILLEGAL_OPERATION")
      if (isFull(b)) return b.answer(request, "SYSTEM_BUSY")
      const known = found.flatMap((offset) => {
        const timed = got(self.timed, String(offset))
        return timed === undefined ? [] : [{ offset, timed }]
      })
      const [first] = known
      if (first === undefined || known.some(({ timed }) => timed.standing === "DELIVERING")) return b.answer(request, "ILLEGAL_OPERATION")
      const waiting = known.filter(({ timed }) => timed.standing === "WAITING")
      const [next] = waiting
      if (next === undefined) return b.begin({ request, index: self.log.lastIndex, queueId: 0, queueOffset: 0, task: { _tag: "Recall" } })
      for (const { offset, timed } of waiting) self.timed = HashMap.set(self.timed, String(offset), { ...timed, standing: "RECALLING" })
      const names = { TIMER_DEL_UNIQKEY: `${topic}+${handle.messageId}`, UNIQ_KEY: handle.messageId, TIMER_OUT_MS: String(next.timed.at - self.config.timerPrecisionMs), REAL_TOPIC: topic, ...(group !== "" && { PGROUP: group }) }
      b.put({ request, topic: TIMERS, queueId: 0, task: { _tag: "Recall" }, text: { tags: "_RECALL_TAG_", body: waiting.map(({ offset }) => offset).join(), properties: Object.entries(names) } })
    })
  }
)

export const sentBackOrDead = refines("T22 SentBackOrDead", "What a consumer sends back comes again in its group's retry topic, later each time and once more counted, or is dead after the last time; the message keeps its first id.", "RocketMQ SendMessageProcessor.consumerSendMsgBack", {
  ConsumerSendMsgBack: takes((b, { request, group, message, delayLevel, maxReconsumeTimes }) => {
    const { self } = b
    const retry = `%RETRY%${group}`
    const said = noted(self, group)
    if (self.diskFailed) return b.answer(request, "SERVICE_NOT_AVAILABLE")
    const here = b.refusesWrites()
    if (here !== undefined) return b.answer(request, here)
    if (!isLegal(retry)) return b.answer(request, "SYSTEM_ERROR")
    if ((said?.retryQueueNums ?? 1) <= 0) return b.answer(request, "SUCCESS")
    if (isFull(b)) return b.answer(request, "SYSTEM_BUSY")
    if (![2, 3, 6, 7].includes(got(self.topics, retry)?.perm ?? 6) || !mayWrite(self)) return b.answer(request, "NO_PERMISSION")
    if (message === null || message.index > self.log.lastIndex || message.propertiesSize > MAX_PROPERTIES - ROOM) return b.answer(request, "SYSTEM_ERROR")
    const times = message.reconsumeTimes
    const isDead = delayLevel < 0 || times >= (maxReconsumeTimes ?? said?.retryMaxTimes ?? 16)
    const marks: Rewrite["set"] = [...(message.retryTopic === null ? [["RETRY_TOPIC", message.topic] as const] : []), ["ORIGIN_MESSAGE_ID", message.originMessageId ?? message.messageId]]
    b.ensureTopic(retry)
    const put = { request, source: message.index, task: { _tag: "SendBack" } as const }
    if (isDead) {
      b.ensureTopic(`%DLQ%${group}`)
      return b.put({ ...put, topic: `%DLQ%${group}`, queueId: 0, rewrite: { set: [...marks, ["DELAY", "0"]], remove: [], reconsumeTimes: times + 1 } })
    }
    // The third level at first.
    const level = Math.min(delayLevel === 0 ? 3 + times : delayLevel, b.delays().length)
    b.put({ ...put, topic: SCHEDULE, queueId: level - 1, rewrite: { set: [...marks, ["DELAY", String(level)], ["REAL_TOPIC", retry], ["REAL_QID", "0"]], remove: [], reconsumeTimes: times + 1 } })
  })
})
