/**
 * Bugs of messages that come later.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { chain } from "../../spec/machine.ts"
import { multiMaster } from "../../spec/modes/multi-master.ts"
import { delivered } from "../../spec/schedule/delays.ts"
import { dlqTopic } from "../../spec/serving/retry.ts"
import { put } from "../../spec/store/put.ts"
import { halfAt } from "../../spec/transaction/halves.ts"
import { masterReplication } from "../../spec/master/replication.ts"
import { onDisk } from "../../spec/master/on-disk.ts"
import { type Mutant, withRule } from "./mutant.ts"

const replication = masterReplication([onDisk])

export const laterMutants: readonly Mutant[] = [
  {
    id: "half-message-flag-ignored",
    rule: "Whether a message is a half message is read where this producer does not write it: it goes into its topic at once.",
    seen: "rocketmq SendMessageProcessor: TRAN_MSG in the properties, the bit of the sysFlag besides",
    property: "T1 HalfHidden",
    model: "later/transactions",
    machine: withRule("SendMessage", (self, { prepared: _prepared, ...event }, original) => original(self, event), multiMaster)
  },
  {
    id: "second-commit-delivers-again",
    rule: "A transaction that is ended already is ended again when its producer says so twice.",
    seen: "rocketmq EndTransactionProcessor: the half message is found in the log, ended or not",
    property: "T2 EndedOnce",
    model: "later/transactions",
    machine: withRule(
      "EndTransaction",
      (self, event, original) => {
        const { half } = event
        const known = half !== null && halfAt(self, half.offset)?.ending === false
        if (half === null || known) return original(self, event)
        return original({ ...self, halves: HashMap.set(self.halves, String(half.offset), { index: half.index, group: half.group, immunityMs: null, checks: 0, ending: false }) }, event)
      },
      multiMaster
    )
  },
  {
    id: "commit-forgets-delay",
    rule: "The commit of a delayed half message delivers it at once.",
    seen: "rocketmq #2418: the delay of a transaction's message is lost",
    property: "T4 NotBeforeTime",
    model: "later/delayed-transactions",
    machine: withRule("EndTransaction", (self, event, original) => original(self, event.half === null ? event : { ...event, half: { ...event.half, delayLevel: 0 } }), multiMaster)
  },
  {
    id: "delay-progress-before-stored",
    rule: "A delay level goes on as soon as its message is appended: a power loss takes the message, and the progress was saved.",
    seen: "rocketmq ScheduleMessageService before PutResultProcess: the offset is advanced whatever became of the put",
    property: "T5 NothingPassedOver",
    model: "later/delays",
    machine: withRule("DelayedRead", (self, event, original) => chain(self, (me) => original(me, event), delivered(event.level, event.offset)), multiMaster)
  },
  {
    id: "timer-property-ignored",
    rule: "The time that a producer wants its message to come at is not read: the message comes at once.",
    seen: "rocketmq 4.9, which keeps TIMER_DELIVER_MS as a property like any other",
    property: "T4 NotBeforeTime",
    model: "later/timers",
    machine: withRule("SendMessage", (self, { timer: _timer, ...event }, original) => original(self, event), multiMaster)
  },
  {
    id: "timer-copy-ends-nothing",
    rule: "That a timer message was delivered is kept apart from its copy, and not with it: after a crash it is delivered again.",
    seen: "rocketmq TimerMessageStore: the checkpoint of the wheel (lastReadTimeMs) is flushed once a second",
    property: "T10 TimedOnce",
    model: "later/timers",
    machine: withRule("TimerMessageTimeout", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return [next, outputs.map((output) => (output._tag === "WriteCopy" ? { ...output, rewrite: { set: output.rewrite.set, remove: output.rewrite.remove } } : output))]
    }, multiMaster)
  },
  {
    id: "recall-answered-before-kept",
    rule: "A recall is answered as soon as it is appended: a power loss takes it, and the message comes.",
    seen: "rocketmq RecallMessageProcessor.handlePutMessageResult: FLUSH_DISK_TIMEOUT is answered SUCCESS",
    property: "T9 RecalledUnseen",
    model: "later/timers",
    machine: withRule("RecallMessage", (self, event, original) => {
      const [next, outputs] = original(self, event)
      return outputs.some(({ _tag }) => _tag === "WriteText") ? [next, [...outputs, { _tag: "Reply", request: event.request, code: "SUCCESS", remark: "" }]] : [next, outputs]
    }, multiMaster)
  },
  {
    id: "recall-of-one-on-its-way",
    rule: "A message that is being delivered counts as one that waits: its recall is answered, and it comes.",
    seen: "rocketmq RecallMessageProcessor: only the time in the handle is looked at, and the slot may be in work",
    property: "T23 TimerEnds",
    model: "alone/timers",
    machine: withRule("RecallMessage", (self, event, original) => original({ ...self, timed: HashMap.map(self.timed, (timed) => (timed.standing === "DELIVERING" ? { ...timed, standing: "WAITING" as const } : timed)) }, event), multiMaster)
  },
  {
    id: "recalls-not-read-at-start",
    rule: "What a restart finds in the log of recalls is not read: a recalled message waits again.",
    seen: "rocketmq TimerMessageStore: deletions are kept in the wheel alone, which is read from its checkpoint",
    property: "T9 RecalledUnseen",
    model: "later/timers",
    machine: withRule("Dispatched", (self, { recalled: _recalled, ...event }, original) => original(self, event), multiMaster)
  },
  {
    id: "dead-one-time-early",
    rule: "The time that is to come is counted as one that was: a message is dead one retry before the last.",
    seen: "rocketmq SendMessageProcessor: reconsumeTimes is that of the message in hand, the one written has one more",
    property: "T7 DeadAfterLast",
    model: "later/retries",
    machine: withRule(
      "ConsumerSendMsgBack",
      (self, event, original) => {
        const { message, maxReconsumeTimes, group, request } = event
        if (message === null || message.reconsumeTimes + 1 < (maxReconsumeTimes ?? 16)) return original(self, event)
        return put(replication, { request, place: { topic: dlqTopic(group), queueId: 0 }, source: message.index, task: { _tag: "SendBack" } })(self)
      },
      multiMaster
    )
  }
]
