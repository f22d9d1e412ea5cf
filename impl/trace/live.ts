/**
 * A live run as a trace: the journals of its nodes, put in one order in which nothing arrives before it was sent. Journals
 * have no clock, so of events that do not hang together either may come first.
 *
 * What is shown is what the rules of this program do with the journalled events; where they give other outputs than were
 * journalled, the trace is refused with the place, and `validate` tells more.
 *
 * @module
 */
import type { Operation } from "rfc6902"
import type { Tagged } from "../../spec/machine.ts"
import { jsonOf } from "../../properties/telling/json.ts"
import { changesOf } from "../../properties/telling/changes.ts"
import type { Sent, Snapshot, StepKind, Telling, ToldStep } from "../../properties/telling/telling.ts"
import { receivedBy, sentBy } from "../journal/exchange.ts"
import type { JournalHead } from "../journal/journal.ts"
import { journalsIn } from "../journal/journals.ts"
import { type Machinery, machinery } from "./live-machines.ts"
import { BadTrace, linesOf, type OpenTrace } from "./read.ts"
import { type Action, FORMAT, type Head, VERSION } from "./schema.ts"
import { specHash } from "./spec-hash.ts"
import { StateJson } from "./state-json.ts"

/** One thing that happened: a life began, or a machine took an event. */
export interface Happened {
  readonly head: JournalHead
  readonly event?: Tagged
  readonly outputs: readonly Tagged[]
}

export interface LiveStep {
  readonly action: Action
  readonly told: ToldStep
}

export interface LiveRun {
  readonly nodes: readonly string[]
  readonly mutant?: string
  readonly steps: Iterable<LiveStep>
}

/** Steps that are kept of a longer run: the last ones. */
const KEPT = 10_000

export const liveRun = (dir: string): LiveRun => {
  const files = journalsIn(dir)
  if (files.length === 0) throw new BadTrace(`${dir}: no journals in it. Run a cluster with --journal --data DIR, and give that DIR here`)
  const heads = files.map((file) => headOf(file))
  const nodes = [...new Set(heads.map(({ node }) => node))]
  const byNode = nodes.map((node) => files.filter((_, i) => heads[i]?.node === node))
  const mutant = heads.find((head) => head.mutant !== undefined)?.mutant
  return { nodes, ...(mutant === undefined ? {} : { mutant }), steps: stepsOf(nodes, merged(byNode.map((lives) => happenedIn(lives)))) }
}

/** A live run from a file: its events are given to the machines again, and their outputs held against the recorded ones. */
export const liveRunIn = ({ head, actions }: OpenTrace): LiveRun => ({ nodes: head.slots, ...(head.mutant === undefined ? {} : { mutant: head.mutant }), steps: stepsOf(head.slots, happenedOf(head.mutant, actions)) })

function* happenedOf(mutant: string | undefined, actions: Iterable<Action>): Generator<Happened> {
  const heads = new Map<string, JournalHead>()
  for (const { n, at, kind, action, outputs = [] } of actions) {
    if (kind === "start") heads.set(at, { journal: "rocketproof", version: 1, node: at, ...(mutant === undefined ? {} : { mutant }), ...(action as Pick<JournalHead, "machine" | "life" | "config">) })
    const head = heads.get(at)
    if (head === undefined || (kind !== "start" && kind !== "event")) throw new BadTrace(`action ${n}: ${head === undefined ? `${JSON.stringify(at)} has not started` : `${kind} is nothing of a live run`}: the file was altered; write it again with trace DIR --format json`)
    yield kind === "start" ? { head, outputs: [] } : { head, event: action as Tagged, outputs: outputs as readonly Tagged[] }
  }
}

const headOf = (file: string): JournalHead => {
  const [line] = linesOf(file)
  try {
    return JSON.parse(line ?? "") as JournalHead
  } catch (error) {
    throw new BadTrace(`${file}: no whole first line: this is no journal, or its node ended before it wrote one; take it away`, { cause: error })
  }
}

/** Life after life. A last line that was cut off is left out. */
function* happenedIn(files: readonly string[]): Generator<Happened> {
  for (const file of files) {
    let head: JournalHead | undefined
    for (const line of linesOf(file)) {
      let parsed: unknown
      try {
        parsed = JSON.parse(line)
      } catch {
        break
      }
      if (head === undefined) {
        head = parsed as JournalHead
        yield { head, outputs: [] }
        continue
      }
      const [event, outputs] = parsed as readonly [Tagged, readonly Tagged[]]
      yield { head, event, outputs }
    }
  }
}

/** One of each node in turn; who waits for a message that is not sent yet lets the others go first. */
function* merged(nodes: readonly Generator<Happened>[]): Generator<Happened> {
  const next: (Happened | undefined)[] = nodes.map((node) => node.next().value as Happened | undefined)
  const balance = new Map<string, number>()
  const take = (i: number): Happened => {
    const happened = next[i] as Happened
    const came = happened.event && receivedBy(happened.head, happened.event)
    if (came !== undefined) balance.set(keyOf(came), (balance.get(keyOf(came)) ?? 0) - 1)
    for (const output of happened.outputs) {
      const went = sentBy(happened.head, output)
      if (went !== undefined) balance.set(keyOf(went), (balance.get(keyOf(went)) ?? 0) + 1)
    }
    next[i] = (nodes[i] as Generator<Happened>).next().value as Happened | undefined
    return happened
  }
  const waits = ({ head, event }: Happened): boolean => {
    const came = event && receivedBy(head, event)
    return came !== undefined && (balance.get(keyOf(came)) ?? 0) <= 0
  }
  while (next.some((each) => each !== undefined)) {
    let moved = false
    for (let i = 0; i < nodes.length; i++) {
      const happened = next[i]
      if (happened === undefined || waits(happened)) continue
      moved = true
      yield take(i)
    }
    // What was sent is not in the journals: whoever sent it was killed before it wrote it down.
    if (!moved) yield take(next.findIndex((each) => each !== undefined))
  }
}

const keyOf = ({ from, to, message }: { readonly from: string; readonly to: string; readonly message: string }): string => `${from}>${to} ${message}`

/** What the rules make of it, step by step. */
export function* stepsOf(nodes: readonly string[], all: Iterable<Happened>): Generator<LiveStep> {
  const machines = new Map<string, Machinery>()
  const locals: unknown[] = nodes.map(() => null)
  const states = new StateJson(nodes, locals)
  const underWay = new Map<string, Sent[]>()
  let snapshots: readonly Snapshot[] = nodes.map(notStarted)
  let sent = 0
  let n = 0
  for (const { head, event, outputs } of all) {
    n++
    const at = nodes.indexOf(head.node)
    if (event === undefined) machines.set(head.node, begun(head))
    const machine = machines.get(head.node) as Machinery
    const verdict = event === undefined ? [] : [machine.take(event, outputs, n)]
    const came = event && receivedBy(head, event)
    const waiting = came === undefined ? undefined : underWay.get(keyOf(came))
    const message = waiting?.shift()
    if (came !== undefined && waiting?.length === 0) underWay.delete(keyOf(came))
    const sends: { readonly told: Sent; readonly message: unknown }[] = []
    for (const output of outputs) {
      const went = sentBy(head, output)
      if (went === undefined) continue
      const content = JSON.parse(went.message) as Tagged
      const told: Sent = { id: ++sent, from: went.from, to: went.to, name: content._tag, text: textOf(content), sentAt: n }
      underWay.set(keyOf(went), [...(underWay.get(keyOf(went)) ?? []), told])
      sends.push({ told, message: content })
    }
    locals[at] = machine.state()
    const before = snapshots[at] as Snapshot
    const after = machine.snapshot(head.node)
    snapshots = snapshots.with(at, JSON.stringify(after) === JSON.stringify(before) ? before : after)
    const kind = kindOfEvent(event, came !== undefined)
    const text = event === undefined ? `${head.node} starts, life ${head.life}` : came === undefined ? `${head.node}: ${textOf(event)}` : `${head.node} receives ${textOf(event)} from ${came.from}`
    const changes = states.next([...locals]) as Operation[]
    yield {
      action: {
        n,
        at: head.node,
        kind: event === undefined ? "start" : "event",
        text,
        action: jsonOf(event ?? { machine: head.machine, life: head.life, config: head.config }),
        ...(message === undefined ? {} : { cause: { send: message.id, step: message.sentAt } }),
        sends: sends.map(({ told: { id, to }, message: content }) => ({ id, to, message: content })),
        outputs,
        verdicts: verdict,
        changes: changes as Action["changes"]
      },
      told: {
        n,
        lane: head.node,
        kind,
        fault: event === undefined && head.life > 1,
        text,
        ...(message === undefined ? {} : { message }),
        sends: sends.map(({ told }) => told),
        verdicts: verdict,
        changes: changesOf(before, snapshots[at] as Snapshot).map((change) => ({ lane: head.node, text: change })),
        after: snapshots
      }
    }
  }
}

const begun = (head: JournalHead): Machinery => {
  const machine = machinery(head)
  if (typeof machine === "string") throw new BadTrace(`journal of ${head.node}, life ${head.life}: ${machine}`)
  return machine
}

export const notStarted = (lane: string): Snapshot => ({ lane, alive: false, headline: "not started", fields: [] })

export const kindOfEvent = (event: Tagged | undefined, delivered: boolean): StepKind => {
  if (event === undefined) return "operator"
  if (delivered) return "deliver"
  if (/(Timeout|Expired|Lapsed)$/.test(event._tag)) return "timer"
  return DISK.has(event._tag) ? "disk" : "client"
}

const DISK = new Set(["Recovered", "Flushed", "HardStateSaved", "Dispatched", "QueueRead", "DiskFailed", "Compacted", "DelayedRead"])

/** `AppendEntries(term 1, leaderCommit 0)`: the plain values of an event. */
export const textOf = ({ _tag, ...fields }: Tagged): string => {
  const plain = Object.entries(fields).filter(([name, value]) => name !== "from" && (typeof value === "number" || typeof value === "string" || typeof value === "boolean"))
  return plain.length === 0 ? _tag : `${_tag}(${plain.slice(0, 6).map(([name, value]) => `${name} ${String(value).slice(0, 40)}`).join(", ")})`
}

/** Told; of a long run the last steps. */
export const liveTelling = (dir: string, { nodes, mutant, steps }: LiveRun): Telling => {
  let kept: ToldStep[] = []
  let initial: readonly Snapshot[] = nodes.map(notStarted)
  let skipped = 0
  for (const { told } of steps) {
    kept.push(told)
    if (kept.length < 2 * KEPT) continue
    skipped += kept.length - KEPT
    initial = (kept[kept.length - KEPT - 1] as ToldStep).after
    kept = kept.slice(-KEPT)
  }
  return {
    model: dir,
    mode: "live",
    about: "a live run, from its journals",
    ...(mutant === undefined ? {} : { mutant }),
    lanes: nodes.map((id) => ({ id, kind: id.startsWith("namesrv") ? "nameServer" : "broker" })),
    initial,
    steps: kept,
    ...(skipped === 0 ? {} : { skipped }),
    why: []
  }
}

/** The head of its file. */
export const liveHead = (dir: string, { nodes, mutant }: LiveRun, steps: number): Head => ({
  format: FORMAT,
  version: VERSION,
  run: "live",
  mode: "live",
  about: `a live run, from the journals in ${dir}`,
  ...(mutant === undefined ? {} : { mutant }),
  spec: specHash(),
  slots: nodes,
  initial: { states: Object.fromEntries(nodes.map((node) => [node, null])), sends: [] },
  steps
})
