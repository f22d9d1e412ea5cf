/**
 * A member that lost its disk (E5): what it must have before it counts again, and that nobody counts on it before.
 *
 * @module
 */
import type { TakenEvent } from "../../../models/world/node.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import { entriesOf, isAsking, ownOf, refines, serves, termAt, works } from "./step.ts"
import { accepted, flushes, followed, higherTerm, knows } from "./verdicts.ts"

type Memory = Pick<Broker["raft"], "catchUpTo" | "tablesTaken">

/** What it must catch up to, and whether it has its leader's tables: both are of one term. */
const memoryAfter = (taken: TakenEvent): Memory => {
  const { before, event } = taken
  const { raft } = before
  const newer = higherTerm(taken) !== undefined
  const message = followed(taken)
  const deposed = newer || (message !== undefined && !knows(before, message))
  const kept: Memory = deposed && newer ? { catchUpTo: -1, tablesTaken: false } : { catchUpTo: raft.catchUpTo, tablesTaken: raft.tablesTaken }
  if (event._tag === "RejoinReply" && works(before) && isAsking(before)) {
    const term = Math.max(raft.term, event.term)
    return event.term === term ? { ...kept, catchUpTo: Math.max(kept.catchUpTo, event.lastIndex) } : kept
  }
  return takesTables(taken) && !raft.voter && event._tag === "CopyMetadata" && event.term === raft.term ? { ...kept, tablesTaken: true } : kept
}

/** The tables of a keeper whose term is not over, at a broker that keeps none of its own. */
export const takesTables = ({ before, event }: TakenEvent): boolean => event._tag === "CopyMetadata" && works(before) && event.term >= before.raft.term && !serves(before)

/**
 * It votes again: everybody was asked, all that it may have acked is on its disk again, and with it a committed entry of its
 * leader's own term, and it has the tables. Its vote in this term may be spent.
 */
export const caughtUp = (taken: TakenEvent, { voter, votes, term }: Pick<Broker["raft"], "voter" | "votes" | "term">): boolean => {
  const { before, after, event } = taken
  if (voter || votes.length < before.config.peers.length) return false
  if (accepted(taken) === undefined && !flushes(taken) && !(takesTables(taken) && (event as { readonly term?: number }).term === before.raft.term)) return false
  const { catchUpTo, tablesTaken } = memoryAfter(taken)
  const own = ownOf(after)
  return tablesTaken && own >= catchUpTo && termAt(entriesOf(after.log), Math.min(after.raft.commitIndex, own)) === term
}

export const refinesRejoin = refines(
  "S41 CountsWhenCaughtUp",
  "A member that lost its disk keeps in mind up to where it may have acked in this term, and whether it has its leader's tables; when it votes again, it has both.",
  "E5 · Kafka KIP-903",
  (taken) => {
    const { after, event } = taken
    const { catchUpTo, tablesTaken, voter } = after.raft
    if (event._tag === "Recovered") return catchUpTo === -1 && !tablesTaken
    const expected = memoryAfter(taken)
    // A vote that comes back uses up the tables.
    const back = voter && !taken.before.raft.voter
    return catchUpTo === expected.catchUpTo && tablesTaken === (expected.tablesTaken && !back)
  }
)
