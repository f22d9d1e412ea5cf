/**
 * Term, vote and role (E2, E5, E11): after each event exactly what Figure 2 says.
 *
 * @module
 */
import type { EventOf } from "../../../spec/broker/events.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { caughtUp } from "./rejoin.ts"
import { same } from "../../same.ts"
import { isAsking, refines, works } from "./step.ts"
import { asked, counted, followed, higherTerm, knows, stands, wins } from "./verdicts.ts"

type Standing = Pick<Broker["raft"], "role" | "term" | "votedFor" | "voter" | "leader" | "votes">

/** Several relations ask for it, of one event after the other. */
const known = new WeakMap<TakenEvent, Standing>()

/** Before a member that lost its disk counts again: that comes last, and is `rejoin.ts`'s. */
export const standingAfter = (taken: TakenEvent): Standing => {
  const before = known.get(taken)
  if (before !== undefined) return before
  const standing = workedOut(taken)
  known.set(taken, standing)
  return standing
}

const workedOut = (taken: TakenEvent): Standing => {
  const { before, event } = taken
  const { role, term, votedFor, voter, leader, votes } = before.raft
  const was: Standing = { role, term, votedFor, voter, leader, votes }
  const self = before.config.dLegerSelfId
  if (event._tag === "Recovered") {
    const wanted = before.config.rejoin === "voter"
    const found = event.blank ? event.bootstrap || wanted : event.voter && (wanted || !isDamaged(event))
    return { role: "FOLLOWER", term: event.term, votedFor: event.votedFor, voter: found, leader: null, votes: [] }
  }
  if (event._tag === "DiskFailed") return before.diskFailed ? was : { ...was, role: "FOLLOWER", leader: null, votes: [] }
  if (stands(taken)) return { ...was, role: "CANDIDATE", term: term + 1, votedFor: self, leader: null, votes: [] }
  const higher = higherTerm(taken)
  const adopted: Standing = higher === undefined ? was : { role: "FOLLOWER", term: higher, votedFor: null, voter, leader: null, votes: voter ? [] : votes }
  const vote = asked(taken)
  if (vote !== undefined) return vote === "grants" ? { ...adopted, votedFor: (event as EventOf<"RequestVote">).from } : adopted
  const message = followed(taken)
  if (message !== undefined) return knows(before, message) ? was : { ...adopted, role: "FOLLOWER", leader: message.from, votes: voter ? [] : votes }
  const from = counted(taken)
  if (from !== undefined) return wins(taken) ? { ...was, role: "LEADER", leader: self, votes: [] } : { ...was, votes: withOne(votes, from) }
  if (event._tag === "RejoinReply" && works(before) && isAsking(before)) return { ...adopted, votes: withOne(votes, event.from) }
  return adopted
}

/** Entries that were on its disk are not in its log. */
export const isDamaged = ({ onceDurable, log }: EventOf<"Recovered">): boolean => onceDurable !== undefined && onceDurable > log.lastIndex

const withOne = (votes: readonly string[], vote: string): readonly string[] => [...new Set([...votes, vote])].sort()

export const refinesStanding = refines(
  "S40 StandsAsSaid",
  "Term, vote, role, leader and votes change as Raft's Figure 2 says for the event, and in no other way.",
  "E2, E4, E5, E6, E11 · Raft Figure 2, §5.1, §5.2, §5.4.1",
  (taken) => {
    const { role, term, votedFor, voter, leader, votes } = taken.after.raft
    const is: Standing = { role, term, votedFor, voter, leader, votes }
    const expected = standingAfter(taken)
    return same(is, caughtUp(taken, expected) ? { ...expected, voter: true, votedFor: taken.before.config.dLegerSelfId, votes: [] } : expected)
  }
)
