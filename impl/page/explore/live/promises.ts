/**
 * What can be promised of the nodes of a live run: of what they know themselves, as there is no history.
 *
 * @module
 */
import type { Property } from "../../../../models/engine/model.ts"
import type { Promised } from "../../../../properties/declare.ts"
import * as Log from "../../../../spec/log/log.ts"
import type { Broker } from "../../../../spec/broker/state.ts"
import type { LiveAction } from "./world.ts"
import type { LiveMessage, LiveNode } from "./node.ts"

type LiveProperty = Property<LiveNode, LiveMessage, LiveAction, unknown>

export const promised: readonly Promised[] = [
  { id: "S2 ElectionSafety", sentence: "No two members of a group lead in the same term.", source: "E5, E6 · Raft §5.2", witness: false },
  { id: "S8 StateMachineSafety", sentence: "What two members of a group hold committed is the same.", source: "E9 · Raft §5.4.3", witness: false },
  { id: "S10 CommitMonotone", sentence: "In one life of a node its commit index never goes back.", source: "E8 · Raft §5.3", witness: false }
]

/** Pairs of members of one group that are up. */
const pairs = (nodes: readonly string[], locals: readonly LiveNode[]): readonly (readonly [Broker, Broker])[] => {
  const members = nodes.flatMap((node, slot) => {
    const broker = locals[slot]?.broker
    return broker?.running === true ? [{ group: node.slice(0, node.lastIndexOf("/")), broker }] : []
  })
  return members.flatMap((a, i) => members.slice(i + 1).flatMap((b) => (a.group === b.group ? [[a.broker, b.broker] as const] : [])))
}

export const promisesOf = (nodes: readonly string[]): readonly LiveProperty[] => [
  {
    kind: "always",
    id: "S2 ElectionSafety",
    holds: (locals) => pairs(nodes, locals).every(([a, b]) => a.raft.role !== "LEADER" || b.raft.role !== "LEADER" || a.raft.term !== b.raft.term)
  },
  {
    kind: "always",
    id: "S8 StateMachineSafety",
    holds: (locals) =>
      pairs(nodes, locals).every(([a, b]) => {
        const last = Math.min(a.raft.commitIndex, b.raft.commitIndex)
        const first = Math.max(a.log.baseIndex, b.log.baseIndex) + 1
        // Terms change where runs begin, and nowhere else.
        const looked = [last, ...[...a.log.runs, ...b.log.runs].map((run) => run.first)].filter((index) => index >= first && index <= last)
        return looked.every((index) => Log.termAt(a.log, index) === Log.termAt(b.log, index))
      })
  },
  {
    kind: "step",
    id: "S10 CommitMonotone",
    concerns: (before, move) => before.broker?.running === true && !(move.kind === "act" && move.action.do !== "take"),
    holds: (before, { slot }, _outcome, after) => (after[slot]?.broker?.raft.commitIndex ?? -1) >= (before[slot]?.broker?.raft.commitIndex ?? -1)
  }
]
