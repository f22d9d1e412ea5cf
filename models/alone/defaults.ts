/**
 * What is so unless somebody says otherwise: each machine's defaults are asked for.
 *
 * @module
 */
import { defaults, timers } from "../../spec/broker/config.ts"
import { initialBroker, subscriptionGroupDefaults } from "../../spec/broker/state.ts"
import { consumerDefaults, producerDefaults } from "../../spec/client/config.ts"
import { rulesFor } from "../../spec/machine.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import { configOf } from "./broker-states.ts"
import type { Alphabet, Runs } from "./alone.ts"

export interface Defaults {
  readonly defaults: true
}

const tables = { broker: defaults, "timers of the seed": timers.seed, "timers of DLedger": timers.dledger, group: subscriptionGroupDefaults, producer: producerDefaults, consumer: consumerDefaults, "NameServer": nameServerDefaults } as const

export type Whose = keyof typeof tables

export type DefaultsEvent = { readonly _tag: "AsksFor"; readonly whose: Whose } | { readonly _tag: "AsksForFirstState" }
export type DefaultsOutput = { readonly _tag: "Told"; readonly values: object }

const rule = rulesFor<Defaults, DefaultsEvent, DefaultsOutput>()

/** Of a broker that was never started. */
const firstState = (): object => {
  const { config: _, ...state } = initialBroker(configOf({}))
  return state
}

export const defaultsMachine: Runs<Defaults, DefaultsEvent, DefaultsOutput> = {
  name: "defaults",
  rules: {
    AsksFor: rule("AsksFor", () => "told" as const, (self, { whose }) => [self, [{ _tag: "Told", values: tables[whose] }]], ["told"]),
    AsksForFirstState: rule("AsksForFirstState", () => "told" as const, (self) => [self, [{ _tag: "Told", values: firstState() }]], ["told"])
  }
}

export const defaultsAlphabet: Alphabet<Defaults, DefaultsEvent> = { initial: { defaults: true }, events: () => [...(Object.keys(tables) as readonly Whose[]).map((whose): DefaultsEvent => ({ _tag: "AsksFor", whose })), { _tag: "AsksForFirstState" }] }
