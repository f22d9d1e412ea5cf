/**
 * Survivors that say nothing against the properties, each lot with its reason. Where a lot is a whole file, other tests hold it.
 *
 * @module
 */
import type { SpecMutant } from "./generate.ts"
import type { Operator } from "./operators.ts"

export interface Scope {
  /** Beginning of the ids, as `filter/` or `raft/commit.ts:resolve:`; or one of them. */
  readonly where: string
  /** Only changes of this kind. */
  readonly operator?: Operator
  readonly why: string
}

export const scopes: readonly Scope[] = [
  { where: "filter/", why: "SQL92 expressions: a function of a text and a message. Its unit tests hold it; no world sends properties that filters read." },
  { where: "program.ts", why: "the machine as an Effect program: no rule; its own tests run it." }
]

export const reasonFor = ({ id, operator }: Pick<SpecMutant, "id" | "operator">): Scope | undefined => scopes.find((scope) => id.startsWith(scope.where) && (scope.operator === undefined || scope.operator === operator))
