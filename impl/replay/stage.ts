/**
 * Live nodes as the worlds of the models see them: messages on their way, timers by name, a disk that is on command. What
 * every world's actions are made of.
 *
 * @module
 */
import type { TimerEvent } from "../../spec/broker/events.ts"
import type { Observation } from "../cluster/steering.ts"
import type { HeldKind } from "../files/held.ts"
import { decodeStored } from "../message/stored.ts"
import type { Marks } from "./client.ts"
import type { Live } from "./live.ts"
import { inWords, type Letter, letterIn, letterOf, same } from "./messages.ts"
import type { Frame } from "./relay.ts"

/** A step that cannot be made on live nodes, whatever they do. */
export class NotPerformable extends Error {}

/** A move of the model that nobody has said how to make: the compiler sees that there is none. */
export const notAMove = (action: never): never => {
  throw new NotPerformable(`${JSON.stringify(action)} is no move that a live broker is known to make`)
}

/** A step that a live node did not make possible. */
export class Diverged extends Error {
  readonly expected: string
  readonly got: string
  constructor(expected: string, got: string) {
    super(`expected ${expected}, got ${got}`)
    this.expected = expected
    this.got = got
  }
}

export interface OnItsWay {
  readonly letter: Letter
  readonly frame: Frame
}

export interface Stage {
  readonly live: Live
  /** Live names of connections, and the model's. */
  readonly connections: Map<string, string>
  /** Lets things happen until all is quiet; messages that were sent meanwhile are on their way. */
  readonly rest: () => Promise<void>
  /** Messages sent since the last call. */
  readonly sent: () => readonly Letter[]
  /** A message on its way that says the same as the model's. Throws `Diverged` if there is none. */
  readonly find: (from: string, to: string, message: unknown) => OnItsWay
  readonly onTheirWay: () => readonly OnItsWay[]
  /** Those that were sent since the last call of `sent` and are like this were never sent, for the model. */
  readonly forget: (isLike: (letter: Letter) => boolean) => void
  /** Takes one off its way. */
  readonly drop: (found: OnItsWay) => void
  readonly deliver: (found: OnItsWay) => Promise<void>
  /** Says that a connection is closed, on behalf of a node that is gone. */
  readonly tellClosed: (from: string, to: string, connection: string) => void
  /** `index`: of a timer of a request, where that stands in the log. */
  readonly fire: (node: string, timer: TimerEvent, index?: number) => Promise<void>
  /** The disk does what it holds, until this is so or it holds nothing. */
  readonly release: (node: string, kind: HeldKind, enough: (seen: Observation) => boolean) => Promise<void>
  readonly fail: (node: string) => Promise<void>
  readonly send: (node: string, message: string, marks?: Marks) => Promise<void>
  readonly read: (node: string, operation: string) => Promise<void>
}

/** `direct`: frames that are no messages of the model; true if it was one of those. */
export const makeStage = (live: Live, direct: (frame: Frame, stage: Stage) => boolean): Stage => {
  const connections = new Map<string, string>()
  let underWay: OnItsWay[] = []
  let sent: Letter[] = []

  const put = (frame: Frame): void => {
    const letter = letterIn(frame, connections, (body) => decodeStored(body).body.toString())
    underWay.push({ letter, frame })
    sent.push(letter)
  }
  const takeIn = (): void => {
    for (const frame of live.relay.arrived()) if (!direct(frame, stage)) put(frame)
  }
  const rest = (): Promise<void> => live.rest(takeIn)

  const stage: Stage = {
    live,
    connections,
    rest,
    sent: () => {
      const since = sent
      sent = []
      return since
    },
    find: (from, to, message) => {
      const wanted = letterOf(from, to, message)
      const found = underWay.find(({ letter }) => same(letter, wanted))
      if (found !== undefined) return found
      const others = underWay.map(({ letter }) => letter).filter((letter) => letter.from === from && letter.to === to)
      throw new Diverged(`${inWords(wanted)} on its way`, others.length === 0 ? `nothing from ${from} to ${to}` : others.map(inWords).join(" and "))
    },
    onTheirWay: () => underWay,
    forget: (isLike) => {
      const gone = new Set(sent.filter(isLike))
      sent = sent.filter((letter) => !gone.has(letter))
      underWay = underWay.filter(({ letter }) => !gone.has(letter))
    },
    drop: (found) => {
      underWay = underWay.filter((other) => other !== found)
    },
    deliver: async ({ frame }) => {
      // What reaches a node that is down is gone.
      if (live.isUp(frame.to)) live.relay.forward(frame)
      await rest()
    },
    tellClosed: (from, to, connection) => put({ from, to, event: { _tag: "HaClosed", connection }, bodies: [] }),
    fire: async (node, timer, index) => {
      const { armed, pending } = await live.observe(node)
      const found = armed.find((each) => isThis(each, timer, connections, pending, index))
      if (found === undefined) throw new Diverged(`${timer._tag} of ${node} armed`, armed.length === 0 ? "no timer armed" : `only ${armed.map(({ _tag }) => _tag).join(", ")}`)
      await live.steer(node, { do: "fire", timer: found })
      await rest()
    },
    release: async (node, kind, enough) => {
      for (let first = true; ; first = false) {
        const { held } = await live.status(node)
        if (held[kind] === 0) {
          if (first) throw new Diverged(kind === "queues" ? `something for the queues of ${node}` : `an fsync of the ${kind} of ${node} under way`, "none")
          return
        }
        if (!first && enough(await live.observe(node))) return
        await live.steer(node, { do: "release", kind })
        await rest()
      }
    },
    fail: async (node) => {
      const { held } = await live.status(node)
      const kind = (["log", "vote"] as const).find((each) => held[each] > 0)
      if (kind === undefined) throw new Diverged(`an fsync of ${node} under way`, "none")
      await live.steer(node, { do: "release", kind, fails: true })
      await rest()
    },
    send: async (node, message, marks) => {
      live.client.send(node, live.address(node), message, marks)
      await rest()
    },
    read: async (node, operation) => {
      live.client.read(node, live.address(node), operation)
      await rest()
    }
  }
  return stage
}

/** Connections and requests have other names in a live node. A request is known by its place in the log. */
const isThis = (live: TimerEvent, wanted: TimerEvent, connections: ReadonlyMap<string, string>, pending: Observation["pending"], at: number | undefined): boolean => {
  if (live._tag !== wanted._tag) return false
  if ("connection" in live && "connection" in wanted) return connections.get(live.connection) === wanted.connection
  if ("key" in live && "key" in wanted) return live.key === wanted.key
  if ("level" in live && "level" in wanted) return live.level === wanted.level
  if ("offset" in live && "offset" in wanted) return live.offset === wanted.offset
  if ("request" in live && "request" in wanted) return pending.find(({ request }) => request === live.request)?.index === at
  return true
}
