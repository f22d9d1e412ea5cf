/**
 * Moves of a world of POP, one line each, for a person.
 *
 * @module
 */
import type { Move } from "../engine/model.ts"
import type { BrokersAction } from "./brokers.ts"
import { describeBrokers } from "./describe-brokers.ts"
import type { BrokerPacket } from "./member.ts"
import type { Handed, PopAction } from "./pop-bounds.ts"

export const describePop = (brokers: readonly string[], move: Move<BrokerPacket, PopAction>): string => {
  if (move.kind !== "act") return describeBrokers(brokers, move)
  const { action, slot } = move
  const at = brokers[slot] ?? ""
  switch (action.do) {
    case "pop":
      return `a consumer asks ${action.at} for messages (pop ${action.number})`
    case "ack":
      return `a consumer acks ${handedText(action.handed)} at ${action.at}`
    case "change":
      return `a consumer asks ${action.at} for more time for ${handedText(action.handed)}`
    case "take":
      return `${at} takes what it was asked`
    case "fire":
      return action.timer._tag === "ReviveTimeout" ? `${at}: the invisible time of ${checkPointText(action.timer.checkPoint)} has ended` : describeBrokers(brokers, { ...move, action })
    default:
      return describeBrokers(brokers, { ...move, action: action satisfies BrokersAction })
  }
}

/** `m1 (t@0 0, popped at 101)`: where it stood, and when it was handed out. */
export const handedText = ({ message, topic, queueId, offset, popTime }: Handed): string => `${message} (${topic}@${queueId} ${offset}, popped at ${popTime})`

/** `t@0, popped from 0 on at 101`. */
export const checkPointText = (key: string): string => {
  const [, topic, queueId, startOffset, popTime] = key.split("@")
  return `${topic}@${queueId}, popped from ${startOffset} on at ${popTime}`
}
