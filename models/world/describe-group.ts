/**
 * Moves of a group's world, one line each, for a person.
 *
 * @module
 */
import type { Move } from "../engine/model.ts"
import { describeDLedger, entriesText, isDLedger } from "./describe-dledger.ts"
import type { Action } from "./group-action.ts"
import type { Packet } from "./node.ts"

/** One line for a person. */
export const describe = (nodes: readonly string[], move: Move<Packet, Action>): string => {
  const at = nodes[move.slot] ?? "the network"
  if (move.kind === "act") return `${at}: ${describeAction(move.action)}`
  const what = packetText(move.message)
  const from = nodes[move.from]
  if (move.kind === "deliver") return `${at} receives ${what} from ${from}`
  return move.kind === "lose" ? `${what} from ${from} to ${at} is lost` : `${at} receives ${what} from ${from}, which will come again`
}

const describeAction = (action: Action): string => {
  switch (action.do) {
    case "fire":
      return action.timer._tag === "ElectionTimeout" ? "election timeout" : action.timer._tag === "HeartbeatTimeout" ? "heartbeat" : "peer" in action.timer ? `its turn to push to ${action.timer.peer}` : action.timer._tag
    case "send":
      return `a producer sends ${action.message}`
    case "read":
      return `a client asks where the queue ends (${action.read})`
    case "crash":
      return "crashes and restarts"
    case "kill":
      return "dies and does not come back"
    case "powerLoss":
      return `loses power and restarts; its log ends at ${action.last}${action.keepsSaving ? ", the vote being written survives" : ""}`
    case "diskLoss":
      return "loses its disk and restarts empty"
    case "damage":
      return `its disk is damaged and it restarts; its log ends at ${action.last}`
    case "diskError":
      return "an fsync fails"
    case "flushed":
      return "the log is on disk"
    case "saved":
      return "term and vote are on disk"
    case "dispatched":
      return "what is committed is in the queues"
    case "ask":
      return `is asked ${JSON.stringify(action.event)}`
    case "compact":
      return "replaces its oldest entries by a snapshot"
    case "transfer":
      return `an operator asks to hand over to ${action.to}`
    case "pull":
      return `a consumer pulls from offset ${action.offset}`
    case "tables":
      return `is sent topics and offsets by ${action.from}`
    case "cut":
      return `cuts ${action.links.join(", ")}`
    case "heal":
      return "heals"
    case "powerLossOfAll":
      return `all lose power and restart; beyond what was on disk they keep ${action.nodes.map(({ keeps, keepsSaving }) => `${keeps}${keepsSaving ? " and the vote" : ""}`).join(", ")}`
  }
}

/** What is said, without who says it to whom. */
export const packetText = (packet: Packet): string => {
  switch (packet._tag) {
    case "RequestVote":
      return `RequestVote(term ${packet.term}, ${packet.lastLogIndex < 0 ? "empty log" : `log ends at ${packet.lastLogIndex} of term ${packet.lastLogTerm}`})`
    case "RequestVoteReply":
      return `RequestVoteReply(term ${packet.term}, ${packet.granted ? "granted" : "refused"})`
    case "AppendEntries": {
      return `AppendEntries(term ${packet.term}, from ${packet.entries.prevLogIndex + 1} on: ${entriesText(packet.bodies ?? [])}; committed ${packet.leaderCommit < 0 ? "none" : packet.leaderCommit}${roundText(packet)})`
    }
    case "AppendEntriesReply":
      return `AppendEntriesReply(term ${packet.term}, ${packet.success ? `holds ${packet.index < 0 ? "none" : `up to ${packet.index}`}` : `refused, try ${packet.index}`}${roundText(packet)})`
    default:
      if (isDLedger(packet)) return describeDLedger(packet)
      return `${packet._tag}(${"term" in packet ? `term ${packet.term}` : ""})`
  }
}

const roundText = ({ round }: { readonly round?: number }): string => (round === undefined ? "" : `, round ${round}`)
