/**
 * A run of a consumer group, for a person: one line a step and what it changed, and the end as a table.
 *
 * @module
 */
import type { Trace } from "../../models/engine/result.ts"
import type { Client } from "../../models/world/client.ts"
import { type ConsumersLocal, queuesOf, storedAt } from "../../models/world/consumers-bounds.ts"
import { describeConsumers } from "../../models/world/describe-consumers.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Consumption } from "../../models/world/progress.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { aligned } from "../aligned.ts"
import { logText, roleText } from "../masters/explain.ts"
import type { ConsumersDeclared } from "./declare.ts"

/** Brokers come first among the names, then the members. */
export const explainConsumers = (property: Pick<ConsumersDeclared, "id" | "sentence">, brokers: readonly string[], clients: readonly string[], trace: Trace): string => {
  const names = [...brokers, ...clients]
  const states = [trace.initial, ...trace.steps.map(({ locals }) => locals)] as readonly (readonly ConsumersLocal[])[]
  const lines = [`${property.id}: ${property.sentence}`, ""]
  trace.steps.forEach(({ move }, i) => {
    lines.push(`${String(i + 1).padStart(3)}  ${describeConsumers(names, move)}`)
    const [before, after] = [rowsOf(brokers.length, names, states[i] as readonly ConsumersLocal[]), rowsOf(brokers.length, names, states[i + 1] as readonly ConsumersLocal[])]
    after.forEach((row, slot) => {
      const was = before[slot] as readonly string[]
      const changed = row.filter((cell, at) => at > 0 && cell !== "" && cell !== was[at])
      if (changed.length > 0) lines.push(`       ${row[0]}: ${changed.join("; ")}`)
    })
  })
  const end = states[states.length - 1] as readonly ConsumersLocal[]
  const { processed } = end[names.length + 1] as Consumption
  lines.push("", "At the end:", ...aligned(rowsOf(brokers.length, names, end)).map((row) => `  ${row}`), `  processed: ${processed.length === 0 ? "nothing" : processed.join(" ")}`)
  if (trace.error !== undefined) lines.push("", `The last step threw: ${trace.error}`)
  return lines.join("\n")
}

const rowsOf = (brokers: number, names: readonly string[], locals: readonly ConsumersLocal[]): readonly (readonly string[])[] =>
  names.map((name, slot) => (slot < brokers ? brokerRow(name, locals[slot] as MemberNode) : clientRow(name, locals[slot] as Client)))

const brokerRow = (name: string, member: MemberNode): readonly string[] => {
  const role = member.disk.hard.term > 0 ? raftRoleText(member) : roleText(member)
  const locks = [...member.broker.locks].map(([, holder]) => holder)
  return [name, role, `log: ${logText(member.disk)}`, `stored offset ${member.up ? storedAt(member) : (member.disk.savedOffsets?.[0]?.[1] ?? 0)}${locks.length > 0 ? `, locked for ${locks.join(", ")}` : ""}`]
}

const raftRoleText = ({ broker, up }: MemberNode): string => {
  const { role, term } = broker.raft
  if (!up) return "down"
  return role === "LEADER" ? `leader of term ${term}${isReady(broker) ? "" : ", not ready"}` : `${role === "CANDIDATE" ? "candidate" : "follower"} in term ${term}`
}

const clientRow = (name: string, client: Client): readonly string[] => {
  if (client.is !== "up") return [name, client.is === "dead" ? "dead" : "not started", "", ""]
  const queues = queuesOf(client).map(({ name: queue, offset, unprocessed, lock }) =>
    [
      queue,
      ...(lock === "not needed" ? [] : [lock === "held" ? "locked" : "waits for the lock"]),
      ...(offset === null ? [] : [`pulls from ${offset}`]),
      ...(unprocessed.length > 0 ? [`has yet to process ${unprocessed.map(({ message }) => message).join(" ")}`] : [])
    ].join(", ")
  )
  return [name, "up", queues.length === 0 ? "no queue" : queues.join("; "), ""]
}
