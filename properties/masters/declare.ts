/**
 * How a property of brokers with fixed roles is declared, and what several of them ask.
 *
 * @module
 */
import type { Budget } from "../../models/world/budget.ts"
import type { BrokersLocal, BrokersProperty, BrokersWorld } from "../../models/world/brokers.ts"
import { allEntries, holdsMessage, isMessage } from "../../models/world/disk.ts"
import { type MemberNode, membersOf } from "../../models/world/member.ts"
import type { Told } from "../../models/world/told.ts"
import { TOPIC } from "../../models/world/node.ts"
import { pullOf } from "../../models/world/requests.ts"
import { step } from "../../spec/machine.ts"
import { type DeclaredIn, declaring } from "../declare.ts"

export type BrokersDeclared = DeclaredIn<BrokersWorld, BrokersProperty>

export const { promise, witness } = declaring<BrokersWorld, BrokersProperty>()

export const memberAt = (locals: readonly BrokersLocal[], slot: number): MemberNode => locals[slot] as MemberNode
export const membersIn = (world: BrokersWorld, locals: readonly BrokersLocal[]): readonly MemberNode[] => world.memberSlots.map((slot) => memberAt(locals, slot))
export const toldIn = (world: BrokersWorld, locals: readonly BrokersLocal[]): Told => locals[world.toldSlot] as Told
export const budgetIn = (world: BrokersWorld, locals: readonly BrokersLocal[]): Budget => locals[world.budgetSlot] as Budget

/** Messages answered SEND_OK, each with the brokers of the group that answered. */
export const ackedIn = (world: BrokersWorld, locals: readonly BrokersLocal[]): readonly { readonly message: string; readonly group: readonly MemberNode[] }[] =>
  toldIn(world, locals)
    .told.filter(({ status }) => status === "SEND_OK")
    .map(({ message, by }) => ({ message, group: groupOf(world, locals, by) }))

export const groupOf = (world: BrokersWorld, locals: readonly BrokersLocal[], name: string): readonly MemberNode[] =>
  membersOf(world.options.members, name).map((member) => memberAt(locals, world.names.indexOf(member)))

/** The broker whose slave this one is, if it is anybody's. */
export const masterOf = (members: readonly MemberNode[], slave: MemberNode): MemberNode | undefined => members.find(({ broker }) => broker.config.dLegerSelfId === slave.broker.config.haMaster)

/** What is in a broker's log, in its order. */
export const payloads = ({ disk }: MemberNode): readonly string[] => allEntries(disk).map(({ payload }) => payload)

/** Is the message in nobody's log? Brokers that are down count with what is on their disks. */
export const isLost = (group: readonly MemberNode[], message: string): boolean => !group.some(({ disk }) => holdsMessage(disk, message))

/** Does this broker give the message to a consumer that pulls at its offset, now? */
export const serves = (world: BrokersWorld, { broker, disk, up }: MemberNode, message: string): boolean => {
  const offset = allEntries(disk)
    .filter(({ payload }) => isMessage(payload))
    .findIndex(({ payload }) => payload === message)
  if (!up || offset < 0) return false
  const [, outputs] = step(world.options.machine, broker, pullOf(offset, 1))
  return outputs.some(({ _tag }) => _tag === "ReadQueue")
}

/** Does this broker grant a lock on the queue, now? */
export const locks = (world: BrokersWorld, { broker, up }: MemberNode): boolean => {
  if (!up) return false
  const [, outputs] = step(world.options.machine, broker, { _tag: "LockBatchMQ", request: "lock", group: "g", clientId: "c", queues: [{ topic: TOPIC, queueId: 0 }] })
  return outputs.some((output) => output._tag === "ReplyLock" && output.locked.length > 0)
}

export const isServed = (world: BrokersWorld, group: readonly MemberNode[], message: string): boolean => group.some((member) => serves(world, member, message))

/** Have all faults of the budget struck? What an operator may do is not among them. */
export const allSpent = (world: BrokersWorld, locals: readonly BrokersLocal[]): boolean =>
  Object.entries(budgetIn(world, locals).left).every(([key, n]) => key === "promote" || n === 0)
