/**
 * `docs/promises.md`: the promise table with the models that decide it. Counts are the pinned ones, which `check` holds the
 * models to; the traces of losses are found anew each time.
 *
 * @module
 */
import { join } from "node:path"
import { explore } from "../../../models/engine/index.ts"
import { mastersNameOf } from "../../../models/masters/models.ts"
import { nameOf } from "../../../models/dledger/models.ts"
import { pins } from "../../../properties/pins.ts"
import { admitted } from "../../../properties/admitted.ts"
import { availability } from "../../../properties/availability.ts"
import { cells, columns, groupCells, groupColumns, type Row, rows } from "../../../properties/promises.ts"
import { type Suite, suiteOf, suites } from "../../../properties/suites.ts"
import { explain } from "../../../properties/telling/explain.ts"
import { type Performed, readPerformed } from "../../promises/results.ts"
import { releasedNameOf } from "../../../models/dledger-released/models.ts"
import { ackLost } from "../../../properties/dledger-released/findings.ts"
import { releasedCells } from "../../../properties/dledger-released/promises.ts"
import { count } from "../progress.ts"

interface Decided {
  readonly outcome: string
  /** The model that decides it. */
  readonly name: string
  /** The model that decides it with two messages, where that is another one. */
  readonly withTwo?: string
}

const decidedIn = (row: Row): readonly (Decided | undefined)[] => [
  ...columns.map((column) => {
    const cell = cells.find((c) => c.row === row && c.column === column)
    return cell && { outcome: cell.outcome, name: mastersNameOf(cell.bounds) }
  }),
  ...groupColumns.map((ackRequires) => {
    const cell = groupCells.find((c) => c.row === row && c.ackRequires === ackRequires)
    const withTwo = cell?.withTwo === undefined || cell.withTwo === cell.bounds ? {} : { withTwo: nameOf(cell.withTwo) }
    return cell && { outcome: cell.outcome, name: nameOf(cell.bounds), ...withTwo }
  })
]

const heads = [...columns.map(({ mode, flushDiskType }) => `${mode}, ${flushDiskType}`), ...groupColumns.map((ackRequires) => `dledger, ${ackRequires}`)]

const shortly: { readonly [outcome: string]: string } = {
  "kept, served throughout": "kept",
  "kept, served by the others": "kept; the others serve it",
  "kept, unserved until the master is back": "kept; waits for the master",
  "kept, unserved until the slave is promoted": "kept; waits for the slave's promotion",
  LOSS: "**LOSS**"
}

const liveCell = (cells: readonly Performed[], row: Row, column: string): string => {
  const cell = cells.find((each) => each.row === row.id && each.column === column)
  if (cell === undefined) return "not performed"
  if (!cell.agrees) return `**differs**: ${cell.how.replaceAll("|", "/")}`
  return cell.shown === "loss" ? `lost, in ${cell.steps} steps` : `kept, ${cell.kept} of ${cell.acked}`
}

const performedTable = (root: string): readonly string[] => {
  const { performedOn, cells: performed } = readPerformed(join(root, "impl", "promises", "results.json"))
  const all = rows.flatMap((row) => decidedIn(row).flatMap((cell, i) => (cell === undefined ? [] : [liveCell(performed, row, heads[i] as string)])))
  const agree = all.filter((text) => !text.startsWith("**") && text !== "not performed").length
  return [
    "## The same on live brokers",
    "",
    `Written from the results of \`npm run docs:promises\` (${performedOn}): brokers over TCP and files, a process each. ${agree} of ${all.length} cells are live`,
    "as the table has them. *Lost*: the model's shortest loss was performed step by step, and the message that a client was told SEND_OK for is served by",
    "nobody afterwards. *Kept*: messages were acked, the faults of the row struck at once (kill -9; for a power loss, what no completed fsync covers",
    "was taken from the files), and so many of them were then read, from those of whom the table says that they serve them. Every journal was the spec's.",
    "",
    `| what goes wrong | ${heads.join(" | ")} |`,
    `|---|${heads.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| ${row.faults} | ${decidedIn(row).map((cell, i) => (cell === undefined ? "–" : liveCell(performed, row, heads[i] as string))).join(" | ")} |`),
    ""
  ]
}

/** What a group promises whose members replicate as released ones. */
const releasedTable = (): readonly string[] => [
  "## Members that replicate as released ones",
  "",
  "With `replication=dledger-0.3.1.2` a DLedger group promises less than either of its columns above: an ack counts what is in the page cache of a",
  "majority, and a lost disk passes for that of a new node, which votes. Runs of `stress` and `assertPromises` of the test kit are held against this.",
  "*kept* is said of messages that do not overtake each other: a TRUNCATE that comes late takes what was acked without any other fault",
  "([DLedger as released](dledger-as-released.md), [real groups](findings.md)), and is told by that in the journals.",
  "",
  "| what goes wrong | dledger, replication=dledger-0.3.1.2 | decided by |",
  "|---|---|---|",
  ...releasedCells.map(({ row, outcome, bounds }) => {
    const name = releasedNameOf(bounds)
    const lost = pins[name]?.witnesses[ackLost.id]
    return `| ${row.faults} | ${outcome === "LOSS" ? "**LOSS**" : "kept"} | \`${name}\` (${outcome === "LOSS" ? `lost in ${lost ?? "?"} steps` : sizeOf(name)}) |`
  }),
  ""
]

const suiteNamed = (name: string): Suite => {
  const found = suites.find((suite) => suite.name === name)
  if (found === undefined) throw new Error(`the promise table names the model ${name}, which does not exist`)
  return found
}

/** As GitHub names a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-")

const sizeOf = (name: string): string => {
  const pin = pins[name]
  return pin === undefined ? "not pinned" : `${count(pin.uniqueStates)} states, exhausted`
}

/** What the model says, with its shortest trace where it is a loss. */
const section = (head: string, { outcome, name, withTwo }: Decided): readonly string[] => {
  const suite = suiteNamed(name)
  const loss = suite.properties.find(({ id }) => id.endsWith("acked message lost"))
  const lines = [`**${head}**: ${outcome}. \`${name}\` (${sizeOf(name)})${withTwo === undefined ? "" : `; with two messages \`${withTwo}\` (${sizeOf(withTwo)})`}`]
  if (outcome !== "LOSS" || loss === undefined) return lines
  const trace = explore(suite.model(), { stopAt: [loss.id] }).properties.find(({ id }) => id === loss.id)?.trace
  if (trace === undefined) throw new Error(`${name} does not lose an acked message, and the promise table says that it does`)
  return [...lines, "", `<details><summary>the shortest loss: ${trace.steps.length} steps</summary>`, "", "```text", explain(suite, loss, trace), "```", "", "</details>"]
}

export const renderPromises = (root: string): string => {
  const lines = [
    "# What each mode promises",
    "",
    "Generated by `npm run docs` from `properties/promises.ts` and `properties/availability.ts`; `rocketproof check` decides every",
    "cell. A message is *acked* when its producer was told SEND_OK, and nothing else counts. *Kept*: the model is exhausted, and",
    "no run loses an acked message. **LOSS**: the shortest run that loses one is given. Who cannot obtain a kept message for a",
    "while waits for the broker that has it, or for an operator who promotes its slave.",
    "",
    "Each cell stands for every order in which the faults of its row and everything else may happen, once each. Groups have one",
    "master (multi-master), a master and a slave, or three nodes (DLedger, where a fault strikes any node). Two messages are",
    "sent in modes 1 to 3; in DLedger one by `check` and two by `check --deep`, which exhausts those models too.",
    "",
    `| what goes wrong | ${heads.join(" | ")} |`,
    `|---|${heads.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| [${row.faults}](#${anchorOf(row.faults)}) | ${decidedIn(row).map((cell) => (cell === undefined ? "–" : (shortly[cell.outcome] ?? cell.outcome))).join(" | ")} |`),
    "",
    ...performedTable(root),
    ...releasedTable(),
    "## Who is served while something is down",
    "",
    "| what is down | mode | claim | decided by |",
    "|---|---|---|---|",
    ...availability.map(({ down, mode, claim, model, property }) => `| ${down} | ${mode} | ${claim} | ${property} in \`${model}\` |`),
    ""
  ]
  lines.push(
    "## What the modes admit",
    "",
    "Each must be found by `rocketproof check`; its steps are those of the shortest run.",
    "",
    "| | what | steps | model |",
    "|---|---|---|---|",
    ...admitted.map(({ id, what, model, property }) => {
      const { name } = suiteOf(model)
      return `| ${id} | ${what} | ${pins[name]?.witnesses[property] ?? "no such run"} | \`${name}\` |`
    }),
    ""
  )
  for (const row of rows) {
    lines.push(`## ${row.faults}`, "")
    decidedIn(row).forEach((cell, i) => {
      if (cell !== undefined) lines.push(...section(heads[i] as string, cell), "")
    })
  }
  return `${lines.join("\n").trimEnd()}\n`
}
