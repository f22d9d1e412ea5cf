/**
 * A mutant: the machine with one rule changed to a bug that somebody really shipped. A property that no mutant can break
 * proves nothing.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Next } from "../../spec/broker/rule.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { ConsumerMachine } from "../../models/world/client.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import type { producer } from "../../spec/client/producer/index.ts"
import type { nameServer } from "../../spec/name-server/index.ts"
import type { Suite } from "../suites.ts"
import type { ConsumerEvent } from "../../spec/client/consumer/events.ts"
import { consumer } from "../../spec/client/consumer/index.ts"
import type { ConsumerOutput } from "../../spec/client/consumer/outputs.ts"
import type { Consumer } from "../../spec/client/consumer/state.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { refinements } from "../dledger/refines/index.ts"
import { type Change, changeRule } from "./change-rule.ts"

/** The model of a suite around the mutant. */
export const modelWith = (suite: Suite, { machine, property, ...others }: Pick<Mutant, "machine" | "nameServer" | "producer" | "consumer"> & Partial<Pick<Mutant, "property">>): AnyModel => {
  if (suite.modelWith === undefined) throw new Error(`${suite.name} is not made to take another machine`)
  const model = suite.modelWith(machine, others)
  // A control is a variant: what Figure 2 says of single events it may do otherwise.
  return property === "none" ? { ...model, properties: model.properties.filter(({ id }) => !refinements.some((refinement) => refinement.id === id)) } : model
}

export interface Mutant {
  /** As in the list of historical bugs. */
  readonly id: string
  /** The rule, as the bug has it. */
  readonly rule: string
  /** Where it was seen. */
  readonly seen: string
  /** The property that must catch it, by id; `none` for an equivalent change that nothing may catch. */
  readonly property: string
  /** The model in which it is caught: one that the unchanged machine passes. */
  readonly model: string
  readonly machine: BrokerMachine
  /** Of a bug of NameServers: theirs. */
  readonly nameServer?: typeof nameServer
  /** Of a bug of producers: theirs. */
  readonly producer?: typeof producer
  /** Of a bug of consumers: theirs. */
  readonly consumer?: ConsumerMachine
}

/** Consumers with another rule for one event. */
export const consumerWith = <Tag extends ConsumerEvent["_tag"]>(tag: Tag, change: Change<Consumer, ConsumerEvent, ConsumerOutput, Tag>, machine: ConsumerMachine = consumer): ConsumerMachine =>
  changeRule(machine, tag, change)

/** Brokers with another rule for one event. */
export const withRule = <Tag extends BrokerEvent["_tag"]>(tag: Tag, change: Change<Broker, BrokerEvent, BrokerOutput, Tag>, machine: BrokerMachine = dledger): BrokerMachine =>
  changeRule(machine, tag, change)

/** Changes every message to a peer, those that wait for the disk included. */
export const mapMessages = ([self, outputs]: Next, change: (message: OutgoingMessage) => OutgoingMessage): Next => [
  { ...self, raft: { ...self.raft, waiting: self.raft.waiting.map((w) => ({ ...w, message: change(w.message) })) } },
  outputs.map((output): BrokerOutput => (output._tag === "SendToPeer" ? { ...output, message: change(output.message) } : output))
]

export type OutgoingMessage = Extract<BrokerOutput, { readonly _tag: "SendToPeer" }>["message"]

/** Lets everything that waits for the disk go at once. */
export const sendWaiting = ([self, outputs]: Next): Next => [
  { ...self, raft: { ...self.raft, waiting: [] } },
  [...outputs, ...self.raft.waiting.map(({ to, message }): BrokerOutput => ({ _tag: "SendToPeer", to, message }))]
]
