/**
 * A trace against RocketMQ's own brokers: what a black box can be told to do (start, take messages, be killed, lose its
 * disk), and what its clients see. Its timers and fsyncs go by its own clock.
 *
 * @module
 */
import { join } from "node:path"
import type { BrokersAction } from "../../../models/world/brokers.ts"
import { lastIndexOf } from "../../../models/world/disk.ts"
import type { MemberNode } from "../../../models/world/member.ts"
import { messagesUpTo } from "../../../models/world/node.ts"
import { freePorts } from "../../cluster/ports.ts"
import { type ReplayClient, replayClient } from "../client.ts"
import type { Served } from "../clients-see.ts"
import { brokersWorld } from "../brokers.ts"
import { liveWorldOf, type Replayed, type ReplayOptions } from "../replay.ts"
import type { Difference } from "../seen.ts"
import { NotPerformable } from "../stage.ts"
import { type Answer, type LiveWorld, type Made, nodeIn } from "../world.ts"
import { fetchJars, realBroker, type RealBroker } from "./rocketmq.ts"

/** How long a broker may take to answer, or to show what it was told: milliseconds. */
const PATIENCE_MS = 30_000

export const replayAgainstReal = async ({ suite, model, trace, dir, onStep }: Omit<ReplayOptions, "mutant" | "processes">): Promise<Replayed> => {
  const began = performance.now()
  const { steps } = trace
  const ended = (verdict: Replayed["verdict"], rest: Omit<Replayed, "verdict" | "steps" | "seconds">): Replayed => ({ verdict, steps: steps.length, ...rest, seconds: (performance.now() - began) / 1_000 })
  let world: LiveWorld
  try {
    liveWorldOf(suite)
    if (!("up" in (trace.initial[0] as object))) throw new NotPerformable("votes and copies of a DLedger group go by its own clock")
    world = brokersWorld(suite)
    for (const [i, { move }] of steps.entries()) {
      const why = move.kind === "act" ? refusal(move.action as BrokersAction, i === 0 ? trace.initial : (steps[i - 1]?.locals ?? []), move.slot) : "what brokers say to each other goes by their own clock"
      if (why !== undefined) return ended("not performable", { step: i + 1, move: model.describe?.(move) ?? move.kind, why })
    }
  } catch (error) {
    if (!(error instanceof NotPerformable)) throw error
    return ended("not performable", { step: 0, why: error.message })
  }
  const lib = fetchJars()
  const ports = await freePorts(2 * world.names.length, "127.0.0.1")
  const brokers = new Map(world.configs.map((config, i) => [config.dLegerSelfId, realBroker(lib, join(dir, config.dLegerSelfId), config, ports[2 * i] as number, ports[2 * i + 1] as number)]))
  const client = replayClient()
  try {
    await Promise.all([...brokers.values()].map((broker) => broker.start()))
    let before = trace.initial
    for (const [i, { move, outcome, locals }] of steps.entries()) {
      const step: Made = { move, outcome, before, after: locals }
      await act(brokers, client, world.names[move.slot] ?? "", step)
      const differences = [...(await compareTold(client, world, steps.slice(0, i + 1))), ...(await compareQueues(brokers, client, world, locals))]
      if (differences.length > 0) return ended("diverged", { step: i + 1, move: model.describe?.(move) ?? move.kind, differences })
      onStep?.(i + 1, steps.length)
      before = locals
    }
    const atTheEnd = await servedBy(brokers, client, world.names)
    for (const [name, broker] of brokers)
      if (!broker.isUp() && (nodeIn(before, world.names.indexOf(name)) as MemberNode).dead !== true) {
        client.forget(broker.address)
        await broker.start()
      }
    const later = await servedBy(brokers, client, world.names.filter((_, slot) => (nodeIn(before, slot) as MemberNode).broker.config.brokerRole !== "SLAVE"))
    const told = [...client.told()]
    const acked = told.filter(({ code }) => code === "SEND_OK").map(({ operation }) => operation)
    const lost = acked.filter((message) => !later.some(({ bodies }) => bodies.includes(message))).map((message) => ({ message, heldBy: [] }))
    return ended("reproduced", { clients: { told, atTheEnd, later, lost } })
  } finally {
    client.close()
    await Promise.all([...brokers.values()].map((broker) => broker.kill()))
  }
}

/** Why a black box cannot be told to do this; `undefined`: it can. */
const refusal = (action: BrokersAction, before: readonly unknown[], slot: number): string | undefined => {
  switch (action.do) {
    case "send":
    case "start":
    case "crash":
    case "kill":
    case "diskLoss":
    case "flushed":
      return undefined
    case "fire":
      return action.timer._tag === "FlushTimeout" ? undefined : `${action.timer._tag} goes by its own clock`
    case "powerLoss": {
      const { disk } = nodeIn(before, slot)
      return action.last === lastIndexOf(disk) ? undefined : "a process that is killed leaves the page cache, and nobody can take that from it"
    }
    case "connect":
      return "once connected, a slave copies by its own clock"
    default:
      return `"${action.do}" is not among what a client or a shell can do to it`
  }
}

const act = async (brokers: ReadonlyMap<string, RealBroker>, client: ReplayClient, name: string, { move }: Made): Promise<void> => {
  const action = (move as { readonly action: BrokersAction }).action
  const broker = brokers.get(name) as RealBroker
  switch (action.do) {
    case "send":
      return client.send(name, broker.address, action.message)
    case "start":
      return broker.start()
    case "crash":
    case "kill":
    case "powerLoss":
    case "diskLoss":
      await broker.kill()
      client.forget(broker.address)
      if (action.do === "diskLoss") broker.wipe()
  }
}

/** Asks until it is as wanted, or patience ends; the last answer. */
const eventually = async <A>(ask: () => Promise<A>, isWanted: (answer: A) => boolean): Promise<A> => {
  for (const deadline = Date.now() + PATIENCE_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await ask()
    if (isWanted(answer) || Date.now() > deadline) return answer
  }
}

/** All that the model's producers were told so far. */
const compareTold = async (client: ReplayClient, world: LiveWorld, steps: readonly Pick<Made, "move" | "outcome">[]): Promise<readonly Difference[]> => {
  const text = (told: readonly Answer[]): string => told.map(({ operation, status }) => `${operation} ${status}`).sort().join(", ") || "nothing"
  const wanted = text(steps.flatMap(({ move, outcome }) => world.told({ move, outcome, before: [], after: [] }).sends ?? []))
  const got = await eventually(async () => text(client.answers().map(({ operation, code = "" }) => ({ operation, status: code }))), (got) => got === wanted)
  return got === wanted ? [] : [{ what: "producers are told", expected: wanted, got }]
}

/** What each master that is up gives to a consumer. */
const compareQueues = async (brokers: ReadonlyMap<string, RealBroker>, client: ReplayClient, world: LiveWorld, locals: readonly unknown[]): Promise<readonly Difference[]> => {
  const found: Difference[] = []
  for (const [slot, name] of world.names.entries()) {
    const { up, broker, disk } = nodeIn(locals, slot) as MemberNode
    const real = brokers.get(name) as RealBroker
    if (up !== real.isUp()) found.push({ what: name, expected: up ? "up" : "down", got: real.isUp() ? "up" : "down" })
    if (!up || broker.config.brokerRole === "SLAVE") continue
    const wanted = messagesUpTo(disk, broker.dispatchedIndex).join(", ")
    const got = await eventually(async () => (await client.pull(real.address, 0, 32)).bodies.join(", "), (got) => got === wanted)
    if (got !== wanted) found.push({ what: `a consumer of ${name} gets`, expected: wanted || "nothing", got: got || "nothing" })
  }
  return found
}

const servedBy = async (brokers: ReadonlyMap<string, RealBroker>, client: ReplayClient, names: readonly string[]): Promise<readonly Served[]> => {
  const served: Served[] = []
  for (const name of names) {
    const broker = brokers.get(name) as RealBroker
    // What it read from its disk is in its queues a moment later.
    if (broker.isUp()) served.push({ by: name, ...(await eventually(() => client.pull(broker.address, 0, 32), ({ code }) => code !== "SYSTEM_ERROR")) })
  }
  return served
}
