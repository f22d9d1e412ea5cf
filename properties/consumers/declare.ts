/**
 * How a property of worlds with consumers is declared, and what several of them ask.
 *
 * @module
 */
import type { Client } from "../../models/world/client.ts"
import type { ConsumersLocal, ConsumersProperty, ConsumersWorld } from "../../models/world/consumers-bounds.ts"
import { holdsMessage } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import { messagesUpTo } from "../../models/world/node.ts"
import type { Consumption } from "../../models/world/progress.ts"
import { type DeclaredIn, declaring } from "../declare.ts"

export type ConsumersDeclared = DeclaredIn<ConsumersWorld, ConsumersProperty>

export const { promise, witness } = declaring<ConsumersWorld, ConsumersProperty>()

type Locals = readonly ConsumersLocal[]

export const brokersIn = (world: ConsumersWorld, locals: Locals): readonly MemberNode[] => world.memberSlots.map((slot) => locals[slot] as MemberNode)
export const clientsIn = (world: ConsumersWorld, locals: Locals): readonly Client[] => world.clientSlots.map((slot) => locals[slot] as Client)
export const historyIn = (world: ConsumersWorld, locals: Locals): Consumption => locals[world.historySlot] as Consumption

/** What consumers can read at this broker, by offset. */
export const visibleAt = ({ broker, disk }: MemberNode): readonly string[] => messagesUpTo(disk, broker.dispatchedIndex)

/** Messages that were answered SEND_OK and are in some log still. */
export const ackedAndKept = (world: ConsumersWorld, locals: Locals): readonly string[] =>
  historyIn(world, locals)
    .told.filter(({ status, message }) => status === "SEND_OK" && brokersIn(world, locals).some(({ disk }) => holdsMessage(disk, message)))
    .map(({ message }) => message)
