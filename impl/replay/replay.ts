/**
 * A trace, performed on live brokers, one step after the other; after each the nodes are compared with the model's.
 *
 * @module
 */
import type { AnyModel } from "../../models/engine/model.ts"
import type { Trace } from "../../models/engine/result.ts"
import type { Mode } from "../../spec/modes/index.ts"
import type { Suite } from "../../properties/suites.ts"
import { brokersWorld } from "./brokers.ts"
import { consumersWorld } from "./consumers.ts"
import { type ClientsSee, lookAsClients } from "./clients-see.ts"
import { groupWorld } from "./group.ts"
import { laterWorld } from "./later.ts"
import { startLive } from "./live.ts"
import { inWords, letterOf, type Letter, same } from "./messages.ts"
import { type Difference, differences, expected, seen } from "./seen.ts"
import { servicesWorld } from "./services.ts"
import { Diverged, makeStage, NotPerformable, type Stage } from "./stage.ts"
import { type Answer, type LiveWorld, type Made, nodeIn } from "./world.ts"

export interface ReplayOptions {
  readonly suite: Suite
  /** The model that the trace is of: the suite's, around a mutant if it is of one. */
  readonly model: AnyModel
  readonly trace: Trace
  /** The property that the trace is about, if any. */
  readonly property?: string
  /** Loaded by the live brokers. */
  readonly mutant?: string
  readonly dir: string
  readonly processes: boolean
  readonly onStep?: (step: number, of: number) => void
}

export type Verdict = "reproduced" | "diverged" | "not performable"

export interface Replayed {
  readonly verdict: Verdict
  readonly steps: number
  /** Where it diverged, or what cannot be performed: 0 is the start. */
  readonly step?: number
  /** That step, in words. */
  readonly move?: string
  readonly why?: string
  readonly differences?: readonly Difference[]
  /** What clients were told and can read in the end. */
  readonly clients?: ClientsSee
  readonly seconds: number
}

/** The kind of its world; throws `NotPerformable` for one that has more than brokers. */
export const liveWorldOf = (suite: Suite): LiveWorld => {
  const { slots, initial } = suite.model()
  if ("clients" in suite.bounds && "members" in suite.bounds && !suite.topic.startsWith("dledger-")) return consumersWorld(suite)
  if (suite.topic.startsWith("later/")) return laterWorld(suite)
  if (slots.includes("producer") && slots.includes("consumer")) return servicesWorld(suite)
  const brokers = initial.locals.slice(0, -2) as readonly object[]
  if (slots.slice(-2).join() !== "faults,history" || !brokers.every((local) => "broker" in local)) throw new NotPerformable("its world has NameServers, a producer and a consumer of its own")
  if (suite.topic.startsWith("dledger-")) throw new NotPerformable("its nodes are of a released DLedger, which no broker here runs")
  if (brokers.some((local) => "up" in local)) return brokersWorld(suite)
  return groupWorld(suite)
}

export const replayLive = async (options: ReplayOptions): Promise<Replayed> => {
  const { suite, model, trace, dir, processes, mutant } = options
  const { initial, steps } = trace
  const began = performance.now()
  const seconds = (): number => (performance.now() - began) / 1_000
  let world: LiveWorld
  try {
    world = liveWorldOf(suite)
  } catch (error) {
    if (!(error instanceof NotPerformable)) throw error
    return { verdict: "not performable", steps: steps.length, step: 0, why: error.message, seconds: seconds() }
  }
  const live = await startLive({ mode: suite.mode as Mode, configs: world.configs, holds: world.holds, ...(world.disks === undefined ? {} : { disks: world.disks }), ...(world.topics === undefined ? {} : { topics: world.topics }), ...(world.nameServers === undefined ? {} : { nameServers: world.nameServers }), dir, processes, ...(mutant === undefined ? {} : { mutant }) })
  try {
    const stage = makeStage(live, world.direct)
    await stage.rest()
    await world.begin?.(stage)
    const ended = (verdict: Verdict, rest: Omit<Replayed, "verdict" | "steps" | "seconds"> = {}): Replayed => ({ verdict, steps: steps.length, ...rest, seconds: seconds() })
    const first = await compare(stage, world, initial)
    if (first.length > 0) return ended("diverged", { step: 0, move: "the start", differences: first })
    let before = initial
    for (const [i, { move, outcome, locals }] of steps.entries()) {
      const step: Made = { move, outcome, before, after: locals }
      const where = { step: i + 1, move: model.describe?.(move) ?? move.kind }
      if (trace.error !== undefined && i === steps.length - 1) return ended("not performable", { ...where, why: `a rule throws there (${trace.error}): a live broker would end, and show no state` })
      const answered = answersOf(stage)
      try {
        await perform(stage, world, step)
      } catch (error) {
        if (error instanceof NotPerformable) return ended("not performable", { ...where, why: error.message })
        if (error instanceof Diverged) return ended("diverged", { ...where, differences: [{ what: "the step", expected: error.expected, got: error.got }] })
        throw error
      }
      const found = [...compareSent(world, step, stage.sent()), ...compareTold(world, step, answersOf(stage).slice(answered.length)), ...(world.heard?.(step, stage) ?? []), ...(await compare(stage, world, locals))]
      if (found.length > 0) return ended("diverged", { ...where, differences: found })
      options.onStep?.(i + 1, steps.length)
      before = locals
    }
    const clients = await lookAsClients(stage, world, before)
    const wanted = clients.verdictOn(options.property ?? "")
    return wanted === undefined ? ended("reproduced", { clients: clients.see }) : ended("diverged", { step: steps.length, move: "what clients see in the end", differences: [wanted], clients: clients.see })
  } finally {
    await live.stop()
  }
}

const perform = async (stage: Stage, world: LiveWorld, step: Made): Promise<void> => {
  const { move } = step
  if (move.kind === "act") return world.act(stage, step)
  if ((await world.deliver?.(stage, step)) === true) return
  const [from, to] = [world.names[move.from], world.names[move.slot]] as [string, string]
  const found = stage.find(from, to, move.message)
  if (move.kind !== "duplicate") stage.drop(found)
  if (move.kind !== "lose") await stage.deliver(found)
}

/** Every node, field by field. */
const compare = async (stage: Stage, world: LiveWorld, locals: readonly unknown[]): Promise<readonly Difference[]> => {
  const found: Difference[] = []
  for (const [slot, name] of world.names.entries()) {
    const observed = stage.live.isUp(name) ? await stage.live.observe(name) : undefined
    const live = observed && (world.seen?.(observed) ?? seen(observed, stage.connections, world.withConsumers))
    found.push(...differences(name, world.expected?.(locals[slot]) ?? expected(nodeIn(locals, slot), world.withConsumers), live))
  }
  return [...found, ...((await world.others?.(stage, locals)) ?? [])]
}

/** Messages between nodes, as a set: the order of sends in one step is the network's to change. */
const compareSent = (world: LiveWorld, { move, outcome }: Made, got: readonly Letter[]): readonly Difference[] => {
  const from = world.names[move.slot]
  const left = [...got]
  const missing: Letter[] = []
  for (const { to, message } of outcome.sends ?? []) {
    const receiver = world.names[to]
    // What clients ask and are told is looked at elsewhere.
    if (from === undefined || receiver === undefined) continue
    const wanted = letterOf(from, receiver, message)
    const at = left.findIndex((letter) => same(letter, wanted))
    if (at < 0) missing.push(wanted)
    else left.splice(at, 1)
  }
  if (missing.length === 0 && left.length === 0) return []
  const words = (letters: readonly Letter[]): string => (letters.length === 0 ? "nothing" : letters.map(inWords).join(" and "))
  return [{ what: "messages sent", expected: words(missing), got: words(left) }]
}

/** Answers so far: of sends those that say that the message is stored, of reads where the queue ends. */
const answersOf = (stage: Stage): readonly Answer[] =>
  stage.live.client.answers().flatMap(({ operation, code = "", offset }) => {
    if (operation.startsWith("m")) return STORED.has(code) ? [{ operation, status: code }] : []
    return code === "SUCCESS" ? [{ operation, status: `ends at ${offset}` }] : []
  })

const STORED = new Set(["SEND_OK", "FLUSH_DISK_TIMEOUT", "FLUSH_SLAVE_TIMEOUT", "SLAVE_NOT_AVAILABLE"])

const compareTold = (world: LiveWorld, step: Made, got: readonly Answer[]): readonly Difference[] => {
  const { sends, reads } = world.told(step)
  const text = (told: readonly Answer[]): string => told.map(({ operation, status }) => `${operation} ${status}`).sort().join(", ") || "nothing"
  const compareOne = (what: string, first: string, wanted: readonly Answer[] | undefined): readonly Difference[] => {
    if (wanted === undefined) return []
    const [a, b] = [text(wanted), text(got.filter(({ operation }) => operation.startsWith(first)))]
    return a === b ? [] : [{ what, expected: a, got: b }]
  }
  return [...compareOne("producers are told", "m", sends), ...compareOne("who asks where the queue ends is told", "r", reads)]
}
