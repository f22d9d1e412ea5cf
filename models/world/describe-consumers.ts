/**
 * Moves of a world with consumers, each in one line for a person.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { ConsumerEvent } from "../../spec/client/consumer/events.ts"
import type { Move } from "../engine/model.ts"
import type { BrokersAction } from "./brokers.ts"
import type { ConsumersAction, ConsumersPacket } from "./consumers-bounds.ts"
import { brokerPacketText, describeBrokers } from "./describe-brokers.ts"

export const describeConsumers = (names: readonly string[], move: Move<ConsumersPacket, ConsumersAction>): string => {
  const at = names[move.slot] ?? "the network"
  if (move.kind === "act") return actionText(names, at, move.slot, move.action)
  const { message, kind } = move
  const from = names[move.from] ?? "the network"
  if (message.is === "refused") return `${at} finds nobody at ${from}`
  if (message.is === "requests") return `${at} hears ${from}: ${message.events.map(requestText).join(", ")}`
  if (message.is === "answers") return `${at} hears ${from}: ${message.events.map(answerText).join(", ")}`
  return describeBrokers(names, { kind, slot: move.slot, from: move.from, message })
}

/** What is said, without who says it to whom. */
export const consumersPacketText = (message: ConsumersPacket): string => {
  if (message.is === "refused") return "nobody is there"
  if (message.is === "requests") return message.events.map(requestText).join(", ")
  return message.is === "answers" ? message.events.map(answerText).join(", ") : brokerPacketText(message)
}

const actionText = (names: readonly string[], at: string, slot: number, action: ConsumersAction): string => {
  switch (action.do) {
    case "route":
      return `${at} learns the route: ${action.listed.flatMap((is, i) => (is === "no" ? [] : [`${names[i]} is ${is}`])).join(", ") || "nobody is there"}`
    case "heartbeat":
      return `${at} says to ${action.to} that it is there`
    case "rebalance":
      return `${at} learns that the group is ${action.members.join(" and ")}, and takes its share`
    case "timeout":
      return `${at}: ${timerText(action.timer)}`
    case "consume":
      return `${at} processes what stands at offset ${action.offset} of ${action.queue}`
    case "leave":
      return `${at} dies`
    case "fire":
      if (action.timer._tag === "MetadataTimeout") return `${at} saves its tables and sends them to the others`
      if (action.timer._tag === "LockExpired") return `${at} gives up a lock that was not renewed`
      return describeBrokers(names, { kind: "act", slot, action })
    default:
      return describeBrokers(names, { kind: "act", slot, action: action as BrokersAction })
  }
}

const timerText = (timer: ConsumerEvent): string => {
  if (timer._tag === "QueueTimeout") return `it is time to go on with ${timer.queue}`
  if (timer._tag === "LockTimeout") return `it is time to renew the lock of ${timer.queue}`
  return timer._tag === "LockLapsed" ? `the lock of ${timer.queue} was not renewed in time` : timer._tag
}

const requestText = (event: BrokerEvent): string => {
  switch (event._tag) {
    case "QueryConsumerOffset":
      return "asks how far the group has come"
    case "PullMessage":
      return `pulls from ${event.offset}${event.commitOffset === null ? "" : ` and commits ${event.commitOffset}`}`
    case "UpdateConsumerOffset":
      return `commits ${event.offset}`
    case "LockBatchMQ":
      return String(event.request).includes("renew") ? "asks to renew the lock" : "asks for the lock"
    case "UnlockBatchMQ":
      return "gives back the lock"
    default:
      return event._tag
  }
}

const answerText = (event: ConsumerEvent): string => {
  switch (event._tag) {
    case "OffsetReply":
      return event.code === "SUCCESS" ? `the group stands at ${event.offset}` : event.code
    case "LockReply":
      return event.locked ? "the lock is given" : "the lock is refused"
    case "PullReply":
      if (event.found.length > 0) return event.found.map(({ message, offset }) => `${message} at ${offset}`).join(", ")
      return event.code === "PULL_OFFSET_MOVED" ? `the offset is corrected to ${event.nextBeginOffset}` : event.code === "PULL_NOT_FOUND" ? "nothing yet" : event.code
    default:
      return event._tag
  }
}
