/**
 * Which properties are checked of which machine alone.
 *
 * @module
 */
import { type AloneOptions, aloneModel, type Alphabet, type Runs } from "../../models/alone/alone.ts"
import { consumerAlphabets } from "../../models/alone/consumer.ts"
import { nameServerAlphabets } from "../../models/alone/name-server.ts"
import { producerAlphabets } from "../../models/alone/producer.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import { consumer } from "../../spec/client/consumer/index.ts"
import { producer } from "../../spec/client/producer/index.ts"
import type { Tagged } from "../../spec/machine.ts"
import type { Mode } from "../../spec/modes/index.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { OtherMachines, Suite } from "../suites.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import { ofConsumers } from "./consumer.ts"
import { ofNameServers } from "./name-server.ts"
import { ofProducers } from "./producer.ts"
import { explainAlone, type Refinement } from "./refines.ts"

/** A machine that is explored alone: which one it is where a mutant is in its place. */
const suiteOf = <S extends object, E extends Tagged, O extends Tagged>(
  topic: string,
  about: string,
  mode: Mode,
  alphabet: Alphabet<S, E>,
  properties: readonly Refinement<S, E, O>[],
  machineOf: (machine: BrokerMachine | undefined, others: OtherMachines) => Runs<S, E, O>
): Suite => {
  const name = `alone/${topic}-${alphabet.events(alphabet.initial).length}events`
  const modelWith = (machine?: BrokerMachine, others: OtherMachines = {}): AnyModel => aloneModel<S, E, O>({ ...alphabet, name, machine: machineOf(machine, others), properties: properties.map((property) => property()) } satisfies AloneOptions<S, E, O>) as unknown as AnyModel
  return { name, mode, topic: `alone/${topic}`, about, deep: false, bounds: { topic, about }, model: () => modelWith(), modelWith, properties, explain: explainAlone }
}

const aloneNameServer = (topic: keyof typeof nameServerAlphabets, about: string): Suite =>
  suiteOf(`name-server-${topic}`, about, "multi-master", nameServerAlphabets[topic], ofNameServers, (_machine, others) => others.nameServer ?? nameServer)

const aloneProducer = (topic: keyof typeof producerAlphabets, about: string): Suite =>
  suiteOf(`producer-${topic}`, about, "multi-master", producerAlphabets[topic], ofProducers, (_machine, others) => others.producer ?? producer)

const aloneConsumer = (topic: keyof typeof consumerAlphabets, about: string): Suite =>
  suiteOf(`consumer-${topic}`, about, "multi-master", consumerAlphabets[topic], ofConsumers, (_machine, others) => others.consumer ?? consumer)

export const aloneSuites: readonly Suite[] = [
  aloneNameServer("kvConfig", "a NameServer's KV configuration, put, read, deleted, and read from disk"),
  aloneNameServer("roles", "a NameServer while the brokers of one group change their roles and come and go, in any order"),
  aloneNameServer("groups", "a NameServer with groups of two clusters, an address that goes from one to the other, and an operator"),
  aloneProducer("answers", "a producer with one message and three tries, and every answer that a broker gives"),
  aloneProducer("stored-again", "a producer that sends again what was stored and not acked, and asks for routes on its timer alone"),
  aloneProducer("turns", "a producer with two messages: whose turn it is, and who waits for a route"),
  aloneConsumer("alone", "a consumer that has all queues, of a master or a slave, and every answer that a broker gives"),
  aloneConsumer("later", "a consumer that processes later what it was given, in any order"),
  aloneConsumer("orderly", "one of many, in order: locks that are given, renewed, refused and lost"),
  aloneConsumer("shares", "three queues of two brokers, divided among up to three members")
]
