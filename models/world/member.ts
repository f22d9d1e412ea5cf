/**
 * A broker of modes 1–3 in the world: it may be down, and it has connections. Built on a node as all modes have it.
 *
 * @module
 */
import { type Config, defaults } from "../../spec/broker/config.ts"
import type { BrokerEvent, TimerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { HaMessage } from "../../spec/ha/messages.ts"
import type { Strike } from "./budget.ts"
import * as Disk from "./disk.ts"
import { bodiesFrom, boot, type Effects, type Node, type NodeOptions, type Packet, perform } from "./node.ts"

/** A broker of the world, as it begins. */
export interface Member {
  readonly name: string
  readonly brokerName: string
  readonly role: "master" | "slave"
  /** Whom a slave copies. */
  readonly master?: string
}

export interface MemberNode extends Node {
  readonly up: boolean
  /** What it was at first, whatever an operator has made of it. */
  readonly born: Member["role"]
  /** It never starts again. */
  readonly dead?: true
  /** A slave that wants a connection and has none. */
  readonly connecting: boolean
  /** Connections made so far: no two bear one name. */
  readonly connections: number
}

export type BrokerPacket =
  | { readonly is: "ha"; readonly packet: HaMessage; readonly bodies?: readonly Disk.Entry[] }
  | { readonly is: "closed"; readonly connection: string }
  /** Between members of a DLedger group. */
  | { readonly is: "peer"; readonly packet: Packet }

/** What a broker may do by itself, and what may happen to it, in a world with clients. */
export type MemberAction =
  | { readonly do: "fire"; readonly timer: TimerEvent }
  | { readonly do: "send"; readonly message: string }
  | { readonly do: "connect" }
  | { readonly do: "start" }
  | { readonly do: "promote" }
  | { readonly do: "flushed" }
  | { readonly do: "crash"; readonly strike: Strike }
  | { readonly do: "kill"; readonly strike: Strike }
  | { readonly do: "powerLoss"; readonly strike: Strike; readonly last: number }

/** What a step of a broker does to the rest of the world. */
export interface Steps {
  readonly member: MemberNode
  readonly packets: readonly { readonly to: string; readonly packet: BrokerPacket }[]
  readonly outputs: readonly BrokerOutput[]
  readonly verdicts: readonly string[]
}

/** Names of all members of this one's group. */
export const membersOf = (members: readonly Member[], name: string): readonly string[] => {
  const group = members.find((member) => member.name === name)?.brokerName
  return members.filter(({ brokerName }) => brokerName === group).map((member) => member.name)
}

/** Its configuration in a world with clients. With `terms` the members are a DLedger group, in which nobody is a slave for good. */
export const memberConfig = ({ members, config, terms }: { readonly members: readonly Member[]; readonly config?: Partial<Config>; readonly terms?: number }, { name, brokerName, role, master }: Member): Config => ({
  ...defaults,
  ...config,
  ...(role === "slave" && terms === undefined ? { brokerRole: "SLAVE", haMaster: master ?? null, brokerId: 1 } : {}),
  brokerName,
  dLegerSelfId: name,
  peers: membersOf(members, name).filter((other) => other !== name)
})

/** Lets a broker that is up take an event. */
export const takeAt = (options: NodeOptions, member: MemberNode, event: BrokerEvent, bodies: readonly Disk.Entry[] = [], bodiesFrom = 0): Steps =>
  carryOut(member, perform(options, member, event, bodies, bodiesFrom))

/** A stopped broker starts, with this configuration and what is on its disk. */
export const start = (options: NodeOptions, member: MemberNode, config: Config): Steps =>
  carryOut({ ...member, up: true, connecting: false }, boot(options, config, Disk.afterCrash(member.disk), !member.disk.used))

/** The process dies; what was written stays in the page cache. */
export const crash = (options: NodeOptions, member: MemberNode): Steps => powerOff(options, member, { ...member.disk, flushing: null })

/** What was written behind `last` is gone. */
export const losePower = (options: NodeOptions, member: MemberNode, last: number): Steps =>
  powerOff(options, member, { ...member.disk, entries: member.disk.entries.slice(0, last + 1 - member.disk.compacted.length), flushing: null })

/** The broker is gone with its memory, and its connections with it. */
export const powerOff = (options: NodeOptions, member: MemberNode, disk: Disk.Disk): Steps => {
  const { ha, config } = member.broker
  const mine = ha.connection === null || config.haMaster === null ? [] : [{ to: config.haMaster, connection: ha.connection }]
  const theirs = Object.entries(ha.slaves).map(([to, { connection }]) => ({ to, connection }))
  return {
    member: { ...member, broker: options.machine.init(config), disk, timers: [], up: false, connecting: false },
    packets: member.up ? [...mine, ...theirs].map(({ to, connection }) => ({ to, packet: { is: "closed", connection } })) : [],
    outputs: [],
    verdicts: []
  }
}

/** What arrives at a broker that is down is gone. */
export const receiveAt = (options: NodeOptions, member: MemberNode, from: string, packet: BrokerPacket): Steps => {
  if (!member.up) return { member, packets: [], outputs: [], verdicts: [] }
  if (packet.is === "closed") return takeAt(options, member, { _tag: "HaClosed", connection: packet.connection })
  if (packet.is === "peer") {
    const { bodies, ...message } = packet.packet
    return takeAt(options, member, { ...message, from } as BrokerEvent, bodies, bodiesFrom(packet.packet))
  }
  const event = { ...packet.packet, from }
  return takeAt(options, member, event, packet.bodies, event._tag === "TransferData" ? event.entries.prevLogIndex + 1 : 0)
}

/** Connections are made and closed, entries get their bodies; the rest of the outputs goes to clients. */
const carryOut = (before: MemberNode, { node, packets: toPeers, outputs, verdicts }: Effects): Steps => {
  const { born, up, connections, life } = before
  let connecting = before.connecting
  const packets: { to: string; packet: BrokerPacket }[] = toPeers.map(({ to, packet }) => ({ to, packet: { is: "peer", packet } }))
  const others: BrokerOutput[] = []
  const ends = new Map([
    ...Object.entries(before.broker.ha.slaves).map(([slave, { connection }]) => [connection, slave] as const),
    ...(before.broker.ha.connection === null ? [] : [[before.broker.ha.connection, before.broker.config.haMaster ?? ""] as const])
  ])
  for (const output of outputs) {
    if (output._tag === "ConnectToMaster") connecting = true
    else if (output._tag === "CloseHaConnection") {
      const to = ends.get(output.connection)
      if (to !== undefined) packets.push({ to, packet: { is: "closed", connection: output.connection } })
    } else if (output._tag === "SendOnHaConnection") packets.push({ to: output.to, packet: withBodies(node.disk, output.message) })
    else others.push(output)
  }
  return { member: { ...node, up, born, connecting, connections, ...(life === undefined ? {} : { life }) }, packets, outputs: others, verdicts }
}

const withBodies = (disk: Disk.Disk, packet: HaMessage): BrokerPacket =>
  packet._tag === "TransferData" && packet.entries.lastIndex > packet.entries.prevLogIndex ? { is: "ha", packet, bodies: Disk.entriesIn(disk, packet.entries) } : { is: "ha", packet }
