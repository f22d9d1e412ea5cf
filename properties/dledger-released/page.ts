/**
 * docs/dledger-as-released.md, from the models, the pins and the traces: what is told there is what the models show.
 *
 * @module
 */
import { releasedBoundsOf, releasedNameOf } from "../../models/dledger-released/models.ts"
import type { AnyMove } from "../../models/engine/model.ts"
import { replay } from "../../models/engine/index.ts"
import type { Trace } from "../../models/engine/result.ts"
import { nodeNames } from "../../models/world/group.ts"
import { explain } from "../telling/explain.ts"
import { groupView } from "../telling/group-view.ts"
import { pins } from "../pins.ts"
import { releasedRefinements } from "./refines/index.ts"
import { isFinding, releasedModelOf, releasedModels, releasedPropertiesOf } from "./suites.ts"
import { type Told, told } from "./told.ts"

/** Moves to each finding that is told, by `version/topic: finding`. */
export type Moves = { readonly [key: string]: readonly AnyMove[] }

export const keyOf = ({ version, topic, finding }: Told): string => `${version}/${topic}: ${finding}`

/** The run to a finding, made again. */
export const runOf = (moves: Moves, one: Told): Trace => replay(releasedModelOf(releasedBoundsOf(`${one.version}/${one.topic}`)), moves[keyOf(one)] ?? [])

export const pageOf = (moves: Moves): string => `${[HEAD, ...releasedModels.map(modelRow), LEFT_OUT, ...told.map((one) => section(moves, one))].join("\n")}\n`

const HEAD = `# DLedger as released

<!-- Written by \`npx tsx properties/dledger-released/write-page.ts\`. -->

Mode 4 of RocketMQ is described as Raft, and \`spec/modes/dledger.ts\` is that. Released nodes speak another protocol: VOTE,
HEART_BEAT, and PUSH of the types COMPARE, TRUNCATE, APPEND and COMMIT. \`spec/modes/dledger-released.ts\` is a model of that one,
after the sources of DLedger 0.3.1.2, which RocketMQ 4.9 and 5.x use, and 0.4.0. It is held against the same promises.

What follows says what this model shows, within its bounds. It is not a report about a running system.

## What holds, and what is found

A finding is a state that contradicts a promise and is reached; the number is the length of the shortest run to it. Terms are
counted from 0, so *1t* is two terms. A promise in neither column is not asked of that model: most of these fall together with
one that is found. \`npx rocketproof check dledger-0 --deep\` explores all of it.

| Model | Holds in every state | Found |
| --- | --- | --- |`

const modelRow = ({ bounds, properties }: (typeof releasedModels)[number]): string => {
  const name = releasedNameOf(bounds)
  const holds = properties.filter((property) => !property.witness && !releasedRefinements.some(({ id }) => id === property.id)).map(({ id }) => shortOf(id))
  const found = properties.filter(isFinding).map(({ id }) => `${shortOf(id)}, ${pins[name]?.witnesses[id] ?? "?"}`)
  return `| \`${name}\`: ${bounds.about} | ${[...new Set(holds)].sort(byNumber).join(", ")} | ${found.length === 0 ? "nothing" : found.join("; ")} |`
}

/** S2 before S10, and both before a sentence. */
const byNumber = (a: string, b: string): number => numberOf(a) - numberOf(b)

const numberOf = (id: string): number => Number(/^S(\d+)$/.exec(id)?.[1] ?? Infinity)

/** `S7`, or the sentence. */
const shortOf = (id: string): string => /^S\d+(?= )/.exec(id)?.[0] ?? id

const LEFT_OUT = `
S2 ElectionSafety, S3 VoteOnce, S4 TermMonotone, S5 LeaderAppendOnly, S6 LogMatching, S7 LeaderCompleteness, S8
StateMachineSafety, S9 CommitRule, S10 CommitMonotone, S11 CommittedDurable, S12 AckDurable, S16 SlaveReadOnly, S17
ReadCommitted, S18 VisibleStable, S19 NoPhantom, S20 QueueOrder: their sentences are in \`properties/dledger\`.

## What the model leaves out

- Pushes ahead: one APPEND is under way to a follower, DLedger sends up to a thousand. An APPEND that does not fit is refused at
  once instead of after a second, so \`REPEATED_PUSH\` and what it leads to (dledger #251) do not occur.
- Bodies: an index and a term stand for an entry, where 0.3.1.2 compares all of its bytes.
- Checkpoints of commitIndex: a node learns it anew after a restart.
- What a TRUNCATE leaves on disk: here it is gone, on real ones a restart may bring it back ([findings](findings.md)).
- Leadership transfer, preferred leaders, snapshots, deletion of old files, time-outs of producers.
- Liveness. That 0.3.1.2 does not listen to a higher term in a minority's answer is in its rule and in its unit tests
  (\`spec/dledger/rules/heart-beat-response.ts\`), and not in a model.
- Whether a COMMIT of an older term, which 0.4.0 obeys, can commit what no leader has: no run in these bounds does that.
`

const section = (moves: Moves, one: Told): string => {
  const bounds = releasedBoundsOf(`${one.version}/${one.topic}`)
  const finding = releasedPropertiesOf(bounds).find(({ id }) => id === one.finding)
  if (finding === undefined) throw new Error(`${keyOf(one)}: the model has no such finding`)
  const told = { name: releasedNameOf(bounds), mode: "dledger", about: bounds.about, model: () => releasedModelOf(bounds), properties: releasedPropertiesOf(bounds), view: groupView(nodeNames(bounds.nodes)) } as const
  const trace = runOf(moves, one)
  return [
    `## ${one.version}: ${one.title}`,
    "",
    one.text,
    "",
    `\`${releasedNameOf(bounds)}\`, ${trace.steps.length} steps:`,
    "",
    "```text",
    explain(told, finding, trace),
    "```",
    ""
  ].join("\n")
}
