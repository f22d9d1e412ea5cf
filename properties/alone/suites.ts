/**
 * Which properties are checked of which machine alone.
 *
 * @module
 */
import { type AloneOptions, aloneModel, type Alphabet, type Runs } from "../../models/alone/alone.ts"
import { nameServerAlphabets } from "../../models/alone/name-server.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import type { Tagged } from "../../spec/machine.ts"
import type { Mode } from "../../spec/modes/index.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { OtherMachines, Suite } from "../suites.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import { ofNameServers } from "./name-server.ts"
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

export const aloneSuites: readonly Suite[] = [
  aloneNameServer("kvConfig", "a NameServer's KV configuration, put, read, deleted, and read from disk"),
  aloneNameServer("roles", "a NameServer while the brokers of one group change their roles and come and go, in any order"),
  aloneNameServer("groups", "a NameServer with groups of two clusters, an address that goes from one to the other, and an operator")
]
