/**
 * A counterexample for a person: what happened, one line a step, only what changed, and at the end why the promise is broken.
 *
 * @module
 */
import { allEntries, type Disk, isMessage } from "../../models/world/disk.ts"
import type { Faults } from "../../models/world/faults.ts"
import { describe } from "../../models/world/describe-group.ts"
import type { Local } from "../../models/world/group.ts"
import type { History } from "../../models/world/history.ts"
import type { Node } from "../../models/world/node.ts"
import type { Trace } from "../../models/engine/result.ts"
import { aligned } from "../aligned.ts"
import type { Declared } from "./declare.ts"
import { why } from "./why.ts"

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
  const story = why(property.id, nodes, trace)
  if (trace.error !== undefined) lines.push("", `The last step threw: ${trace.error}`)
  if (story.length > 0) lines.push("", "Why:", ...story.map((line) => `  ${line}`))
  return lines.join("\n")
}

const logText = (disk: Disk): string => {
  const all = allEntries(disk)
  if (all.length === 0) return "empty"
  return all.map(({ term, payload }, i) => `${isMessage(payload) ? payload : "no-op"}/t${term}${i <= disk.durable ? "" : "~"}`).join(" ")
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
  for (const [operation] of was.list.open) if (!is.list.open.some(([open]) => open === operation)) found.push(`${operation} is answered`)
  if (is.list.broken !== was.list.broken) found.push(`${is.list.broken}`)
  return found
}

const table = (nodes: readonly string[], locals: readonly Local[]): readonly string[] =>
  aligned(
    nodes.map((name, i) => {
      const node = locals[i] as Node
      return [name, roleText(node), `log: ${logText(node.disk)}`, `committed up to ${node.broker.raft.commitIndex}`]
    })
  )

/** What is left of the budgets, for a person. */
export const faultsText = ({ left, cut }: Faults): string =>
  [...Object.entries(left).map(([kind, n]) => `${kind}: ${n} left`), ...(cut.length > 0 ? [`cut: ${cut.join(", ")}`] : [])].join(", ")
