/**
 * `docs/replay.md`: which traces of the models happen on live brokers, made from the last results.
 *
 * @module
 */
import type { Outcome, Results } from "./results.ts"

const MODES = ["multi-master", "async-replication", "sync-double-write", "dledger"]

export const renderReplays = ({ date, machine, witnesses, real, mutants }: Results): string => {
  const all = witnesses.flatMap(({ found }) => found)
  const count = (verdict: Outcome["verdict"]): number => all.filter((each) => each.verdict === verdict).length
  const killed = mutants.filter((each) => each.with.verdict === "reproduced")
  return `# Traces on live brokers

Written from the results of \`npm run docs:replay\` (${date}; ${machine}). Do not edit.

\`rocketproof replay TRACE\` starts the brokers of a trace and performs its steps over TCP: messages between brokers are held
and delivered in the trace's order, timers fire when the trace says so, fsyncs end when they may, a crash ends a broker without a
word, a power loss takes what no fsync covers. NameServers are live as well; clients are those of the trace, and speak RocketMQ's protocol. After
each step every broker is compared with the model's: all that it knows of its group, its log, what is on disk, who is connected, what
was sent, what clients were told; and what each NameServer knows. [How it is done](../impl/replay/README.md), and where a step of
a model is another thing on a live broker.

**What is not performed.** Nodes of a released DLedger: no broker here runs them. Consumers that pop: nobody has said yet how their steps are
made. Entries of a group's log that give way to a snapshot: no broker
here replaces any. A step in which a rule throws: a live broker ends there, and shows no state. Models of one machine alone have no
witnesses.

**Witnesses.** ${all.length} shortest traces of ${witnesses.filter(({ found }) => found.length > 0).length} models: ${count("reproduced")} reproduced, ${count("diverged")} diverged, ${count("not performable")} not performable.

${MODES.flatMap((mode) => witnessTable(mode, witnesses)).join("\n")}
## RocketMQ's own brokers

\`rocketproof replay TRACE --against real\` performs what a black box can be told to do (take messages, be killed, start, lose its
disk) on brokers of RocketMQ ${real[0]?.version ?? "4.9"}, and compares what producers are told and what consumers get after every step.

| witness | model | what came of it | what clients saw |
| --- | --- | --- | --- |
${real.map(({ witness, model, clients, ...outcome }) => `| ${witness} | ${model} | ${cell(text(outcome))} | ${cell(clients.join("; "))} |`).join("\n")}

## Mutants

The shortest trace of each to the property that it breaks, performed by brokers with the bug in, and by brokers
without it: those must part from the trace, at the step in which the rule differs. ${killed.length} of ${mutants.length} are reproduced with the bug; of these, ${killed.filter((each) => each.without.verdict === "diverged").length} diverge without it. Bugs of
NameServers and clients are not among them: with these, brokers do as without. One that is reproduced either way breaks a promise about what
comes about in the end: its trace ends where nothing has differed yet, or differs in nothing that is compared. One that diverges with the bug
is stopped by a broker's store, which takes an entry only behind the one before it: the rules with the bug in ask for a hole in
the log or for an entry twice, and a store that did as it is told would have to be another one. Two
diverge for another reason: a broker cannot send an entry that it has not written, and the client here sends no batches.

| mutant | breaks | with it | without it |
| --- | --- | --- | --- |
${mutants.map(mutantRow).join("\n")}
`
}

const witnessTable = (mode: string, witnesses: Results["witnesses"]): readonly string[] => {
  const rows = witnesses.filter((each) => each.mode === mode && each.found.length > 0)
  const out = witnesses.filter((each) => each.mode === mode && each.why !== undefined)
  if (rows.length === 0 && out.length === 0) return []
  return [
    `## ${mode}`,
    "",
    ...(rows.length === 0 ? [] : ["| model | witness, steps | |", "| --- | --- | --- |", ...rows.map(witnessRow), ""]),
    ...[...new Set(out.map(({ why }) => why))].flatMap((why) => [`Not performable (${why}): ${out.filter((each) => each.why === why).map(({ topic }) => topic).join(", ")}.`, ""])
  ]
}

const witnessRow = ({ model, found }: Results["witnesses"][number]): string => {
  const good = found.filter(({ verdict }) => verdict === "reproduced")
  const others = found.filter(({ verdict }) => verdict !== "reproduced")
  const list = found.map(({ property, steps }) => `${property} ${steps}`).join(", ")
  const told = others.map(({ property, ...outcome }) => `${property}: ${text(outcome)}`)
  return `| ${model} | ${list} | ${[...(good.length === found.length ? ["reproduced"] : good.length > 0 ? [`${good.length} of ${found.length} reproduced`] : []), ...told].map(cell).join("; ")} |`
}

const mutantRow = ({ id, property, model, with: withIt, without }: Results["mutants"][number]): string =>
  `| ${id} | ${property} in ${model} | ${cell(text(withIt))} | ${cell(text(without))} |`

const text = ({ verdict, steps, step, move, why }: Outcome): string => (verdict === "reproduced" ? `reproduced, ${steps} steps` : `${verdict}${step === undefined || step === 0 ? "" : ` at step ${step} of ${steps} (${move})`}: ${why}`)

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")
