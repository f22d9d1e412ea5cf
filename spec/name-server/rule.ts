import { rulesFor, type Step } from "../machine.ts"
import type { ResponseCode } from "../vocabulary.ts"
import type { NameServerEvent } from "./events.ts"
import type { NameServerOutput } from "./outputs.ts"
import type { NameServer } from "./state.ts"

/** What a NameServer's rule gives. */
export type Next = Step<NameServer, NameServerOutput>

/** A part of a step, to be chained with others. */
export type Part = (self: NameServer) => Next

/** `rule(event, verdict, step)`: a rule of a NameServer. */
export const rule = rulesFor<NameServer, NameServerEvent, NameServerOutput>()

/** Nothing changes, nothing happens. */
export const ignore = (self: NameServer): Next => [self, []]

/** Outputs alone. */
export const emit =
  (...outputs: readonly NameServerOutput[]): Part =>
  (self) => [self, outputs]

/** An answer without a value. */
export const answer = ({ request }: { readonly request: number | string }, code: ResponseCode, remark = ""): Part =>
  emit({ _tag: "Reply", request, code, remark })
