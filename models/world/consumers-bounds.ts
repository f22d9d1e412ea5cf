/**
 * What a world with consumers is made of: its slots, what travels, what may happen, and its bounds.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, TimerEvent } from "../../spec/broker/events.ts"
import type { ConsumerConfig } from "../../spec/client/config.ts"
import type { ConsumerEvent, ConsumerTimer } from "../../spec/client/consumer/events.ts"
import { nameOf, type Progress } from "../../spec/client/consumer/state.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { offsetOf } from "../../spec/serving/offsets.ts"
import type { Model, Property } from "../engine/model.ts"
import type { Budget, BudgetSignal, Strike } from "./budget.ts"
import type { Client, ConsumerMachine } from "./client.ts"
import type { BrokerPacket, Member, MemberAction, MemberNode } from "./member.ts"
import { type BrokerMachine, TOPIC } from "./node.ts"
import type { Consumption, ConsumptionNote } from "./progress.ts"

export type ConsumersLocal = MemberNode | Client | Budget | Consumption

export type ConsumersPacket =
  | BrokerPacket
  /** What a member asks of a broker in one step. `ended` names the connection, here and below: what is under way on one that has ended is gone. */
  | { readonly is: "requests"; readonly ended: number; readonly number: number; readonly events: readonly BrokerEvent[] }
  /** What a broker answers or says. */
  | { readonly is: "answers"; readonly ended: number; readonly events: readonly ConsumerEvent[] }
  /** Nobody listens there. */
  | { readonly is: "refused"; readonly ended: number }

/** How a broker stands in a route. */
export type Listed = "master" | "slave" | "no"

export type ConsumersSignal =
  | BudgetSignal
  | ConsumptionNote
  | { readonly connected: string; readonly from: string }
  | { readonly atOnce: BrokerEvent }
  | { readonly members: readonly string[] }
  | { readonly ended: string }
  | { readonly arrived: number; readonly at: string }
  | { readonly listed: Listed; readonly underAnother: boolean }
  | { readonly stranger: string }
  | { readonly lockOver: string }
  | { readonly is: "down" }

export type ConsumersAction =
  | MemberAction
  | { readonly do: "route"; readonly listed: readonly Listed[] }
  | { readonly do: "heartbeat"; readonly to: string }
  /** The member asks who is in the group, and takes its share. */
  | { readonly do: "rebalance"; readonly members: readonly string[] }
  | { readonly do: "timeout"; readonly timer: ConsumerTimer }
  | { readonly do: "consume"; readonly queue: string; readonly offset: number }
  | { readonly do: "leave"; readonly strike: Strike }

export type ConsumersModel = Model<ConsumersLocal, ConsumersPacket, ConsumersAction, ConsumersSignal>
export type ConsumersProperty = Property<ConsumersLocal, ConsumersPacket, ConsumersAction, ConsumersSignal>

/** The bounds of a model. All of them are in its name. */
export interface ConsumersOptions {
  readonly name: string
  readonly machine: BrokerMachine
  readonly consumerMachine?: ConsumerMachine
  readonly members: readonly Member[]
  readonly clients: readonly string[]
  /** Messages in all, those that are stored when the model begins included. */
  readonly messages: number
  /** By broker: how many messages its log holds when the model begins. */
  readonly stored: { readonly [broker: string]: number }
  readonly inFlight: number
  readonly connections: number
  readonly strikes: readonly Strike[]
  /** Mode 4: elections end with this term, and only these members stand. The first of all leads when the model begins. */
  readonly terms?: number
  readonly standing?: readonly string[]
  readonly config?: Partial<Config>
  readonly consumer?: Partial<ConsumerConfig>
  /** A route names a slave as master while there is none, as a NameServer does with `supportActingMaster`. */
  readonly actingMaster?: boolean
  /** Timers of brokers that may fire, of those that are armed. */
  readonly timers: readonly TimerEvent["_tag"][]
  readonly properties: readonly ((world: ConsumersWorld) => ConsumersProperty)[]
}

/** What a property needs to know of the world's layout. */
export interface ConsumersWorld {
  readonly options: ConsumersOptions
  readonly names: readonly string[]
  readonly memberSlots: readonly number[]
  readonly clientSlots: readonly number[]
  readonly budgetSlot: number
  readonly historySlot: number
}

export const GROUP = "g"

/** Offset of the group that this broker has stored for its queue. */
export const storedAt = ({ broker }: MemberNode): number => offsetOf(broker, GROUP, TOPIC, 0) ?? 0

/** Does it keep the offsets now, and serve its queues to the end? */
export const isKeeper = ({ broker, up }: MemberNode): boolean => up && (broker.config.brokerRole === "SLAVE" ? false : broker.ha.serving || isReady(broker))

/** A member's queues with their names. */
export const queuesOf = ({ consumer: { queues } }: Client): readonly (Progress & { readonly name: string })[] => [...HashMap.values(queues)].map((progress) => ({ ...progress, name: nameOf(progress) }))
