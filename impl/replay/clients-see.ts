/**
 * What clients see when a trace is over: first as it stands, then after everything that is left may happen, without further
 * faults, until somebody serves the queue.
 *
 * @module
 */
import type { Observation } from "../cluster/steering.ts"
import type { Told } from "./client.ts"
import type { Difference } from "./seen.ts"
import type { Stage } from "./stage.ts"
import type { LiveWorld } from "./world.ts"

export interface Served {
  readonly by: string
  readonly code: string
  readonly bodies: readonly string[]
}

export interface ClientsSee {
  /** What each request was told, in the order of requests. */
  readonly told: readonly Told[]
  /** By each node that is up, when the trace is over. */
  readonly atTheEnd: readonly Served[]
  /** By each node that serves, once everything left has happened. */
  readonly later: readonly Served[]
  /** Acked, and served by nobody in the end; whose log holds it still, among brokers that are up. */
  readonly lost: readonly { readonly message: string; readonly heldBy: readonly string[] }[]
}

export interface Looked {
  readonly see: ClientsSee
  /** What is missing for the property to be broken, or the witness to be there, before the eyes of clients; `undefined`: nothing. */
  readonly verdictOn: (property: string) => Difference | undefined
}

/** More rounds of elections than any group needs once nothing is lost. */
const ROUNDS = 20

/** More messages than any needs in one: with a bug in them two may answer each other for ever. */
const MESSAGES = 500

export const lookAsClients = async (stage: Stage, world: LiveWorld, locals: readonly unknown[]): Promise<Looked> => {
  const { live } = stage
  const told = [...live.client.told()]
  const acked = told.filter(({ code }) => code === "SEND_OK").map(({ operation }) => operation)
  const pull = async (name: string): Promise<Served> => ({ by: name, ...(await live.client.pull(live.address(name), 0, 32)) })
  const up = (): readonly string[] => world.names.filter((name) => live.isUp(name))
  const atTheEnd: Served[] = []
  for (const name of up()) atTheEnd.push(await pull(name))
  await world.startAll(stage, locals)
  await letHappen(stage, up)
  const later: Served[] = []
  const logs = new Map<string, Observation["entries"]>()
  for (const name of up()) {
    const observed = await live.observe(name)
    logs.set(name, observed.entries)
    if (serves(observed)) later.push(await pull(name))
  }
  const lost = acked
    .filter((message) => !later.some(({ bodies }) => bodies.includes(message)))
    .map((message) => ({ message, heldBy: [...logs].filter(([, entries]) => entries.some(({ body }) => body === message)).map(([name]) => name) }))
  return {
    see: { told, atTheEnd, later, lost },
    verdictOn: (property) => {
      // Where nobody serves anything, it must be in nobody's log.
      if (/\blost\b|AckDurable/.test(property) && acked.length > 0 && !lost.some(({ heldBy }) => later.length > 0 || heldBy.length === 0))
        return { what: "clients in the end", expected: "an acked message that is lost", got: lost.length === 0 ? `${acked.join(", ")} served by ${later.map(({ by }) => by).join(", ")}` : "no broker that serves anything" }
      if (property.startsWith("served ") && !atTheEnd.some(({ bodies }) => acked.some((message) => bodies.includes(message))))
        return { what: "clients in the end", expected: "an acked message served", got: atTheEnd.map(({ by, code }) => `${code} from ${by}`).join(", ") }
      return undefined
    }
  }
}

const serves = ({ brokerRole, ha, raft, dispatchedIndex }: Observation): boolean =>
  raft.role === "LEADER" ? dispatchedIndex >= raft.noopIndex : ha.serving && brokerRole !== "SLAVE"

/** Fsyncs end, messages arrive, timers fire, until a leader or master serves. */
const letHappen = async (stage: Stage, up: () => readonly string[]): Promise<void> => {
  const { live } = stage
  for (const name of up()) await live.steer(name, { do: "unhold" })
  for (let round = 0; round < ROUNDS; round++) {
    await stage.rest()
    for (let each = stage.onTheirWay()[0], n = 0; each !== undefined && n < MESSAGES; each = stage.onTheirWay()[0], n++) {
      stage.drop(each)
      await stage.deliver(each)
    }
    const states = await Promise.all(up().map(async (name) => ({ name, seen: await live.observe(name) })))
    const newest = states.filter(({ seen }) => seen.raft.role === "LEADER").sort((a, b) => b.seen.raft.term - a.seen.raft.term)[0]
    if (states.some(({ seen }) => serves(seen)) && (newest === undefined || serves(newest.seen))) return
    const fire = async (name: string, timer: "HeartbeatTimeout" | "ElectionTimeout"): Promise<void> => {
      if (states.some((state) => state.name === name && state.seen.armed.some(({ _tag }) => _tag === timer))) await stage.fire(name, { _tag: timer })
    }
    if (newest !== undefined) await fire(newest.name, "HeartbeatTimeout")
    else await fire(states[round % states.length]?.name ?? "", "ElectionTimeout")
  }
}
