/**
 * Recordings of a group that never was: members that follow the rules, or nearly, driven by a seed.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import type { Broker } from "../../spec/broker/state.ts"
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import { dledgerReplication } from "../../spec/dledger/replication.ts"
import * as Log from "../../spec/log/log.ts"
import { encodeAnswer, encodeAsked, encodeCommitAnswer, endsOf, isRequestMessage, type PeerCode, type RequestMessage, type ResponseMessage } from "../dledger/messages.ts"
import { DLedgerResponseCode } from "../dledger/bodies.ts"
import { type EntryJson, entryOf } from "../dledger/entry.ts"
import { request, response } from "../remoting/command.ts"
import { encodeFrame } from "../remoting/frame.ts"
import { seededRandom } from "../simulated/clock.ts"
import { appendUpTo, freshNode, memberConfig, pushAhead, restart, take, type Taken } from "./leeway.ts"
import type { Unnumbered } from "./recording.ts"

const GROUP = "broker-a"

export interface MadeUp {
  readonly seed: number
  readonly steps: number
  readonly nodes?: number
  /** Pushes ahead of the answers, as released leaders do. */
  readonly ahead?: boolean
  /** Messages under way at once; more of them may overtake each other. */
  readonly underWay?: number
  /** Chance that a step kills a node. */
  readonly kills?: number
  /** Put a bug in: what becomes of a node's step. */
  readonly bug?: (before: Broker, event: DLedgerEvent, taken: Taken) => Taken
  /** What a restart finds. */
  readonly restarted?: (node: Broker) => Broker
  /** The text of the lines, before they are written. */
  readonly alter?: (lines: Unnumbered[]) => Unnumbered[]
}

/** Of one size, so that its position follows from its index. */
const entryAt = (log: Log.Log, index: number): EntryJson => {
  const body = Buffer.from(`entry ${String(index).padStart(10)} of ${String(Log.termAt(log, index)).padStart(10)}`)
  return entryOf(index, Log.termAt(log, index) as number, index * (48 + body.length), body)
}

const entriesOf = (log: Log.Log, message: RequestMessage): readonly EntryJson[] => {
  if (message._tag === "PushCompare") return [entryAt(log, message.index)]
  if (message._tag !== "PushAppend" && message._tag !== "PushTruncate") return []
  const { prevLogIndex, lastIndex } = message.entries
  return Array.from({ length: lastIndex - prevLogIndex }, (_, i) => entryAt(log, prevLogIndex + 1 + i))
}

/** Its lines without the first one. */
export const madeUpLines = ({ seed, steps, nodes = 3, ahead = false, underWay = 4, kills = 0.002, bug = (_before, _event, taken) => taken, restarted = (node) => node }: MadeUp): readonly Unnumbered[] => {
  const { next: random } = seededRandom(seed)
  const ids = Array.from({ length: nodes }, (_, i) => `n${i}`)
  const state = new Map(ids.map((id) => [id, freshNode(memberConfig(GROUP, id, ids.filter((each) => each !== id)))]))
  const lines: Unnumbered[] = []
  const connections = new Map<string, number>()
  let connected = 0
  let opaque = 0
  let bag: { readonly connection: number; readonly arrive: () => void }[] = []

  const self = (id: string): Broker => state.get(id) as Broker
  const connection = (from: string, to: string): number => {
    const known = connections.get(`${from} ${to}`)
    if (known !== undefined) return known
    connections.set(`${from} ${to}`, ++connected)
    lines.push({ open: connected, to })
    return connected
  }

  const ask = (from: string, to: string, message: RequestMessage): void => {
    const { code, body } = encodeAsked({ group: GROUP, from, to, message, entries: entriesOf(self(from).log, message) })
    const on = connection(from, to)
    const number = ++opaque
    lines.push({ frame: on, by: "client", bytes: encodeFrame(request(code, number, {}, body)).toString("base64") })
    bag.push({ connection: on, arrive: () => hear(from, to, on, code, number, message) })
  }

  const hear = (from: string, to: string, on: number, code: PeerCode, number: number, message: RequestMessage): void => {
    const asked = { code, group: GROUP, from, to, message, entries: [] }
    const answer = (body: Buffer, event: DLedgerEvent | undefined): void => {
      lines.push({ frame: on, by: "server", bytes: encodeFrame(response(request(code, number), 200, undefined, {}, body)).toString("base64") })
      if (event !== undefined) bag.push({ connection: on, arrive: () => step(from, event) })
    }
    const follows = self(to).raft.role === "FOLLOWER"
    const said = step(to, { ...message, from }, from)
    if (message._tag === "PushCommit") answer(encodeCommitAnswer(asked, follows ? "SUCCESS" : "NOT_FOLLOWER", endsOf(self(to).log)), undefined)
    else if (said !== undefined) answer(encodeAnswer(asked, said, endsOf(self(to).log)), { ...said, from: to })
  }

  const emit = (id: string, [next, outputs]: Taken, asker?: string): ResponseMessage | undefined => {
    state.set(id, next)
    let answer: ResponseMessage | undefined
    for (const output of outputs) {
      if (output._tag !== "SendToPeer") continue
      const message = output.message as RequestMessage | ResponseMessage
      if (isRequestMessage(message)) ask(id, output.to, message)
      else if (output.to === asker) answer = message
    }
    return answer
  }

  const step = (id: string, event: DLedgerEvent, asker?: string): ResponseMessage | undefined => emit(id, bug(self(id), event, take(self(id), event)), asker)

  const kill = (id: string): void => {
    for (const [link, number] of connections)
      if (link.split(" ").includes(id)) {
        connections.delete(link)
        lines.push({ close: number })
        bag = bag.filter((each) => each.connection !== number)
      }
    state.set(id, restarted(restart(self(id))))
  }

  const pick = <A>(list: readonly A[]): A => list[Math.floor(random() * list.length)] as A

  for (let i = 0; i < steps; i++) {
    const id = pick(ids)
    const { raft, dledger } = self(id)
    if (random() < kills) kill(id)
    else if (bag.length > 0 && (bag.length >= underWay || random() < 0.7)) {
      const [next] = bag.splice(Math.floor(random() * Math.min(bag.length, underWay)), 1)
      next?.arrive()
    } else if (raft.role !== "LEADER") {
      if (random() < (dledger.round === null && raft.leader === null ? 0.3 : 0.01)) step(id, { _tag: "ElectionTimeout" })
    } else if (random() < 0.5) {
      const peer = pick(self(id).config.peers)
      const pushed = ahead && random() < 0.8 ? pushAhead(self(id), peer, 1) : undefined
      if (pushed !== undefined) emit(id, pushed)
      else step(id, { _tag: "PushTimeout", peer })
    } else if (random() < 0.1) step(id, { _tag: "HeartbeatTimeout" })
    else if (random() < 0.01) step(id, { _tag: "ElectionTimeout" })
    else {
      state.set(id, appendUpTo(self(id), self(id).log.lastIndex + 1))
      if (!ahead) emit(id, dledgerReplication.replicate(self(id)) as unknown as Taken)
    }
  }
  return lines
}

/** Writes it; how many lines it has. */
export const writeMadeUp = (file: string, made: MadeUp): number => {
  const { nodes = 3, alter = (lines) => lines } = made
  const lines: Unnumbered[] = [...alter([...madeUpLines(made)]), { end: true }]
  const head = { recording: "rocketproof", version: 1, nodes: Array.from({ length: nodes }, (_, i) => ({ id: `n${i}`, protocol: "dledger" })) }
  writeFileSync(file, [head, ...lines.map((line, i) => ({ n: i + 2, at: i, ...line }))].map((line) => `${JSON.stringify(line)}\n`).join(""))
  return lines.length + 1
}

/** A push with other content, as a frame. */
export const alterBody = (bytes: string, change: (body: Record<string, unknown>) => void): string => {
  const frame = Buffer.from(bytes, "base64")
  const header = 8 + (frame.readInt32BE(4) & 0xffffff)
  const body = JSON.parse(frame.toString("utf8", header)) as Record<string, unknown>
  change(body)
  const text = Buffer.from(JSON.stringify(body))
  const altered = Buffer.concat([frame.subarray(0, header), text])
  altered.writeInt32BE(altered.length - 4, 0)
  return altered.toString("base64")
}

export const bodyOfFrame = (bytes: string): Readonly<Record<string, unknown>> => {
  const frame = Buffer.from(bytes, "base64")
  return JSON.parse(frame.toString("utf8", 8 + (frame.readInt32BE(4) & 0xffffff))) as Record<string, unknown>
}

export const { SUCCESS } = DLedgerResponseCode
