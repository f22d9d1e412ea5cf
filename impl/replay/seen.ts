/**
 * What a model's node and a live one both show, in one form: they agree or differ field by field.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import { allEntries, isMessage } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Node } from "../../models/world/node.ts"
import { consumersOf, type Observation } from "../cluster/steering.ts"
import { canonical, type Connections } from "./messages.ts"

/** Field by field; `log` as a reader sees it: `0:1 no-op, 1:1 m1` (index, term, body). */
export type Seen = Readonly<Record<string, unknown>>

/** `undefined`: it is down. */
export const expected = (node: Node | MemberNode, withConsumers = false): Seen | undefined => {
  if (node.dead === true || ("up" in node && !node.up)) return undefined
  const { broker, disk } = node
  return {
    ...(withConsumers ? { ...consumersOf(broker) } : {}),
    ...seenOf(broker, broker.log.lastIndex, broker.log.durableIndex, (name) => name),
    brokerRole: broker.config.brokerRole,
    log: allEntries(disk).map(({ term, payload }, index) => entryText(index, term, isMessage(payload) ? payload : undefined)).join(", ")
  }
}

export const seen = (live: Observation, connections: Connections, withConsumers = false): Seen => ({
  ...(withConsumers ? { ...live.consumers } : {}),
  ...seenOf(live, live.lastIndex, live.durableIndex, (name) => connections.get(name) ?? name),
  brokerRole: live.brokerRole,
  log: live.entries.map(({ term, body }, index) => entryText(index, term, body ?? undefined)).join(", ")
})

export const entryText = (index: number, term: number, message: string | undefined): string => `${index}:${term} ${message ?? "no-op"}`

/** What all brokers show but their entries. */
export const seenOf = (
  { raft, ha, diskFailed, dispatchedIndex, pending, pendingReads }: Pick<Broker, "raft" | "ha" | "diskFailed" | "dispatchedIndex"> & { readonly pending: readonly { readonly index: number }[]; readonly pendingReads: readonly unknown[] },
  lastIndex: number,
  durableIndex: number,
  nameOf: (connection: string) => string
): Seen => ({
  ...raft,
  lastIndex,
  durableIndex,
  dispatchedIndex,
  diskFailed,
  "sends that wait": pending.map(({ index }) => index),
  "reads that wait": pendingReads.length,
  serving: ha.serving,
  connection: ha.connection === null ? null : nameOf(ha.connection),
  slaves: Object.fromEntries(Object.entries(ha.slaves).map(([slave, known]) => [slave, { ...known, connection: nameOf(known.connection) }]))
})

export interface Difference {
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** Fields in which the two differ. */
export const differences = (node: string, want: Seen | undefined, got: Seen | undefined): readonly Difference[] => {
  if (want === undefined || got === undefined) return want === got ? [] : [{ what: node, expected: want === undefined ? "down" : "up", got: got === undefined ? "down" : "up" }]
  return Object.keys(want).flatMap((field) => {
    const [a, b] = [canonical(want[field]), canonical(got[field])]
    return a === b ? [] : [{ what: `${node} ${field}`, expected: a, got: b }]
  })
}

/** A live disk has failed where the model's has not: what rules in which a bug is put in ask of a store need not be possible. */
export const refusalIn = (differences: readonly Difference[]): string | undefined => {
  const failed = differences.find(({ what, expected: wanted }) => what.endsWith(" diskFailed") && wanted === "false")
  return failed && `the store of ${failed.what.split(" ", 1)[0]} refuses the write: it takes an entry only behind the one before it`
}
