/**
 * What was found in a recording, in words; the frames before it as a trace, a column for each node.
 *
 * @module
 */
import type { NodeId } from "../../spec/vocabulary.ts"
import type { Answered } from "../dledger/messages.ts"
import { committed, type Configuration, handle } from "./configuration.ts"
import { hidden } from "./hidden.ts"
import type { NodeJudged, RecordingJudged, Seen } from "./judge-recording.ts"
import type { Stuck } from "./node-search.ts"
import { describeAnswer, describeAsked } from "./traffic.ts"

const count = (n: number, what: string): string => `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`

const entries = (n: number): string => (n === 1 ? "1 entry" : `${n.toLocaleString("en-US")} entries`)

const lineOf = ({ stuck }: NodeJudged): number => stuck?.item.line ?? Number.POSITIVE_INFINITY

/** Of all nodes the one whose frame comes first. */
export const firstStuck = ({ nodes }: RecordingJudged): (NodeJudged & { readonly stuck: Stuck }) | undefined =>
  [...nodes].sort((a, b) => lineOf(a) - lineOf(b)).find((node): node is NodeJudged & { readonly stuck: Stuck } => node.stuck !== undefined)

const column = 9

/** Frames, one a line: who asks, who hears, and what. */
export const traceOf = (nodes: readonly NodeId[], seen: readonly Seen[], marked: number | undefined): readonly string[] => {
  const pad = (text: string): string => text.padEnd(column)
  const rows = seen.map(({ line, at, from, to, rpc, answers }) => {
    const cells = nodes.map((node) => pad(node === from ? `#${line}→` : node === to ? `→#${line}` : "·"))
    const what = answers ? `${describeAnswer(rpc.answer as Answered)} to ${describeAsked(rpc.asked)} (#${rpc.line})` : describeAsked(rpc.asked)
    return `${line === marked ? "✗" : " "} ${(at / 1_000).toFixed(3).padStart(9)} s  ${cells.join(" ")} ${from}→${to} ${what}`
  })
  return [`  ${" ".repeat(11)}  ${nodes.map(pad).join(" ")}`, ...rows]
}

/** What the rules say in its place. */
export const saidInstead = ({ item, before }: Stuck): readonly string[] => {
  if (item.kind === "answers") {
    const { answer } = handle(before, item.rpc)
    return [answer === undefined ? "nothing: the request is not answered as the node is" : describeAnswer(answer)]
  }
  const owed = before.owed.filter(({ to }) => to === item.rpc.asked.to)
  const might = [...hidden(before, item, [])].flatMap((after) => after.owed.filter((each) => !before.owed.includes(each)))
  const texts = [...owed, ...might].map(({ to, message }) => `${to}: ${describeAsked({ message })}`)
  return texts.length === 0 ? ["nothing: whatever happens to it unseen, it asks nobody"] : [...new Set(texts)].slice(-6)
}

const stateOf = (now: Configuration): string => {
  const { raft, log, dledger } = now.self
  const pushes = raft.role === "LEADER" ? `, pushes ${Object.entries(dledger.dispatchers).map(([peer, { state, writeIndex }]) => `${peer} ${state}${state === "APPEND" ? ` ${writeIndex}` : ""}`).join(", ")}` : ""
  const runs = log.runs.map(({ first, term }) => `${term} from ${first} on`).join(", ")
  return `${raft.role.toLowerCase()} of term ${raft.term}, voted for ${raft.votedFor ?? "nobody"}, led by ${raft.leader ?? "nobody"}; log ends at ${log.lastIndex}${runs === "" ? "" : ` (terms: ${runs})`}, committed ${committed(now)}${pushes}`
}

const whatIsWrong = ({ item }: Stuck): string => {
  const { rpc } = item
  return item.kind === "answers" ? `${rpc.asked.to} answers ${rpc.asked.from} with ${describeAnswer(rpc.answer as Answered)} to ${describeAsked(rpc.asked)} of line ${rpc.line}` : `${rpc.asked.from} asks ${rpc.asked.to} ${describeAsked(rpc.asked)}`
}

/** The last line sums up. */
export const recordingLines = (judged: RecordingJudged): readonly string[] => {
  const { group, frames, others, held, dropped, nodes, contradictions, lately } = judged
  const ids = nodes.map(({ node }) => node)
  const aside = [others > 0 ? `${count(others, "frame")} of clients and operators left aside` : "", held > 0 ? `${count(held, "frame")} held, ${dropped} of them dropped` : ""].filter((text) => text !== "")
  const lines = nodes.map(
    ({ node, sent, received, filled, stuck }) =>
      `${stuck === undefined ? "as the spec" : "UNEXPLAINED"}  ${node}: ${count(sent, "frame")} sent, ${received.toLocaleString("en-US")} received; filled in: ${count(filled.timeouts, "timeout")}, ${entries(filled.appends)}, ${count(filled.restarts, "restart")}${filled.back === 0 ? "" : `, with which ${entries(filled.back)} came back that a TRUNCATE had cut`}`
  )
  const first = firstStuck(judged)
  const [contradiction] = contradictions
  if (contradiction !== undefined && contradiction.line <= (first?.stuck.item.line ?? Number.POSITIVE_INFINITY))
    return [
      ...lines,
      "",
      ...traceOf(ids, upTo(lately, contradiction.line), contradiction.line),
      "",
      `Line ${contradiction.line}: ${contradiction.what}.`,
      ...contradictions.slice(1, 5).map(({ line, what }) => `Line ${line}: ${what}.`),
      `Not as the spec: ${count(contradictions.length, "contradiction")} in ${count(frames, "frame")} of ${count(nodes.length, "node")}.`
    ]
  if (first !== undefined) {
    const { node, stuck } = first
    const { line } = stuck.item
    return [
      ...lines,
      "",
      ...traceOf(ids, upTo(lately, line), line),
      "",
      `The first frame that no rule explains is line ${line}: ${whatIsWrong(stuck)}.`,
      `    ${node} was  ${stateOf(stuck.before)}`,
      ...saidInstead(stuck).map((text) => `    the spec  ${text}`),
      `Not as the spec, so far as the search has looked: whatever one or two hidden things it put in before (${count(stuck.tried, "step")} of the rules), ${node} does not say line ${line}.`
    ]
  }
  return [...lines, `${count(frames, "frame")} of ${count(nodes.length, "node")} explained${group === undefined ? "" : ` (group ${group})`}${aside.length === 0 ? "" : `; ${aside.join("; ")}`}.`]
}

/** For JSON: without what is only for the search. */
export const plainJudged = (judged: RecordingJudged): object => {
  const first = firstStuck(judged)
  const { nodes, lately: _, ...rest } = judged
  return {
    ...rest,
    nodes: nodes.map(({ node, sent, received, filled, stuck }) => ({ node, sent, received, filled, explained: stuck === undefined })),
    unexplained: first === undefined ? null : { line: first.stuck.item.line, node: first.node, what: whatIsWrong(first.stuck), state: stateOf(first.stuck.before), instead: saidInstead(first.stuck), tried: first.stuck.tried }
  }
}

const upTo = (seen: readonly Seen[], line: number): readonly Seen[] => seen.filter((each) => each.line <= line).slice(-12)

