/**
 * Moves of the clients' world, one line each, for a person.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { ConsumerEvent } from "../../spec/client/consumer/events.ts"
import type { ProducerEvent } from "../../spec/client/producer/events.ts"
import type { NameServerEvent } from "../../spec/name-server/events.ts"
import type { RouteData } from "../../spec/name-server/state.ts"
import type { Move } from "../engine/model.ts"
import { packetText } from "./describe-group.ts"
import type { ServiceAction, ServiceMessage } from "./service.ts"

/** One line for a person. */
export const describeService = (slots: readonly string[], move: Move<ServiceMessage, ServiceAction>): string => {
  const at = slots[move.slot]
  if (move.kind === "act") return `${at}: ${describeAction(move.action)}`
  const what = serviceMessageText(move.message)
  return move.kind === "lose" ? `${what} from ${slots[move.from]} to ${at} is lost` : `${at} receives ${what} from ${slots[move.from]}`
}

const describeAction = (action: ServiceAction): string => {
  switch (action.do) {
    case "fire":
      return "brokerAddr" in action.timer ? `${action.timer.brokerAddr} has not registered for too long` : action.timer._tag
    case "send":
      return `sends ${action.message}`
    case "crash":
      return "crashes and restarts"
    case "kill":
      return "dies and does not come back"
    case "wipe":
      return `an operator takes ${action.brokerName} off writing`
  }
}

/** What is said, without who says it to whom. */
export const serviceMessageText = (message: ServiceMessage): string => ("is" in message ? eventText(message.event) : packetText(message))

const eventText = (event: BrokerEvent | ConsumerEvent | NameServerEvent | ProducerEvent): string => {
  switch (event._tag) {
    case "RegisterBroker":
      return "channel" in event ? `RegisterBroker(${event.brokerAddr} as ${event.brokerName}/${event.brokerId}${event.term > 0 ? `, term ${event.term}` : ""}, connection ${event.channel})` : "RegisterBroker"
    case "ChannelClosed":
      return `ChannelClosed(${"address" in event ? event.address : event.channel})`
    case "RouteReply":
      return `RouteReply(${routeText(event.route)})`
    case "SendMessage":
      return `SendMessage(${event.request})`
    case "SendReply":
      return `SendReply(${event.request}: ${event.code === "SUCCESS" ? `SEND_OK, offset ${event.queueOffset}` : event.code})`
    case "PullMessage":
      return `PullMessage(from ${event.offset})`
    case "PullReply":
      return `PullReply(${event.found.length > 0 ? event.found.map(({ message, offset }) => `${message} at ${offset}`).join(", ") : event.code})`
    case "OffsetReply":
      return `OffsetReply(${event.code === "SUCCESS" ? event.offset : event.code})`
    default:
      return event._tag
  }
}

/** Who is where, as a route says it: `broker-a: 0 = n0, 1 = n1`. */
export const routeText = (route: RouteData | null): string =>
  route === null || route.brokerDatas.length === 0
    ? "no route"
    : route.brokerDatas.map(({ brokerName, brokerAddrs }) => `${brokerName}: ${Object.entries(brokerAddrs).map(([id, address]) => `${id} = ${address}`).join(", ")}`).join("; ")
