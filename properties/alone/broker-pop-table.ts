/**
 * The table of what is handed out, and the pops that wait: what is said of POP in several places.
 *
 * RocketMQ `PopCheckPoint`, `PopReviveService`, `PopLongPollingService`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { EventOf } from "../../spec/broker/events.ts"
import type { Broker, Task } from "../../spec/broker/state.ts"
import type { CheckPoint, HeldPop } from "../../spec/pop/state.ts"
import type { ResponseCode } from "../../spec/vocabulary.ts"
import { beginOf, endOf, got, type Taking } from "./broker-taking.ts"

const REVIVE = "rmq_sys_REVIVE_LOG_DefaultCluster"

export interface Which {
  readonly group: string
  readonly topic: string
  readonly queueId: number
  readonly startOffset: number
  readonly popTime: number
}

export const nameOf = ({ group, topic, queueId, startOffset, popTime }: Which): string => [group, topic, queueId, startOffset, popTime].join("@")

export const isFull = ({ self }: Taking): boolean => self.pending.length >= self.config.maxPendingRequestsNum

export const change = (b: Taking, pop: Partial<Broker["pop"]>): void => {
  b.self.pop = { ...b.self.pop, ...pop }
}

/** Of a check point, those of these messages that are neither acked nor come again, nor about to. */
export const inFlight = (self: Broker, which: Which, offsets: readonly number[]): readonly number[] => {
  const known = got(self.pop.checkPoints, nameOf(which))
  return known === undefined ? [] : offsets.filter((offset) => known.offsets.includes(offset) && !known.closing.includes(offset))
}

interface InOrder {
  readonly known: CheckPoint
  readonly offsets: readonly number[]
}

/** What a group has of a queue in order, and has not acked. */
const heldInOrder = (self: Broker, queue: string): readonly InOrder[] => {
  const all: InOrder[] = []
  for (const name of got(self.pop.cursors, queue)?.ordered ?? []) {
    const known = got(self.pop.checkPoints, name)
    if (known === undefined) continue
    const offsets = known.offsets.filter((offset) => !known.closing.includes(offset))
    if (offsets.length > 0) all.push({ known, offsets })
  }
  return all
}

const isHis = ({ known }: InOrder, attemptId: string | undefined): boolean => attemptId !== undefined && attemptId === known.order?.attemptId

/** Something of it is in flight, and was not handed to this attempt. */
export const isClosed = (self: Broker, { group, attemptId }: Pick<HeldPop, "group" | "attemptId">, queue: string): boolean =>
  heldInOrder(self, `${group}@${queue}`).some((one) => !one.known.over && !isHis(one, attemptId))

/** To be handed out again, in order. */
export const repeats = (self: Broker, { group }: Pick<HeldPop, "group">, queue: string): readonly number[] => {
  const all = heldInOrder(self, `${group}@${queue}`).flatMap(({ offsets }) => offsets)
  return all.filter((offset) => offset >= beginOf(self, queue) && offset >= (got(self.offsets, `${group}@${queue}`) ?? 0)).sort((x, y) => x - y)
}

/** How often it was handed out, this attempt not counted. */
export const timesBefore = (self: Broker, { group, attemptId }: Pick<HeldPop, "group" | "attemptId">, queue: string, offset: number): number => {
  for (const one of heldInOrder(self, `${group}@${queue}`)) {
    if (!one.offsets.includes(offset)) continue
    const [, times = 0] = one.known.order?.times.find(([at]) => at === offset) ?? []
    return isHis(one, attemptId) ? times : times + 1
  }
  return 0
}

/** They are about to be handed out again, or are lost. */
export const repeated = (b: Taking, { group }: Pick<HeldPop, "group">, queue: string, offsets: readonly number[]): void => {
  for (const one of heldInOrder(b.self, `${group}@${queue}`)) aboutToEnd(b, one.known, one.offsets.filter((offset) => offsets.includes(offset)))
}

/** Where the next pop of the group begins: behind what it was handed or has committed, but not before the first message that is left. */
export const nextOf = (self: Broker, { group, topic, initMode }: Pick<HeldPop, "group" | "topic" | "initMode">, queue: string): number => {
  const begin = beginOf(self, queue)
  const end = endOf(self, queue)
  const known = [got(self.pop.cursors, `${group}@${queue}`)?.handing, got(self.offsets, `${group}@${queue}`)].filter((offset) => offset !== undefined)
  // A new group may want the newest message alone; of a queue that is young it gets all.
  const wantsNewest = known.length === 0 && initMode === "MAX" && begin > 0 && queue.startsWith(`${topic}@`)
  return Math.max(begin, Math.min(end, wantsNewest ? end - 1 : Math.max(begin, ...known)))
}

export const count = (self: Broker, topic: string): number => got(self.topics, topic)?.readQueueNums ?? 0

/** The queues of a pop, one after the other, each in its turn the first. */
export const queuesOf = (self: Broker, { group, topic, queueId, order }: Pick<HeldPop, "group" | "topic" | "queueId" | "order">): readonly string[] => {
  const retry = `%RETRY%${group}_${topic}`
  const queues: string[] = []
  for (let i = 0; i < count(self, topic); i++) if (queueId < 0 || queueId === i) queues.push(`${topic}@${i}`)
  for (let i = 0; order !== true && i < count(self, retry); i++) queues.push(`${retry}@${i}`)
  const turn = got(self.pop.turns, `${group}@${topic}`) ?? 0
  return queues.map((_, i) => queues[(i + turn) % queues.length] as string)
}

const leftIn = (self: Broker, pop: HeldPop, queue: string): number => (isClosed(self, pop, queue) ? 0 : endOf(self, queue) - nextOf(self, pop, queue) + repeats(self, pop, queue).length)

export const left = (self: Broker, pop: HeldPop): number => queuesOf(self, pop).map((queue) => leftIn(self, pop, queue)).reduce((a, b) => a + b, 0)

/** Without messages. Who only asked whether there are some is told that. */
export const none = (b: Taking, pop: HeldPop, code: ResponseCode, popTime = 0): void =>
  pop.is === "question" ? b.say({ _tag: "ReplyNotification", request: pop.request, hasMsg: false, pollingFull: code === "POLLING_FULL" }) : b.say({ _tag: "ReplyPop", request: pop.request, code, popTime, invisibleTime: pop.invisibleTime, restNum: left(b.self, pop), messages: [] })

export const waiting = (self: Broker, topic: string): readonly HeldPop[] => got(self.pop.held, topic) ?? []

export const setWaiting = (b: Taking, topic: string, pops: readonly HeldPop[]): void => change(b, { held: pops.length === 0 ? HashMap.remove(b.self.pop.held, topic) : HashMap.set(b.self.pop.held, topic, pops) })

export const endTimer = (b: Taking, { request, topic, suspendTimeoutMillis }: HeldPop): void => {
  if (suspendTimeoutMillis > 0) b.cancel({ _tag: "PollTimeout", request, topic })
}

export const look = (b: Taking, pop: HeldPop): void => {
  const queues = queuesOf(b.self, pop)
    .filter((queue) => leftIn(b.self, pop, queue) > 0)
    .map((queue) => ({ queue, offset: Math.min(nextOf(b.self, pop, queue), ...repeats(b.self, pop, queue)), end: endOf(b.self, queue) }))
  change(b, { reading: HashMap.set(b.self.pop.reading, pop.request, pop) })
  const all = pop.codeSet.length === 0 && pop.expression === undefined
  b.say({ _tag: "ReadPop", request: pop.request, queues, maxMsgNums: all ? pop.maxMsgNums : 800, ...(pop.expression !== undefined && { properties: true }) })
}

/** A record in the revive topic. */
export const record = (b: Taking, request: string | number, tags: string, body: object, task: Task): void => b.put({ request, topic: REVIVE, queueId: 0, text: { tags, body: JSON.stringify(body) }, task })

/** A queue has its check points in order by name. */
const list = (b: Taking, queue: string, name: string): void => {
  const cursor = got(b.self.pop.cursors, queue) ?? { popped: 0, handing: 0 }
  const ordered = cursor.ordered ?? []
  if (!ordered.includes(name)) change(b, { cursors: HashMap.set(b.self.pop.cursors, queue, { ...cursor, ordered: [...ordered, name] }) })
}

/** A time at which nothing else was handed out under one of these names. */
export const timeOfOwn = ({ self }: Taking, which: readonly Which[], now: number): number => {
  let time = now
  while (which.some((one) => HashMap.has(self.pop.checkPoints, nameOf({ ...one, popTime: time })))) time++
  return time
}

export const openCheckPoint = (b: Taking, which: Which, invisibleTime: number, offsets: readonly number[], origin: object, request: string | number, task: Task, order?: CheckPoint["order"]): void => {
  const { group, topic, queueId, startOffset, popTime } = which
  if (Object.keys(origin).length === 0) repeated(b, which, `${topic}@${queueId}`, offsets)
  const known: CheckPoint = { group, topic, queueId, startOffset, popTime, invisibleTime, offsets, closing: [], reviveOffset: got(b.self.queues, `${REVIVE}@0`)?.next ?? 0, index: b.self.log.lastIndex + 1, ...(order !== undefined && { order }) }
  change(b, { checkPoints: HashMap.set(b.self.pop.checkPoints, nameOf(which), known) })
  if (order !== undefined) list(b, `${group}@${topic}@${queueId}`, nameOf(which))
  record(b, request, order === undefined ? "ck" : "ock", { bm: 0, bn: b.self.config.brokerName, c: group, d: offsets.map((offset) => offset - startOffset), it: invisibleTime, n: offsets.length, pt: popTime, q: queueId, ro: 0, so: startOffset, t: topic, ...origin, ...(order !== undefined && { oc: order.times }), ...(order?.attemptId !== undefined && { a: order.attemptId }) }, task)
}

export const ackText = ({ self }: Taking, { group, topic, queueId, startOffset, popTime }: Which, offset: number): object => ({ ao: offset, bn: self.config.brokerName, c: group, pt: popTime, q: queueId, so: startOffset, t: topic })

export const aboutToEnd = (b: Taking, which: Which, offsets: readonly number[]): void => {
  const known = got(b.self.pop.checkPoints, nameOf(which))
  if (known !== undefined && offsets.length > 0) change(b, { checkPoints: HashMap.set(b.self.pop.checkPoints, nameOf(which), { ...known, closing: [...known.closing, ...offsets].sort((x, y) => x - y) }) })
}

export const end = (b: Taking, which: Which, offsets: readonly number[], request: string | number, task: Task): void => {
  aboutToEnd(b, which, offsets)
  const [only] = offsets
  if (offsets.length === 1 && only !== undefined) record(b, request, "ack", ackText(b, which, only), task)
  else record(b, request, "bAck", { ...ackText(b, which, -1), aol: offsets }, task)
}

/** The group goes on from another place, and what it has of that queue is about to end. */
export const goBack = (b: Taking, group: string, topic: string, queueId: number, offset: number, request: string | number, task: Task): void => {
  const queue = `${group}@${topic}@${queueId}`
  for (const [name, known] of b.self.pop.checkPoints) if (name.startsWith(`${queue}@`)) change(b, { checkPoints: HashMap.set(b.self.pop.checkPoints, name, { ...known, closing: known.offsets }) })
  change(b, { cursors: HashMap.set(b.self.pop.cursors, queue, { popped: 0, ...got(b.self.pop.cursors, queue), handing: offset }) })
  record(b, request, "reset", { c: group, t: topic, q: queueId, so: offset }, task)
}

/** Records that have become readable. A follower's cursors are what they say; a master's are ahead of them. */
export const readRecords = (b: Taking, records: NonNullable<EventOf<"Dispatched">["popRecords"]>, wasKeeper: boolean): void => {
  const forget = (name: string): void => {
    const known = got(b.self.pop.checkPoints, name)
    const queue = known === undefined ? "" : `${known.group}@${known.topic}@${known.queueId}`
    const cursor = known?.order === undefined ? undefined : got(b.self.pop.cursors, queue)
    if (cursor !== undefined) {
      const { ordered = [], ...rest } = cursor
      const others = ordered.filter((other) => other !== name)
      change(b, { cursors: HashMap.set(b.self.pop.cursors, queue, { ...rest, ...(others.length > 0 && { ordered: others }) }) })
    }
    change(b, { checkPoints: HashMap.remove(b.self.pop.checkPoints, name) })
    b.cancel({ _tag: "ReviveTimeout", checkPoint: name })
  }
  const over = (which: Which, offsets: readonly number[]): void => {
    const known = got(b.self.pop.checkPoints, nameOf(which))
    if (known === undefined) return
    const stays = (list: readonly number[]): readonly number[] => list.filter((offset) => !offsets.includes(offset))
    if (stays(known.offsets).length === 0) return forget(nameOf(which))
    change(b, { checkPoints: HashMap.set(b.self.pop.checkPoints, nameOf(which), { ...known, offsets: stays(known.offsets), closing: stays(known.closing) }) })
  }
  for (const read of records) {
    const queue = `${read.group}@${read.topic}@${read.queueId}`
    const cursor = got(b.self.pop.cursors, queue)
    if (read._tag === "Ack") over(read, read.offsets)
    else if (read._tag === "Reset") {
      change(b, { cursors: HashMap.set(b.self.pop.cursors, queue, { ...cursor, popped: read.offset, handing: wasKeeper ? (cursor?.handing ?? read.offset) : read.offset }) })
      for (const name of [...HashMap.keys(b.self.pop.checkPoints)].sort()) if (name.startsWith(`${queue}@`)) forget(name)
    } else {
      const { _tag: _, origin, ...known } = read
      change(b, { checkPoints: HashMap.set(b.self.pop.checkPoints, nameOf(read), { ...known, closing: wasKeeper ? (got(b.self.pop.checkPoints, nameOf(read))?.closing ?? []) : [] }) })
      if (read.order !== undefined) list(b, queue, nameOf(read))
      if (origin !== undefined) over({ ...read, ...origin }, read.offsets)
      else {
        const popped = Math.max(cursor?.popped ?? 0, (read.offsets[read.offsets.length - 1] ?? -1) + 1)
        change(b, { cursors: HashMap.set(b.self.pop.cursors, queue, { ...got(b.self.pop.cursors, queue), popped, handing: wasKeeper ? (cursor?.handing ?? popped) : popped }) })
        for (const name of cursor?.ordered ?? []) {
          const older = got(b.self.pop.checkPoints, name)
          if (older !== undefined && older.index < read.index) over(older, read.offsets)
        }
      }
    }
  }
}

/** The time of a check point runs, from when it was stored. */
export const waitRevive = (b: Taking, name: string): void => {
  const known = got(b.self.pop.checkPoints, name)
  if (known !== undefined) b.say({ _tag: "ArmTimerSinceStored", event: { _tag: "ReviveTimeout", checkPoint: name }, ms: known.invisibleTime, queue: `${REVIVE}@0`, offset: known.reviveOffset })
}

/** Pops that wait where a queue has grown look again. */
export const wakePops = (b: Taking, grown: readonly string[]): void => {
  const topics = new Set(grown.map((queue) => queue.slice(0, queue.lastIndexOf("@"))))
  for (const [topic, pops] of [...HashMap.entries(b.self.pop.held)].sort(([x], [y]) => (x < y ? -1 : 1)))
    for (const pop of pops) {
      if ((!topics.has(topic) && !topics.has(`%RETRY%${pop.group}_${topic}`)) || left(b.self, pop) === 0) continue
      setWaiting(b, topic, waiting(b.self, topic).filter((other) => other !== pop))
      if (pop.is !== "question") look(b, pop)
      else {
        endTimer(b, pop)
        b.say({ _tag: "ReplyNotification", request: pop.request, hasMsg: true, pollingFull: false })
      }
    }
}

/** The pops of a connection that is gone. */
export const forgetPops = (b: Taking, channel: string): void => {
  for (const [topic, pops] of [...HashMap.entries(b.self.pop.held)].sort(([x], [y]) => (x < y ? -1 : 1)))
    for (const pop of pops)
      if (pop.channel === channel) {
        setWaiting(b, topic, waiting(b.self, topic).filter((other) => other !== pop))
        endTimer(b, pop)
      }
  for (const pop of HashMap.values(b.self.pop.reading))
    if (pop.channel === channel) {
      change(b, { reading: HashMap.remove(b.self.pop.reading, pop.request) })
      endTimer(b, pop)
    }
}

