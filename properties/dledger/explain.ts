/**
 * A counterexample for a person: what happened, one line a step, only what changed, and at the end why the promise is broken.
 *
 * @module
 */
import type { Disk } from "../../models/world/disk.ts"
import type { Faults } from "../../models/world/faults.ts"
import { describe, type Local } from "../../models/world/group.ts"
import type { History } from "../../models/world/history.ts"
import type { Node } from "../../models/world/node.ts"
import type { Trace } from "../../models/engine/result.ts"
import type { Declared } from "./declare.ts"

/** A trace as text, for a terminal or a pull request. `width` in characters. */
export const explain = (property: Pick<Declared, "id" | "sentence" | "source">, slots: readonly string[], trace: Trace): string => {
  const nodes = slots.slice(0, -2)
  const lines: string[] = [`${property.id}: ${property.sentence}`, ""]
  let before = trace.initial as readonly Local[]
  trace.steps.forEach(({ move, locals }, i) => {
    const after = locals as readonly Local[]
    lines.push(`${String(i + 1).padStart(3)}  ${describe(nodes, move)}`)
    for (const change of changes(nodes, before, after)) lines.push(`       ${change}`)
    before = after
  })
  lines.push("", "At the end:")
  for (const line of table(nodes, before)) lines.push(`  ${line}`)
  const story = why(nodes, before)
  if (trace.error !== undefined) lines.push("", `The last step threw: ${trace.error}`)
  if (story.length > 0) lines.push("", `Why ${property.id.split(" ")[0]} is at stake:`, ...story.map((line) => `  ${line}`))
  return lines.join("\n")
}

const logText = ({ compacted, entries, durable }: Disk): string => {
  const all = [...compacted, ...entries]
  if (all.length === 0) return "empty"
  return all.map(({ term, payload }, i) => `${payload}/t${term}${i <= durable ? "" : "~"}`).join(" ")
}

const roleText = ({ broker }: Node): string => {
  const { role, term, votedFor, voter } = broker.raft
  return `${role.toLowerCase()} of term ${term}${votedFor === null ? "" : `, voted for ${votedFor}`}${voter ? "" : ", not a voter"}${broker.diskFailed ? ", disk failed" : ""}`
}

const changes = (nodes: readonly string[], before: readonly Local[], after: readonly Local[]): readonly string[] => {
  const found: string[] = []
  nodes.forEach((name, i) => {
    const [was, is] = [before[i] as Node, after[i] as Node]
    if (was === is) return
    if (roleText(was) !== roleText(is)) found.push(`${name} is ${roleText(is)}`)
    if (logText(was.disk) !== logText(is.disk)) found.push(`${name} log: ${logText(is.disk)}`)
    if (is.broker.raft.commitIndex > was.broker.raft.commitIndex) found.push(`${name} holds entries up to ${is.broker.raft.commitIndex} committed`)
    else if (is.broker.raft.commitIndex < was.broker.raft.commitIndex) found.push(`${name}'s commitIndex goes back to ${is.broker.raft.commitIndex}`)
  })
  const [was, is] = [before[nodes.length + 1] as History, after[nodes.length + 1] as History]
  for (const { message } of is.acks) if (!was.acks.some((ack) => ack.message === message)) found.push(`SEND_OK for ${message}`)
  return found
}

const table = (nodes: readonly string[], locals: readonly Local[]): readonly string[] => {
  const rows = nodes.map((name, i) => {
    const node = locals[i] as Node
    return [name, roleText(node), `log: ${logText(node.disk)}`, `committed up to ${node.broker.raft.commitIndex}`]
  })
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  return rows.map((row) => row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column] as number) : cell)).join("   "))
}

/** The values that contradict each other, read from the last state. */
const why = (nodes: readonly string[], locals: readonly Local[]): readonly string[] => {
  const history = locals[nodes.length + 1] as History
  const found: string[] = []
  const node = (i: number) => locals[i] as Node
  for (const [term, leader] of history.leaders)
    for (const [t, other] of history.leaders) if (t === term && leader < other) found.push(`${leader} and ${other} both became leader of term ${term}.`)
  for (const [term, voter, candidate] of history.votes)
    for (const [t, v, c] of history.votes)
      if (t === term && v === voter && candidate < c) found.push(`${voter} voted for ${candidate} and for ${c} in term ${term}.`)
  for (const commit of history.commits)
    for (const other of history.commits)
      if (other.index === commit.index && commit !== other && JSON.stringify(commit) < JSON.stringify(other))
        found.push(`At index ${commit.index} both ${commit.payload} of term ${commit.term} and ${other.payload} of term ${other.term} were committed.`)
  nodes.forEach((name, i) => {
    const { broker, disk } = node(i)
    const all = [...disk.compacted, ...disk.entries]
    if (broker.raft.role === "LEADER")
      for (const { index, term, payload, inTerm } of history.commits)
        if (inTerm < broker.raft.term && (all[index]?.term !== term || all[index]?.payload !== payload))
          found.push(`${name} leads term ${broker.raft.term} and has ${all[index]?.payload ?? "nothing"} at index ${index}, where ${payload} was committed in term ${inTerm}.`)
  })
  for (const { index, term, payload, inTerm } of history.commits) {
    const holders = nodes.filter((_, i) => {
      const { disk } = node(i)
      const entry = [...disk.compacted, ...disk.entries][index]
      return disk.durable >= index && entry?.term === term && entry.payload === payload
    })
    if (holders.length <= nodes.length / 2)
      found.push(`${payload} at index ${index} was committed in term ${inTerm}; it is on the disk of ${holders.length === 0 ? "nobody" : holders.join(" and ")}, no majority.`)
  }
  for (const { message, inTerm } of history.acks) {
    const holders = nodes.filter((_, i) => [...node(i).disk.compacted, ...node(i).disk.entries].some(({ payload }) => payload === message))
    if (holders.length < nodes.length)
      found.push(`${message} was answered SEND_OK in term ${inTerm}; ${holders.length === 0 ? "no log has it any more" : `it is in the log of ${holders.join(", ")}`}.`)
  }
  return found
}

/** What is left of the budgets, for a person. */
export const faultsText = ({ left, cut }: Faults): string =>
  [...Object.entries(left).map(([kind, n]) => `${kind}: ${n} left`), ...(cut.length > 0 ? [`cut: ${cut.join(", ")}`] : [])].join(", ")
