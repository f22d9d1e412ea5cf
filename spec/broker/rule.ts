import { rulesFor, type Step } from "../machine.ts"
import type { BrokerEvent } from "./events.ts"
import type { BrokerOutput } from "./outputs.ts"
import type { Broker } from "./state.ts"

/** What a broker's rule gives. */
export type Next = Step<Broker, BrokerOutput>

/** A part of a step, to be chained with others. */
export type Part = (self: Broker) => Next

/** `rule(event, verdict, step)`: a rule of a broker. */
export const rule = rulesFor<Broker, BrokerEvent, BrokerOutput>()

/** Nothing changes, nothing happens. */
export const ignore = (self: Broker): Next => [self, []]

/** Outputs alone. */
export const emit =
  (...outputs: readonly BrokerOutput[]): Part =>
  (self) => [self, outputs]
