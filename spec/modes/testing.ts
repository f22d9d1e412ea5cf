/**
 * A DLedger group stepped by hand, for tests: machines, the messages under way between them, and disks that answer at once
 * unless they are told to be slow. No timer fires by itself; no message is delivered that the test does not deliver.
 *
 * @module
 */
import type { Config } from "../broker/config.ts"
import type { BrokerEvent } from "../broker/events.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Broker } from "../broker/state.ts"
import { configOf, recovered, sendMessage, topic } from "../broker/testing.ts"
import * as Log from "../log/log.ts"
import { step } from "../machine.ts"
import type { PeerMessage } from "../raft/messages.ts"
import { type QueueEnds, queueKey } from "../vocabulary.ts"
import { dledger } from "./dledger.ts"

export interface Packet {
  readonly from: string
  readonly to: string
  readonly message: PeerMessage
}

export class Group {
  readonly ids: readonly string[]
  /** Messages under way, oldest first. */
  sent: Packet[] = []
  /** What clients were told, in order. */
  readonly told: BrokerOutput[] = []
  readonly #config: Partial<Config>
  readonly #brokers = new Map<string, Broker>()
  readonly #apart = new Set<string>()
  /** What a slow disk has not answered yet. */
  readonly #slow = new Map<string, BrokerEvent[]>()
  /** The queue that an entry belongs to, by index and term. No-ops belong to none. */
  readonly #queueOf = new Map<string, string>()

  /** `n0`, `n1`, …, at the first start of the group. */
  constructor(config: Partial<Config> = {}, size = 3) {
    this.ids = Array.from({ length: size }, (_, i) => `n${i}`)
    this.#config = config
    for (const id of this.ids) this.#begin(id, recovered({ blank: true, bootstrap: true, topics: [["t", topic()]] }))
  }

  at(id: string): Broker {
    return this.#brokers.get(id) as Broker
  }

  /** Lets a broker take an event, and carries out what it asks of its disk. */
  take(id: string, event: BrokerEvent): readonly BrokerOutput[] {
    const [next, outputs] = step(dledger, this.at(id), event)
    this.#brokers.set(id, next)
    const answers: BrokerEvent[] = []
    for (const output of outputs) {
      if (output._tag === "SendToPeer") this.sent.push({ from: id, to: output.to, message: output.message })
      else if (output._tag === "WriteMessages")
        for (let i = 0; i < output.count; i++) this.#queueOf.set(`${output.index + i} ${output.term}`, queueKey(output.topic, output.queueId))
      else if (output._tag.startsWith("Reply")) this.told.push(output)
      const answer = this.#answer(id, output)
      if (answer) answers.push(answer)
    }
    const slow = this.#slow.get(id)
    const more = slow === undefined ? answers.flatMap((answer) => this.take(id, answer)) : (slow.push(...answers), [])
    return [...outputs, ...more]
  }

  /** Delivers messages, and those that they bring about, until none is left; what crosses a partition is lost. */
  deliver(which: (packet: Packet) => boolean = () => true): void {
    for (;;) {
      const packet = this.sent.find(which)
      if (packet === undefined) return
      this.sent.splice(this.sent.indexOf(packet), 1)
      const { from, to, message } = packet
      if (this.#apart.has(from) === this.#apart.has(to)) this.take(to, { ...message, from })
    }
  }

  /** Loses the messages under way. */
  lose(which: (packet: Packet) => boolean = () => true): void {
    this.sent = this.sent.filter((packet) => !which(packet))
  }

  /** These on one side, the others on the other. */
  part(...ids: readonly string[]): void {
    this.#apart.clear()
    for (const id of ids) this.#apart.add(id)
  }

  /** The election timeout of `id` passes, and all that follows. */
  elect(id: string): void {
    this.take(id, { _tag: "ElectionTimeout" })
    this.deliver()
  }

  /** A heartbeat of `id`, and all that follows. */
  heartbeat(id: string): void {
    this.take(id, { _tag: "HeartbeatTimeout" })
    this.deliver()
  }

  /** It is time for `id` to copy its topics and offsets to the others; the copies arrive. */
  copyTables(id: string): void {
    for (const output of this.take(id, { _tag: "MetadataTimeout" })) {
      if (output._tag !== "CopyMetadataTo" || this.#apart.has(id) !== this.#apart.has(output.to)) continue
      const { _tag: _, to, ...tables } = output
      this.take(to, { _tag: "CopyMetadata", from: id, ...tables })
    }
    this.deliver()
  }

  /** A producer sends a message of this name to `id`; nothing is delivered. */
  send(id: string, request: string): readonly BrokerOutput[] {
    return this.take(id, sendMessage({ request }))
  }

  /** From now on the disk of `id` answers only when {@link disk} lets it. */
  slowDisk(id: string): void {
    this.#slow.set(id, [])
  }

  /** The slow disk answers what it was asked, and is slow no more. */
  disk(id: string): void {
    const answers = this.#slow.get(id) ?? []
    this.#slow.delete(id)
    for (const answer of answers) this.take(id, answer)
  }

  /** `id` dies and comes back with what was on its disk. */
  restart(id: string): void {
    const { log, raft, baseEnds } = this.at(id)
    this.#slow.delete(id)
    this.#begin(id, recovered({ ...raft.saved, baseEnds, log: Log.truncate(log, log.durableIndex + 1), topics: [["t", topic()]] }))
  }

  /** `id` dies and comes back with an empty disk. */
  loseDisk(id: string): void {
    this.#slow.delete(id)
    this.#begin(id, recovered({ blank: true, topics: [["t", topic()]] }))
  }

  /** A snapshot takes the place of the entries of `id` up to `index`. */
  compact(id: string, index: number): void {
    const { log, baseEnds } = this.at(id)
    this.take(id, { _tag: "Compacted", index, ends: this.#endsUpTo(log, baseEnds, index) })
  }

  /** Requests that got SEND_OK, in order. */
  acked(): readonly (number | string)[] {
    return this.told.flatMap((output) => (output._tag === "ReplySend" ? [output.request] : []))
  }

  #begin(id: string, event: BrokerEvent): void {
    this.#brokers.set(id, dledger.init(configOf({ ...this.#config, dLegerSelfId: id, peers: this.ids.filter((peer) => peer !== id) })))
    this.take(id, event)
  }

  #answer(id: string, output: BrokerOutput): BrokerEvent | undefined {
    const { log, baseEnds } = this.at(id)
    switch (output._tag) {
      case "Flush":
        return { _tag: "Flushed", index: log.lastIndex, term: Log.lastTerm(log) }
      case "SaveHardState":
        return { ...output, _tag: "HardStateSaved" }
      case "Dispatch":
        return { _tag: "Dispatched", index: output.last, ends: this.#endsUpTo(log, baseEnds, output.last) }
      case "ReadQueue": {
        const offsets = Array.from({ length: Math.min(output.end - output.offset, output.maxMsgNums) }, (_, i) => output.offset + i)
        return { _tag: "QueueRead", request: output.request, found: offsets.map((offset) => ({ offset, size: 1, tagsCode: 0 })) }
      }
      default:
        return undefined
    }
  }

  #endsUpTo(log: Log.Log, baseEnds: QueueEnds, last: number): QueueEnds {
    const ends = new Map(baseEnds)
    for (let index = log.baseIndex + 1; index <= last; index++) {
      const queue = this.#queueOf.get(`${index} ${Log.termAt(log, index)}`)
      if (queue !== undefined) ends.set(queue, (ends.get(queue) ?? 0) + 1)
    }
    return [...ends].sort(([a], [b]) => (a < b ? -1 : 1))
  }
}
