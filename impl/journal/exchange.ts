/**
 * What holds between the journals of a cluster: nobody received what was not sent to it, and no term has two leaders.
 *
 * Memory grows with the number of different messages (eight bytes of hash each), not with their size.
 *
 * @module
 */
import type { Tagged } from "../../spec/machine.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { ROCKETMQ } from "../ha/rocketmq-slaves.ts"
import type { JournalHead } from "./journal.ts"

type Fields = Readonly<Record<string, unknown>>

/** A message between two members of a group. */
export interface Passage {
  readonly from: string
  readonly to: string
  readonly message: string
}

export interface Unsent {
  readonly file: string
  readonly line: number
  readonly from: string
  readonly to: string
  readonly event: Tagged
}

export interface TwoLeaders {
  readonly group: string
  readonly term: number
  readonly leaders: readonly string[]
}

export interface Exchange {
  /** Notes a line of a journal. */
  readonly note: (head: JournalHead, event: Tagged, outputs: readonly Tagged[]) => void
  readonly sent: () => number
  readonly received: () => number
  readonly terms: () => number
  readonly twoLeaders: () => readonly TwoLeaders[]
  /** Was something received more often than it was sent? */
  readonly suspicious: () => boolean
  /** For a second reading of the receivers' journals: is this line's event one of those that nobody sent? */
  readonly unsent: (head: JournalHead, event: Tagged) => { readonly from: string; readonly to: string } | undefined
}

/** As RocketMQ's slaves and masters speak, messages are not one by one on the wire: pieces end anywhere, and who speaks is not said. */
const isRocketmqs = (name: unknown): boolean => typeof name === "string" && name.startsWith(ROCKETMQ)

const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))

/** An RPC's answer does not repeat what was asked, nor the dispatcher's number: members of a released group take what the wire has. */
const isOfReleased = ({ machine }: JournalHead): boolean => machine === dledgerReleased.name

/** As the receiver takes it: field order must be that of the broker that sends. */
export const sentBy = (head: JournalHead, output: Tagged): Passage | undefined => {
  if (isOfReleased(head)) return undefined
  const { node } = head
  const group = groupOf(node)
  const from = node.slice(group.length + 1)
  if (output._tag === "SendToPeer" || output._tag === "SendOnHaConnection") {
    const { to, message } = output as unknown as { readonly to: string; readonly message: Fields }
    if (isRocketmqs(message["connection"])) return undefined
    return { from: node, to: `${group}/${to}`, message: JSON.stringify({ ...message, from }) }
  }
  if (output._tag === "CopyMetadataTo") {
    const { _tag: _, to, ...tables } = output as unknown as Fields
    return { from: node, to: `${group}/${String(to)}`, message: JSON.stringify({ _tag: "CopyMetadata", from, ...tables }) }
  }
  return undefined
}

export const receivedBy = (head: JournalHead, event: Tagged): Passage | undefined => {
  if (isOfReleased(head)) return undefined
  const { node, machine } = head
  const { from, connection } = event as unknown as Fields
  if (isRocketmqs(from) || isRocketmqs(connection)) return undefined
  // A connection is made by those who run the machines.
  return machine === "name-server" || event._tag === "HaConnected" || typeof from !== "string" ? undefined : { from: `${groupOf(node)}/${from}`, to: node, message: JSON.stringify(event) }
}

/** What only a leader says. */
const OF_LEADERS: readonly string[] = ["AppendEntries", "HeartBeatRequest"]

/** 53 bits (cyrb53): equal for different ones of a million messages once in ten thousand runs. */
const hash = ({ from, to, message }: Passage): number => {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (const text of [from, to, message])
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      a = Math.imul(a ^ code, 2654435761)
      b = Math.imul(b ^ code, 1597334677)
    }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}

export const makeExchange = (): Exchange => {
  /** Sent less received. */
  const balance = new Map<number, number>()
  const leaders = new Map<string, string[]>()
  let sent = 0
  let received = 0
  const add = (passage: Passage, by: number): void => {
    const key = hash(passage)
    balance.set(key, (balance.get(key) ?? 0) + by)
  }
  return {
    note: (head, event, outputs) => {
      const came = receivedBy(head, event)
      if (came !== undefined) {
        received++
        add(came, -1)
      }
      for (const output of outputs) {
        const went = sentBy(head, output)
        if (went === undefined) continue
        sent++
        add(went, 1)
      }
      for (const output of outputs) {
        const { message } = output as unknown as { readonly message?: Tagged & { readonly term: number } }
        if (message === undefined || !OF_LEADERS.includes(message._tag)) continue
        const key = `${groupOf(head.node)} ${message.term}`
        const known = leaders.get(key)
        if (known === undefined) leaders.set(key, [head.node])
        else if (!known.includes(head.node)) known.push(head.node)
      }
    },
    sent: () => sent,
    received: () => received,
    terms: () => leaders.size,
    twoLeaders: () =>
      [...leaders]
        .filter(([, nodes]) => nodes.length > 1)
        .map(([key, nodes]) => ({ group: key.slice(0, key.lastIndexOf(" ")), term: Number(key.slice(key.lastIndexOf(" ") + 1)), leaders: [...nodes].sort() })),
    suspicious: () => [...balance.values()].some((left) => left < 0),
    unsent: (head, event) => {
      const came = receivedBy(head, event)
      return came !== undefined && (balance.get(hash(came)) ?? 0) < 0 ? { from: came.from, to: came.to } : undefined
    }
  }
}
