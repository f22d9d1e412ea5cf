import { rulesFor, type Step } from "../../machine.ts"
import type { ProducerEvent } from "./events.ts"
import type { ProducerOutput } from "./outputs.ts"
import type { Producer } from "./state.ts"

/** What a producer's rule gives. */
export type Next = Step<Producer, ProducerOutput>

/** A part of a step, to be chained with others. */
export type Part = (self: Producer) => Next

/** `rule(event, verdict, step)`: a rule of a producer. */
export const rule = rulesFor<Producer, ProducerEvent, ProducerOutput>()

/** Nothing changes, nothing happens. */
export const ignore = (self: Producer): Next => [self, []]
