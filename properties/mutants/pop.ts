/**
 * Bugs of POP.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Next } from "../../spec/broker/rule.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { chain } from "../../spec/machine.ts"
import { masterReplication } from "../../spec/master/replication.ts"
import { onDisk } from "../../spec/master/on-disk.ts"
import { multiMaster } from "../../spec/modes/multi-master.ts"
import { checkPointOf, close, openCheckPoint, openIn } from "../../spec/pop/check-points.ts"
import { unlisted } from "../../spec/pop/ordered.ts"
import { checkPointKey } from "../../spec/pop/records.ts"
import type { CheckPoint } from "../../spec/pop/state.ts"
import { offsetKey } from "../../spec/serving/offsets.ts"
import { type Mutant, withRule } from "./mutant.ts"

const replication = masterReplication([onDisk])

/** Whoever waits for what was just begun is answered at once: it is stored some time. */
const answerAtOnce = (before: Broker, [self, outputs]: Next): Next => {
  const begun = self.pending.filter(({ request }) => !before.pending.some((known) => known.request === request))
  const answers = begun.flatMap(({ request, task }): readonly BrokerOutput[] => {
    if (task?._tag === "Acked") return [{ _tag: "Reply", request, code: "SUCCESS", remark: "" }]
    if (task?._tag !== "Popped") return []
    const { popTime, invisibleTime, restNum, messages } = task
    return [{ _tag: "ReplyPop", request, code: "SUCCESS", popTime, invisibleTime, restNum, messages }]
  })
  return [{ ...self, pending: self.pending.map((send) => (begun.includes(send) ? { ...send, task: { _tag: "Own" } } : send)) }, [...outputs, ...answers]]
}

/** Whatever is handed out in order, its time is over. */
const unlocked = (self: Broker): Broker => ({ ...self, pop: { ...self.pop, checkPoints: HashMap.map(self.pop.checkPoints, (checkPoint) => (checkPoint.order === undefined ? checkPoint : { ...checkPoint, over: true })) } })

export const popMutants: readonly Mutant[] = [
  {
    id: "pop-order-no-lock",
    rule: "What is handed out in order locks nothing: the next consumer gets what is behind it.",
    seen: "rocketmq #5268: who may pop the messages behind those of another consumer",
    property: "Q8 KeptInOrder",
    model: "pop/in-order",
    machine: withRule(
      "Dispatched",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        const cursors = HashMap.map(next.pop.cursors, (cursor) => unlisted(cursor, () => false))
        return [{ ...next, pop: { ...next.pop, cursors } }, outputs]
      },
      multiMaster
    )
  },
  {
    id: "pop-order-lock-ends-with-one-ack",
    rule: "The ack of one message unlocks its queue, though others that were handed out with it are in flight.",
    seen: "rocketmq ConsumerOrderInfoManager.OrderInfo.needBlock: isNotAck of one message, not of each",
    property: "Q1 InvisibleForItsTime",
    model: "pop/in-order-more-time",
    machine: withRule(
      "AckMessage",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [next.log === self.log ? next : unlocked(next), outputs]
      },
      multiMaster
    )
  },
  {
    id: "pop-order-goes-on-behind",
    rule: "When the time of messages that were handed out in order is over, their group goes on behind them.",
    seen: "rocketmq PopMessageProcessor: commitOffset(finalOffset) is that of the first message; that behind the last, this",
    property: "Q4 NothingLost",
    model: "pop/in-order",
    machine: withRule(
      "ReviveTimeout",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [checkPointOf(self, event.checkPoint)?.order === undefined ? next : { ...next, pop: { ...next.pop, checkPoints: HashMap.remove(next.pop.checkPoints, event.checkPoint) } }, outputs]
      },
      multiMaster
    )
  },
  {
    id: "pop-order-lock-in-memory",
    rule: "The lock of a queue is known to the broker alone that handed out, and is gone with its memory: the next one hands out at once what a consumer has in its hands.",
    seen: "rocketmq ConsumerOrderInfoManager: config/consumerOrderInfo.json, saved on a timer, and copied to nobody",
    property: "Q1 InvisibleForItsTime",
    model: "pop/in-order-restart",
    machine: withRule(
      "Dispatched",
      (self, event, original) => original(self, event.popRecords === undefined ? event : { ...event, popRecords: event.popRecords.filter((record) => record._tag !== "Ck" || record.order === undefined || checkPointOf(self, checkPointKey(record)) !== undefined) }),
      multiMaster
    )
  },
  {
    id: "pop-order-same-attempt-counts",
    rule: "A consumer that asks again because no answer came is told that its messages came once more.",
    seen: "rocketmq #6690: before attemptId, a pop whose answer was lost waited for the end of its own lock, and its messages counted",
    property: "T27 HandsOut",
    model: "alone/pops-in-order",
    machine: withRule(
      "PopRead",
      (self, event, original) => {
        const forget = (checkPoint: CheckPoint): CheckPoint => (checkPoint.order === undefined ? checkPoint : { ...checkPoint, order: { times: checkPoint.order.times.map(([offset, times]) => [offset, times + 1]), attemptId: checkPoint.order.attemptId as string } })
        return original({ ...self, pop: { ...self.pop, checkPoints: HashMap.map(self.pop.checkPoints, forget) } }, event)
      },
      multiMaster
    )
  },
  {
    id: "pop-before-check-point",
    rule: "Messages are handed out before their check point is stored: a power loss takes it, and they are handed out again at once.",
    seen: "rocketmq enablePopBufferMerge=true: check points wait in memory (PopBufferMergeService.addCk)",
    property: "Q1 InvisibleForItsTime",
    model: "pop/redelivery",
    machine: withRule("PopRead", (self, event, original) => answerAtOnce(self, original(self, event)), multiMaster)
  },
  {
    id: "pop-ack-before-stored",
    rule: "An ack is answered before it is stored: a power loss takes it, and the message comes again.",
    seen: "rocketmq AckMessageProcessor, appendAckAsync=true: SUCCESS, whatever becomes of the put",
    property: "Q3 AckedStaysAcked",
    model: "pop/redelivery",
    machine: withRule("AckMessage", (self, event, original) => answerAtOnce(self, original(self, event)), multiMaster)
  },
  {
    id: "pop-progress-before-check-point",
    rule: "The group's offset passes messages when they are popped: it is saved, a power loss takes the check point, and nobody is ever handed them.",
    seen: "rocketmq PopBufferMergeService.commitOffset: consumerOffset.json is saved on a timer of its own, whatever part of the log is on disk",
    property: "Q4 NothingLost",
    model: "pop/redelivery",
    machine: withRule(
      "PopRead",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        let offsets = next.offsets
        for (const { task } of next.pending) if (task?._tag === "Popped") for (const { queue, offsets: handed } of task.messages) offsets = HashMap.set(offsets, `g@${queue}`, (handed.at(-1) ?? -1) + 1)
        return [{ ...next, offsets }, outputs]
      },
      multiMaster
    )
  },
  {
    id: "pop-stale-ack-counts",
    rule: "An ack is taken for the message, not for its check point: that of a consumer which had it before, and was too slow, ends its coming again to another.",
    seen: "rocketmq PopReviveService finds the check point of an ack by its pop time besides: without that, this",
    property: "Q4 NothingLost",
    model: "pop/more-time",
    machine: withRule(
      "AckMessage",
      (self, event, original) => {
        const acks = event.acks.map((ack) => {
          const other = [...HashMap.values(self.pop.checkPoints)].find((checkPoint) => offsetKey(checkPoint.group, checkPoint.topic, checkPoint.queueId) === offsetKey(ack.group, ack.topic, ack.queueId) && checkPoint.offsets.some((offset) => ack.offsets.includes(offset)))
          return other === undefined ? ack : { ...ack, startOffset: other.startOffset, popTime: other.popTime }
        })
        return original(self, { ...event, acks })
      },
      multiMaster
    )
  },
  {
    id: "pop-change-after-revive",
    rule: "A message whose time is changed gets a check point whatever has become of it: one that came again already comes once more.",
    seen: "rocketmq ChangeInvisibleTimeProcessor.appendCheckPointThenAckOrigin: the old check point is not looked at",
    property: "Q6 RevivedOnce",
    model: "pop/more-time",
    machine: withRule(
      "ChangeMessageInvisibleTime",
      (self, event, original) => {
        if (openIn(self, event, [event.offset]).length > 0 || checkPointOf(self, checkPointKey(event)) !== undefined) return original(self, event)
        const { request, group, topic, queueId, offset, now: popTime, invisibleTime } = event
        return openCheckPoint(replication, { group, topic, queueId, startOffset: offset, popTime, invisibleTime, offsets: [offset], origin: { startOffset: event.startOffset, popTime: event.popTime } }, request, { _tag: "InvisibleTimeChanged", popTime, invisibleTime })(self)
      },
      multiMaster
    )
  },
  {
    id: "pop-revive-acks-first",
    rule: "What comes again is written behind the record that it did: a power loss between them leaves it nowhere.",
    seen: "rocketmq #10985: the revive offset passes a check point before its messages are in the retry topic",
    property: "Q4 NothingLost",
    model: "pop/redelivery",
    machine: withRule(
      "CheckPointRead",
      (self, event, original) => {
        const checkPoint = checkPointOf(self, event.checkPoint)
        if (checkPoint === undefined) return original(self, event)
        return chain(self, close(replication, checkPoint, openIn(self, checkPoint, checkPoint.offsets), "first", { _tag: "Own" }), (me) => original({ ...me, pop: self.pop }, event))
      },
      multiMaster
    )
  },
  {
    id: "pop-dead-one-time-early",
    rule: "The time that is to come is counted as one that was: a message is dead one time before the last.",
    seen: "rocketmq SendMessageProcessor: reconsumeTimes is that of the message in hand, the one written has one more",
    property: "Q5 DeadAfterLast",
    model: "pop/redelivery",
    machine: withRule("CheckPointRead", (self, event, original) => original(self, { ...event, found: event.found.map((message) => ({ ...message, reconsumeTimes: message.reconsumeTimes + 1 })) }), multiMaster)
  },
  {
    id: "pop-never-dead",
    rule: "What is popped and not acked comes again for ever.",
    seen: "rocketmq #8332: PopReviveService.reviveRetry does not look at the maximum",
    property: "Q5 DeadAfterLast",
    model: "pop/redelivery",
    machine: withRule("CheckPointRead", (self, event, original) => original({ ...self, subscriptionGroups: HashMap.empty() }, event), multiMaster)
  },
  {
    id: "pop-passes-over-what-does-not-fit",
    rule: "A pop passes everything that it has read, also what did not fit into its answer: nobody is ever handed that.",
    seen: "rocketmq PopMessageProcessor: nextBeginOffset is that behind the last message taken",
    property: "T27 HandsOut",
    model: "alone/pops",
    machine: withRule(
      "PopRead",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        const cursors = HashMap.map(next.pop.cursors, (cursor, key) => (cursor === Option.getOrUndefined(HashMap.get(self.pop.cursors, key)) ? cursor : { ...cursor, handing: Math.max(cursor.handing, ...event.found.flatMap(({ queue, messages }) => (key.endsWith(`@${queue}`) ? messages.map(({ offset }) => offset + 1) : []))) }))
        return [{ ...next, pop: { ...next.pop, cursors } }, outputs]
      },
      multiMaster
    )
  },
  {
    id: "pop-more-time-with-an-old-handle",
    rule: "More time is promised for an old handle, and the message comes again when its time ends.",
    seen: "rocketmq #9583: a request with the handle of before a change is answered, and does nothing",
    property: "T24 TakenBack",
    model: "alone/in-flight",
    machine: withRule(
      "ChangeMessageInvisibleTime",
      (self, event, original) => {
        const [next, outputs] = original(self, event)
        return [next, outputs.map((output): BrokerOutput => (output._tag === "Reply" && output.code === "NO_MESSAGE" ? { _tag: "ReplyInvisibleTime", request: event.request, popTime: event.now, invisibleTime: event.invisibleTime } : output))]
      },
      multiMaster
    )
  },
  {
    id: "pop-revive-is-not-counted",
    rule: "A message that comes again is not counted once more.",
    seen: "rocketmq PopReviveService.reviveRetry: setReconsumeTimes(getReconsumeTimes() + 1), left out",
    property: "T25 ComesAgain",
    model: "alone/in-flight",
    machine: withRule("CheckPointRead", (self, event, original) => original(self, { ...event, found: event.found.map((message) => ({ ...message, reconsumeTimes: message.reconsumeTimes - 1 })) }), multiMaster)
  },
  {
    id: "pop-shares-with-nobody",
    rule: "A member of a group that pops has its own share of the queues alone: where it dies, nobody pops in its place.",
    seen: "rocketmq QueryAssignmentProcessor.allocate4Pop: popShareQueueNum others share",
    property: "T26 Assigned",
    model: "alone/assignments",
    machine: withRule(
      "QueryAssignment",
      (self, event, original) => {
        const pulling = { ...self, requestModes: HashMap.map(self.requestModes, (mode) => ({ ...mode, mode: "PULL" as const })) }
        const popped = Option.exists(HashMap.get(self.requestModes, `${event.topic}@${event.group}`), ({ mode }) => mode === "POP")
        const [next, outputs] = original(pulling, event)
        return [{ ...next, requestModes: self.requestModes }, outputs.map((output) => (popped && output._tag === "ReplyAssignment" ? { ...output, mode: "POP" as const } : output))]
      },
      multiMaster
    )
  },
  {
    id: "pop-table-of-leader-alone",
    rule: "Only who hands out keeps the table of what is handed out: the next leader knows nothing of it.",
    seen: "rocketmq PopBufferMergeService: the buffer is the master's, and a slave starts with none",
    property: "Q2 HandedOnce",
    model: "pop/dledger-failover",
    machine: withRule("Dispatched", (self, event, original) => original(self, self.raft.role === "LEADER" ? event : { ...event, popRecords: [] }))
  }
]
