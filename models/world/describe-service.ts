/**
 * Moves of the clients' world, one line each, for a person.
 *
 * @module
 */
import type { Move } from "../engine/model.ts"
import type { ServiceAction, ServiceMessage } from "./service.ts"

/** One line for a person. */
export const describeService = (slots: readonly string[], move: Move<ServiceMessage, ServiceAction>): string => {
  const at = slots[move.slot]
  if (move.kind === "act") return `${at}: ${describeAction(move.action)}`
  const what = "is" in move.message ? move.message.event._tag : move.message._tag
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
