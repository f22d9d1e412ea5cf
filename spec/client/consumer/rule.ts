import { rulesFor, type Step } from "../../machine.ts"
import type { ConsumerEvent } from "./events.ts"
import type { ConsumerOutput } from "./outputs.ts"
import type { Consumer } from "./state.ts"

/** What a consumer's rule gives. */
export type Next = Step<Consumer, ConsumerOutput>

/** A part of a step, to be chained with others. */
export type Part = (self: Consumer) => Next

/** `rule(event, verdict, step)`: a rule of a consumer. */
export const rule = rulesFor<Consumer, ConsumerEvent, ConsumerOutput>()

/** Nothing changes, nothing happens. */
export const ignore = (self: Consumer): Next => [self, []]
