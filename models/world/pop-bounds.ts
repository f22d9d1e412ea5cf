/**
 * What a world with consumers that pop is made of: its slots, what may happen, and its bounds.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent, TimerEvent } from "../../spec/broker/events.ts"
import type { Handle } from "../../spec/pop/records.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import type { Model, Property } from "../engine/model.ts"
import type { Budget, BudgetSignal, Strike } from "./budget.ts"
import type { BrokerPacket, Member, MemberAction, MemberNode } from "./member.ts"
import type { BrokerMachine } from "./node.ts"

/** A broker, and what a consumer has asked it in this moment. */
export interface PopNode extends MemberNode {
  readonly asked?: BrokerEvent
}

/** A message in a consumer's hands: which one, and what it was given with it. */
export interface Handed extends Handle {
  readonly message: string
  readonly offset: number
  /** The broker that handed it out. */
  readonly by: string
}

/** The consumers of the group. One that dies does nothing any more, and so does one that is not given its turn: they are one here. */
export interface PopClients {
  /** What they may still ask. */
  readonly pops: number
  readonly acks: number
  readonly changes: number
  /** Everything that they were ever handed, old handles too; ascending. */
  readonly handed: readonly Handed[]
}

/** What has happened. Lists ascend. */
export interface PopHistory {
  readonly sent: number
  /** Answered SEND_OK. */
  readonly acked: readonly string[]
  /** Handed out, and not done with: their invisible time has not ended, nor have they been acked. */
  readonly invisible: readonly Handed[]
  /** Check points whose time ended before their consumer had its answer. */
  readonly over: readonly string[]
  /** Acks that a broker has taken, of messages in flight, by the names of the requests. */
  readonly acking: readonly { readonly request: string; readonly message: string; readonly by: string }[]
  /** Such an ack was answered. */
  readonly consumed: readonly string[]
  /** Of these, those that one broker handed out and another took the ack of. */
  readonly elsewhere: readonly string[]
  /** How often each was handed out. */
  readonly times: { readonly [message: string]: number }
  /** Handed out while it was invisible; after it was consumed; an entry of its queue a second time. */
  readonly early: readonly string[]
  readonly resurrected: readonly string[]
  readonly again: readonly string[]
  readonly entries: readonly string[]
  /** In order: the check point in which each was handed out last, and those that were handed out before one in front of them was done with. */
  readonly last?: { readonly [message: string]: string }
  readonly disordered?: readonly string[]
  readonly strikes: number
}

export type PopNote =
  | { readonly note: "sent" | "acked"; readonly message: string }
  | { readonly note: "handed"; readonly handed: Handed }
  /** A broker takes an ack of a message in flight. */
  | { readonly note: "acking"; readonly request: string; readonly message: string; readonly by: string }
  /** A broker gives a message in flight another time. */
  | { readonly note: "changing"; readonly checkPoint: string; readonly offset: number }
  /** An ack is answered. */
  | { readonly note: "answered"; readonly request: string }
  /** Its invisible time has ended. */
  | { readonly note: "over"; readonly checkPoint: string }
  /** It has another time, and another handle. */
  | { readonly note: "changed"; readonly handed: Handed }
  | { readonly note: "strike" }

export type PopLocal = PopNode | PopClients | Budget | PopHistory
export type PopSignal = BudgetSignal | PopNote | { readonly connected: string; readonly from: string } | { readonly asks: BrokerEvent } | { readonly gets: Handed } | { readonly is: "down" }

export type PopAction =
  | MemberAction
  /** Takes what was asked. */
  | { readonly do: "take" }
  | { readonly do: "pop"; readonly at: string; readonly number: number }
  | { readonly do: "ack" | "change"; readonly at: string; readonly handed: Handed; readonly number: number }

export type PopModel = Model<PopLocal, BrokerPacket, PopAction, PopSignal>
export type PopProperty = Property<PopLocal, BrokerPacket, PopAction, PopSignal>

/** The bounds of a model. All of them are in its name. */
export interface PopOptions {
  readonly name: string
  readonly machine: BrokerMachine
  readonly members: readonly Member[]
  /** Messages in all; so many are in the logs when the model begins. */
  readonly messages: number
  readonly stored: number
  readonly pops: number
  readonly acks: number
  readonly changes: number
  /** So often a message may come again. */
  readonly retryMaxTimes: number
  /** Messages in one pop. */
  readonly maxMsgNums: number
  /** Consumers pop in the order of the queue. */
  readonly order?: true
  readonly inFlight: number
  readonly connections: number
  readonly strikes: readonly Strike[]
  /** Mode 4: elections end with this term, and only these members stand. The first of all leads when the model begins. */
  readonly terms?: number
  readonly standing?: readonly string[]
  readonly config?: Partial<Config>
  /** Timers of brokers that may fire, of those that are armed. */
  readonly timers: readonly TimerEvent["_tag"][]
  readonly properties: readonly ((world: PopWorld) => PopProperty)[]
}

/** What a property needs to know of the world's layout. */
export interface PopWorld {
  readonly options: PopOptions
  readonly brokers: readonly string[]
  readonly clientsSlot: number
  readonly budgetSlot: number
  readonly historySlot: number
}

/** Does it hand out messages now? */
export const handsOut = ({ broker, up }: MemberNode): boolean => up && (broker.config.brokerRole === "SLAVE" ? false : broker.ha.serving || isReady(broker))
