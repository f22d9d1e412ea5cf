/**
 * Moves of a world of masters and slaves, one line each, for a person.
 *
 * @module
 */
import type { Move } from "../engine/model.ts"
import type { BrokersAction } from "./brokers.ts"
import { packetText } from "./describe-group.ts"
import type { BrokerPacket } from "./member.ts"

/** One line for a person. */
export const describeBrokers = (names: readonly string[], move: Move<BrokerPacket, BrokersAction>): string => {
  const at = names[move.slot] ?? "the network"
  if (move.kind === "act") return describeAction(at, move.action)
  const { message } = move
  const from = names[move.from]
  if (message.is === "closed") return `${at} learns that its connection with ${from} is closed`
  if (message.is === "peer") return `${at} receives ${packetText(message.packet)} from ${from}`
  const packet = message.packet
  if (packet._tag === "ReportSlaveMaxOffset") return `${at} hears from ${from} that its log ends at ${packet.maxOffset}`
  const bodies = (message.bodies ?? []).map(({ payload }) => payload).join(", ")
  return bodies === "" ? `${at} receives a heartbeat of ${from}` : `${at} receives ${bodies} from ${from}`
}

const describeAction = (at: string, action: BrokersAction): string => {
  switch (action.do) {
    case "fire":
      return `${at}: ${action.timer._tag}${"connection" in action.timer ? ` of ${action.timer.connection}` : "request" in action.timer ? ` of ${action.timer.request}` : ""}`
    case "send":
      return `a producer sends ${action.message} to ${at}`
    case "read":
      return `a client asks ${at} where its queue ends (${action.read})`
    case "connect":
      return `${at} connects to its master`
    case "flushed":
      return `${at}: the log is on disk`
    case "start":
      return `${at} starts`
    case "crash":
      return `${at} crashes`
    case "kill":
      return `${at} dies and does not come back`
    case "powerLoss":
      return `${at} loses power; its log ends at ${action.last}`
    case "diskLoss":
      return `${at} loses its disk`
    case "diskError":
      return `${at}: an fsync fails`
    case "promote":
      return `an operator makes ${at} the master`
    case "return":
      return `an operator starts ${at} as a slave of the new master`
    case "cut":
      return `the link between ${action.link.join(" and ")} is cut`
    case "heal":
      return "the link heals"
    case "powerLossOfAll":
      return `all of ${action.group} lose power; beyond what was on disk they keep ${action.kept.join(", ")}`
  }
}

/** What is said, without who says it to whom. */
export const brokerPacketText = (message: BrokerPacket): string => {
  if (message.is === "closed") return `connection ${message.connection} closed`
  if (message.is === "peer") return packetText(message.packet)
  const { packet, bodies = [] } = message
  if (packet._tag === "ReportSlaveMaxOffset") return `ReportSlaveMaxOffset(${packet.maxOffset})`
  return `TransferData(${bodies.length === 0 ? "heartbeat" : `at ${packet.entries.prevLogIndex + 1}: ${bodies.map(({ payload }) => payload).join(", ")}`})`
}
