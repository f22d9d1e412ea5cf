/**
 * What a broker does with messages that it hands out.
 *
 * RocketMQ `PopMessageProcessor`, `AckMessageProcessor`, `ChangeInvisibleTimeProcessor`, `PopReviveService`,
 * `PopLongPollingService`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { EXPRESSION } from "../../models/alone/broker.ts"
import type { EventOf } from "../../spec/broker/events.ts"
import type { HeldPop } from "../../spec/pop/state.ts"
import type { ResponseCode } from "../../spec/vocabulary.ts"
import { MAX_PROPERTIES, ROOM } from "./broker-acks.ts"
import { aboutToEnd, ackText, change, count, end, endTimer, inFlight, isFull, left, look, nameOf, nextOf, none, isClosed, openCheckPoint, queuesOf, repeated, repeats, setWaiting, timeOfOwn, timesBefore, waiting, wakePops, type Which } from "./broker-pop-table.ts"
import { beginOf, endOf, got, isKeeper, isLegal, mayRead, noted, refines, takes, type Taking, works } from "./broker-taking.ts"

/** Why nothing is handed out, or taken back. */
const refusal = (b: Taking): ResponseCode | undefined => (b.self.diskFailed ? "SERVICE_NOT_AVAILABLE" : b.refusesWrites())

const askRefusal = (b: Taking, { topic, queueId, group }: { readonly topic: string; readonly queueId: number; readonly group: string }): ResponseCode | undefined => {
  const { self } = b
  const here = refusal(b)
  if (here !== undefined) return here
  const config = got(self.topics, topic)
  if (config === undefined) return "TOPIC_NOT_EXIST"
  if (config.perm % 8 < 4 || !mayRead(self)) return "NO_PERMISSION"
  if (queueId >= config.readQueueNums) return "INVALID_PARAMETER"
  if (!/^[\w%|-]{1,255}$/.test(group) || !isLegal(`%RETRY%${group}_${topic}`)) return "SUBSCRIPTION_GROUP_NOT_EXIST"
  return noted(self, group)?.consumeEnable === false ? "NO_PERMISSION" : undefined
}

const popRefusal = ({ self }: Taking, { expression, maxMsgNums }: EventOf<"PopMessage">): ResponseCode | undefined => {
  if (maxMsgNums > 32) return "INVALID_PARAMETER"
  if (expression === undefined) return undefined
  if (!self.config.enablePropertyFilter) return "SYSTEM_ERROR"
  return expression === EXPRESSION ? undefined : "SUBSCRIPTION_PARSE_FAILED"
}

/** RocketMQ `popPollingSize`. */
const isCrowded = ({ self }: Taking, topic: string): boolean => waiting(self, topic).length === 1024

export const handsOut = refines("T27 HandsOut", "A pop gets messages that nobody of its group was handed and that it wants, from one queue after the other; a check point of them goes into the log first; where there are none it waits, as long as its client does.", "RocketMQ PopMessageProcessor, PopLongPollingService", {
  PopMessage: takes((b, event) => {
    const here = askRefusal(b, event)
    if (here !== undefined) return b.answer(event.request, here)
    const { request, channel, group, topic, queueId, maxMsgNums, invisibleTime, initMode, codeSet, expression, suspendTimeoutMillis, order, attemptId } = event
    const pop: HeldPop = { request, channel, group, topic, queueId, maxMsgNums, invisibleTime, initMode, codeSet, ...(expression !== undefined && { expression }), suspendTimeoutMillis, ...(order !== undefined && { order }), ...(attemptId !== undefined && { attemptId }) }
    if (event.tooLate === true) return none(b, pop, "POLLING_TIMEOUT")
    const refused = popRefusal(b, event)
    if (refused !== undefined) return b.answer(request, refused)
    const there = left(b.self, pop) > 0
    if (!there && suspendTimeoutMillis <= 0) return none(b, pop, "POLLING_TIMEOUT")
    if (!there && isCrowded(b, topic)) return none(b, pop, "POLLING_FULL")
    if (suspendTimeoutMillis > 0) b.arm({ _tag: "PollTimeout", request, topic }, [suspendTimeoutMillis, suspendTimeoutMillis])
    if (there) look(b, pop)
    else setWaiting(b, topic, [...waiting(b.self, topic), pop])
  }),
  PopRead: takes((b, { request, popTime, found }) => {
    const reading = HashMap.get(b.self.pop.reading, request)
    if (reading._tag === "None") return
    const pop = reading.value
    const { group, invisibleTime } = pop
    const before = b.self.pop
    change(b, { reading: HashMap.remove(before.reading, request) })
    const isLate = refusal(b) !== undefined
    const handed: { queue: string; startOffset: number; offsets: number[]; times?: number[] }[] = []
    const damagedAgain: [string, number[]][] = []
    const passed: [string, number][] = []
    let bytes = 0
    let many = 0
    for (const { queue, messages } of found) {
      if (isClosed(b.self, pop, queue)) continue
      const from = nextOf(b.self, pop, queue)
      const again = repeats(b.self, pop, queue)
      const offsets: number[] = []
      let to = from
      for (const { offset, size, tagsCode, properties, damaged } of messages.filter((message) => message.offset >= from || again.includes(message.offset))) {
        const isWanted = damaged !== true && (again.includes(offset) || (pop.expression === undefined ? pop.codeSet.length === 0 || pop.codeSet.includes(tagsCode) : properties?.["a"] !== undefined))
        if (isWanted) {
          if (many === pop.maxMsgNums || (many > 0 && bytes + size > 256 * 1024)) break
          many++
          bytes += size
          offsets.push(offset)
        }
        if (damaged === true && again.includes(offset)) damagedAgain.push([queue, [offset]])
        if (offset >= from) to = offset + 1
      }
      if (to > from) passed.push([queue, to])
      if (offsets.length > 0) handed.push({ queue, startOffset: Math.min(from, ...again), offsets, ...(pop.order === true && { times: offsets.map((offset) => timesBefore(b.self, pop, queue, offset)) }) })
    }
    const isPeek = pop.is === "peek"
    if (isPeek && !isLate && handed.length > 0) return b.say({ _tag: "ReplyPop", request, code: "SUCCESS", popTime: 0, invisibleTime: 0, restNum: left(b.self, pop), messages: handed })
    if (isLate || (!isPeek && handed.length > 0 && isFull(b))) {
      endTimer(b, pop)
      return none(b, pop, "POLLING_TIMEOUT", popTime)
    }
    for (const [queue, to] of passed) change(b, { cursors: HashMap.set(b.self.pop.cursors, `${group}@${queue}`, { popped: 0, ...got(before.cursors, `${group}@${queue}`), handing: to }) })
    for (const [queue, offsets] of damagedAgain) repeated(b, pop, queue, offsets)
    if (handed.length === 0) {
      if (isPeek) return none(b, pop, "PULL_NOT_FOUND", popTime)
      if (passed.length + damagedAgain.length > 0 && left(b.self, pop) > 0) return look(b, pop)
      if (pop.suspendTimeoutMillis > 0) return setWaiting(b, pop.topic, [...waiting(b.self, pop.topic), pop])
      return none(b, pop, "POLLING_TIMEOUT", popTime)
    }
    const turn = `${group}@${pop.topic}`
    change(b, { turns: HashMap.set(b.self.pop.turns, turn, ((got(before.turns, turn) ?? 0) + 1) % Math.max(1, queuesOf(b.self, pop).length)) })
    endTimer(b, pop)
    const restNum = left(b.self, pop)
    const last = handed.length - 1
    const whiches = handed.map(({ queue, startOffset }) => ({ group, topic: queue.slice(0, queue.lastIndexOf("@")), queueId: Number(queue.slice(queue.lastIndexOf("@") + 1)), startOffset, popTime }))
    const time = timeOfOwn(b, whiches, popTime)
    handed.forEach(({ offsets, times }, i) => {
      const which = { ...(whiches[i] as Which), popTime: time }
      const before: (readonly [number, number])[] = []
      times?.forEach((many, at) => many > 0 && before.push([offsets[at] as number, many]))
      const order = times && { times: before, ...(pop.attemptId !== undefined && { attemptId: pop.attemptId }) }
      openCheckPoint(b, which, invisibleTime, offsets, {}, i === last ? request : `ck/${nameOf(which)}`, i === last ? { _tag: "Popped", popTime: time, invisibleTime, restNum, messages: handed } : { _tag: "Own" }, order)
    })
  }),
  PeekMessage: takes((b, event) => {
    const { request, channel, group, topic, queueId, maxMsgNums } = event
    const why = askRefusal(b, event)
    if (why !== undefined) return b.answer(request, why)
    const peek: HeldPop = { is: "peek", request, channel, group, topic, queueId, maxMsgNums: Math.min(32, maxMsgNums), invisibleTime: 0, initMode: "MIN", codeSet: [], suspendTimeoutMillis: 0 }
    if (left(b.self, peek) === 0) none(b, peek, "PULL_NOT_FOUND")
    else look(b, peek)
  }),
  Notification: takes((b, event) => {
    const { request, channel, group, topic, queueId, suspendTimeoutMillis, order, attemptId } = event
    const why = askRefusal(b, event)
    if (why !== undefined) return b.answer(request, why)
    const question: HeldPop = { is: "question", request, channel, group, topic, queueId, maxMsgNums: 0, invisibleTime: 0, initMode: "MIN", codeSet: [], suspendTimeoutMillis, ...(order !== undefined && { order }), ...(attemptId !== undefined && { attemptId }) }
    if (left(b.self, question) > 0) return b.say({ _tag: "ReplyNotification", request, hasMsg: true, pollingFull: false })
    if (suspendTimeoutMillis <= 0) return none(b, question, "POLLING_TIMEOUT")
    if (isCrowded(b, topic)) return none(b, question, "POLLING_FULL")
    b.arm({ _tag: "PollTimeout", request, topic }, [suspendTimeoutMillis, suspendTimeoutMillis])
    setWaiting(b, topic, [...waiting(b.self, topic), question])
  }),
  PollTimeout: takes((b, { request, topic }) => {
    const pop = waiting(b.self, topic).find((other) => other.request === request)
    if (pop === undefined) return
    setWaiting(b, topic, waiting(b.self, topic).filter((other) => other !== pop))
    none(b, pop, "POLLING_TIMEOUT")
  })
})

/** Why an ack of one message makes no sense. */
const misplaced = (b: Taking, { topic, queueId }: Which, offset: number, most: number): ResponseCode | undefined => {
  if (!HashMap.has(b.self.topics, topic)) return "TOPIC_NOT_EXIST"
  if (queueId < 0 || queueId >= count(b.self, topic)) return "MESSAGE_ILLEGAL"
  return offset < beginOf(b.self, `${topic}@${queueId}`) || offset > most ? "NO_MESSAGE" : undefined
}

export const takenBack = refines("T24 TakenBack", "Messages in flight that are acked do not come again, and one whose time is changed does after that time; an old handle changes nothing; the consumer is told once what it said is stored.", "RocketMQ AckMessageProcessor, ChangeInvisibleTimeProcessor", {
  AckMessage: takes((b, { request, acks }) => {
    const here = refusal(b)
    if (here !== undefined) return b.answer(request, here)
    const [first] = acks
    if (first === undefined) return b.answer(request, "NO_MESSAGE")
    if (acks.length === 1) {
      const why = misplaced(b, first, first.offsets[0] ?? 0, endOf(b.self, `${first.topic}@${first.queueId}`))
      if (why !== undefined) return b.answer(request, why)
    }
    if (isFull(b)) return b.answer(request, "SYSTEM_BUSY")
    const open = acks.filter((ack) => inFlight(b.self, ack, ack.offsets).length > 0)
    if (open.length === 0) return b.begin({ request, index: b.self.log.lastIndex, queueId: 0, queueOffset: 0, task: { _tag: "Acked" } })
    open.forEach((ack, i) => {
      const isLast = i === open.length - 1
      end(b, ack, inFlight(b.self, ack, ack.offsets), isLast ? request : `ack/${nameOf(ack)}`, isLast ? { _tag: "Acked" } : { _tag: "Own" })
    })
    const inOrder = open.filter((ack) => got(b.self.pop.checkPoints, nameOf(ack))?.order !== undefined)
    wakePops(b, inOrder.map(({ topic, queueId }) => `${topic}@${queueId}`))
  }),
  ChangeMessageInvisibleTime: takes((b, event) => {
    const { request, group, topic, queueId, offset, now, invisibleTime } = event
    const why = refusal(b) ?? misplaced(b, event, offset, endOf(b.self, `${topic}@${queueId}`) - 1)
    if (why !== undefined) return b.answer(request, why)
    if (isFull(b)) return b.answer(request, "SYSTEM_BUSY")
    if (inFlight(b.self, event, [offset]).length === 0) return b.answer(request, "NO_MESSAGE")
    const known = got(b.self.pop.checkPoints, nameOf(event))?.order
    const order = known && { ...known, times: known.times.filter(([at]) => at === offset) }
    const which = { group, topic, queueId, startOffset: offset, popTime: now }
    const popTime = timeOfOwn(b, [which], now)
    aboutToEnd(b, event, [offset])
    openCheckPoint(b, { ...which, popTime }, invisibleTime, [offset], { os: event.startOffset, op: event.popTime }, request, { _tag: "InvisibleTimeChanged", popTime, invisibleTime, ...(order && { order: true }) }, order)
  })
})

export const comesAgain = refines("T25 ComesAgain", "What was not acked in its time is read, and goes into its group's retry topic, or after the last time to the dead; each says what it stands for, or a record behind it does.", "RocketMQ PopReviveService", {
  ReviveTimeout: takes((b, event) => {
    const known = got(b.self.pop.checkPoints, event.checkPoint)
    if (!works(b.self) || !isKeeper(b.self) || known === undefined) return
    const offsets = inFlight(b.self, known, known.offsets)
    if (offsets.length === 0) return
    // In order it stays where it is.
    if (known.order !== undefined && HashMap.has(b.self.topics, known.topic)) {
      change(b, { checkPoints: HashMap.set(b.self.pop.checkPoints, event.checkPoint, { ...known, over: true }) })
      return wakePops(b, [`${known.topic}@${known.queueId}`])
    }
    if (b.refusesWrites() !== undefined || isFull(b)) b.arm(event, [100, 100])
    else b.say({ _tag: "ReadCheckPoint", checkPoint: event.checkPoint, queue: `${known.topic}@${known.queueId}`, offsets })
  }),
  CheckPointRead: takes((b, { checkPoint, found }) => {
    const known = got(b.self.pop.checkPoints, checkPoint)
    if (!works(b.self) || known === undefined || b.refusesWrites() !== undefined) return
    const offsets = inFlight(b.self, known, known.offsets)
    if (offsets.length === 0) return
    const { group, topic, popTime } = known
    const retryOf = `%RETRY%${group}_`
    const normal = topic.startsWith(retryOf) ? topic.slice(retryOf.length) : topic
    const isThere = HashMap.has(b.self.topics, normal)
    const again = isThere ? found.filter(({ offset }) => offsets.includes(offset)) : []
    const fits = again.filter(({ propertiesSize }) => propertiesSize <= MAX_PROPERTIES - ROOM).map(({ offset }) => offset)
    aboutToEnd(b, known, fits)
    for (const { offset, index, reconsumeTimes } of again) {
      const isLast = reconsumeTimes >= (noted(b.self, group)?.retryMaxTimes ?? 16)
      const to = isLast ? `%DLQ%${group}` : `${retryOf}${normal}`
      const marks: (readonly [string, string])[] = []
      if (fits.includes(offset)) {
        if (topic === normal) marks.push(["1ST_POP_TIME", String(popTime)])
        if (isLast) marks.push(["RETRY_TOPIC", normal])
        marks.push(["POP_REVIVED", JSON.stringify(ackText(b, known, offset))])
      }
      b.ensureTopic(to)
      b.put({ request: `revive/${checkPoint}/${offset}`, topic: to, queueId: 0, source: index, rewrite: { set: marks, remove: [], reconsumeTimes: reconsumeTimes + 1 }, task: { _tag: "Own" } })
    }
    const others = offsets.filter((offset) => !fits.includes(offset))
    if (others.length > 0) end(b, known, others, `revived/${checkPoint}`, { _tag: "Own" })
  })
})
