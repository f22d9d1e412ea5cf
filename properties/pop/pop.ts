/**
 * What holds of messages that are popped, and what must be found.
 *
 * @module
 */
import * as Disk from "../../models/world/disk.ts"
import { handsOut, type PopHistory, type PopLocal, type PopNode, type PopProperty, type PopWorld } from "../../models/world/pop-bounds.ts"
import { placedIn } from "../../models/world/pop-disk.ts"
import { QUEUE, TOPIC } from "../../models/world/node.ts"
import { toHandOutAgain } from "../../spec/pop/ordered.ts"
import { cursorOf, popRetryTopic } from "../../spec/pop/queues.ts"
import { offsetOf } from "../../spec/serving/offsets.ts"
import { dlqTopic } from "../../spec/serving/retry.ts"
import { queueKey, type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import { type DeclaredIn, declaring } from "../declare.ts"

export type PopDeclared = DeclaredIn<PopWorld, PopProperty>

const { promise, witness } = declaring<PopWorld, PopProperty>()

type Locals = readonly PopLocal[]

const RETRY = queueKey(popRetryTopic("g", TOPIC), 0)
const DLQ = queueKey(dlqTopic("g"), 0)

const historyIn = ({ historySlot }: PopWorld, locals: Locals): PopHistory => locals[historySlot] as PopHistory

/** Brokers that hand out messages now. */
const masters = ({ brokers }: PopWorld, locals: Locals): readonly PopNode[] => brokers.map((_, slot) => locals[slot] as PopNode).filter(handsOut)

const inQueue = ({ disk }: PopNode, queue: QueueKey) => placedIn(disk, queue, Disk.lastIndexOf(disk))

/** May the group have this message of a queue some time: was it not handed out yet, or will it come again? */
const isToCome = ({ broker }: PopNode, queue: QueueKey, offset: number): boolean => {
  const [topic, queueId] = splitQueueKey(queue)
  const passed = Math.max(cursorOf(broker, `g@${queue}`)?.handing ?? 0, offsetOf(broker, "g", topic, queueId) ?? 0)
  return offset >= passed || [...broker.pop.checkPoints].some(([, checkPoint]) => queueKey(checkPoint.topic, checkPoint.queueId) === queue && checkPoint.offsets.includes(offset))
}

export const invisibleForItsTime = promise("Q1 InvisibleForItsTime", "A message that was handed out is handed to nobody of the group before its invisible time has ended.", "RocketMQ PopMessageProcessor, PopCheckPoint", (world) => ({
  kind: "always",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).early.length === 0
}))

export const handedOnce = promise("Q2 HandedOnce", "A message of a queue is handed out once: what comes again comes in the retry topic.", "RocketMQ PopReviveService.reviveRetry", (world) => ({
  kind: "always",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).again.length === 0
}))

export const ackedStaysAcked = promise("Q3 AckedStaysAcked", "A message whose ack was taken in time, and answered, is never handed out again.", "RocketMQ AckMessageProcessor", (world) => ({
  kind: "always",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).resurrected.length === 0
}))

export const nothingLost = promise("Q4 NothingLost", "A message that was acked to its producer, and that no consumer has acked, waits to be handed out, is handed out, or is dead: whatever becomes of its consumer, of its broker, or of an old handle.", "RocketMQ PopReviveService", (world) => ({
  kind: "always",
  holds: (locals) => {
    const { acked, acking, consumed } = historyIn(world, locals)
    const open = acked.filter((message) => !consumed.includes(message) && !acking.some((each) => each.message === message))
    return masters(world, locals).every((member) =>
      open.every((message) =>
        inQueue(member, DLQ).some((placed) => placed.message === message) ||
        [QUEUE, RETRY].some((queue) => inQueue(member, queue).some((placed) => placed.message === message && isToCome(member, queue, placed.offset)))
      )
    )
  }
}))

export const deadAfterLast = promise("Q5 DeadAfterLast", "A message that is popped and not acked is dead when it has come again as often as its group allows: not before, and it does not come once more.", "RocketMQ PopMessageResultFilterImpl, SubscriptionGroupConfig.retryMaxTimes", (world) => ({
  kind: "always",
  holds: (locals) => {
    const { retryMaxTimes } = world.options
    return masters(world, locals).every((member) => {
      const copies = inQueue(member, RETRY)
      const everyTime = Array.from({ length: retryMaxTimes }, (_, i) => i + 1)
      return copies.every(({ times }) => times <= retryMaxTimes) && inQueue(member, DLQ).every(({ message }) => everyTime.every((times) => copies.some((copy) => copy.message === message && copy.times === times)))
    })
  }
}))

/** A copy that there are two of. */
const twice = (member: PopNode): boolean => inQueue(member, RETRY).some(({ message, times }, i, all) => all.findIndex((other) => other.message === message && other.times === times) !== i)

export const revivedOnce = promise("Q6 RevivedOnce", "A message comes again once for each time that it was not acked, whatever fails in between.", "RocketMQ PopReviveService, where the revive offset is saved later", (world) => ({
  kind: "always",
  holds: (locals) => masters(world, locals).every((member) => !twice(member))
}))

export const comesAgain = promise("Q7 ComesAgain", "A message that is neither consumed nor dead can be popped in the end.", "RocketMQ PopReviveService", (world) => ({
  kind: "recoverable",
  holds: (locals) => {
    const { acked, consumed } = historyIn(world, locals)
    const open = acked.filter((message) => !consumed.includes(message))
    return masters(world, locals).some((member) => {
      const canPop = (queue: QueueKey, offset: number): boolean => offset >= (cursorOf(member.broker, `g@${queue}`)?.handing ?? 0) || toHandOutAgain(member.broker, `g@${queue}`).includes(offset)
      return open.every((message) =>
        inQueue(member, DLQ).some((placed) => placed.message === message) || [QUEUE, RETRY].some((queue) => inQueue(member, queue).some((placed) => placed.message === message && canPop(queue, placed.offset))) || isAcking(locals, world, message)
      )
    })
  }
}))

export const keptInOrder = promise("Q8 KeptInOrder", "A message that is popped in order is handed out only when every message in front of it in its queue is acked, or with them: again as at first, at the next master too.", "RocketMQ ConsumerOrderInfoManager", (world) => ({
  kind: "always",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).disordered?.length === 0
}))

export const bothConsumed = witness("both consumed in order", "Two messages of a queue are popped in order and acked.", "RocketMQ AckMessageProcessor.ackOrderly", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).consumed.length > 1
}))

/** Its ack was taken, and nobody knows what became of it. */
const isAcking = (locals: Locals, world: PopWorld, message: string): boolean => historyIn(world, locals).acking.some((each) => each.message === message)

export const consumed = witness("consumed", "A message is popped and acked.", "RocketMQ AckMessageProcessor", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).consumed.length > 0
}))

export const handedAgain = witness("handed out again", "A message comes again after its invisible time.", "RocketMQ PopReviveService", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot],
  holds: (locals) => Object.values(historyIn(world, locals).times).some((times) => times > 1)
}))

export const dead = witness("popped to death", "A message that nobody acks is dead.", "RocketMQ PopMessageResultFilterImpl", (world) => ({
  kind: "sometimes",
  holds: (locals) => masters(world, locals).some((member) => inQueue(member, DLQ).length > 0)
}))

export const consumedElsewhere = witness("acked at the next master", "A message is handed out by one master and acked at the next.", "RocketMQ PopReviveService", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).elsewhere.length > 0
}))

export const handedEarly = witness("handed out too early", "The power fails before a check point is on disk: its message is handed out again at once.", "RocketMQ flushDiskType=ASYNC_FLUSH", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).early.length > 0
}))

export const ackForgotten = witness("ack forgotten", "The power fails before an ack is on disk: its message comes again.", "RocketMQ flushDiskType=ASYNC_FLUSH", (world) => ({
  kind: "sometimes",
  reads: [world.historySlot],
  holds: (locals) => historyIn(world, locals).resurrected.length > 0
}))
